"""What holds at a certain instant: the rows of the domain's table of assertions, one test each.

The days are those of the reports: Örebro, rapport Sov 609/2022 (000), Örebro, resultatuppföljning 2024 (001),
Nynäshamn SON/2024/0476/739 (003). Days that a report does not give are assumed, and said to be.
"""

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from states.breach import escalation_is_due, prove
from states.deadline_kind import DeadlineKind
from states.deadlines import first_review_day, is_late
from states.decide import decide
from states.edge import Attempt
from states.facts import (
    NO_DOCUMENT,
    PLAN_ITEM,
    CaseFacts,
    Deadline,
    DeadlineStatus,
    Deficiency,
    Finding,
    Regime,
    Subpoint,
    Verdict,
)
from states.flags import Flag, flags
from states.own_deadlines import own_deadlines
from states.ruleset import Ruleset
from states.ruleset_text import parse
from states.state import State
from states.tasks import open_tasks
from states.trigger import Cause, Trigger
from states.workdays import local_day
from tests.states.golden import CALENDAR, FIRST, POINTS, RULES, at, notice, row, second


def shipped(name: str) -> Ruleset:
    return parse((files("states.rulesets") / f"{name}.toml").read_text(encoding="utf-8"), name)


def flagged(case: CaseFacts, flag: Flag, day: date, hour: int = 0, minute: int = 0, second: int = 0) -> list[str]:
    return [d.code for d in case.deficiencies if flag in flags(case, d.code, at(day, hour, minute, second))]


# ── 000 ──


def test_at_the_last_second_of_8_june_2023_the_plan_of_000_is_not_late() -> None:
    assert flagged(FIRST, Flag.PLAN_LATE, date(2023, 6, 8), 23, 59, 59) == []


def test_from_midnight_to_9_june_2023_the_plan_of_000_is_late_on_all_six_and_there_is_no_breach() -> None:
    assert flagged(FIRST, Flag.PLAN_LATE, date(2023, 6, 9)) == list(POINTS)
    assert {FIRST.count_of_notices(code) for code in POINTS} == {1}
    assert not any(prove(FIRST, code, RULES, CALENDAR).holds for code in POINTS)
    assert any("Kontrollera brevlådan" in t.what for t in open_tasks(FIRST, at(date(2023, 6, 9), 8), RULES, CALENDAR))


def test_documents_that_reach_the_server_at_2357_on_4_september_2023_are_in_time() -> None:
    # läsning A17: registrerade den 5 september 08.10
    assert not is_late(date(2023, 9, 4), local_day(at(date(2023, 9, 4), 23, 57)))


def test_on_5_september_2023_the_review_of_000_may_begin_although_r6_is_asked_for_in_the_text_only() -> None:
    # läsning A39: beslutslistan gäller; R6 har ingen rad
    answered = tuple(
        replace(r, answered_on=date(2023, 9, 4), status=DeadlineStatus.KEPT) if r.item.startswith("R") else r
        for r in FIRST.deadlines
    )
    case = replace(FIRST, deadlines=answered)
    attempt = Attempt(Trigger.START_RESULT_FOLLOWUP, Cause.CLOCK, at(date(2023, 9, 5)))

    assert decide(case, "D1", attempt, RULES, CALENDAR).edge.end is State.RESULT_FOLLOWUP
    assert "R6" not in {r.item for r in case.deadlines}


@pytest.mark.parametrize("day", [date(2023, 5, 22), date(2023, 9, 5), date(2024, 1, 15), date(2033, 1, 1)], ids=str)
def test_000_alone_is_never_a_breach(day: date) -> None:
    found = tuple(Finding("r", day, point.code, Verdict.REMAINS) for point in FIRST.subpoints)
    remaining = tuple(replace(d, state=State.REMAINS) for d in FIRST.deficiencies)
    case = replace(FIRST, findings=found, deficiencies=remaining)

    assert not any(prove(case, code, RULES, CALENDAR).holds for code in POINTS)


# ── 000, assumed continuation ──


def test_the_continuation_of_000_is_proven_on_15_january_2024_and_not_before() -> None:
    assert not prove(second(decided_on=None), "D3", RULES, CALENDAR).holds
    assert prove(second(decided_on=date(2024, 1, 15)), "D3", RULES, CALENDAR).proven == ("D3d",)


def test_under_the_other_reading_the_continuation_is_proven_at_the_second_notice() -> None:
    # läsning A1-i: 2023-10-18
    text = (files("states.rulesets") / "orebro-extern.toml").read_text(encoding="utf-8")
    rules = parse(text.replace('varde = "efter andra tiden"', 'varde = "vid andra påpekandet"'), "prov")
    case = second(decided_on=None)
    at_notice_two = replace(
        case, deficiencies=tuple(replace(d, state=State.REMAINS) if d.code == "D3" else d for d in case.deficiencies)
    )

    assert prove(at_notice_two, "D3", rules, CALENDAR).proven == ("D3d",)
    assert not prove(at_notice_two, "D3", RULES, CALENDAR).holds


def test_a_second_notice_about_another_subpoint_begins_its_own_chain() -> None:
    # läsning A3, A23: egenkontroll av basal hygien var utan brist i den första
    points = (*FIRST.subpoints, Subpoint("D3e", "D3", "Egenkontroll av basal hygien", None))
    case = replace(second(names=frozenset({"D3e"})), subpoints=points)
    found = (*case.findings[:-1], Finding("r2", date(2024, 1, 15), "D3e", Verdict.REMAINS))

    assert not prove(replace(case, findings=found), "D3", RULES, CALENDAR).holds


# ── 001: in-house, round 1 ──


def _k(code: str, kind: DeadlineKind, item: str, day: date) -> Deadline:
    return row("n2", code, kind, item, day, frozenset({f"{code}a"}))


def _round_one() -> CaseFacts:
    """Notice 2 of 001: a new plan for K3 and K6 only; the inventory for K4 and K5; nothing but the time for K7."""
    codes = ("K3", "K4", "K5", "K6", "K7")
    plan, documents = date(2024, 8, 2), date(2024, 11, 1)
    rows = (
        *(_k(code, DeadlineKind.PLAN_DUE, PLAN_ITEM, plan) for code in ("K3", "K6")),
        _k("K3", DeadlineKind.EVIDENCE_DUE, "R1", documents),
        _k("K6", DeadlineKind.EVIDENCE_DUE, "R2", documents),
        *(_k(code, DeadlineKind.EVIDENCE_DUE, "R3", documents) for code in ("K4", "K5")),
        _k("K7", DeadlineKind.EVIDENCE_DUE, NO_DOCUMENT, documents),
    )
    states = {code: State.ACTION_PLAN_REQUESTED if code in ("K3", "K6") else State.REMAINS for code in codes}
    return replace(
        FIRST,
        head=replace(FIRST.head, regime=Regime.IN_HOUSE, agreement="basuppdrag"),
        deficiencies=tuple(Deficiency(code, "", code, states[code], date(2024, 7, 15)) for code in codes),
        subpoints=tuple(Subpoint(f"{code}a", code, code, None) for code in codes),
        notices=(notice(2, date(2024, 7, 15), frozenset(f"{code}a" for code in codes)),),  # the day is assumed
        deadlines=rows,
    )


ROUND_ONE = _round_one()


def test_on_3_august_2024_the_plan_of_001_is_late_on_k3_and_k6_only() -> None:
    # rapport 001 rad 52–53: uppdaterad plan bara för två av fem
    assert flagged(ROUND_ONE, Flag.PLAN_LATE, date(2024, 8, 3)) == ["K3", "K6"]


def test_from_midnight_to_2_november_2024_the_inventory_is_missing_on_k4_and_k5_and_nothing_on_k7() -> None:
    # rapport 001 rad 62–63; läsning A43: K7 har ingen begärd handling
    missing = flagged(ROUND_ONE, Flag.EVIDENCE_MISSING, date(2024, 11, 2))

    assert {"K4", "K5"} <= set(missing)
    assert "K7" not in missing
    assert not set(flagged(ROUND_ONE, Flag.EVIDENCE_MISSING, date(2024, 11, 1), 23, 59, 59))


def test_the_review_of_001_begins_on_all_saints_day_for_k7_as_well() -> None:
    # 2 november 2024 är alla helgons dag: kanten är en kalenderdag, uppgiften väntar till måndag 4 november
    assert {first_review_day(ROUND_ONE, code, RULES, CALENDAR) for code in ("K3", "K7")} == {date(2024, 11, 2)}


def test_in_house_001_is_escalated_after_a_second_remaining_round_and_never_a_breach() -> None:
    rules = shipped("orebro-egen-regi")
    first = notice(1, date(2024, 2, 1), frozenset({"K3a"}))  # round 0 is unseen; its day is assumed
    found = (
        Finding("r0", date(2024, 7, 15), "K3a", Verdict.REMAINS),
        Finding("r1", date(2024, 11, 18), "K3a", Verdict.REMAINS),
    )
    states = tuple(replace(d, state=State.REMAINS) for d in ROUND_ONE.deficiencies)
    case = replace(ROUND_ONE, notices=(first, *ROUND_ONE.notices), findings=found, deficiencies=states)

    assert not prove(case, "K3", rules, CALENDAR).holds
    assert escalation_is_due(case, "K3", rules, CALENDAR) == date(2024, 11, 18)
    assert escalation_is_due(case, "K7", rules, CALENDAR) is None


# ── 003: LOU, a meeting within three months ──


def _meeting_case() -> CaseFacts:
    """Dispatch on Friday 20 December 2024 is assumed: the report says only that the demand has been sent."""
    codes = ("N1", "N2", "N3", "N5")
    return replace(
        FIRST,
        head=replace(FIRST.head, agreement="LOU personlig assistans", opened_on=date(2024, 11, 20)),
        deficiencies=tuple(
            Deficiency(code, "", code, State.ACTION_PLAN_REQUESTED, date(2024, 12, 20)) for code in codes
        ),
        subpoints=tuple(Subpoint(f"{code}a", code, code, None) for code in codes),
        notices=(notice(1, date(2024, 12, 20), frozenset(f"{code}a" for code in codes)),),
        deadlines=tuple(
            Deadline("n1", code, kind, item, 1, None, DeadlineStatus.RUNNING, None, None, frozenset({f"{code}a"}))
            for code in codes
            for kind, item in ((DeadlineKind.PLAN_DUE, PLAN_ITEM), (DeadlineKind.EVIDENCE_DUE, NO_DOCUMENT))
        ),
    )


def _overdue(day: date) -> list[str]:
    rules = shipped("nynashamn-lou")
    own = own_deadlines(_meeting_case(), rules, CALENDAR)
    return [o.kind.value for o in own if o.is_overdue(day, CALENDAR)]


def test_on_21_february_2025_nothing_is_overdue_in_003() -> None:
    assert _overdue(date(2025, 2, 21)) == []


def test_on_20_march_2025_the_meeting_is_still_in_time_and_on_21_march_the_municipality_is_late_not_the_provider() -> (
    None
):
    # rapport 003 rad 182: "inom tre (3) månader", kommunens skyldighet (läsning A11, A12)
    assert _overdue(date(2025, 3, 20)) == []
    assert _overdue(date(2025, 3, 21)) == ["möte inom"]
    assert flagged(_meeting_case(), Flag.PLAN_LATE, date(2025, 3, 21)) == []


def test_a_plan_without_a_known_day_in_003_has_no_clock() -> None:
    # läsning A10: dagen står inte i rapporten
    assert first_review_day(_meeting_case(), "N1", RULES, CALENDAR) is None
    assert flagged(_meeting_case(), Flag.DAY_UNKNOWN, date(2025, 1, 15)) == ["N1", "N2", "N3", "N5"]
