"""rätta and återöppna: what was registered wrong is mended by a new event, and everything that followed anew.

The dates are those of rapport Sov 609/2022 (plan senast 2023-06-08, rad 22–23; handlingar senast 2023-09-04, rad 56–57)
and of its continuation: resultatbeslut 2023-10-18 with påpekande nr 2, handlingar senast 2023-12-15, resultatbeslut
2024-01-15. Every other date is assumed.
"""

from datetime import date
from typing import Any

import pytest

from states.breach import prove
from states.facts import DeadlineStatus, Verdict
from states.flags import flags
from states.refusal import Refused
from states.state import State
from tests.workflow.world import ANNA, MAILBOX, World, swedish
from workflow.actions.amend import Amendment, add, amend, replace_notice
from workflow.actions.breach import abstain
from workflow.actions.correct import Change, Corrected, correct, reopen
from workflow.actions.correct_mailbox import correct_mailbox_read
from workflow.actions.decide_notice import request_plan
from workflow.actions.dispatch import confirm_receipt
from workflow.actions.dispatch import dispatch as act_dispatch
from workflow.actions.end_agreement import AgreementEnd, end_agreement
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.withdraw import withdraw
from workflow.errors import InputError, InputErrors, NotFound
from workflow.importers.addition_file import read_addition
from workflow.status.history import of_case
from workflow.store.kinds import Kind
from workflow.store.reader import reading
from workflow.store.replay import COPIES, differences
from workflow.store.tables import metadata

WHY = "Läste fel i loggen"
# Folding is the same code on both databases; what reaches the database in a way of its own is tried on both.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def number_of(world: World, kind: Kind, nth: int = -1) -> int:
    return [event.number for event in world.events() if event.kind == kind][nth]


def mend(world: World, kind: Kind, nth: int = -1, **change: Any) -> Corrected:
    return correct(world.context, "1", number_of(world, kind, nth), Change(**change), WHY, ANNA)


def states(world: World) -> dict[str, State]:
    return {d.code: d.state for d in world.case().deficiencies}


def rows(world: World, item: str) -> set[tuple[date | None, DeadlineStatus]]:
    return {(row.due_on, row.status) for row in world.case().deadlines if row.item == item}


def history(world: World) -> dict[int, str]:
    with reading(world.url) as reader:
        return {line.number: line.what for line in of_case(reader, "1")}


def nothing_differs(world: World) -> bool:
    with reading(world.url) as reader:
        return list(differences(reader)) == []


def refusal(refused: pytest.ExceptionInfo[Refused]) -> str:
    return str(refused.value)


# ── an arrival ──


def late(world: World, line: str = "plan") -> None:
    """An answer of Thursday 8 June 23:41, registered with the time at which somebody opened it on Friday."""
    world.begin()
    world.at("2023-06-09 08:30")
    world.register(line, arrived="2023-06-09 08:10")


def test_an_arrival_corrected_to_23_41_on_the_last_day_is_in_time(world: World) -> None:
    # NJA 2024 s. 3: den tid då det nådde myndigheten, inte då det registrerades (läsning A17)
    late(world)
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:41"))

    assert rows(world, "plan") == {(date(2023, 6, 8), DeadlineStatus.KEPT)}
    assert flags(world.case(), "D1", world.clock.at) == ()
    assert {d.state_since_on for d in world.case().deficiencies} == {date(2023, 6, 8)}


@on_sqlite
def test_an_arrival_corrected_past_the_last_day_is_late(world: World) -> None:
    world.begin()
    world.at("2023-06-12 09:00")
    world.register("plan", arrived="2023-06-08 23:41")
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-09 00:00"))

    assert rows(world, "plan") == {(date(2023, 6, 8), DeadlineStatus.RUNNING)}
    assert "plan sen" in flags(world.case(), "D1", world.clock.at)


@on_sqlite
def test_both_the_wrong_arrival_and_its_correction_are_in_the_history(world: World) -> None:
    late(world)
    wrong = number_of(world, Kind.SUBMISSION_REGISTERED)
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:41"))

    told = history(world)
    mended = number_of(world, Kind.CORRECTED)
    assert f"rättad av händelse {mended}" in told[wrong]
    assert f"rättar händelse {wrong}" in told[mended]
    assert WHY in told[mended]


@on_sqlite
def test_folding_the_corrected_events_gives_the_register(world: World) -> None:
    late(world)
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:41"))

    assert nothing_differs(world)


def wrong_line(world: World) -> None:
    """The plan of 8 June 23:41 is registered as document R1."""
    world.begin()
    world.at("2023-06-09 08:30")
    world.register("R1", arrived="2023-06-08 23:41")


@on_sqlite
def test_a_plan_registered_as_something_else_strikes_the_planned_reminder_once_it_is_corrected(world: World) -> None:
    wrong_line(world)
    world.at("2023-06-12 07:30")  # andra arbetsdagen efter torsdag 8 juni; mejlet väntar på klockan 08
    world.tick()
    found = mend(world, Kind.SUBMISSION_REGISTERED, lines=("plan",))

    assert "stryks: påminnelse efter till utförare" in found.consequences.mails
    assert "rättat" in world.struck()
    assert set(states(world).values()) == {State.SUBMITTED}


def test_a_correction_tells_which_reminder_has_already_left_on_the_wrong_basis(world: World) -> None:
    wrong_line(world)
    world.at("2023-06-12 09:00")
    world.read_mailbox()
    world.tick()
    world.at("2023-06-12 10:00")
    found = mend(world, Kind.SUBMISSION_REGISTERED, lines=("plan",))

    assert any("påminnelse efter" in line and "avsänt 2023-06-12" in line for line in found.consequences.already_mailed)


@on_sqlite
def test_a_reminder_that_left_after_the_true_arrival_is_told_too(world: World) -> None:
    world.begin()
    world.at("2023-06-12 08:00")
    world.read_mailbox()
    world.tick()
    world.at("2023-06-13 09:00")
    world.register("plan", arrived="2023-06-13 08:00")
    found = mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:41"))

    (line,) = found.consequences.already_mailed
    assert "Påminnelse" in line
    assert "avsänt 2023-06-12" in line


@on_sqlite
def test_a_dry_run_shows_the_same_consequences_and_changes_nothing(world: World) -> None:
    wrong_line(world)
    events, before = len(world.events()), world.case()
    number = number_of(world, Kind.SUBMISSION_REGISTERED)
    shown = correct(world.dry(), "1", number, Change(lines=("plan",)), WHY, ANNA).consequences

    assert (len(world.events()), world.case()) == (events, before)
    assert shown == mend(world, Kind.SUBMISSION_REGISTERED, lines=("plan",)).consequences
    assert "D1: åtgärdsplan begärd → inskickad" in shown.states


@on_sqlite
def test_a_submission_that_never_came_awaits_its_answer_again_and_is_reminded_of(world: World) -> None:
    world.begin()
    world.at("2023-06-07 09:00")
    world.register("plan", arrived="2023-06-07 08:00")
    world.at("2023-06-12 09:00")
    world.read_mailbox()
    mend(world, Kind.SUBMISSION_REGISTERED, is_void=True)
    world.tick()

    assert set(states(world).values()) == {State.ACTION_PLAN_REQUESTED}
    assert world.subjects()[-1] == "Påminnelse"
    assert nothing_differs(world)


@on_sqlite
def test_an_arrival_is_not_corrected_to_before_the_notice(world: World) -> None:
    late(world)

    with pytest.raises(InputError, match="ligger före påpekandet 2023-05-22"):
        mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-05-19 10:00"))


@on_sqlite
def test_an_earlier_arrival_corrected_later_undoes_no_edge_already_taken(world: World) -> None:
    # livscykeln: "changes facts and lateness, never an edge already taken"
    world.begin()
    world.at("2023-09-05 08:10")
    world.register("R1", arrived="2023-09-05 08:10")
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-09-04 23:57"))

    assert states(world)["D2"] is State.RESULT_FOLLOWUP
    assert (date(2023, 9, 4), DeadlineStatus.KEPT) in rows(world, "R1")


@on_sqlite
def test_an_arrival_corrected_after_the_result_leaves_the_result_as_it_was_decided(world: World) -> None:
    world.begin()
    world.at("2023-09-05 08:10")
    world.register("R1", arrived="2023-09-05 08:10")
    world.at("2023-10-16 13:00")
    for code in ("D1", "D2", "D3", "D4", "D5", "D6"):
        world.assess(code)
    world.decide()
    world.tick()
    letters = len(world.letters())
    found = mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-09-04 23:57"))
    world.tick()

    assert rows(world, "R1") == {(date(2023, 9, 4), DeadlineStatus.KEPT)}
    assert states(world)["D2"] is State.REMEDIED
    assert any("resultat beslutat" in line and "räknas om" in line for line in found.consequences.events)
    assert len(world.letters()) == letters  # beslutet säger detsamma: inget nytt brev
    assert nothing_differs(world)


# ── a mailbox that was not read ──


def test_reminders_wait_again_for_a_mailbox_that_was_not_read_and_those_that_left_are_told(world: World) -> None:
    world.begin()
    world.at("2023-06-12 09:00")
    world.read_mailbox()
    world.tick()
    read_to = swedish("2023-06-08 16:00")
    found = correct_mailbox_read(world.context, MAILBOX, read_to, "Skräpposten var inte läst", ANNA)

    assert world.case().mailbox_read_to == read_to
    assert ["avsänt 2023-06-12" in line for line in found.already_mailed] == [True]
    assert nothing_differs(world)


@on_sqlite
def test_a_mailbox_that_was_never_read_is_as_if_nobody_had_said_so(world: World) -> None:
    world.begin()
    world.at("2023-06-12 09:00")
    world.read_mailbox()
    correct_mailbox_read(world.context, MAILBOX, None, "Fel brevlåda", ANNA)
    world.tick()

    assert world.case().mailbox_read_to is None
    assert world.subjects()[-1] == "Påpekande nr 1"
    with pytest.raises(NotFound, match="brist brevlåda läst"):
        correct_mailbox_read(world.context, MAILBOX, None, "Igen", ANNA)


# ── a correction of a correction ──


@on_sqlite
def test_a_correction_may_be_corrected_again_and_the_last_one_counts(world: World) -> None:
    late(world)
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:41"))
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-09 00:05"))

    assert rows(world, "plan") == {(date(2023, 6, 8), DeadlineStatus.RUNNING)}
    assert nothing_differs(world)


@on_sqlite
def test_a_correction_that_was_wrong_is_made_void_and_what_it_corrected_counts_again(world: World) -> None:
    late(world)
    before = world.case()
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:41"))
    mend(world, Kind.CORRECTED, is_void=True)

    after = world.case()
    assert (after.deadlines, after.deficiencies) == (before.deadlines, before.deficiencies)
    assert nothing_differs(world)


@on_sqlite
def test_what_a_correction_has_made_void_is_corrected_through_that_correction(world: World) -> None:
    late(world)
    mend(world, Kind.SUBMISSION_REGISTERED, is_void=True)

    with pytest.raises(InputError, match="upphävd av händelse"):
        mend(world, Kind.SUBMISSION_REGISTERED, lines=("R1",))
    mend(world, Kind.CORRECTED, is_void=True)
    assert set(states(world).values()) == {State.SUBMITTED}


@on_sqlite
def test_the_steps_of_a_correction_go_with_it(world: World) -> None:
    wrong_line(world)
    mend(world, Kind.SUBMISSION_REGISTERED, lines=("plan",))
    mend(world, Kind.CORRECTED, is_void=True)

    assert set(states(world).values()) == {State.ACTION_PLAN_REQUESTED}
    assert nothing_differs(world)


@on_sqlite
def test_the_steps_of_a_correction_stand_for_as_long_as_what_it_corrected_takes_them(world: World) -> None:
    wrong_line(world)
    mend(world, Kind.SUBMISSION_REGISTERED, lines=("plan",))
    steps = world.kinds()[Kind.STATE_TAKEN]
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:50"))

    assert (world.kinds()[Kind.STATE_TAKEN], set(states(world).values())) == (steps, {State.SUBMITTED})
    mend(world, Kind.SUBMISSION_REGISTERED, lines=("R2",))
    assert set(states(world).values()) == {State.ACTION_PLAN_REQUESTED}
    assert nothing_differs(world)


# ── dispatch, receipt and the proof ──


def test_a_receipt_corrected_away_takes_the_proposal_with_it(world: World) -> None:
    world.to_the_proposal()
    world.tick()
    found = mend(world, Kind.RECEIPT_CONFIRMED, is_void=True)

    case = world.case()
    assert case.open_proposal("D3") is None
    assert not prove(case, "D3", world.context.rulesets["orebro-extern"][0], world.context.calendar).holds
    assert "D3: förslaget om väsentligt avtalsbrott gäller inte" in found.consequences.breach
    assert nothing_differs(world)


@on_sqlite
def test_a_proposal_comes_back_when_the_receipt_is_confirmed_after_all(world: World) -> None:
    world.to_the_proposal()
    mend(world, Kind.RECEIPT_CONFIRMED, is_void=True)
    confirm_receipt(world.context, "1", date(2023, 10, 18), "kvittens", ANNA)

    assert world.case().open_proposal("D3") is not None


@on_sqlite
def test_a_proposal_that_a_body_has_abstained_from_is_not_corrected_away(world: World) -> None:
    world.to_the_proposal()
    abstain(world.context, "1", "D3", "Litet", "enhetschef", ANNA)

    with pytest.raises(Refused) as no:
        mend(world, Kind.RECEIPT_CONFIRMED, is_void=True)

    assert f"händelse {number_of(world, Kind.ABSTAINED)} (avstått, 2024-01-15)" in refusal(no)


def by_letter(world: World, day: date) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    world.at("2023-05-26 10:00")
    act_dispatch(world.context, "1", "brev", day, ANNA)


@on_sqlite
def test_the_day_of_a_letter_is_corrected(world: World) -> None:
    by_letter(world, date(2023, 5, 25))
    mend(world, Kind.NOTICE_DISPATCHED, on_day=date(2023, 5, 24))

    assert world.case().notices[0].dispatched_on == date(2023, 5, 24)


@on_sqlite
def test_a_letter_is_not_corrected_to_after_its_receipt(world: World) -> None:
    by_letter(world, date(2023, 5, 22))
    confirm_receipt(world.context, "1", date(2023, 5, 24), "kvittens", ANNA)

    with pytest.raises(Refused, match="mottagande bekräftat, 2023-05-24"):
        mend(world, Kind.NOTICE_DISPATCHED, on_day=date(2023, 5, 25))


@on_sqlite
def test_a_letter_that_never_left_lets_the_rows_rest_again(world: World) -> None:
    by_letter(world, date(2023, 5, 25))
    mend(world, Kind.NOTICE_DISPATCHED, is_void=True)

    assert {row.status for row in world.case().deadlines} == {DeadlineStatus.DORMANT}


@on_sqlite
def test_the_servers_250_is_not_corrected(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="serverns svar är beviset"):
        mend(world, Kind.NOTICE_DISPATCHED, on_day=date(2023, 5, 23))


@on_sqlite
def test_a_dispatched_notice_is_withdrawn_and_not_corrected(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="brist återkalla 1/D"):
        mend(world, Kind.NOTICE_DECIDED, is_void=True)


@on_sqlite
def test_a_notice_that_has_not_left_is_made_void_and_its_mail_never_leaves(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    mend(world, Kind.NOTICE_DECIDED, is_void=True)
    world.tick()

    assert (world.case().notices, world.letters(), world.struck()) == ((), [], ["rättat"])
    assert set(states(world).values()) == {State.IDENTIFIED}
    assert nothing_differs(world)


def test_a_notice_whose_mail_waits_for_the_server_never_leaves_once_it_is_void(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    world.sink.data = "451 4.3.0 försök senare"
    world.tick()
    mend(world, Kind.NOTICE_DECIDED, is_void=True)
    world.sink.data = "250 OK"
    world.at("2023-05-22 15:00")
    world.tick()

    assert world.letters() == []
    assert world.mail_rows() == [("ej avsänd", "rättat")]


# ── an extension ──


@on_sqlite
def test_an_extension_corrected_to_a_later_day_is_reminded_of_before_that_day(world: World) -> None:
    world.begin()
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "Ny chef"), ANNA)
    world.tick()
    world.at("2023-09-14 09:00")
    world.tick()  # två arbetsdagar före 18 september
    mend(world, Kind.EXTENSION_GRANTED, until_day=date(2023, 10, 18))
    world.at("2023-10-16 09:00")
    world.tick()

    assert rows(world, "R5") == {(date(2023, 9, 4), DeadlineStatus.MOVED), (date(2023, 10, 18), DeadlineStatus.RUNNING)}
    assert sorted(world.subjects()[-2:]) == ["Anstånd", "Påminnelse"]  # two connections: which comes first is open
    assert nothing_differs(world)


@on_sqlite
def test_the_clocks_edge_goes_when_the_time_had_not_run_out_after_all(world: World) -> None:
    world.begin()
    grant_extension(world.context, "1", Extension(("R1",), date(2023, 9, 18), "Ny chef"), ANNA)
    world.at("2023-09-19 09:00")
    world.tick()
    assert states(world)["D2"] is State.RESULT_FOLLOWUP
    mend(world, Kind.EXTENSION_GRANTED, until_day=date(2023, 12, 1))

    assert states(world)["D2"] is State.ACTION_PLAN_REQUESTED
    assert states(world)["D1"] is State.RESULT_FOLLOWUP
    assert nothing_differs(world)


@on_sqlite
def test_what_a_person_has_assessed_refuses_to_lose_its_review_and_is_named(world: World) -> None:
    world.begin()
    grant_extension(world.context, "1", Extension(("R1",), date(2023, 9, 18), "Ny chef"), ANNA)
    world.at("2023-09-19 09:00")
    world.assess("D2")
    events = len(world.events())

    with pytest.raises(Refused) as no:
        mend(world, Kind.EXTENSION_GRANTED, until_day=date(2023, 12, 1))

    assert f"händelse {number_of(world, Kind.ASSESSED)} (bedömning, 2023-09-19) vilar på den" in refusal(no)
    assert f"--händelse {number_of(world, Kind.ASSESSED)} --ogiltig" in refusal(no)
    assert len(world.events()) == events
    assert nothing_differs(world)


# ── a result, and what ended ──


@on_sqlite
def test_a_verdict_registered_against_the_decision_is_corrected_before_anything_rests_on_it(world: World) -> None:
    world.begin()
    world.at("2023-10-16 13:00")
    for code in ("D1", "D2", "D3", "D4", "D5", "D6"):
        world.assess(code)
    world.decide()
    found = mend(world, Kind.RESULT_DECIDED, remaining=("D3d",))

    assert states(world)["D3"] is State.REMAINS
    assert {f.subpoint for f in world.case().findings if f.verdict is Verdict.REMAINS} == {"D3d"}
    assert "D3: åtgärdad → kvarstår" in found.consequences.states
    assert nothing_differs(world)


@on_sqlite
def test_a_result_whose_second_notice_has_left_is_not_corrected_and_the_notice_is_named(world: World) -> None:
    world.to_the_proposal()

    with pytest.raises(Refused, match=r"påpekande beslutat, 2023-10-18\) vilar på den"):
        mend(world, Kind.RESULT_DECIDED, 0, remedied=("D3d",))


@on_sqlite
def test_a_second_notice_that_is_void_leaves_the_result_to_be_told_by_itself(world: World) -> None:
    world.begin()
    world.at("2023-10-16 13:00")
    for code in ("D1", "D2", "D4", "D5", "D6"):
        world.assess(code)
    world.assess("D3", ("D3a", "D3b", "D3c"), ("D3d",))
    world.at("2023-10-18 10:00")
    world.decide(world.notice("papekande2.toml"))
    mend(world, Kind.NOTICE_DECIDED, is_void=True)
    world.tick()

    assert (states(world)["D3"], world.subjects()[-1]) == (State.REMAINS, "Resultat av uppföljningen")
    assert world.case().count_of_notices("D3") == 1


@on_sqlite
def test_a_remedied_deficiency_is_reopened_alone(world: World) -> None:
    world.to_the_proposal()
    reopen(world.context, "1", "D1", "Mallen gällde en annan enhet", ANNA)

    assert (states(world)["D1"], states(world)["D2"]) == (State.RESULT_FOLLOWUP, State.REMEDIED)
    assert not [f for f in world.case().findings if f.subpoint == "D1a"]
    assert world.case().open_proposal("D3") is not None
    assert nothing_differs(world)


@on_sqlite
def test_a_withdrawn_deficiency_is_reopened_with_its_notice(world: World) -> None:
    world.begin()
    withdraw(world.context, "1", "D3", None, "Fel enhet", ANNA)
    world.tick()
    found = reopen(world.context, "1", "D3", "Det var rätt enhet", ANNA)

    assert states(world)["D3"] is State.ACTION_PLAN_REQUESTED
    assert world.case().count_of_notices("D3") == 1
    assert "återkallelse" in found.consequences.already_mailed[0]


@on_sqlite
def test_what_is_reopened_under_an_agreement_that_ended_since_ends_with_it(world: World) -> None:
    # läsning A27: avtalets slut avslutar det som är öppet
    world.begin()
    world.at("2023-10-16 13:00")
    for code in ("D1", "D2", "D4", "D5", "D6"):
        world.assess(code)
    world.assess("D3", ("D3a", "D3b", "D3c"), ("D3d",))
    world.decide()
    end = AgreementEnd("konkurs", date(2023, 10, 16), date(2023, 10, 16), "Konkurs")
    end_agreement(world.context, "SOC 2019/11 LOV serviceinsatser", end, ANNA)
    found = reopen(world.context, "1", "D1", "Mallen gällde en annan enhet", ANNA)

    assert "D1: åtgärdad → avslutad" in found.consequences.states
    assert nothing_differs(world)


@on_sqlite
def test_what_has_not_ended_is_not_reopened(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="inte avslutad"):
        reopen(world.context, "1", "D3", "skäl", ANNA)


# ── what cannot be corrected, and how it is said ──


@on_sqlite
def test_what_the_clock_has_concluded_is_not_corrected_by_a_person(world: World) -> None:
    world.begin()
    world.at("2023-09-05 09:00")
    world.tick()

    with pytest.raises(Refused, match="gjord av klockan"):
        mend(world, Kind.STATE_TAKEN, is_void=True)


@on_sqlite
def test_a_step_is_corrected_through_the_act_that_took_it(world: World) -> None:
    late(world)
    act = number_of(world, Kind.SUBMISSION_REGISTERED)

    with pytest.raises(Refused, match=f"--händelse {act} "):
        mend(world, Kind.STATE_TAKEN, is_void=True)


@on_sqlite
def test_a_value_that_does_not_go_with_the_event_is_told_with_those_that_do(world: World) -> None:
    late(world)

    with pytest.raises(InputError, match="--inkom, --sätt, --avser, --ogiltig"):
        mend(world, Kind.SUBMISSION_REGISTERED, until_day=date(2023, 6, 12))


@on_sqlite
def test_an_event_that_does_not_exist_is_said_so(world: World) -> None:
    world.begin()

    with pytest.raises(NotFound, match="brist historik 1"):
        correct(world.context, "1", 99, Change(is_void=True), WHY, ANNA)


@on_sqlite
def test_nothing_is_recorded_where_nothing_was_wrong(world: World) -> None:
    late(world)

    with pytest.raises(InputError, match="redan så"):
        mend(world, Kind.SUBMISSION_REGISTERED, means="epost")


@on_sqlite
def test_a_correction_is_one_event_and_raises_the_version_once(world: World) -> None:
    late(world)
    version, events = world.case().head.version, len(world.events())
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:41"))

    assert (world.case().head.version, len(world.events())) == (version + 1, events + 1)


def test_every_table_of_a_case_is_a_copy_of_its_events() -> None:
    """A case whose copies are taken away is written anew: what refers to it has to go, and come back, with them."""
    referring = {
        table.name
        for table in metadata.tables.values()
        if {key.column.table.name for key in table.foreign_keys} & {"followup_case", "notice"}
    }

    assert referring <= {copy.name for copy in COPIES}


def test_a_correction_that_fails_midway_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    late(world)
    before, events = world.case(), len(world.events())

    def fails(*_: object) -> None:
        raise RuntimeError("skivan")

    monkeypatch.setattr("workflow.actions.correct.settle_mails", fails)
    with pytest.raises(RuntimeError, match="skivan"):
        mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:41"))

    assert (world.case(), len(world.events())) == (before, events)


# ── lägg-till and ändra, before dispatch ──

MORE = """
[[brist]]
kod = "D7"
krav = "3.12"
punkt = "Hygien"
delbrist = [{ kod = "D7a", text = "Rutinen saknas" }]

[[brist]]
kod = "D2"
delbrist = [{ kod = "D2b", text = "Korttidsenheterna saknas i rutinen" }]
"""


def added(world: World, text: str = MORE) -> None:
    add(world.context, "1", read_addition(world.file("mer.toml", text)), ANNA)


def test_deficiencies_and_subpoints_are_added_before_anything_is_pointed_out(world: World) -> None:
    world.open()
    added(world)

    assert states(world)["D7"] is State.IDENTIFIED
    assert [p.code for p in world.case().subpoints_of("D2")] == ["D2a", "D2b"]
    assert nothing_differs(world)


@on_sqlite
def test_a_new_deficiency_may_come_after_a_notice_but_no_subpoint_of_what_it_names(world: World) -> None:
    # läsning A23: ett nytt fel har en egen kedja
    world.begin()
    added(world, MORE.partition('[[brist]]\nkod = "D2"')[0])

    with pytest.raises(Refused, match="påpekande nr 1 nämner D2"):
        added(world, '[[brist]]\nkod = "D2"\ndelbrist = [{ kod = "D2b", text = "x" }]')
    assert states(world)["D7"] is State.IDENTIFIED


@on_sqlite
def test_every_problem_of_an_addition_is_told_at_once(world: World) -> None:
    world.open()
    text = MORE.replace('punkt = "Hygien"\n', "").replace("D2b", "D2a")

    with pytest.raises(InputErrors) as wrong:
        added(world, text)
    assert len(wrong.value.problems) == 2


def amended(world: World, deficiency: str = "D3", **amendment: Any) -> None:
    amend(world.context, "1", deficiency, Amendment(**amendment), "Fel punkt i avtalet", ANNA)


@on_sqlite
def test_what_a_deficiency_says_is_changed_before_a_notice_names_it_and_the_history_keeps_both(world: World) -> None:
    world.open()
    amended(world, requirement="3.5", point="Egenkontroll")
    amended(world, subpoint="D3d", text="Egenkontroll av avvikelser saknas helt")

    case = world.case()
    assert case.deficiency("D3").name == "3.5 Egenkontroll"
    assert case.subpoints_of("D3")[3].text == "Egenkontroll av avvikelser saknas helt"
    assert "3.4 → 3.5" in history(world)[2]
    assert nothing_differs(world)


@on_sqlite
def test_a_requirement_that_was_a_recommendation_is_changed_to_one(world: World) -> None:
    world.open()
    amended(world, is_requirement=False)

    assert world.case().deficiency("D3").is_requirement is False


@on_sqlite
def test_what_a_dispatched_notice_names_is_withdrawn_and_not_changed(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="brist återkalla 1/D3"):
        amended(world, point="Egenkontroll")


@on_sqlite
def test_what_a_decided_notice_names_is_changed_once_the_notice_is_void(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)

    with pytest.raises(Refused, match="brist rätta 1 --händelse"):
        amended(world, point="Egenkontroll")
    mend(world, Kind.NOTICE_DECIDED, is_void=True)
    amended(world, point="Egenkontroll")

    assert world.case().deficiency("D3").point == "Egenkontroll"


@on_sqlite
def test_other_days_replace_a_notice_that_has_not_left_and_only_the_new_one_does(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    order = world.notice(**{"2023-06-08": "2023-06-15"})
    replace_notice(world.context, "1", 1, order, "Planens dag var fel", ANNA)
    world.tick()

    assert [n.number for n in world.case().notices] == [1]
    assert rows(world, "plan") == {(date(2023, 6, 15), DeadlineStatus.RUNNING)}
    assert world.subjects() == ["Påpekande nr 1"]
    assert nothing_differs(world)


@on_sqlite
def test_a_notice_that_has_left_is_not_replaced(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="återkallas"):
        replace_notice(world.context, "1", 1, world.notice(), "Fel dag", ANNA)
