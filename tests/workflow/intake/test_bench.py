"""What a person says of a mail at the bench, and what it does in the cases: all of it, or nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from states.refusal import Refused
from states.state import State
from tests.workflow.intake.post import Letter, Post
from tests.workflow.world import ANNA, PROVIDER, World, text_of
from workflow.actions.bench import assign, confirm, put_aside, read_again, take_back
from workflow.actions.decide_notice import request_plan
from workflow.actions.dispatch import confirm_receipt
from workflow.actions.end_agreement import AgreementEnd, end_agreement
from workflow.actions.supplement import request_supplement
from workflow.actions.withdraw import withdraw
from workflow.context import Context
from workflow.demo.story import CASES
from workflow.errors import InputError, NotFound
from workflow.intake import understand
from workflow.intake.fetch import take_in
from workflow.store import inbox
from workflow.store.corrections import counted
from workflow.store.kinds import Kind
from workflow.store.reader import reading

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CODE, OTHER_CODE = "BV-1-C", "BV-2-E"
STRANGER = "vikarie@bjorken.example"


@pytest.fixture
def post(world: World) -> Post:
    world.begin()
    return Post(world)


@pytest.fixture
def both(world: World) -> Post:
    """Two cases of units that are reached at the same address."""
    world.begin()
    world.open("2", adress=PROVIDER)
    request_plan(world.context, "2", world.notice(), ANNA)
    world.tick()
    confirm_receipt(world.context, "2", world.clock.at.date(), "kvittens", ANNA)
    return Post(world)


def waits(post: Post, **changes: str) -> int:
    """A mail from somebody who is no contact lies at the bench; its number."""
    post.world.at("2023-06-07 10:00")
    post.comes(replace(Letter("2023-06-07 09:59", sender=STRANGER, subject=CODE), **changes))
    post.tick()
    (mail,) = (mail for mail in post.mails() if mail.status == "bänk")
    return mail.number


def submissions(world: World, case: str = "1") -> list[dict[str, object]]:
    """Those that count."""
    with reading(world.url) as reader:
        events = counted(reader, world.case(case).head.uuid)
    return [event.content for event in events if event.kind == Kind.SUBMISSION_REGISTERED]


def at_the_bench(post: Post) -> inbox.Incoming:
    return post.mails()[-1]


def unticked(post: Post) -> dict[int, str]:
    """By case: what a person has to look at in the latest mail."""
    with reading(post.world.url) as reader:
        return {one.serial: one.unticked for one in reader.all(inbox.CONCERNS_OF, mail=post.mails()[-1].uuid)}


def everything(world: World) -> list[object]:
    """All that is stored, for comparison."""
    tables = ("event_head", "event_body", "incoming_mail", "incoming_case", "planned_mail", "deadline", "deficiency")
    with world.context.engine.connect() as connection:
        return [sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")).all())) for table in tables]


def receipt_of(world: World) -> str:
    """The Message-ID of the latest receipt."""
    found = [letter for letter in world.letters() if str(letter["Subject"]).startswith("Vi tog emot")]
    return str(found[-1]["Message-ID"])


def assign_plan(context: Context, number: int) -> object:
    return assign(context, number, [("1", ("plan",))], "ringde och frågade", ANNA)


def test_a_mail_that_a_person_assigns_answers_its_lines_with_the_day_it_came(post: Post) -> None:
    number = waits(post, reached="2023-06-06 23:41")
    post.world.at("2023-06-12 09:00")

    assert assign(post.world.context, number, [("1", ("plan", "R2"))], "", ANNA) == [1]
    (told,) = submissions(post.world)
    assert (told["lines"], told["counted_on"]) == (["plan", "R2"], "2023-06-06")
    assert {d.state for d in post.world.case().deficiencies} == {State.SUBMITTED}
    assert at_the_bench(post).status == "klart"


def test_the_mail_itself_and_its_files_are_the_submissions_documents(post: Post) -> None:
    post.world.at("2023-06-07 10:00")
    post.comes(Letter("2023-06-07 09:59", sender=STRANGER, files={"Plan.txt": b"Plan\n"}))
    post.tick()
    assign_plan(post.world.context, 1)

    (told,) = submissions(post.world)
    assert [one["name"] for one in told["documents"]] == ["inkommet-1.eml", "Plan.txt"]  # type: ignore[attr-defined]


def test_a_mail_that_has_been_assigned_is_not_assigned_again(post: Post) -> None:
    number = waits(post)
    assign_plan(post.world.context, number)
    before = everything(post.world)

    with pytest.raises(InputError, match="brist inkorg ångra 1"):
        assign_plan(post.world.context, number)
    assert everything(post.world) == before


def test_a_mail_that_the_program_has_sorted_is_taken_back_before_it_is_assigned(post: Post) -> None:
    post.world.at("2023-06-07 10:00")
    post.comes(Letter("2023-06-07 09:59", subject=CODE))
    post.tick()

    with pytest.raises(InputError, match="är sorterat"):
        assign_plan(post.world.context, 1)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(assign_plan, id="fördela"),
        pytest.param(lambda context, number: put_aside(context, number, "reklam", ANNA), id="lägg-åt-sidan"),
    ],
)
def test_a_dry_run_leaves_everything_as_it_was(post: Post, act: Callable[[Context, int], object]) -> None:
    number = waits(post)
    before = everything(post.world)

    act(post.world.dry(), number)

    assert everything(post.world) == before


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda context: take_back(context, 1, "fel ärende", ANNA), id="ångra"),
        pytest.param(lambda context: confirm(context, 1, None, (), ANNA), id="bekräfta"),
    ],
)
def test_a_dry_run_on_a_sorted_mail_leaves_everything_as_it_was(post: Post, act: Callable[[Context], object]) -> None:
    post.world.at("2023-06-07 10:00")
    post.comes(Letter("2023-06-07 09:59", subject=CODE))
    post.tick()
    before = everything(post.world)

    act(post.world.dry())

    assert everything(post.world) == before


def test_a_line_that_nobody_has_asked_for_is_refused_and_the_mail_waits_on(post: Post) -> None:
    number = waits(post)
    before = everything(post.world)

    with pytest.raises(InputError, match="R9 är inte begärt"):
        assign(post.world.context, number, [("1", ("R9",))], "", ANNA)
    assert everything(post.world) == before


def test_refused_in_one_of_two_cases_nothing_is_done_in_either(both: Post) -> None:
    number = waits(both)
    before = everything(both.world)

    with pytest.raises(InputError, match="R9 är inte begärt"):
        assign(both.world.context, number, [("1", ("plan",)), ("2", ("R9",))], "", ANNA)
    assert everything(both.world) == before


def test_one_mail_is_registered_in_each_of_the_cases_it_is_divided_between(both: Post) -> None:
    number = waits(both)

    assert assign(both.world.context, number, [("2", ("R5",)), ("1", ("plan",))], "", ANNA) == [1, 2]
    assert [told["lines"] for told in submissions(both.world, "1")] == [["plan"]]
    assert [told["lines"] for told in submissions(both.world, "2")] == [["R5"]]


def test_a_case_is_named_once_for_a_mail(both: Post) -> None:
    number = waits(both)

    with pytest.raises(InputError, match="samma ärende står två gånger"):
        assign(both.world.context, number, [("1", ("plan",)), ("1", ("R2",))], "", ANNA)


def test_a_mail_or_a_case_that_is_none_is_said_to_be_none(post: Post) -> None:
    number = waits(post)

    with pytest.raises(NotFound):
        assign_plan(post.world.context, 99)
    with pytest.raises(NotFound):
        assign(post.world.context, number, [("99", ())], "", ANNA)
    assert at_the_bench(post).status == "bänk"


def test_of_several_mails_for_one_line_the_first_answers_it_and_each_is_registered_for_it(post: Post) -> None:
    post.world.at("2023-09-04 16:05")
    post.comes(Letter("2023-09-04 15:00", "Del ett.", subject=CODE, files={"R5 del 1.txt": b"Ett\n"}))
    post.comes(Letter("2023-09-04 16:00", "Del två.", subject=CODE, files={"R5 del 2.txt": b"Tva\n"}))
    post.tick()

    told = submissions(post.world)
    assert [one["lines"] for one in told] == [["R5"], ["R5"]]
    assert [bool(one["answered"]) for one in told] == [True, False]
    assert [mail.status for mail in post.mails()] == ["sorterat", "sorterat"]


def test_what_is_sent_again_of_an_answered_line_is_not_taken_for_another_that_is_awaited(post: Post) -> None:
    """ "Rutin för egenkontroller" is R2; R1 and R3 are like it and still awaited."""
    for day in ("2023-09-01", "2023-09-04"):
        post.world.at(f"{day} 12:00")
        files = {"Rutin egenkontroller.txt": b"Rutin for egenkontroller\n"}
        post.comes(Letter(f"{day} 11:00", f"Skickat {day}.", subject=CODE, files=files))
        post.tick()

    assert [told["lines"] for told in submissions(post.world)] == [["R2"], ["R2"]]


def test_what_is_sent_again_of_a_line_that_deficiencies_share_is_for_those_that_stand(world: World) -> None:
    world.open()
    shared = world.notice(**{'delbrister = ["D2a"]': 'delbrister = ["D2a", "D1a"]'})
    request_plan(world.context, "1", shared, ANNA)
    world.dispatch()
    world.at("2023-08-20 12:00")
    world.register("R1", "plan", arrived="2023-08-20 09:00")
    withdraw(world.context, "1", "D1", None, "fel enhet", ANNA)
    post = Post(world)
    world.at("2023-08-21 12:00")
    files = {"Rutin samverkan.txt": b"Uppdaterad rutin\n", "R1.txt": b"Igen\n"}
    post.comes(Letter("2023-08-21 11:00", "Igen.", subject=CODE, files=files))
    post.tick()

    assert submissions(world)[-1]["lines"] == ["R1"]


def test_what_is_sent_again_for_the_second_notice_is_for_its_line(post: Post) -> None:
    """R5 never came for the first notice, came for the second, and is sent once more."""
    world = post.world
    world.second_notice()
    for day in ("20", "21"):
        world.at(f"2023-11-{day} 12:00")
        post.comes(Letter(f"2023-11-{day} 11:00", f"Den {day}.", subject=CODE, files={"R5.txt": b"Egenkontroll\n"}))
        post.tick()

    assert [told["lines"] for told in submissions(world)] == [["R5"], ["R5"]]


def test_what_is_sent_again_for_a_deficiency_that_has_ended_is_registered_as_something_else(post: Post) -> None:
    world = post.world
    world.at("2023-09-04 12:00")
    post.comes(Letter("2023-09-04 11:00", "Här.", subject=CODE, files={"R5.txt": b"Journaler\n"}))
    post.tick()
    world.at("2023-10-16 13:00")
    for code in ("D1", "D2", "D3", "D4", "D5", "D6"):
        world.catch_up_and_assess(code)
    world.decide()
    post.comes(Letter("2023-10-16 12:00", "Igen.", subject=CODE, files={"R5.txt": b"Journaler igen\n"}))
    post.tick()

    assert [told["lines"] for told in submissions(world)] == [["R5"], ["övrigt"]]
    assert post.mails()[-1].status == "sorterat"


def test_what_is_laid_aside_is_kept_with_the_reason_and_can_be_assigned_later(post: Post) -> None:
    number = waits(post)

    put_aside(post.world.context, number, "reklam", ANNA)

    assert (at_the_bench(post).status, at_the_bench(post).why) == ("åsido", "reklam")
    assign_plan(post.world.context, number)
    assert len(submissions(post.world)) == 1


def test_what_is_laid_aside_waits_again_when_that_is_taken_back(post: Post) -> None:
    number = waits(post)
    put_aside(post.world.context, number, "reklam", ANNA)

    assert take_back(post.world.context, number, "det var ingen reklam", ANNA) == []
    assert at_the_bench(post).status == "bänk"


def test_a_sorted_mail_is_not_laid_aside_over_its_registration(post: Post) -> None:
    number = waits(post)
    assign_plan(post.world.context, number)

    with pytest.raises(InputError, match="är klart"):
        put_aside(post.world.context, number, "reklam", ANNA)


def test_only_what_the_program_has_sorted_is_confirmed(post: Post) -> None:
    number = waits(post)
    with pytest.raises(InputError, match="är bänk"):
        confirm(post.world.context, number, None, (), ANNA)

    post.comes(Letter("2023-06-07 10:00", subject=CODE))
    post.tick()
    confirm(post.world.context, 2, None, (), ANNA)
    assert at_the_bench(post).status == "klart"
    with pytest.raises(InputError, match="är klart"):
        confirm(post.world.context, 2, None, (), ANNA)


def test_only_a_mail_in_quarantine_is_understood_anew(post: Post) -> None:
    number = waits(post)

    with pytest.raises(InputError, match="är bänk"):
        read_again(post.world.context, number, ANNA)


def test_what_is_taken_back_never_counted_and_the_plan_is_asked_for_again(post: Post) -> None:
    number = waits(post)
    assign_plan(post.world.context, number)

    assert take_back(post.world.context, number, "hör till ärende 4", ANNA) == [1]
    assert submissions(post.world) == []
    assert {d.state for d in post.world.case().deficiencies} == {State.ACTION_PLAN_REQUESTED}
    assert (at_the_bench(post).status, at_the_bench(post).why) == ("bänk", "hör till ärende 4")


def test_what_the_program_sorted_and_a_person_ticked_more_of_is_taken_back_whole(post: Post) -> None:
    post.world.at("2023-06-07 10:00")
    post.comes(Letter("2023-06-07 09:59", subject=CODE))
    post.tick()
    confirm(post.world.context, 1, None, ("plan",), ANNA)

    take_back(post.world.context, 1, "fel ärende", ANNA)

    assert submissions(post.world) == []
    assert {d.state for d in post.world.case().deficiencies} == {State.ACTION_PLAN_REQUESTED}


def test_what_has_only_been_noted_is_assigned_and_not_taken_back(post: Post) -> None:
    post.world.at("2023-06-07 10:00")
    list_of_many = {"List-Id": "<nytt.utskick.example>", "Precedence": "bulk"}
    post.comes(Letter("2023-06-07 09:59", "Kom på kurs!", sender="nytt@utskick.example", headers=list_of_many))
    post.tick()

    with pytest.raises(InputError, match="är noterat") as refused:
        take_back(post.world.context, 1, "fel", ANNA)
    assert refused.value.remedy == "fördela det: brist inkorg fördela 1 --ärende NR"


def test_taken_back_twice_is_refused(post: Post) -> None:
    number = waits(post)
    assign_plan(post.world.context, number)
    take_back(post.world.context, number, "fel ärende", ANNA)

    with pytest.raises(InputError, match="är bänk"):
        take_back(post.world.context, number, "fel ärende", ANNA)


def test_what_is_taken_back_can_be_assigned_to_the_right_case(both: Post) -> None:
    number = waits(both)
    assign_plan(both.world.context, number)
    take_back(both.world.context, number, "fel ärende", ANNA)

    assign(both.world.context, number, [("2", ("plan",))], "", ANNA)

    assert submissions(both.world, "1") == []
    assert len(submissions(both.world, "2")) == 1


def test_a_mail_for_two_cases_is_taken_back_from_both(both: Post) -> None:
    number = waits(both)
    assign(both.world.context, number, [("1", ("plan",)), ("2", ("plan",))], "", ANNA)

    assert take_back(both.world.context, number, "ingetdera", ANNA) == [1, 2]
    assert submissions(both.world, "1") == submissions(both.world, "2") == []


def test_what_later_acts_rest_on_is_not_taken_back_and_nothing_is_changed(both: Post) -> None:
    world = both.world
    number = waits(both)
    assign(world.context, number, [("1", ("plan",)), ("2", ("plan",))], "", ANNA)
    request_supplement(world.context, "1", "D1", date(2023, 6, 20), "ansvarig saknas", ANNA)
    before = everything(world)

    with pytest.raises(Refused, match="Ärende 1"):
        take_back(world.context, number, "fel ärende", ANNA)
    assert everything(world) == before


def test_the_reminder_that_an_answer_struck_comes_back_when_it_is_taken_back(post: Post) -> None:
    world = post.world
    world.at("2023-06-02 10:00")
    post.comes(Letter("2023-06-02 09:59", sender=STRANGER))
    post.tick()
    assign_plan(world.context, 1)
    world.at("2023-06-05 09:00")
    world.tick()
    assert "Påminnelse" not in world.subjects()

    take_back(world.context, 1, "det var ingen plan", ANNA)
    put_aside(world.context, 1, "det var ingen plan", ANNA)
    world.tick()

    assert world.subjects()[-1] == "Påminnelse"


def test_no_reminder_leaves_while_what_may_be_the_answer_waits_at_the_bench(post: Post) -> None:
    post.world.at("2023-06-05 08:00")
    post.comes(Letter("2023-06-05 07:59", sender=STRANGER, subject=CODE))
    post.tick()
    post.world.at("2023-06-05 09:00")
    post.world.tick()

    assert "Påminnelse" not in post.world.subjects()


def test_no_reminder_leaves_while_something_in_a_sorted_mail_is_not_ticked_and_nobody_has_looked(post: Post) -> None:
    """A scanned plan that came on 5 June is in, though no program can read it: nothing is said to be missing."""
    world = post.world
    world.at("2023-06-05 08:00")
    post.comes(Letter("2023-06-05 07:59", "Planen bifogas.", subject=CODE, files={"skannad0605.bin": b"\x00\x01"}))
    post.tick()
    assert unticked(post) == {1: "1 bilaga är inte avprickad"}
    world.at("2023-06-05 09:00")
    world.tick()
    assert "Påminnelse" not in world.subjects()

    confirm(world.context, 1, None, ("plan",), ANNA)
    assert {d.state for d in world.case().deficiencies} == {State.SUBMITTED}
    world.tick()
    assert "Påminnelse" not in world.subjects()


def test_a_mail_in_two_cases_is_looked_at_in_each_of_them(both: Post) -> None:
    """The plans came on 2 June; none of the cases is reminded on the 5th, before somebody has looked there too."""
    world = both.world
    world.at("2023-06-02 08:00")
    files = {"Åtgärdsplan.txt": "Åtgärdsplan\n".encode()}
    both.comes(Letter("2023-06-02 07:59", "Planen gäller båda.", subject=f"{CODE} och {OTHER_CODE}", files=files))
    both.tick()
    assert set(unticked(both)) == {1, 2}

    with pytest.raises(InputError, match="välj ett av: 1, 2"):
        confirm(world.context, 1, None, ("plan",), ANNA)
    assert confirm(world.context, 1, "1", ("plan",), ANNA) == [2]
    assert both.one().status == "sorterat"
    world.at("2023-06-05 09:00")
    world.tick()
    assert "Påminnelse" not in world.subjects()

    assert confirm(world.context, 1, "2", ("plan",), ANNA) == []
    assert both.one().status == "klart"
    assert {d.state for case in ("1", "2") for d in world.case(case).deficiencies} == {State.SUBMITTED}


def test_no_reminder_leaves_while_a_mail_that_could_not_be_understood_lies_in_the_mailbox(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be the plan: no program knows, and nobody has looked."""
    post.world.at("2023-06-05 08:00")
    post.comes(Letter("2023-06-05 07:59", subject=CODE, files={"Åtgärdsplan.txt": "Åtgärdsplan\n".encode()}))
    with monkeypatch.context() as broken:
        broken.setattr(understand, "texts_of", lambda _: 1 / 0)
        post.tick()
    assert post.one().status == "karantän"
    post.world.at("2023-06-05 09:00")
    post.world.tick()
    assert "Påminnelse" not in post.world.subjects()

    put_aside(post.world.context, 1, "reklam", ANNA)
    post.world.tick()
    assert post.world.subjects()[-1] == "Påminnelse"


def test_what_is_ticked_in_one_case_may_be_unticked_in_another(world: World) -> None:
    world.begin()
    world.open("2", adress=PROVIDER)
    other = world.notice(**{'kod = "R5"': 'kod = "R9"', "egenkontroll av avvikelseprocessen": "journalgranskning"})
    request_plan(world.context, "2", other, ANNA)
    world.tick()
    post = Post(world)
    world.at("2023-08-28 08:00")
    post.comes(Letter("2023-08-28 07:59", "Här.", subject=f"{CODE} och {OTHER_CODE}", files={"R5.txt": b"Skannat\n"}))
    post.tick()

    assert unticked(post) == {1: "", 2: "1 bilaga är inte avprickad"}


def test_a_reminder_that_a_mail_held_leaves_when_a_person_has_looked_at_it(post: Post) -> None:
    world = post.world
    world.at("2023-06-05 08:00")
    post.comes(Letter("2023-06-05 07:59", "Kan vi få två veckor till?", subject=CODE))
    post.tick()
    assert unticked(post) == {1: "inget i mejlet är avprickat"}
    world.at("2023-06-05 09:00")
    world.tick()
    assert "Påminnelse" not in world.subjects()

    confirm(world.context, 1, None, (), ANNA)
    world.tick()
    assert world.subjects()[-1] == "Påminnelse"


@pytest.mark.parametrize(
    "letter",
    [
        Letter("2023-06-05 07:59", "Här kommer den.", subject=CODE, files={"R5.txt": b"Journaler\n"}),
        Letter("2023-06-05 07:59", "Tack, mottaget.", subject=f"SV: {CODE}"),
        Letter("2023-06-05 07:59", "Gäller 19121212-1212.", subject=CODE, files={"R5.txt": b"Journaler\n"}),
        Letter(
            "2023-06-05 07:59",
            "Här.",
            subject=CODE,
            files={"R5.txt": b"Journaler\n", "smime.p7s": b"\x30\x80", "Vera.vcf": b"BEGIN:VCARD\n"},
        ),
    ],
    ids=["allt avprickat", "bara ett tack", "ett personnummer", "underskrivet"],
)
def test_a_mail_that_leaves_nothing_to_tick_holds_no_reminder(post: Post, letter: Letter) -> None:
    post.world.at("2023-06-05 08:00")
    post.comes(letter)
    post.tick()
    assert post.one().status == "sorterat"
    assert unticked(post) == {1: ""}
    post.world.at("2023-06-05 09:00")
    post.world.tick()

    assert post.world.subjects()[-1] == "Påminnelse"


def test_a_receipt_that_has_not_left_tells_of_no_case_when_the_sorting_is_taken_back(post: Post) -> None:
    world = post.world
    world.at("2023-06-07 10:00")
    post.comes(Letter("2023-06-07 09:59", subject=CODE))
    take_in(world.context)
    take_back(world.context, 1, "fel ärende", ANNA)
    world.tick()

    (receipt,) = (letter for letter in world.letters() if str(letter["Subject"]).startswith("Vi tog emot"))
    assert CODE not in str(receipt["Subject"])
    assert "Sov" not in str(receipt)


def test_what_a_person_decided_is_a_hint_the_next_time_and_no_more(post: Post) -> None:
    number = waits(post, subject="Hej")
    assign_plan(post.world.context, number)

    post.comes(Letter("2023-06-07 10:00", sender=STRANGER, subject="Igen"))
    post.tick()

    assert at_the_bench(post).status == "bänk"
    with reading(post.world.url) as reader:
        (guess,) = reader.all(inbox.CONCERNS_OF, mail=at_the_bench(post).uuid)
    assert (guess.how, guess.reasons) == ("gissning", "en handläggare har fördelat avsändarens mejl hit förut")


def test_what_was_taken_back_is_no_hint(post: Post) -> None:
    number = waits(post, subject="Hej")
    assign_plan(post.world.context, number)
    take_back(post.world.context, number, "fel ärende", ANNA)

    post.comes(Letter("2023-06-07 10:00", sender=STRANGER, subject="Igen"))
    post.tick()

    with reading(post.world.url) as reader:
        assert reader.all(inbox.CONCERNS_OF, mail=at_the_bench(post).uuid) == []


def test_the_history_shows_that_it_was_registered_from_a_mail_and_taken_back(post: Post) -> None:
    number = waits(post)
    assign_plan(post.world.context, number)
    take_back(post.world.context, number, "fel ärende", ANNA)

    acts = [event.kind for event in post.world.events() if event.actor == "anna" and event.kind != Kind.STATE_TAKEN]
    assert acts[-4:] == [Kind.SUBMISSION_REGISTERED, Kind.MAIL_ASSIGNED, Kind.CORRECTED, Kind.MAIL_TAKEN_BACK]


def test_an_answer_to_a_receipt_follows_the_mail_to_where_a_person_moved_it(both: Post) -> None:
    world = both.world
    world.at("2023-06-07 10:00")
    both.comes(Letter("2023-06-07 09:59", subject=CODE))
    both.tick()
    receipt = receipt_of(world)
    take_back(world.context, 1, "hör till ärende 2", ANNA)
    assign(world.context, 1, [("2", ("plan",))], "", ANNA)

    both.comes(Letter("2023-06-07 10:00", "Och här är resten.", headers={"In-Reply-To": receipt}))
    both.tick()

    assert len(submissions(world, "1")) == 0
    assert len(submissions(world, "2")) == 2


def test_an_answer_to_a_receipt_for_two_cases_waits_for_a_person(both: Post) -> None:
    world = both.world
    world.at("2023-06-07 10:00")
    both.comes(Letter("2023-06-07 09:59", f"Gäller {CODE} och {OTHER_CODE}."))
    both.tick()
    assert [len(submissions(world, case)) for case in ("1", "2")] == [1, 1]
    receipt = receipt_of(world)

    both.comes(Letter("2023-06-07 10:00", "Och här är resten.", headers={"In-Reply-To": receipt}))
    both.tick()

    assert at_the_bench(both).status == "bänk"
    assert [len(submissions(world, case)) for case in ("1", "2")] == [1, 1]


def test_whoever_is_no_contact_is_told_nothing_though_a_person_assigned_the_mail_before_the_receipt_left(
    post: Post,
) -> None:
    world = post.world
    world.at("2023-06-07 10:00")
    post.comes(Letter("2023-06-07 09:59", sender=STRANGER))
    take_in(world.context)
    assign_plan(world.context, 1)
    world.tick()

    (receipt,) = world.letters(STRANGER)
    assert CODE not in receipt.as_string()
    assert "Björken service" not in text_of(receipt)


def test_an_answer_comes_in_though_the_agreement_has_ended(post: Post) -> None:
    post.world.at("2023-06-01 10:00")
    end = AgreementEnd("uppsagt", date(2023, 5, 31), date(2023, 6, 1), "avtalet upphörde")
    end_agreement(post.world.context, CASES["1"]["avtal"], end, ANNA)
    number = waits(post)

    assign(post.world.context, number, [("1", ())], "", ANNA)

    assert [told["lines"] for told in submissions(post.world)] == [["övrigt"]]
