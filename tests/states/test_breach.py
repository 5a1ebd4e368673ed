"""The two-notice rule: rapport Sov 609/2022 rad 69–71, counted after the second time (läsning A1-ii)."""

from dataclasses import replace
from datetime import date

import pytest

from states.breach import prove
from states.deadline_kind import DeadlineKind
from states.facts import CaseFacts, DeadlineStatus, Finding, Regime, Verdict
from tests.states.golden import CALENDAR, FIRST, RULES, row, second


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
