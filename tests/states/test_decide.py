"""Whether something may happen, and what is said when it may not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.decide import decide
from states.edge import Attempt
from states.facts import CaseFacts, Regime, Verdict
from states.lifecycle import EDGES
from states.refusal import Refused
from states.state import State
from states.trigger import Cause, Trigger
from tests.states.golden import CALENDAR, FIRST, LATER, POINTS, RULES, at, second, with_state

REMAINS = {"D3a": Verdict.REMEDIED, "D3b": Verdict.REMEDIED, "D3c": Verdict.REMEDIED, "D3d": Verdict.REMAINS}
REMEDIED = dict.fromkeys(REMAINS, Verdict.REMEDIED)


def attempt(case: CaseFacts, code: str, what: Attempt) -> State:
    return decide(case, code, what, RULES, CALENDAR).edge.end


def refusal(case: CaseFacts, code: str, what: Attempt) -> Refused:
    with pytest.raises(Refused) as found:
        decide(case, code, what, RULES, CALENDAR)
    return found.value


def test_a_plan_moves_the_deficiency_to_inskickad_also_when_it_is_late() -> None:
    what = Attempt(Trigger.REGISTER_PLAN, Cause.PERSON, at(date(2023, 7, 1)))

    assert attempt(FIRST, "D1", what) is State.SUBMITTED


def test_the_clock_begins_the_review_the_day_after_the_prescribed_time() -> None:
    what = Attempt(Trigger.START_RESULT_FOLLOWUP, Cause.CLOCK, at(date(2023, 9, 5), 0))

    assert attempt(FIRST, "D1", what) is State.RESULT_FOLLOWUP


def test_a_missing_plan_does_not_stop_the_review() -> None:
    what = Attempt(Trigger.START_RESULT_FOLLOWUP, Cause.PERSON, at(date(2023, 9, 5)))

    assert attempt(with_state(FIRST, "D1", State.ACTION_PLAN_REQUESTED), "D1", what) is State.RESULT_FOLLOWUP


def test_no_review_begins_while_the_providers_time_runs() -> None:
    refused = refusal(FIRST, "D1", Attempt(Trigger.START_RESULT_FOLLOWUP, Cause.PERSON, at(date(2023, 9, 4), 23)))

    assert "2023-09-05" in str(refused)


def test_with_the_providers_consent_a_person_may_begin_the_review_earlier() -> None:
    what = Attempt(Trigger.START_RESULT_FOLLOWUP, Cause.PERSON, at(date(2023, 8, 1)), consent="Mejl 2023-07-30")

    assert attempt(FIRST, "D1", what) is State.RESULT_FOLLOWUP


def test_the_clock_cannot_go_by_a_consent() -> None:
    refusal(FIRST, "D1", Attempt(Trigger.START_RESULT_FOLLOWUP, Cause.CLOCK, at(date(2023, 8, 1)), consent="ja"))


def test_a_deficiency_is_remedied_only_if_every_subpoint_is() -> None:
    case = with_state(FIRST, "D3", State.RESULT_FOLLOWUP)
    what = Attempt(Trigger.DECIDE_REMEDIED, Cause.PERSON, LATER, REMAINS)

    assert "D3d" in str(refusal(case, "D3", what))
    assert attempt(case, "D3", replace(what, verdicts=REMEDIED)) is State.REMEDIED


def test_a_deficiency_does_not_remain_when_no_subpoint_does() -> None:
    case = with_state(FIRST, "D3", State.RESULT_FOLLOWUP)

    refusal(case, "D3", Attempt(Trigger.DECIDE_REMAINS, Cause.PERSON, LATER, REMEDIED))


def test_a_decision_is_registered_only_when_the_proof_holds() -> None:
    what = Attempt(Trigger.REGISTER_BREACH, Cause.PERSON, LATER)

    assert attempt(second(), "D3", what) is State.MATERIAL_BREACH
    assert "avtalsbrott pröva" in str(refusal(second(received=False), "D3", what))


def test_an_in_house_unit_is_never_declared_in_breach() -> None:
    case = second()
    in_house = replace(case, head=replace(case.head, regime=Regime.IN_HOUSE))

    assert "egen regi" in str(refusal(in_house, "D3", Attempt(Trigger.REGISTER_BREACH, Cause.PERSON, LATER)))


def test_nobody_can_abstain_from_what_has_not_been_proposed() -> None:
    refusal(second(), "D3", Attempt(Trigger.ABSTAIN, Cause.PERSON, LATER))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("trigger", Trigger)
def test_what_is_not_in_the_table_is_refused_with_what_why_and_what_to_do(state: State, trigger: Trigger) -> None:
    if any(edge.start is state and edge.trigger is trigger for edge in EDGES):
        return  # allowed by the table, under its own conditions

    refused = refusal(with_state(FIRST, "D3", state), "D3", Attempt(trigger, Cause.PERSON, LATER, REMAINS))

    assert all(reason.what and reason.rule and reason.instead for reason in refused.reasons)
    assert state.value in str(refused)


@pytest.mark.parametrize(
    "edge", [e for e in EDGES if Cause.CLOCK not in e.causes], ids=lambda e: f"{e.start}-{e.trigger}"
)
def test_what_only_people_cause_the_clock_cannot(edge: object) -> None:
    found = next(e for e in EDGES if e is edge)
    refused = refusal(
        with_state(second(), "D3", found.start), "D3", Attempt(found.trigger, Cause.CLOCK, LATER, REMAINS)
    )

    assert "klockan" in str(refused)


@given(
    st.sampled_from(sorted(POINTS)),
    st.sampled_from(list(State)),
    st.sampled_from(list(Trigger)),
    st.sampled_from(list(Cause)),
    st.datetimes(at(date(2023, 1, 1)).replace(tzinfo=None), LATER.replace(tzinfo=None)),
)
def test_whatever_is_tried_the_answer_is_an_edge_of_the_table_or_a_reason(
    code: str, state: State, trigger: Trigger, cause: Cause, when: object
) -> None:
    from datetime import UTC, datetime

    assert isinstance(when, datetime)
    case = with_state(second(), code, state)
    before = replace(case)
    try:
        decision = decide(case, code, Attempt(trigger, cause, when.replace(tzinfo=UTC), REMAINS), RULES, CALENDAR)
    except Refused as refused:
        assert refused.reasons
    else:
        assert decision.edge in EDGES
        assert (decision.edge.start, decision.edge.trigger) == (state, trigger)
        assert cause in decision.edge.causes
    assert case == before
