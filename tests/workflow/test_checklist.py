"""The checklist: what was demanded, what has come for it, and what a person has said of that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.refusal import Refused
from states.state import State
from tests.workflow.intake.post import Letter, Post
from tests.workflow.world import ANNA, BO, World, swedish
from workflow.actions.assess_lines import LineAssessment, assess_lines
from workflow.actions.correct import Change, correct
from workflow.actions.decide_notice import request_plan
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.register_submission import Submission, register
from workflow.actions.supplement import request_supplement
from workflow.actions.withdraw import withdraw
from workflow.engine import Work
from workflow.errors import InputError
from workflow.status.checklist import Awaited, ChecklistLine, Sufficiency, checklist
from workflow.store.kinds import Kind
from workflow.store.reader import reading
from workflow.store.replay import differences

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def lines(world: World, item: str, deficiency: str = "", notice: int = 1) -> list[ChecklistLine]:
    with reading(world.url) as reader:
        found = checklist(reader, world.case())
    of_item = [line for line in found if (line.notice, line.item) == (notice, item)]
    return [line for line in of_item if deficiency in ("", *line.deficiencies)]


def the_line(world: World, item: str, deficiency: str = "", notice: int = 1) -> ChecklistLine:
    (line,) = lines(world, item, deficiency, notice)
    return line


def says(world: World, outcome: Sufficiency, *named: str, reason: str = "") -> None:
    assess_lines(world.context, "1", LineAssessment(named, outcome, reason), ANNA)


BOTH_AGAIN = {'delbrister = ["D3d"]\nplan': 'delbrister = ["D3d", "D2a"]\nplan'}
TEXT_ONLY = '''[[begard_handling]]
kod = "R6"
namn = "Uppdaterad kompetensinventeringsmall"
delbrister = ["D3d"]
endast_i_texten = true
galler = false

[[begard_handling]]
kod = "R5"'''


def second_notice(world: World, **changes: str) -> None:
    """D2a and D3d are pointed out again."""
    world.second_notice(is_d2_remedied=False, **BOTH_AGAIN, **changes)


def said_of(line: ChecklistLine) -> tuple[date, str, str, str] | None:
    return line.said and (line.said.on_day, line.said.actor, line.said.what, line.said.reason)


def test_every_demanded_line_stands_with_its_name_its_deficiencies_and_its_last_day(world: World) -> None:
    world.begin()

    document = the_line(world, "R2")
    assert document.name == "Rutin för egenkontroller"
    assert document.deficiencies == ("D3",)
    assert document.due_on == date(2023, 9, 4)  # rapport Sov 609/2022 rad 56
    plan = the_line(world, "plan")
    assert plan.due_on == date(2023, 6, 8)  # rapport Sov 609/2022 rad 22
    assert "D3" in plan.deficiencies
    assert plan.came == document.came == ()
    assert plan.awaited is Awaited.AWAITED


def test_a_line_is_received_when_something_has_come_for_it_and_a_person_says_whether_it_is_enough(world: World) -> None:
    world.begin()
    world.at("2023-09-04 12:00")
    world.register("R2", arrived="2023-09-04 11:00")
    came = the_line(world, "R2")
    assert [one.counted_on for one in came.came] == [date(2023, 9, 4)]
    assert not came.is_assessed

    world.at("2023-09-05 09:00")
    says(world, Sufficiency.INSUFFICIENT, "R2", reason="rutinen är inte daterad")

    line = the_line(world, "R2")
    assert said_of(line) == (date(2023, 9, 5), "anna", "räcker-inte", "rutinen är inte daterad")
    assert line.is_assessed


def test_what_a_person_says_of_a_line_moves_nothing_and_mails_nothing(world: World) -> None:
    world.begin()
    world.at("2023-06-07 12:00")
    world.register("plan", arrived="2023-06-07 11:00")
    world.tick()
    before, mails = world.case(), world.mail_rows()
    says(world, Sufficiency.INSUFFICIENT, "plan", reason="ansvarig saknas")
    world.tick()

    assert replace(world.case(), head=before.head) == before
    assert world.mail_rows() == mails


def test_what_comes_after_the_assessment_is_shown_as_not_assessed(world: World) -> None:
    world.begin()
    world.at("2023-08-30 12:00")
    world.register("R2", arrived="2023-08-30 11:00")
    says(world, Sufficiency.INSUFFICIENT, "R2", reason="odaterad")
    world.at("2023-09-01 12:00")
    world.register("R2", arrived="2023-09-01 11:00")

    line = the_line(world, "R2")
    assert [one.counted_on for one in line.came] == [date(2023, 8, 30), date(2023, 9, 1)]
    assert not line.is_assessed
    assert line.said
    assert line.said.what == "räcker-inte"

    says(world, Sufficiency.SUFFICIENT, "R2")
    assert the_line(world, "R2").is_assessed
    assert [line.said.what for line in lines(world, "R2") if line.said] == ["räcker"]


def test_one_plan_may_be_enough_for_one_deficiency_and_not_for_another(world: World) -> None:
    world.begin()
    world.at("2023-06-07 12:00")
    world.register("plan", arrived="2023-06-07 11:00")
    says(world, Sufficiency.SUFFICIENT, "plan")
    says(world, Sufficiency.INSUFFICIENT, "plan:D3", reason="utan tidplan")

    assert [line.said and line.said.what for line in lines(world, "plan")] == ["räcker", "räcker-inte"]
    assert the_line(world, "plan", "D3").deficiencies == ("D3",)


def test_everything_that_came_after_the_last_day_is_marked_late(world: World) -> None:
    world.begin()
    world.at("2023-09-06 12:00")
    world.register("R2", arrived="2023-09-04 23:59")
    world.register("R2", arrived="2023-09-05 00:01")
    world.register("R2", arrived="2023-09-06 11:00")

    assert [one.is_late for one in the_line(world, "R2").came] == [False, True, True]


def test_what_an_extension_covers_is_not_late(world: World) -> None:
    world.begin()
    world.at("2023-09-06 12:00")
    world.register("R2", arrived="2023-09-05 10:00")
    assert the_line(world, "R2").came[0].is_late
    grant_extension(world.context, "1", Extension(("R2",), date(2023, 9, 20), "sjukdom"), ANNA)

    line = the_line(world, "R2")
    assert (line.due_on, line.came[0].is_late) == (date(2023, 9, 20), False)


def test_a_supplement_is_late_by_its_own_day_and_the_first_plan_by_the_notice_s(world: World) -> None:
    world.begin()
    world.at("2023-06-07 12:00")
    world.register("plan", arrived="2023-06-07 11:00")
    for until, came in ((date(2023, 6, 22), "2023-06-20"), (date(2023, 6, 29), "2023-07-03")):
        request_supplement(world.context, "1", "D3", until, "ansvarig saknas", ANNA)
        world.at(f"{came} 12:00")
        world.register("plan:D3", arrived=f"{came} 11:00")

    assert [one.is_late for one in the_line(world, "plan", "D3").came] == [False, False, True]


def test_a_line_that_is_named_in_two_ways_came_once(world: World) -> None:
    world.begin()
    world.at("2023-06-07 12:00")
    world.register("plan", "plan:D3", "R2", "R2:D3", arrived="2023-06-07 11:00")

    assert len(the_line(world, "plan", "D3").came) == len(the_line(world, "R2").came) == 1


def test_a_request_for_a_supplement_says_that_the_plan_is_not_enough_and_gives_the_line_its_day(world: World) -> None:
    world.begin()
    world.at("2023-06-07 12:00")
    world.register("plan", arrived="2023-06-07 11:00")
    request_supplement(world.context, "1", "D3", date(2023, 6, 22), "ansvarig saknas", ANNA)

    line = the_line(world, "plan", "D3")
    assert said_of(line) == (date(2023, 6, 7), "anna", "komplettering begärd", "ansvarig saknas")
    assert line.due_on == date(2023, 6, 22)
    assert line.awaited is Awaited.AWAITED

    world.at("2023-06-21 12:00")
    world.register("plan:D3", arrived="2023-06-21 11:00")
    again = the_line(world, "plan", "D3")
    assert len(again.came) == 2
    assert not again.is_assessed


def test_what_only_the_text_of_the_notice_asks_for_is_a_line_without_a_day(world: World) -> None:
    world.begin()
    only = the_line(world, "R6")
    assert (only.deficiencies, only.due_on, only.awaited) == ((), None, Awaited.NOTHING)

    with pytest.raises(InputError, match="inget kommit in"):
        says(world, Sufficiency.SUFFICIENT, "R6")
    world.at("2023-08-30 12:00")
    world.register("R6", arrived="2023-08-30 11:00")
    says(world, Sufficiency.SUFFICIENT, "R6")
    assert the_line(world, "R6").is_assessed


def test_a_line_of_which_nothing_has_come_cannot_be_assessed(world: World) -> None:
    world.begin()
    world.at("2023-06-07 12:00")
    world.register("plan:D3", arrived="2023-06-07 11:00")
    before = len(world.events())

    with pytest.raises(InputError, match="för R2:D3 har inget kommit in"):
        says(world, Sufficiency.SUFFICIENT, "plan:D3", "R2")
    with pytest.raises(InputError, match="plan:D1, plan:D2"):
        says(world, Sufficiency.SUFFICIENT, "plan")
    with pytest.raises(InputError, match="inte begärt i något påpekande"):
        says(world, Sufficiency.SUFFICIENT, "R9")
    assert len(world.events()) == before


def test_what_is_not_enough_has_a_reason(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="--skäl"):
        says(world, Sufficiency.INSUFFICIENT, "R2")


def test_a_submission_that_somebody_has_assessed_is_not_made_void_before_the_assessment_is(world: World) -> None:
    world.begin()
    world.at("2023-08-30 12:00")
    world.register("R2", arrived="2023-08-30 11:00")
    says(world, Sufficiency.SUFFICIENT, "R2")
    by_kind = {event.kind: event.number for event in world.events()}

    with pytest.raises(Refused, match="rad bedömd"):
        correct(world.context, "1", by_kind["handling registrerad"], Change(is_void=True), "fel ärende", BO)
    correct(world.context, "1", by_kind["rad bedömd"], Change(is_void=True), "fel rad", BO)
    correct(world.context, "1", by_kind["handling registrerad"], Change(is_void=True), "fel ärende", BO)

    line = the_line(world, "R2")
    assert (line.came, line.said) == ((), None)


@pytest.mark.parametrize("came", [False, True], ids=["inget kom", "något kom"])
def test_a_withdrawn_deficiency_has_no_line_left(world: World, *, came: bool) -> None:
    world.begin()
    world.at("2023-06-07 12:00")
    if came:
        world.register("R2", "plan", arrived="2023-06-07 11:00")
    withdraw(world.context, "1", "D3", None, "fel enhet", ANNA)

    assert not lines(world, "R2")
    assert not lines(world, "plan", "D3")
    with pytest.raises(InputError, match="inte begärt"):
        says(world, Sufficiency.SUFFICIENT, "R2")


def test_the_second_notice_has_lines_of_its_own_and_the_first_can_still_be_assessed(world: World) -> None:
    world.begin()
    world.at("2023-09-01 12:00")
    world.register("R5", arrived="2023-09-01 11:00")
    second_notice(world)
    first, second = the_line(world, "R5", notice=1), the_line(world, "R5", notice=2)
    assert (first.due_on, second.due_on) == (date(2023, 9, 4), date(2023, 12, 15))
    assert (len(first.came), len(second.came)) == (1, 0)

    with pytest.raises(InputError, match="inget kommit in"):
        says(world, Sufficiency.INSUFFICIENT, "R5", reason="gäller våren")
    say = LineAssessment(("R5",), Sufficiency.INSUFFICIENT, "gäller våren", notice=1)
    assess_lines(world.context, "1", say, ANNA)
    assert the_line(world, "R5", notice=1).is_assessed
    with pytest.raises(InputError, match="R1 är inte begärt i påpekande nr 2"):
        assess_lines(world.context, "1", LineAssessment(("R1",), Sufficiency.SUFFICIENT, notice=2), ANNA)


def test_what_came_for_a_line_stays_there_whatever_happens_to_the_deficiency_later(world: World) -> None:
    """R1 of the first notice is about D2, R1 of the second about D3, which is withdrawn afterwards."""
    world.begin()
    second_notice(world, **{'kod = "R5"': 'kod = "R1"'})
    world.at("2023-12-20 12:00")
    world.register("R1", arrived="2023-12-20 09:00")
    says(world, Sufficiency.SUFFICIENT, "R1")
    assert the_line(world, "R1", notice=2).is_assessed
    withdraw(world.context, "1", "D3", None, "fel enhet", ANNA)

    first = the_line(world, "R1", notice=1)
    assert (first.came, first.said, first.awaited) == ((), None, Awaited.NEVER_CAME)
    assert not lines(world, "R1", notice=2)


def test_what_the_text_alone_asked_for_is_answered_where_a_later_notice_demands_it(world: World) -> None:
    world.begin()
    second_notice(world, **{'kod = "R5"': 'kod = "R6"'})
    world.at("2023-12-20 12:00")
    world.register("R6", arrived="2023-12-20 09:00")
    says(world, Sufficiency.SUFFICIENT, "R6")

    assert the_line(world, "R6", notice=1).came == ()
    second = the_line(world, "R6", notice=2)
    assert (second.awaited, second.is_assessed, len(second.came)) == (Awaited.NOTHING, True, 1)


def test_what_came_before_a_second_notice_asked_for_it_again_is_not_assessed_there(world: World) -> None:
    world.begin()
    world.at("2023-08-30 12:00")
    world.register("R6", arrived="2023-08-30 11:00")
    second_notice(world, **{'[[begard_handling]]\nkod = "R5"': TEXT_ONLY})

    assert (len(the_line(world, "R6", notice=1).came), len(the_line(world, "R6", notice=2).came)) == (1, 0)
    with pytest.raises(InputError, match="för R6 har inget kommit in"):
        says(world, Sufficiency.SUFFICIENT, "R6")


def test_a_line_that_deficiencies_share_can_be_registered_when_one_of_them_has_ended(world: World) -> None:
    world.open()
    shared = world.notice(**{'delbrister = ["D2a"]': 'delbrister = ["D2a", "D1a"]'})
    request_plan(world.context, "1", shared, ANNA)
    world.dispatch()
    second_notice(world)
    assert world.case().deficiency("D1").state is State.REMEDIED
    world.at("2023-10-20 12:00")
    world.register("R1", arrived="2023-10-20 09:00")

    assert the_line(world, "R1", "D2").came
    assert not the_line(world, "R1", "D1").came
    says(world, Sufficiency.SUFFICIENT, "R1")
    assert the_line(world, "R1", "D2").is_assessed
    with pytest.raises(Refused, match="D1"):
        world.register("R1:D1", arrived="2023-10-20 09:00")


def test_a_submission_from_before_its_event_told_its_lines_is_read_by_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that was registered by an earlier version: R2 twice, R6 in the text only, and R5 of the second notice."""
    world.begin()
    with monkeypatch.context() as earlier:
        earlier.setattr(Work, "record", without_places(Work.record))
        world.at("2023-09-01 12:00")
        world.register("R2", "R6", arrived="2023-08-30 11:00")
        world.register("R2", arrived="2023-09-01 11:00")
        world.second_notice(is_d2_remedied=False, **BOTH_AGAIN)
        world.register("R5", arrived="2023-10-18 09:00")
    assert not [event for event in world.events() if "places" in event.content]

    counts = {item: len(the_line(world, item).came) for item in ("R2", "R6")}
    assert counts == {"R2": 2, "R6": 1}
    assert [len(the_line(world, "R5", notice=number).came) for number in (1, 2)] == [0, 1]
    says(world, Sufficiency.SUFFICIENT, "R6")
    assert the_line(world, "R6").is_assessed


def without_places(record: Callable[..., None]) -> Callable[..., None]:
    def recorded(work: Work, kind: Kind, body: dict[str, Any], **more: Any) -> None:
        record(work, kind, {name: value for name, value in body.items() if name != "places"}, **more)

    return recorded


def test_what_came_for_the_second_notice_is_not_assessed_for_the_first(world: World) -> None:
    world.begin()
    second_notice(world, **{'[[begard_handling]]\nkod = "R5"': TEXT_ONLY})
    world.at("2023-12-01 12:00")
    world.register("R6", arrived="2023-12-01 11:00")

    with pytest.raises(InputError, match="för R6 har inget kommit in"):
        assess_lines(world.context, "1", LineAssessment(("R6",), Sufficiency.SUFFICIENT, notice=1), ANNA)
    says(world, Sufficiency.SUFFICIENT, "R6")


def test_a_line_of_a_notice_that_has_not_left_is_not_awaited_yet(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)

    assert the_line(world, "plan").awaited is Awaited.NOT_SENT


def test_a_mail_that_brought_it_is_named_with_its_number_and_its_files(world: World) -> None:
    world.begin()
    post = Post(world)
    world.at("2023-08-30 12:00")
    post.comes(Letter("2023-08-30 11:00", subject="BV-1-C", files={"R2.txt": b"Rutin for egenkontroller"}))
    post.tick()

    (came,) = the_line(world, "R2").came
    assert (came.mail, came.means) == (1, "epost")
    assert "R2.txt" in came.documents


def test_replaying_the_events_gives_the_same_register(world: World) -> None:
    world.begin()
    world.at("2023-08-30 12:00")
    register(world.context, "1", Submission(("R2", "plan"), swedish("2023-08-30 11:00"), "post", (), "", date(2023, 8, 29)), ANNA)  # fmt: skip
    says(world, Sufficiency.INSUFFICIENT, "R2", "plan", reason="odaterad")

    with reading(world.url) as reader:
        assert list(differences(reader)) == []
