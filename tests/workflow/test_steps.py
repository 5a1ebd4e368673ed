"""The steps beside the ladder: what each verb does, what it refuses, and what it tells the provider."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from states.deadline_kind import DeadlineKind
from states.facts import CaseFacts, DeadlineStatus, Done
from states.positions import Position
from states.refusal import Refused
from states.ruleset_text import parse
from states.state import State
from states.tasks import open_tasks
from tests.workflow.world import ANNA, World, text_of
from workflow.actions.breach import SERIOUS_EVENT, BodysDecision, register_decision
from workflow.actions.decide_notice import request_plan
from workflow.actions.dispatch import bounced, confirm_receipt, resend
from workflow.actions.end_agreement import AgreementEnd, end_agreement
from workflow.actions.extension_request import ask_for_extension, refuse_extension
from workflow.actions.fact_check import FactCheckOrder, end_fact_check, send_fact_check
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.milestones import escalate, meeting_held
from workflow.actions.result import start_followup
from workflow.actions.supplement import accept_plan, request_supplement
from workflow.actions.take_position import Stand, take_position
from workflow.actions.withdraw import note, withdraw
from workflow.clockwork import sweep
from workflow.errors import InputError, InputErrors, NotFound
from workflow.store.reader import reading
from workflow.store.replay import differences


def with_rules(world: World, *changes: tuple[str, str]) -> None:
    """The municipality's rule set with other values under its key."""
    rules, text = world.context.rulesets["orebro-extern"]
    for old, new in (('version = "2023-2"', 'version = "prov"'), *changes):
        assert old in text
        text = text.replace(old, new)
    world.context = replace(world.context, rulesets={rules.key: (parse(text, "prov.toml"), text)})


def state(world: World, code: str) -> State:
    return world.case().deficiency(code).state


def rows(case: CaseFacts, code: str, kind: DeadlineKind) -> list[DeadlineStatus]:
    return [row.status for row in case.deadlines if row.deficiency == code and row.kind is kind]


def tasks(world: World) -> list[str]:
    from workflow.store.facts import stored_ruleset

    case = world.case()
    with reading(world.url) as reader:
        rules = stored_ruleset(reader, case.head.ruleset)
    return [task.what for task in open_tasks(case, world.clock.now(), rules, world.context.calendar)]


# ── sakgranskning ──


def fact_check(world: World, *codes: str) -> None:
    draft = world.file("utkast.txt", "Utkast\n")
    send_fact_check(world.context, "1", FactCheckOrder(draft, date(2023, 6, 2), codes), ANNA)


def test_facts_are_checked_only_where_the_rule_set_has_it(world: World) -> None:
    world.open()

    with pytest.raises(Refused, match="ingen sakgranskning"):
        fact_check(world)


def test_a_fact_check_sends_the_draft_and_is_no_notice(world: World) -> None:
    with_rules(world, ('finns = { varde = "nej"', 'finns = { varde = "ja"'))
    world.open()
    fact_check(world)
    world.tick()

    assert state(world, "D1") is State.FACT_CHECK
    assert world.case().count_of_notices("D1") == 0
    (letter,) = world.letters()
    assert "inget är slutligt" in " ".join(text_of(letter).split())
    assert [part.get_filename() for part in letter.iter_attachments()] == ["utkast.txt"]


def test_the_provider_is_not_asked_to_check_what_was_withdrawn_before_the_letter_left(world: World) -> None:
    with_rules(world, ('finns = { varde = "nej"', 'finns = { varde = "ja"'))
    world.open()
    fact_check(world, "D2", "D3")
    withdraw(world.context, "1", "D3", None, "Fel enhet", ANNA)
    world.tick()

    (letter,) = world.letters()
    assert "D2 3.4 Samverkan" in text_of(letter)
    assert "D3" not in text_of(letter)


def test_an_answer_time_that_has_run_out_is_a_task_and_changes_nothing(world: World) -> None:
    with_rules(world, ('finns = { varde = "nej"', 'finns = { varde = "ja"'))
    world.open()
    fact_check(world)
    world.at("2023-06-03 09:00")
    world.tick()

    assert state(world, "D1") is State.FACT_CHECK
    assert any("Svarstiden för sakgranskning" in task for task in tasks(world))


def test_the_fact_check_ends_with_what_was_changed_and_the_notice_follows(world: World) -> None:
    with_rules(world, ('finns = { varde = "nej"', 'finns = { varde = "ja"'))
    world.open()
    fact_check(world)
    end_fact_check(world.context, "1", "inga ändringar", ANNA)

    assert state(world, "D1") is State.IDENTIFIED
    request_plan(world.context, "1", world.notice(), ANNA)
    assert state(world, "D1") is State.ACTION_PLAN_REQUESTED


def test_facts_are_not_checked_after_a_notice(world: World) -> None:
    with_rules(world, ('finns = { varde = "nej"', 'finns = { varde = "ja"'))
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)

    with pytest.raises(Refused):
        fact_check(world, "D1")


# ── plan ──


def test_a_supplement_has_its_own_day_and_leaves_the_plans_day_kept(world: World) -> None:
    # läsning A45
    world.begin()
    world.at("2023-06-08 12:00")
    world.register("plan:D3", arrived="2023-06-08 10:00")
    request_supplement(world.context, "1", "D3", date(2023, 6, 30), "ansvarig saknas", ANNA)
    world.tick()

    assert state(world, "D3") is State.ACTION_PLAN_REQUESTED
    assert rows(world.case(), "D3", DeadlineKind.PLAN_DUE) == [DeadlineStatus.KEPT]
    assert rows(world.case(), "D3", DeadlineKind.SUPPLEMENT_DUE) == [DeadlineStatus.RUNNING]
    assert "Komplettering" in world.subjects()


def test_what_comes_after_a_supplement_was_asked_for_answers_it(world: World) -> None:
    world.begin()
    world.at("2023-06-08 12:00")
    world.register("plan:D3", arrived="2023-06-08 10:00")
    request_supplement(world.context, "1", "D3", date(2023, 6, 30), "ansvarig saknas", ANNA)
    world.at("2023-06-29 12:00")
    world.register("plan:D3", arrived="2023-06-29 10:00")

    assert state(world, "D3") is State.SUBMITTED
    assert rows(world.case(), "D3", DeadlineKind.SUPPLEMENT_DUE) == [DeadlineStatus.KEPT]


def test_a_second_supplement_has_a_row_of_its_own(world: World) -> None:
    world.begin()
    world.at("2023-06-08 12:00")
    world.register("plan:D3", arrived="2023-06-08 10:00")
    request_supplement(world.context, "1", "D3", date(2023, 6, 20), "ansvarig saknas", ANNA)
    world.register("plan:D3", arrived="2023-06-08 11:00")
    request_supplement(world.context, "1", "D3", date(2023, 6, 30), "tidsplan saknas", ANNA)

    assert rows(world.case(), "D3", DeadlineKind.SUPPLEMENT_DUE) == [DeadlineStatus.KEPT, DeadlineStatus.RUNNING]


def test_a_plan_is_approved_only_where_the_rule_set_wants_it(world: World) -> None:
    world.begin()
    world.register("plan:D3", arrived="2023-05-22 09:30")

    with pytest.raises(Refused, match="godkänns inte"):
        accept_plan(world.context, "1", "D3", "", ANNA)


def test_an_approved_plan_moves_nothing(world: World) -> None:
    with_rules(world, ('godkanns = { varde = "nej"', 'godkanns = { varde = "ja"'))
    world.begin()
    world.register("plan:D3", arrived="2023-05-22 09:30")
    accept_plan(world.context, "1", "D3", "", ANNA)

    assert state(world, "D3") is State.SUBMITTED
    assert list(world.case().done(Done.PLAN_ACCEPTED, "D3")) == [date(2023, 5, 22)]


# ── rekommendation, återkallelse ──


def test_a_recommendation_is_noted_and_never_pointed_out(world: World) -> None:
    # läsning A42; rapport 003 N4
    world.file("arende1.toml", "")
    text = world_case_text(world).replace('kod = "D4"\n', 'kod = "D4"\nslag = "rekommendation"\n')
    open_text(world, text)

    with pytest.raises(Refused, match="rekommendation"):
        request_plan(world.context, "1", world.notice(), ANNA)
    note(world.context, "1", "D4", "tas upp nästa gång", ANNA)
    assert state(world, "D4") is State.NOTED


def test_a_requirement_is_not_noted_away(world: World) -> None:
    world.open()

    with pytest.raises(Refused, match="är ett krav"):
        note(world.context, "1", "D1", "orkar inte", ANNA)


def graded(world: World, **grades: str) -> str:
    """A case in Botkyrka, which grades with colours and numbers."""
    text = world_case_text(world).replace("orebro-extern", "botkyrka-extern")
    for code, grade in grades.items():
        text = text.replace(f'kod = "{code}"\n', f'kod = "{code}"\ngrad = "{grade}"\n')
    return text


def test_grades_that_the_rule_set_does_not_have_are_refused_all_at_once(world: World) -> None:
    with pytest.raises(InputErrors) as refused:
        open_text(world, graded(world, D1="röd", D2="rosa", D6="uppfyller kravet"))

    first, second = refused.value.problems
    assert (first.where, second.where) == ("brist.2.grad", "brist.6.grad")
    assert first.what == "'rosa' är ingen grad på skalan färg eller tal (Botkyrka extern 2022-1)"
    assert first.remedy.startswith("skriv grön, gul, röd, ej tillämpligt, okänt, 1, 2 eller 3")
    assert second.remedy.endswith("Det hör till skalan binär (uppfyller kravet)")
    assert world.events() == []


def test_a_grade_is_kept_as_its_scale_writes_it_and_one_that_is_not_given_stays_so(world: World) -> None:
    open_text(world, graded(world, D1="Gult", D2="3", D3="okänt", D4="ej tillämpligt"))

    assert [d.grade for d in world.case().deficiencies] == ["gul", "3", "okänt", "ej tillämpligt", "", ""]


def world_case_text(world: World) -> str:
    from workflow.demo.stage import template
    from workflow.demo.story import CASES

    return template("arende.toml").format(**CASES["1"])


def open_text(world: World, text: str) -> None:
    from workflow.actions.open_case import open_case
    from workflow.importers.case_file import read_case

    open_case(world.context, read_case(world.file("arende1.toml", text)), ANNA)


def test_a_withdrawn_deficiency_was_never_pointed_out(world: World) -> None:
    # läsning A32
    world.begin()
    withdraw(world.context, "1", "D3", None, "uppgiften var fel", ANNA)

    assert state(world, "D3") is State.WITHDRAWN
    assert world.case().count_of_notices("D3") == 0
    assert world.case().count_of_notices("D1") == 1
    assert set(rows(world.case(), "D3", DeadlineKind.EVIDENCE_DUE)) == {DeadlineStatus.CANCELLED}


def test_the_provider_is_told_of_a_withdrawal_at_once(world: World) -> None:
    world.begin()
    withdraw(world.context, "1", "D3", "D3c", "uppföljningen fanns", ANNA)
    world.tick()

    assert world.subjects()[-1] == "Återkallelse"
    assert "D3c" in text_of(world.letters()[-1])


def test_a_withdrawn_subpoint_takes_only_its_own_demands_with_it(world: World) -> None:
    world.begin()
    withdraw(world.context, "1", "D3", "D3c", "uppföljningen fanns", ANNA)

    standing = [r.item for r in world.case().deadlines_of("D3") if r.kind is DeadlineKind.EVIDENCE_DUE]
    assert standing == ["R2", "R3", "R5"]
    assert state(world, "D3") is State.ACTION_PLAN_REQUESTED


def test_the_last_subpoint_is_not_withdrawn_alone(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="enda delbrist"):
        withdraw(world.context, "1", "D1", "D1a", "fel", ANNA)


def test_an_unknown_subpoint_is_not_found(world: World) -> None:
    world.begin()

    with pytest.raises(NotFound):
        withdraw(world.context, "1", "D1", "D1z", "fel", ANNA)


def test_a_notice_that_names_only_what_was_withdrawn_does_not_leave(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    for code in ("D1", "D2", "D3", "D4", "D5", "D6"):
        withdraw(world.context, "1", code, None, "fel enhet", ANNA)
    world.tick()

    assert world.letters() == []
    assert any("återkallat" in reason for reason in world.struck())


def test_a_notice_tells_nothing_of_what_was_withdrawn_before_it_left(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    withdraw(world.context, "1", "D3", None, "fel enhet", ANNA)
    world.tick()

    said = next(text_of(letter) for letter in world.letters() if "Påpekande nr 1" in str(letter["Subject"]))
    assert "D2" in said
    assert "D3" not in said


def test_no_reminder_speaks_of_what_was_withdrawn(world: World) -> None:
    world.begin()
    for code in ("D1", "D2", "D3", "D4", "D5", "D6"):
        withdraw(world.context, "1", code, None, "fel enhet", ANNA)
    world.at("2023-06-12 09:00")
    world.read_mailbox()
    world.tick()

    assert "Påminnelse" not in world.subjects()


def test_what_is_left_when_all_that_was_pointed_out_is_withdrawn_is_led_on_by_a_person(world: World) -> None:
    # läsning A32: det påpekade gäller inte från början; resten har ingen föreskriven tid
    world.open()
    named = world.notice(**{'"D3a", "D3b", "D3c", "D3d"': '"D3a"', '["D3b"]': '["D3a"]', '["D3c"]': '["D3a"]',
                            '["D3d"]': '["D3a"]'})  # fmt: skip
    request_plan(world.context, "1", named, ANNA)
    world.tick()
    withdraw(world.context, "1", "D3", "D3a", "rutinen fanns", ANNA)
    world.at("2023-09-05 09:00")
    world.tick()
    assert world.case().deficiency("D3").state is State.ACTION_PLAN_REQUESTED
    rules, _ = world.context.rulesets["orebro-extern"]
    found = open_tasks(world.case(), world.clock.at, rules, world.context.calendar)
    assert "brist inled-resultatuppföljning 1/D3" in [task.command for task in found]

    start_followup(world.context, "1", "D3", "", ANNA)

    assert world.case().deficiency("D3").state is State.RESULT_FOLLOWUP


def test_a_days_letter_says_nothing_of_a_kept_row_whose_deficiency_was_withdrawn(world: World) -> None:
    world.begin()
    grant_extension(world.context, "1", Extension(("plan:D3",), date(2023, 6, 30), "Ny chef"), ANNA)
    world.register("plan:D3", arrived="2023-05-22 09:30")
    withdraw(world.context, "1", "D3", None, "fel enhet", ANNA)
    world.tick()

    assert "Anstånd" not in world.subjects()


def test_a_days_letter_says_nothing_of_what_was_withdrawn_before_it_left(world: World) -> None:
    world.begin()
    ask_for_extension(world.context, "1", ("R2", "R5"), None, ANNA)
    refuse_extension(world.context, "1", ("R2", "R5"), "tiden räcker", ANNA)
    withdraw(world.context, "1", "D3", None, "fel enhet", ANNA)
    world.tick()

    assert "Besked om anstånd" not in " ".join(world.subjects())
    assert "det som dagarna gällde är återkallat, eller avtalet har upphört" in world.struck()


# ── avtalets slut, egen regi ──

AGREEMENT = "soc 2019/11  LOV serviceinsatser"  # as somebody types it


def end(world: World, *, on: date = date(2023, 6, 1)) -> None:
    world.at("2023-06-01 10:00")
    end_agreement(world.context, AGREEMENT, AgreementEnd("konkurs", date(2023, 5, 31), on, "konkursbeslut"), ANNA)


def test_when_the_agreement_has_ended_every_clock_stops(world: World) -> None:
    # läsning A27
    world.begin()
    end(world)
    world.at("2023-09-05 09:00")
    world.read_mailbox()
    world.tick()

    assert {d.state for d in world.case().deficiencies} == {State.ENDED}
    assert {row.status for row in world.case().deadlines} == {DeadlineStatus.CANCELLED}
    assert world.subjects() == ["Påpekande nr 1"]


def test_an_end_that_lies_ahead_is_registered_when_it_has_come(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="framtiden"):
        end(world, on=date(2023, 6, 30))


def test_an_external_deficiency_is_not_escalated(world: World) -> None:
    world.to_the_proposal()

    with pytest.raises(Refused, match="extern"):
        escalate(world.context, "1", "D3", "nämnden", "kvarstår", ANNA)


def in_house(world: World) -> None:
    with_rules(
        world,
        ('regim = "extern"', 'regim = "egen regi"'),
        ('foljd = { varde = "avtalsbrott"', 'foljd = { varde = "eskalering"'),
    )


def test_in_house_two_notices_lead_to_escalation_and_never_to_breach(world: World) -> None:
    # läsning A37; rapport 001
    in_house(world)
    world.to_the_proposal()

    assert world.case().proposals == ()
    assert any("lyft till chef eller nämnd" in task for task in tasks(world))
    escalate(world.context, "1", "D3", "förvaltningschefen", "kvarstår", ANNA)
    assert not any("lyft till chef eller nämnd" in task for task in tasks(world))


@pytest.mark.parametrize("ground", ["två påpekanden", SERIOUS_EVENT])
def test_in_house_no_decision_makes_it_a_breach(world: World, ground: str) -> None:
    in_house(world)
    world.to_the_proposal()

    with pytest.raises(Refused, match="egen regi"):
        decide_breach(world, ground)


# ── avtalsbrott på annan grund ──


def decide_breach(world: World, ground: str, reason: str = "ett besök doldes") -> None:
    minutes = world.file("protokoll.txt", "§ 12\n")
    decision = BodysDecision(ground, "Nämnden", world.clock.at.date(), "§ 12", minutes, reason)
    register_decision(world.context, "1", "D3", decision, ANNA)


def test_a_body_may_decide_on_a_serious_event_after_one_notice(world: World) -> None:
    # läsning A36
    world.begin()
    decide_breach(world, SERIOUS_EVENT)

    assert state(world, "D3") is State.MATERIAL_BREACH


def test_a_decision_on_a_serious_event_says_why(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="--skäl"):
        decide_breach(world, SERIOUS_EVENT, reason=" ")


def test_a_breach_is_not_decided_before_the_result_that_it_follows(world: World) -> None:
    world.to_the_proposal()
    minutes = world.file("protokoll.txt", "§ 12\n")
    decision = BodysDecision("två påpekanden", "Nämnden", date(1999, 1, 1), "§ 12", minutes)

    with pytest.raises(InputError, match="1999-01-01"):
        register_decision(world.context, "1", "D3", decision, ANNA)


# ── anstånd, retur, möte ──


def test_a_request_for_more_time_holds_the_overdue_mail_and_not_the_lateness(world: World) -> None:
    # läsning A50
    world.begin()
    world.at("2023-06-08 10:00")
    ask_for_extension(world.context, "1", ("plan",), None, ANNA)
    world.at("2023-06-12 09:00")
    world.read_mailbox()
    world.tick()

    assert "Vi har inte registrerat" not in "".join(text_of(letter) for letter in world.letters())
    assert any("Anstånd begärt" in task for task in tasks(world))


def test_a_granted_request_is_answered(world: World) -> None:
    world.begin()
    ask_for_extension(world.context, "1", ("R5",), None, ANNA)
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "semester"), ANNA)

    assert [request.decided for request in world.case().extension_requests] == ["beviljat"]


def test_what_is_left_of_a_request_waits_and_may_be_refused(world: World) -> None:
    # läsning A50: svaret gäller de rader som det nämner
    world.begin()
    ask_for_extension(world.context, "1", ("R2", "R5"), None, ANNA)
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "semester"), ANNA)

    waiting = world.case().extension_requests[0]
    assert (waiting.decided, {row.split("/")[-1] for row in waiting.rows}) == (None, {"R2"})

    refuse_extension(world.context, "1", ("R2",), "handlingen finns", ANNA)

    assert [request.decided for request in world.case().extension_requests] == ["avslaget"]
    with reading(world.url) as reader:
        assert not list(differences(reader))


def test_a_refused_request_is_told_and_the_day_stands(world: World) -> None:
    world.begin()
    ask_for_extension(world.context, "1", ("R5",), None, ANNA)
    refuse_extension(world.context, "1", ("R5",), "handlingen finns", ANNA)
    world.tick()

    assert world.subjects()[-1] == "Besked om anstånd"
    assert [row.due_on for row in world.case().deadlines if row.item == "R5"] == [date(2023, 9, 4)]


def test_what_was_not_asked_for_is_not_refused(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="inget anstånd är begärt"):
        refuse_extension(world.context, "1", ("R5",), "nej", ANNA)


def test_a_result_waits_for_a_time_that_was_granted_after_the_review_began(world: World) -> None:
    # läsning A29: efter tidens utgång går det, märkt som i efterhand
    world.begin()
    world.at("2023-09-06 10:00")
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 10, 31), "sjukdom"), ANNA)
    for code in ("D1", "D2", "D3", "D4", "D5", "D6"):
        world.assess(code)

    with pytest.raises(Refused, match="tiden löper ännu för D3"):
        world.decide()


def test_a_notice_sent_again_is_the_same_notice(world: World) -> None:
    # läsning A51
    world.begin()
    bounced(world.context, "1", date(2023, 5, 22), ANNA)
    world.at("2023-05-24 10:00")
    resend(world.context, "1", "brev", None, ANNA)

    (only,) = world.case().notices
    assert (only.dispatched_on, only.bounced_on, only.resent_on) == (
        date(2023, 5, 22),
        date(2023, 5, 22),
        date(2023, 5, 24),
    )
    assert world.case().count_of_notices("D1") == 1


def test_a_receipt_once_confirmed_is_not_overwritten(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="expedierat och obekräftat"):
        confirm_receipt(world.context, "1", date(2023, 5, 22), "svar", ANNA)


def test_the_meeting_binds_the_municipality_alone(world: World) -> None:
    # läsning A11; rapport 003 rad 182
    with_rules(world, ('mote_inom_manader = { varde = "aldrig"', "mote_inom_manader = { varde = 3"))
    world.begin()
    world.at("2023-08-22 10:00")
    assert not any("Möte" in task for task in tasks(world))
    world.at("2023-08-23 10:00")
    assert any("Möte skulle ha hållits senast 2023-08-22" in task for task in tasks(world))
    meeting_held(world.context, "1", date(2023, 8, 23), "", ANNA)

    assert not any("Möte" in task for task in tasks(world))


# ── tid i veckor, okänd tid ──


def without_day(world: World, value: str = "") -> Path:
    from workflow.demo.stage import template

    text = template("papekande1.toml").partition("[[begard")[0]
    return world.file("utan.toml", text.replace("handlingar_senast = 2023-09-04\n", value))


def decide_without_day(world: World, value: str = "") -> None:
    from workflow.actions.decide_notice import NoticeOrder
    from workflow.importers.notice_file import read_notice

    order = NoticeOrder(world.file("beslut.txt", "Beslut\n"), read_notice(without_day(world, value)))
    request_plan(world.context, "1", order, ANNA)


def four_weeks(world: World) -> None:
    with_rules(world, ('inom_veckor = { varde = "aldrig"', "inom_veckor = { varde = 4"))


def test_four_weeks_run_from_the_receipt_and_the_clock_leads_on_the_day_after(world: World) -> None:
    # läsning A12, A13; Botkyrka, hemtjänst 2022, rad 645
    four_weeks(world)
    world.open()
    decide_without_day(world)
    world.tick()
    assert rows(world.case(), "D1", DeadlineKind.REMEDY_WITHIN) == []
    world.at("2023-05-24 10:00")
    confirm_receipt(world.context, "1", date(2023, 5, 24), "kvittens", ANNA)

    (row,) = [r for r in world.case().deadlines_of("D1") if r.kind is DeadlineKind.REMEDY_WITHIN]
    assert (row.due_on, row.length, row.counted_from) == (date(2023, 6, 21), "4 veckor", date(2023, 5, 24))
    world.at("2023-06-21 23:00")
    sweep(world.context)
    assert state(world, "D1") is State.ACTION_PLAN_REQUESTED
    world.at("2023-06-22 00:00")
    sweep(world.context)
    assert state(world, "D1") is State.RESULT_FOLLOWUP


def test_a_notice_without_any_time_is_refused(world: World) -> None:
    world.open()

    with pytest.raises(InputError, match="okänt"):
        decide_without_day(world)


def test_an_unknown_day_has_no_clock_only_a_task_and_a_person_leads_on(world: World) -> None:
    from workflow.actions.result import start_followup

    world.open()
    decide_without_day(world, 'handlingar_senast = "okänt"\n')
    world.tick()
    world.at("2030-01-07 10:00")
    world.tick()

    assert state(world, "D1") is State.ACTION_PLAN_REQUESTED
    assert any("Ingen dag är känd" in task for task in tasks(world))
    start_followup(world.context, "1", "D1", "", ANNA)
    assert state(world, "D1") is State.RESULT_FOLLOWUP


def test_promptly_has_no_clock(world: World) -> None:
    world.open()
    decide_without_day(world, "skyndsamt = true\n")
    world.tick()
    world.at("2024-01-08 10:00")
    world.tick()

    assert state(world, "D1") is State.ACTION_PLAN_REQUESTED
    assert any("skyndsamt" in task for task in tasks(world))


# ── ställningstaganden ──


@pytest.mark.parametrize("position", Position, ids=lambda position: position.value)
def test_a_position_is_recorded_and_moves_nothing(world: World, position: Position) -> None:
    world.begin()
    before = world.case()
    take_position(world.context, "1", "D3", Stand(position, position.question.outcomes[0], "skäl"), ANNA)
    after = world.case()

    assert replace(after, head=before.head) == before
    assert world.events()[-1].kind == "ställningstagande"


def test_an_outcome_that_is_none_is_refused_with_those_there_are(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="samma, inte-samma"):
        take_position(world.context, "1", "D3", Stand(Position.RECURRENCE, "kanske", "skäl"), ANNA)


# ── allt hänger ihop ──


def test_replaying_the_events_of_every_new_verb_gives_the_same_register(world: World) -> None:
    world.begin()
    world.register("plan:D3", arrived="2023-05-22 09:30")
    request_supplement(world.context, "1", "D3", date(2023, 6, 30), "ansvarig saknas", ANNA)
    ask_for_extension(world.context, "1", ("R2",), None, ANNA)
    grant_extension(world.context, "1", Extension(("R2",), date(2023, 9, 18), "semester"), ANNA)
    bounced(world.context, "1", date(2023, 5, 22), ANNA)
    resend(world.context, "1", "brev", None, ANNA)
    withdraw(world.context, "1", "D2", None, "fel", ANNA)
    meeting_held(world.context, "1", date(2023, 5, 22), "", ANNA)
    end(world)

    with reading(world.url) as reader:
        assert list(differences(reader)) == []
