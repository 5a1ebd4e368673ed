"""The two-notice rule: rapport Sov 609/2022 rad 69–71, counted after the second time (läsning A1-ii)."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pytest

from states.breach import Evidence, Leaf, escalation_is_due, latest_finding, prove
from states.deadline_kind import DeadlineKind
from states.facts import (
    NO_DOCUMENT,
    CaseFacts,
    DeadlineStatus,
    Done,
    Finding,
    Milestone,
    Proposal,
    Regime,
    Settlement,
    Verdict,
)
from states.ruleset import BreachRule, Outcome, Ruleset
from states.state import State
from tests.states.golden import CALENDAR, FIRST, RULES, notice, row, second, with_state

ESCALATES = replace(RULES, outcome=Outcome.ESCALATION)
PRESUMES = replace(RULES, receipt_presumption_workdays=5)


def holds(case: CaseFacts) -> bool:
    return prove(case, "D3", RULES, CALENDAR).holds


def missing(case: CaseFacts) -> set[str]:
    (proof,) = (point for point in prove(case, "D3", RULES, CALENDAR).subpoints if point.subpoint == "D3d")
    return {leaf.premise for leaf in proof.leaves if not leaf.holds}


def test_the_proof_holds_when_what_two_notices_named_still_remains_after_the_second_time() -> None:
    assert prove(second(), "D3", RULES, CALENDAR).proven == ("D3d",)


def test_one_notice_is_never_enough() -> None:
    assert not holds(FIRST)


def test_the_proof_does_not_hold_at_the_second_notice_before_its_time_has_run_out() -> None:
    assert not holds(second(decided_on=None))


def test_the_proof_does_not_hold_when_the_result_is_decided_on_the_last_day() -> None:
    assert not holds(second(decided_on=date(2023, 12, 15)))


def test_the_proof_holds_when_the_result_is_decided_the_day_after_the_last_day() -> None:
    assert holds(second(decided_on=date(2023, 12, 16)))


def test_an_extension_to_february_takes_the_ground_away_in_january() -> None:
    case = second()
    old = case.deadlines[-1]
    moved = replace(old, status=DeadlineStatus.MOVED)
    extended = replace(case, deadlines=(*case.deadlines[:-1], moved, replace(old, version=2, due_on=date(2024, 2, 15))))

    assert missing(extended) == {"Föreskriven tid har gått ut före resultatbeslutet"}


def test_a_third_notice_does_not_take_the_ground_of_two_away() -> None:
    # Notice 3 is decided with the result of 15 January 2024; its time until 15 March has also run out in vain.
    case = second()
    third = notice(3, date(2024, 1, 15), frozenset({"D3d"}))
    again = replace(
        case,
        notices=(*case.notices, third),
        deadlines=(
            *case.deadlines,
            row("n3", "D3", DeadlineKind.EVIDENCE_DUE, "R5", date(2024, 3, 15), third.subpoints),
        ),
        findings=(*case.findings, Finding("r3", date(2024, 3, 18), "D3d", Verdict.REMAINS)),
    )

    assert holds(again)
    assert len(leaf(again, "Samma delbrist").evidence) == 3
    assert [one.about for one in leaf(again, "Påpekandena är mottagna").evidence] == ["n1", "n2"]


def test_two_notices_about_different_things_are_not_two_notices() -> None:
    assert not holds(second(names=frozenset({"D3a"})))


def test_a_notice_whose_receipt_is_not_confirmed_does_not_count() -> None:
    assert missing(second(received=False)) == {"Påpekandena är mottagna"}


def test_a_notice_that_has_not_left_is_no_notice() -> None:
    case = second()
    held = replace(case.notices[1], dispatched_on=None, received_on=None)

    assert not holds(replace(case, notices=(case.notices[0], held)))


def test_what_was_found_remedied_is_no_breach() -> None:
    case = second()
    remedied = replace(case, findings=(*case.findings[:-1], Finding("r2", date(2024, 1, 15), "D3d", Verdict.REMEDIED)))

    assert not holds(remedied)
    assert "Delbristen kvarstår trots det" in missing(remedied)


def test_an_in_house_unit_has_no_agreement_to_breach() -> None:
    case = second()
    in_house = replace(case, head=replace(case.head, regime=Regime.IN_HOUSE))

    assert missing(in_house) == {"Utföraren har ett avtal som kan brytas efter två påpekanden"}


def test_the_time_of_the_subpoints_own_document_counts_not_that_of_another() -> None:
    case = second(names=frozenset({"D3d", "D3a"}))
    other = row("n2", "D3", DeadlineKind.EVIDENCE_DUE, "R2", date(2024, 3, 1), frozenset({"D3a"}))
    own = replace(case.deadlines[-1], subpoints=frozenset({"D3d"}))

    assert prove(replace(case, deadlines=(*case.deadlines[:-1], own, other)), "D3", RULES, CALENDAR).proven == ("D3d",)


@pytest.mark.parametrize("case", [FIRST, second(received=False), second(decided_on=None)])
def test_what_is_missing_is_always_said_with_what_would_supply_it(case: CaseFacts) -> None:
    leaves = [leaf for point in prove(case, "D3", RULES, CALENDAR).subpoints for leaf in point.leaves]

    assert all(bool(leaf.missing) != leaf.holds for leaf in leaves)


def in_house() -> CaseFacts:
    return replace(second(), head=replace(second().head, regime=Regime.IN_HOUSE))


def leaf(case: CaseFacts, premise: str, rules: Ruleset = RULES) -> Leaf:
    (proof,) = (point for point in prove(case, "D3", rules, CALENDAR).subpoints if point.subpoint == "D3d")
    (found,) = (one for one in proof.leaves if one.premise.startswith(premise))
    return found


def with_second_notice(case: CaseFacts, **changed: Any) -> CaseFacts:
    return replace(case, notices=(case.notices[0], replace(case.notices[1], **changed)))


def test_an_in_house_deficiency_asks_to_be_escalated_since_the_result_decision() -> None:
    assert escalation_is_due(in_house(), "D3", ESCALATES, CALENDAR) == date(2024, 1, 15)


def test_nothing_is_escalated_at_a_provider_with_an_agreement_or_without_a_rule_about_it() -> None:
    assert escalation_is_due(second(), "D3", ESCALATES, CALENDAR) is None
    assert escalation_is_due(in_house(), "D3", RULES, CALENDAR) is None


def test_one_notice_is_never_enough_to_escalate() -> None:
    first = replace(FIRST, head=in_house().head)

    assert escalation_is_due(first, "D3", ESCALATES, CALENDAR) is None


@pytest.mark.parametrize(
    ("escalated_on", "since"),
    [(date(2024, 1, 14), date(2024, 1, 15)), (date(2024, 1, 15), None), (date(2024, 1, 16), None)],
    ids=str,
)
def test_what_was_escalated_on_the_day_of_the_decision_or_later_is_not_asked_for(
    escalated_on: date, since: date | None
) -> None:
    case = replace(in_house(), milestones=(Milestone(Done.ESCALATED, "D3", escalated_on),))

    assert escalation_is_due(case, "D3", ESCALATES, CALENDAR) == since


def test_of_two_escalations_the_later_one_settles_what_was_decided_between_them() -> None:
    days = (date(2023, 12, 20), date(2024, 1, 16))
    case = replace(in_house(), milestones=tuple(Milestone(Done.ESCALATED, "D3", day) for day in days))

    assert escalation_is_due(case, "D3", ESCALATES, CALENDAR) is None


def test_a_deficiency_whose_second_notice_nobody_has_confirmed_is_not_escalated() -> None:
    case = replace(second(received=False), head=in_house().head)

    assert escalation_is_due(case, "D3", ESCALATES, CALENDAR) is None


def test_what_was_escalated_before_another_sub_point_was_found_to_remain_is_escalated_anew() -> None:
    # D3d is decided on 15 January 2024 and escalated on the 20th; D3a is decided on 1 February.
    case = second(names=frozenset({"D3a", "D3d"}))
    found = (
        *(f for f in case.findings if f.subpoint == "D3d"),
        Finding("r1", date(2023, 10, 18), "D3a", Verdict.REMAINS),
        Finding("r3", date(2024, 2, 1), "D3a", Verdict.REMAINS),
    )
    escalated = (Milestone(Done.ESCALATED, "D3", date(2024, 1, 20)),)
    both = replace(case, head=in_house().head, findings=found, milestones=escalated)

    assert escalation_is_due(both, "D3", ESCALATES, CALENDAR) == date(2024, 2, 1)


def test_an_escalation_of_another_deficiency_settles_nothing() -> None:
    case = replace(in_house(), milestones=(Milestone(Done.ESCALATED, "D2", date(2024, 2, 1)),))

    assert escalation_is_due(case, "D3", ESCALATES, CALENDAR) == date(2024, 1, 15)


def test_the_latest_finding_is_that_of_the_latest_day_also_if_it_was_registered_first() -> None:
    case = second()
    turned = replace(case, findings=tuple(reversed(case.findings)))

    found = latest_finding(turned, "D3d")

    assert found is not None
    assert found.effective_on == date(2024, 1, 15)
    assert latest_finding(FIRST, "D3d") is None


def test_what_was_found_of_another_sub_point_is_not_its_latest_finding() -> None:
    later = Finding("r3", date(2024, 2, 1), "D3a", Verdict.REMEDIED)

    found = latest_finding(replace(second(), findings=(*second().findings, later)), "D3d")

    assert found is not None
    assert found.decision == "r2"


@pytest.mark.parametrize(
    ("remedied_on", "counted"),
    [
        pytest.param(date(2023, 10, 17), 1, id="the day before notice 2: only notice 2 counts"),
        pytest.param(date(2023, 10, 18), 0, id="the day of notice 2: it does not count either"),
    ],
)
def test_what_was_found_remedied_begins_again_at_notice_1(remedied_on: date, counted: int) -> None:
    case = second()
    remedied = replace(case, findings=(*case.findings, Finding("r0", remedied_on, "D3d", Verdict.REMEDIED)))

    assert len(leaf(remedied, "Samma delbrist").evidence) == counted
    assert not holds(remedied)


def test_a_notice_decided_before_the_remedy_and_sent_after_it_does_not_count() -> None:
    # Notice 2 is decided on 17 October 2023 and leaves on the 19th; on the 18th the sub-point is found remedied.
    case = with_second_notice(second(), decided_on=date(2023, 10, 17), dispatched_on=date(2023, 10, 19))
    remedied = Finding("r0", date(2023, 10, 18), "D3d", Verdict.REMEDIED)

    assert leaf(replace(case, findings=(*case.findings, remedied)), "Samma delbrist").evidence == ()


def test_what_was_found_remedied_twice_begins_again_after_the_later_time() -> None:
    case = second()
    remedied = [Finding(f"r{on}", on, "D3d", Verdict.REMEDIED) for on in (date(2023, 5, 1), date(2023, 10, 17))]

    again = replace(case, findings=(*case.findings, *remedied))

    assert [one.about for one in leaf(again, "Samma delbrist").evidence] == ["n2"]


def test_a_confirmed_receipt_counts_before_any_result_and_a_presumed_one_does_not() -> None:
    unproven = replace(FIRST, notices=(replace(FIRST.notices[0], received_on=None, received_by=None),))

    assert [one.about for one in leaf(FIRST, "Påpekandena är mottagna", PRESUMES).evidence] == ["n1"]
    assert leaf(unproven, "Påpekandena är mottagna", PRESUMES).evidence == ()


@pytest.mark.parametrize(
    ("workdays", "counts"),
    [
        pytest.param(3, True, id="presumed on Monday 15 January 2024, the day of the result decision"),
        pytest.param(4, False, id="presumed on Tuesday 16 January 2024, the day after it"),
    ],
)
def test_a_presumed_receipt_counts_only_if_it_came_no_later_than_the_result(workdays: int, counts: bool) -> None:
    case = with_second_notice(second(received=False), dispatched_on=date(2024, 1, 10))  # a Wednesday
    found = leaf(case, "Påpekandena är mottagna", replace(RULES, receipt_presumption_workdays=workdays))

    assert (found.holds, found.weak) == (counts, counts)
    assert "nr 2" in found.missing
    assert "nr 1" not in found.missing


def test_receipts_that_are_confirmed_are_not_weak_and_nothing_is_missing() -> None:
    found = leaf(second(), "Påpekandena är mottagna")

    assert (found.holds, found.weak, found.missing) == (True, False, "")
    assert [one.about for one in found.evidence] == ["n1", "n2"]


def test_a_confirmed_receipt_is_taken_before_a_presumed_one_and_they_are_listed_in_order() -> None:
    case = with_second_notice(second(), received_on=None, received_by=None)
    third = notice(3, date(2023, 11, 1), frozenset({"D3d"}))
    rules = replace(RULES, receipt_presumption_workdays=3)

    found = leaf(replace(case, notices=(*case.notices, third)), "Påpekandena är mottagna", rules)

    assert [(one.kind, one.about) for one in found.evidence] == [
        ("mottagande bekräftat", "n1"),
        ("mottagande bekräftat", "n3"),
    ]
    assert (found.holds, found.weak) == (True, False)


def test_notice_1_comes_first_also_where_its_receipt_is_presumed_and_that_of_notice_2_confirmed() -> None:
    case = second()
    unproven = replace(case.notices[0], received_on=None, received_by=None, uuid="ö")  # sorts after "n2"

    found = leaf(replace(case, notices=(unproven, case.notices[1])), "Påpekandena är mottagna", PRESUMES)

    assert found.evidence == (Evidence("påpekande expedierat", "ö"), Evidence("mottagande bekräftat", "n2"))
    assert found.ground == (
        "nr 1 mottaget 2023-05-29 (antas 5 arbetsdagar efter 2023-05-22); nr 2 mottaget 2023-10-18 (kvittens)"
    )


def test_one_receipt_is_too_few_whether_or_not_it_is_presumed() -> None:
    case = second(names=frozenset({"D3a"}))
    unproven = replace(case.notices[0], received_on=None, received_by=None)

    found = leaf(replace(case, notices=(unproven, case.notices[1])), "Påpekandena är mottagna", PRESUMES)

    assert (found.holds, found.weak) == (False, False)
    assert [one.about for one in found.evidence] == ["n1"]


def test_nothing_but_a_receipt_is_ever_weak() -> None:
    (proof,) = (p for p in prove(second(received=False), "D3", PRESUMES, CALENDAR).subpoints if p.subpoint == "D3d")

    assert [leaf.premise for leaf in proof.leaves if leaf.weak] == ["Påpekandena är mottagna"]


def test_where_no_notice_has_left_that_is_said_and_a_receipt_of_it_is_asked_for() -> None:
    held = replace(FIRST, notices=(replace(FIRST.notices[0], dispatched_on=None, received_on=None),))

    assert leaf(held, "Samma delbrist").ground == "inget expedierat påpekande nämner delbristen"
    assert leaf(held, "Påpekandena är mottagna").ground == "inget mottagande är bekräftat"
    assert leaf(held, "Påpekandena är mottagna").missing.startswith("Bekräftelse för påpekandet: ")
    assert leaf(held, "Föreskriven tid").ground == "okänt: påpekandet anger ingen tid"


def test_a_rule_of_three_occasions_is_not_met_by_two_notices() -> None:
    rules = replace(RULES, breach_occasions=3)

    assert not leaf(second(), "Samma delbrist", rules).holds
    assert not leaf(second(), "Påpekandena är mottagna", rules).holds


def test_a_withdrawn_sub_point_is_no_breach_and_the_day_is_said() -> None:
    case = second()
    points = tuple(replace(p, withdrawn_on=date(2024, 1, 10)) if p.code == "D3d" else p for p in case.subpoints)
    withdrawn = replace(case, subpoints=points)

    assert missing(withdrawn) == {"Delbristen står kvar som påpekad"}
    assert "2024-01-10" in leaf(withdrawn, "Delbristen står kvar").ground
    assert "ny delbrist" in leaf(withdrawn, "Delbristen står kvar").missing
    assert leaf(case, "Delbristen står kvar").ground == "inte återkallad"


def test_counted_at_the_second_notice_it_is_the_first_time_that_must_have_run_out() -> None:
    # The first time ran out on Monday 4 September 2023, the second on Friday 15 December 2023.
    case = second(decided_on=date(2023, 11, 1))
    at_second = replace(RULES, breach_rule=BreachRule.AT_SECOND_NOTICE)

    assert not holds(case)
    assert prove(case, "D3", at_second, CALENDAR).proven == ("D3d",)
    assert leaf(case, "Föreskriven tid", at_second).evidence == (Evidence("påpekande beslutat", "n1"),)
    assert leaf(case, "Föreskriven tid").evidence == (Evidence("påpekande beslutat", "n2"),)


def test_the_latest_time_is_that_of_the_latest_notice_sent_also_if_nobody_has_confirmed_it() -> None:
    case = second(received=False)
    none_confirmed = replace(case, notices=(replace(case.notices[0], received_on=None), case.notices[1]))

    assert leaf(case, "Föreskriven tid").evidence == (Evidence("påpekande beslutat", "n2"),)
    assert leaf(none_confirmed, "Föreskriven tid").evidence == (Evidence("påpekande beslutat", "n2"),)


def test_a_time_whose_day_is_unknown_has_not_run_out() -> None:
    case = second()
    unknown = replace(case, deadlines=(*case.deadlines[:-1], replace(case.deadlines[-1], due_on=None)))

    assert missing(unknown) == {"Föreskriven tid har gått ut före resultatbeslutet"}


@pytest.mark.parametrize(("decided_on", "has_lapsed"), [(date(2024, 1, 15), False), (date(2024, 1, 16), True)], ids=str)
def test_without_a_document_of_its_own_the_sub_point_has_the_time_of_the_deficiency(
    decided_on: date, has_lapsed: bool
) -> None:
    # 14 January 2024 is a Sunday: its effective end is Monday the 15th, so it lapses on the 16th.
    case = second(decided_on=decided_on)
    star = row("n2", "D3", DeadlineKind.EVIDENCE_DUE, NO_DOCUMENT, date(2024, 1, 14), frozenset())
    other = row("n2", "D3", DeadlineKind.EVIDENCE_DUE, "R2", date(2024, 3, 1), frozenset({"D3a"}))

    assert holds(replace(case, deadlines=(*case.deadlines[:-1], star, other))) is has_lapsed


@pytest.mark.parametrize(("decided_on", "has_lapsed"), [(date(2024, 3, 1), False), (date(2024, 3, 2), True)], ids=str)
def test_where_only_documents_of_other_sub_points_have_a_day_the_latest_of_them_is_the_time(
    decided_on: date, has_lapsed: bool
) -> None:
    # 1 March 2024 is a Friday.
    case = second(decided_on=decided_on)
    early = row("n2", "D3", DeadlineKind.EVIDENCE_DUE, "R2", date(2023, 12, 15), frozenset({"D3a"}))
    later = row("n2", "D3", DeadlineKind.EVIDENCE_DUE, "R3", date(2024, 3, 1), frozenset({"D3b"}))

    assert holds(replace(case, deadlines=(*case.deadlines[:-1], early, later))) is has_lapsed


@pytest.mark.parametrize(
    ("changed", "stands"),
    [
        pytest.param({}, False, id="abstained for this time"),
        pytest.param({"decision": "r1"}, True, id="abstained for an earlier time"),
        pytest.param({"deficiency": "D2"}, True, id="abstained for another deficiency"),
        pytest.param({"settled": None}, True, id="still waits for a decision"),
        pytest.param({"settled": Settlement.DECIDED}, True, id="decided"),
    ],
)
def test_only_an_abstention_for_this_time_uses_it_up(changed: dict[str, Any], stands: bool) -> None:
    proposal = replace(Proposal("p", "D3", "r2", date(2024, 1, 16), Settlement.ABSTAINED), **changed)
    case = replace(second(), proposals=(proposal,))

    assert holds(case) is stands
    found = leaf(case, "Kommunen har inte avstått")
    assert bool(found.missing) is not stands
    assert found.ground == ("inget är avstått" if stands else "ett behörigt organ har avstått")
    assert found.evidence == (() if stands else (Evidence("avstått", "p"),))


@pytest.mark.parametrize(
    ("state", "remains"), [(State.REMAINS, True), (State.MATERIAL_BREACH, True), (State.SUBMITTED, False)], ids=str
)
def test_it_remains_only_while_the_deficiency_stands_so(state: State, remains: bool) -> None:
    assert leaf(with_state(second(), "D3", state), "Delbristen kvarstår").holds is remains


@pytest.mark.parametrize("outcome", [Outcome.ESCALATION, Outcome.NONE])
def test_an_agreement_without_the_clause_is_read_by_a_lawyer(outcome: Outcome) -> None:
    found = leaf(second(), "Utföraren har ett avtal", replace(RULES, outcome=outcome))

    assert not found.holds
    assert "jurist" in found.missing
    assert "eskalera" in leaf(in_house(), "Utföraren har ett avtal").missing


def test_the_grounds_name_the_notices_their_days_and_the_result() -> None:
    sent_later = with_second_notice(second(), dispatched_on=date(2023, 10, 19), received_on=date(2023, 10, 20))

    assert leaf(second(), "Utföraren har").ground == "LOV service, extern, följd: avtalsbrott (läsning A37)"
    assert leaf(sent_later, "Samma delbrist").ground == (
        "påpekande nr 1 expedierat 2023-05-22; påpekande nr 2 expedierat 2023-10-19"
    )
    assert leaf(second(), "Samma delbrist").evidence == (
        Evidence("påpekande expedierat", "n1"),
        Evidence("påpekande expedierat", "n2"),
    )
    lapsed = leaf(second(), "Föreskriven tid").ground
    assert all(said in lapsed for said in ("nr 2", "2023-12-15", "2023-12-16", "2024-01-15"))
    assert "2024-01-15" in leaf(second(), "Delbristen kvarstår").ground
    assert leaf(second(), "Delbristen kvarstår").evidence == (Evidence("resultat beslutat", "r2"),)


def test_what_has_not_been_tried_has_no_result_to_rest_on() -> None:
    assert leaf(FIRST, "Delbristen kvarstår").evidence == ()
    assert not leaf(FIRST, "Föreskriven tid").holds


def test_a_proof_that_has_been_shown_cannot_be_changed_afterwards() -> None:
    proof = prove(second(), "D3", RULES, CALENDAR)
    first = proof.subpoints[0].leaves[0]

    for shown, part in (
        (proof, "subpoints"),
        (proof.subpoints[0], "leaves"),
        (first, "holds"),
        (first.evidence[0], "about"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(shown, part, None)
