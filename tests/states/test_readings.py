"""Readings that no other test tells of: A2, A9, A14, A21, A24, A33, A38, A39, A40 and A47 of the domain."""

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from states.breach import prove
from states.deadline_kind import DeadlineKind
from states.decide import decide
from states.edge import Attempt
from states.facts import CaseFacts, Finding, Proposal, Settlement, Verdict
from states.lint import outside_the_list, placeholders
from states.own_deadlines import own_deadlines
from states.receipt import receipt_of
from states.refusal import Refused
from states.ruleset import Ruleset
from states.ruleset_text import parse
from states.state import State
from states.trigger import Cause, Trigger
from tests.states.golden import CALENDAR, FIRST, RULES, TEXT, at, notice, row, second, with_state


def rules(old: str, new: str) -> Ruleset:
    assert old in TEXT
    return parse(TEXT.replace(old, new), "prov.toml")


PRESUMING = rules('antas_efter_arbetsdagar = { varde = "aldrig"', "antas_efter_arbetsdagar = { varde = 5")
COLOURS = parse((files("states.rulesets") / "botkyrka-extern.toml").read_text(encoding="utf-8"), "botkyrka-extern.toml")


def leaf(case: CaseFacts, premise: str, ruleset: Ruleset = RULES):
    (point,) = (p for p in prove(case, "D3", ruleset, CALENDAR).subpoints if p.subpoint == "D3d")
    (found,) = (leaf for leaf in point.leaves if leaf.premise == premise)
    return found


# A2
def test_a_reminder_or_a_draft_is_no_notice_because_only_a_decided_document_that_has_left_is_counted() -> None:
    undispatched = replace(FIRST.notices[0], dispatched_on=None)

    assert replace(FIRST, notices=(undispatched,)).count_of_notices("D1") == 0


# A9
@pytest.mark.parametrize("line", ["senast den 1:a november 2024 mån år skicka in", "Version xxx", "Datum: ÅÅÅÅ-MM-DD"])
def test_what_a_template_left_is_told_with_its_line(line: str) -> None:
    assert placeholders(f"Beslut\n{line}\n")[0].startswith("rad 2: ")


def test_a_finished_text_has_nothing_left_to_fill_in() -> None:
    assert placeholders("Ni ska senast den 8 juni 2023 skicka in åtgärdsplanen. Månad och år står där.") == ()


# A14
def attempt(trigger: Trigger) -> Attempt:
    return Attempt(trigger, Cause.PERSON, at(date(2023, 5, 22)))


def graded(grade: str) -> CaseFacts:
    case = replace(with_state(FIRST, "D1", State.IDENTIFIED), notices=(), deadlines=())
    return replace(
        case, deficiencies=tuple(replace(d, grade=grade) if d.code == "D1" else d for d in case.deficiencies)
    )


@pytest.mark.parametrize("grade", ["okänt", "ej tillämpligt"])
def test_what_is_no_finding_is_not_pointed_out(grade: str) -> None:
    with pytest.raises(Refused, match=f"graden '{grade}' leder till ingenting") as refused:
        decide(graded(grade), "D1", attempt(Trigger.REQUEST_PLAN), COLOURS, CALENDAR)

    assert "läsning A14; graden är ingen avvikelse" in str(refused.value)


def test_yellow_is_dialogue_and_the_next_occasion_and_no_notice() -> None:
    with pytest.raises(Refused, match="leder till dialog"):
        decide(graded("gul"), "D1", attempt(Trigger.REQUEST_PLAN), COLOURS, CALENDAR)

    assert decide(graded("gul"), "D1", attempt(Trigger.NOTE), COLOURS, CALENDAR).edge.end is State.NOTED


def test_red_is_pointed_out_and_cannot_be_noted_away() -> None:
    assert decide(graded("röd"), "D1", attempt(Trigger.REQUEST_PLAN), COLOURS, CALENDAR)

    with pytest.raises(Refused, match="är ett krav"):
        decide(graded("röd"), "D1", attempt(Trigger.NOTE), COLOURS, CALENDAR)


# A24
def test_a_fault_that_was_remedied_and_returns_begins_again_at_notice_one() -> None:
    case = second()
    remedied = Finding("r0", date(2023, 10, 17), "D3d", Verdict.REMEDIED)
    found = (remedied, *(f for f in case.findings if (f.decision, f.subpoint) != ("r1", "D3d")))

    assert not prove(replace(case, findings=found), "D3", RULES, CALENDAR).holds
    assert "nr 1" not in leaf(replace(case, findings=found), "Samma delbrist är påpekad vid 2 tillfällen").ground


# A33, A51
def test_a_presumed_receipt_holds_and_is_shown_as_weak_with_what_would_prove_it() -> None:
    found = leaf(second(received=False), "Påpekandena är mottagna", PRESUMING)

    assert (found.holds, found.weak) == (True, True)
    assert "bekräfta-mottagande" in found.missing


def test_nothing_is_presumed_where_the_rule_set_says_never() -> None:
    assert receipt_of(second(received=False).notices[1], RULES, CALENDAR) is None


def test_what_came_back_is_presumed_only_after_it_was_sent_again() -> None:
    returned = replace(notice(2, date(2023, 10, 18), frozenset({"D3d"}), received=False), bounced_on=date(2023, 10, 19))
    again = replace(returned, resent_on=date(2023, 10, 20))

    assert receipt_of(returned, PRESUMING, CALENDAR) is None
    receipt = receipt_of(again, PRESUMING, CALENDAR)
    assert receipt is not None
    assert receipt.on == date(2023, 10, 27)  # five working days after Friday 20 October


def test_a_receipt_presumed_after_the_finding_does_not_carry_it() -> None:
    late = rules('antas_efter_arbetsdagar = { varde = "aldrig"', "antas_efter_arbetsdagar = { varde = 120")

    assert not leaf(second(received=False), "Påpekandena är mottagna", late).holds


# A38
def test_a_result_that_is_not_decided_alarms_the_municipality_after_thirty_working_days() -> None:
    case = with_state(FIRST, "D1", State.RESULT_FOLLOWUP)
    since = replace(case, deficiencies=tuple(replace(d, state_since_on=date(2023, 9, 5)) for d in case.deficiencies))
    (due,) = (own for own in own_deadlines(since, RULES, CALENDAR) if own.kind is DeadlineKind.RESULT_DUE)

    assert due.due_on == date(2023, 10, 17)
    assert not due.is_overdue(date(2023, 10, 17), CALENDAR)
    assert due.is_overdue(date(2023, 10, 18), CALENDAR)


# A39
def test_what_is_demanded_outside_the_decision_list_is_pointed_at() -> None:
    demands = [("R1", "Rutin", False), ("R6", "Kompetensinventering", True)]

    assert outside_the_list(demands) == ("R6 Kompetensinventering",)


# A4, A40
def test_two_dates_for_two_documents_are_each_for_its_own_subpoint() -> None:
    case = second(names=frozenset({"D3a", "D3d"}))
    later = row("n2", "D3", DeadlineKind.EVIDENCE_DUE, "R2", date(2024, 3, 1), frozenset({"D3a"}))
    own = replace(case.deadlines[-1], subpoints=frozenset({"D3d"}))

    assert prove(replace(case, deadlines=(*case.deadlines[:-1], own, later)), "D3", RULES, CALENDAR).proven == ("D3d",)


# A47
def test_after_abstaining_the_same_lapse_is_no_ground_and_a_new_one_is() -> None:
    abstained = Proposal("p", "D3", "r2", date(2024, 1, 15), Settlement.ABSTAINED)
    case = replace(second(), proposals=(abstained,))
    third = replace(notice(3, date(2024, 2, 7), frozenset({"D3d"})), used_up_for=frozenset({"D3"}))
    new_time = row("n3", "D3", DeadlineKind.EVIDENCE_DUE, "R5", date(2024, 5, 31), frozenset({"D3d"}))
    again = replace(
        case,
        notices=(*case.notices, third),
        deadlines=(*case.deadlines, new_time),
        findings=(*case.findings, Finding("r3", date(2024, 6, 3), "D3d", Verdict.REMAINS)),
    )

    assert not prove(case, "D3", RULES, CALENDAR).holds
    assert prove(again, "D3", RULES, CALENDAR).holds
