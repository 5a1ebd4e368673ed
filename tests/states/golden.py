"""Rapport Sov 609/2022 as facts, and its assumed continuation to two notices.

The last days 2023-06-08 and 2023-09-04 are the report's (rad 22–23, 56–57); the others are assumed.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files

from states.deadline_kind import DeadlineKind
from states.facts import (
    NO_DOCUMENT,
    PLAN_ITEM,
    CaseFacts,
    CaseHead,
    Deadline,
    DeadlineStatus,
    Deficiency,
    Finding,
    Notice,
    Regime,
    Subpoint,
    Verdict,
)
from states.ruleset import Ruleset
from states.ruleset_text import parse
from states.state import State
from states.workdays import Calendar, at_local

TEXT = (files("states.rulesets") / "orebro-extern.toml").read_text(encoding="utf-8")
RULES: Ruleset = parse(TEXT, "orebro-extern.toml")
CALENDAR = Calendar()
POINTS = {"D1": "a", "D2": "a", "D3": "abcd", "D4": "a", "D5": "a", "D6": "ab"}
DOCUMENTS = {"R1": "D2a", "R2": "D3a", "R3": "D3b", "R4": "D3c", "R5": "D3d"}
EVERY = frozenset(code + letter for code, letters in POINTS.items() for letter in letters)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def at(day: date, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    """That Swedish time, as aware UTC."""
    from datetime import time

    return at_local(day, time(hour, minute, second))


def notice(number: int, decided_on: date, subpoints: frozenset[str], *, received: bool = True) -> Notice:
    return Notice(
        uuid=f"n{number}",
        number=number,
        decided_on=decided_on,
        registered_at=at(decided_on),
        document="0" * 64,
        dispatched_on=decided_on,
        dispatched_by="e-post",
        received_on=decided_on if received else None,
        received_by="kvittens" if received else None,
        look_again_at=None,
        subpoints=subpoints,
    )


def row(notice: str, code: str, kind: DeadlineKind, item: str, due_on: date, subpoints: frozenset[str]) -> Deadline:
    return Deadline(notice, code, kind, item, 1, due_on, DeadlineStatus.RUNNING, None, None, subpoints)


def _rows() -> tuple[Deadline, ...]:
    rows = []
    for code, letters in POINTS.items():
        points = frozenset(code + letter for letter in letters)
        rows.append(row("n1", code, DeadlineKind.PLAN_DUE, PLAN_ITEM, date(2023, 6, 8), points))
        documents = [(item, point) for item, point in DOCUMENTS.items() if point in points]
        for item, point in documents:
            rows.append(row("n1", code, DeadlineKind.EVIDENCE_DUE, item, date(2023, 9, 4), frozenset({point})))
        if not documents:
            rows.append(row("n1", code, DeadlineKind.EVIDENCE_DUE, NO_DOCUMENT, date(2023, 9, 4), points))
    return tuple(rows)


FIRST = CaseFacts(
    head=CaseHead(
        "u", 1, "BV-1-C", "SOC 2023/101", "LOV service", Regime.EXTERNAL, "Björkens Omsorg AB", "Björken service",
        "egetval@exempelkommunen.example", RULES.sha256, 3, date(2023, 5, 22), dates_assumed=True,
    ),
    deficiencies=tuple(
        Deficiency(code, "3.4", code, State.ACTION_PLAN_REQUESTED, date(2023, 5, 22)) for code in POINTS
    ),
    subpoints=tuple(Subpoint(point, point[:2], point, None) for point in sorted(EVERY)),
    notices=(notice(1, date(2023, 5, 22), EVERY),),
    deadlines=_rows(),
    findings=(),
    proposals=(),
    mailbox_read_to=None,
)  # fmt: skip


def with_state(case: CaseFacts, code: str, state: State) -> CaseFacts:
    """The same case with one deficiency in another state."""
    changed = tuple(replace(d, state=state) if d.code == code else d for d in case.deficiencies)
    return replace(case, deficiencies=changed)


def second(
    *,
    names: frozenset[str] = frozenset({"D3d"}),
    received: bool = True,
    evidence_due: date = date(2023, 12, 15),
    decided_on: date | None = date(2024, 1, 15),
) -> CaseFacts:
    """Notice 2 of 2023-10-18, and the result decision of 2024-01-15 that D3d remains; None: not yet decided."""
    first = replace(FIRST.notices[0], used_up_for=frozenset(POINTS))
    findings = [
        Finding("r1", date(2023, 10, 18), p, Verdict.REMAINS if p == "D3d" else Verdict.REMEDIED) for p in sorted(EVERY)
    ]
    again = notice(2, date(2023, 10, 18), names, received=received)
    if decided_on:
        findings.append(Finding("r2", decided_on, "D3d", Verdict.REMAINS))
        again = replace(again, used_up_for=frozenset({"D3"}))
    case = replace(
        FIRST,
        notices=(first, again),
        deadlines=(*FIRST.deadlines, row("n2", "D3", DeadlineKind.EVIDENCE_DUE, "R5", evidence_due, names)),
        findings=tuple(findings),
    )
    return with_state(case, "D3", State.REMAINS if decided_on else State.SUBMITTED)
