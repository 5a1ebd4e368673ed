"""The proof of two notices against an independent evaluator: random histories, and one premise changed at a time."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import pytest

from states.breach import prove
from states.deadline_kind import DeadlineKind
from states.facts import (
    NO_DOCUMENT,
    PLAN_ITEM,
    CaseFacts,
    Deadline,
    DeadlineStatus,
    Deficiency,
    Done,
    ExtensionRequest,
    Finding,
    Milestone,
    Notice,
    Proposal,
    Regime,
    Settlement,
    Subpoint,
    Verdict,
)
from states.ruleset import BreachRule, Outcome, Ruleset
from states.state import State
from states.workdays import Calendar
from tests.states.evaluator import Evaluator, evaluator
from tests.states.golden import CALENDAR, FIRST, LATER, RULES, at

HISTORIES = 10_000
HELD = 40  # histories on which each changed premise is tried
D1, OTHER = "D1", "D2a"  # the deficiency that is asked about; a sub-point of another one
DAY = timedelta(days=1)
BY_LATEST, BY_FIRST = BreachRule.AFTER_SECOND_PERIOD, BreachRule.AT_SECOND_NOTICE
RED = sorted({d.day + n * DAY for year in (2023, 2024, 2025) for d in CALENDAR.red_days(year) for n in (-1, 0, 1)})
CLOSED = Calendar(frozenset(d - DAY for d in RED[::2]))
GONE = (DeadlineStatus.MOVED, DeadlineStatus.CANCELLED)
STANDS = tuple(status for status in DeadlineStatus if status not in GONE)
TIMES = (DeadlineKind.EVIDENCE_DUE, DeadlineKind.REMEDY_WITHIN)


@dataclass(frozen=True)
class History:
    """A case, with what it is judged by."""

    seed: int
    case: CaseFacts
    ruleset: Ruleset
    calendar: Calendar

    def with_case(self, **parts: object) -> "History":
        return replace(self, case=replace(self.case, **parts))


# --- random histories -------------------------------------------------------------------------------------------------


class Maker:
    """One random history. Its days are aimed at what decides: red days, the lapse, the day of a finding."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.seed = seed
        self.calendar = CLOSED if self.chance(0.2) else CALENDAR
        self.points = [D1 + letter for letter in "abc"[: self.rng.choice((1, 2, 2, 3))]]
        self.presumption = None if self.chance(0.3) else self.rng.randint(1, 7)
        self.notices: list[Notice] = []
        self.rows: list[Deadline] = []
        self.findings: list[Finding] = []

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def history(self) -> History:
        self.fill_rounds()
        self.aim_presumed_receipts()
        self.rng.shuffle(self.rows)
        self.rng.shuffle(self.findings)
        state = self.rng.choices((State.REMAINS, State.MATERIAL_BREACH, *State), (80, 15, *[1] * len(State)))[0]
        case = replace(
            FIRST,
            head=replace(FIRST.head, regime=Regime.IN_HOUSE if self.chance(0.03) else Regime.EXTERNAL),
            deficiencies=(
                Deficiency(D1, "3.4", "a", state, date(2023, 1, 1)),
                Deficiency("D2", "3.5", "b", self.rng.choice(list(State)), date(2023, 1, 1)),
            ),
            subpoints=tuple(self.subpoint(code) for code in (*self.points, OTHER)),
            notices=tuple(self.notices),
            deadlines=tuple(self.rows),
            findings=tuple(self.findings),
            proposals=self.proposals(),
        )
        return History(self.seed, case, self.rules(), self.calendar)

    def rules(self) -> Ruleset:
        return replace(
            RULES,
            outcome=self.rng.choices(list(Outcome), (94, 3, 3))[0],
            breach_occasions=self.rng.choices((1, 2, 3), (5, 88, 7))[0],
            breach_rule=self.rng.choice((BY_LATEST, BY_FIRST)),
            receipt_presumption_workdays=self.presumption,
        )

    def subpoint(self, code: str) -> Subpoint:
        withdrawn = date(2023, 12, 1) if self.chance(0.06) else None
        return Subpoint(code, code[:2], code, self.rng.choice((None, *Verdict)), withdrawn)

    def fill_rounds(self) -> None:
        """Notice, last days, review – and again; crowded: all notices' times end at about the same day."""
        decided = date(2023, 1, 1) + self.rng.randrange(300) * DAY
        count = self.rng.choices((1, 2, 3), (8, 57, 35))[0]
        crowded = self.near_red(decided + 50 * DAY) if self.chance(0.35) else None
        for number in range(1, count + 1):
            due = self.near_red(decided + self.rng.randrange(2, 40) * DAY)
            if crowded:
                due = crowded + self.rng.randint(-3, 3) * DAY
            elif self.chance(0.1):
                due = decided - self.rng.randrange(1, 20) * DAY  # past when it was printed
            self.add_notice(number, decided)
            self.add_rows(f"n{number}", due)
            reviewed = self.lapse(due) + self.rng.choice((-2, -1, -1, 0, 0, 0, 0, 1, 1, 2, 5)) * DAY
            if crowded and number < count:
                reviewed = decided + 3 * DAY
            reviewed = max(reviewed, decided)
            if due > decided or self.chance(0.3):
                self.review(f"r{number}", reviewed)
            decided = max(decided, reviewed + self.rng.choice((-1, 0, 0, 0, 0, 1, 4)) * DAY)

    def near_red(self, day: date) -> date:
        return next(red for red in RED if red >= day) if self.chance(0.7) else day

    def lapse(self, due: date) -> date:
        return self.calendar.workday_on_or_after(due) + DAY

    def add_notice(self, number: int, decided: date) -> None:
        dispatched = None if self.chance(0.05) else decided + self.rng.choice((0, 0, 0, 1, 3)) * DAY
        names = [point for point in self.points if self.chance(0.9)] + [OTHER] * self.chance(0.4)
        made = Notice(
            f"n{number}", number, decided, at(decided), "0" * 64, dispatched, "e-post", None, None, None,
            subpoints=frozenset(names or [OTHER]),
        )  # fmt: skip
        self.notices.append(replace(made, **self.receipt(dispatched)) if dispatched else made)

    def receipt(self, dispatched: date) -> dict[str, object]:
        received = dispatched + self.rng.choice((0, 1, 2, 5, 90)) * DAY if self.chance(0.75) else None
        bounced = dispatched + self.rng.randrange(4) * DAY if self.chance(0.08 if received else 0.4) else None
        resent = None
        if self.chance(0.6 if bounced else 0.1):
            resent = (bounced or dispatched) + self.rng.choice((-1, 0, 0, 1, 4)) * DAY
        return {"received_on": received, "bounced_on": bounced, "resent_on": resent}

    def aim_presumed_receipts(self) -> None:
        """Many of the receipts that nobody has confirmed are presumed on about the day of the last finding."""
        if self.presumption is None or not self.findings:
            return
        last = max(finding.effective_on for finding in self.findings)
        for index, notice in enumerate(self.notices):
            if notice.dispatched_on and not notice.received_on and self.chance(0.5):
                sent = self.calendar.workday_before(last, self.presumption) + self.rng.choice((-3, -1, 0, 0, 1)) * DAY
                part = self.rng.choice(("resent_on", "dispatched_on"))
                self.notices[index] = replace(notice, **{part: max(sent, notice.decided_on)})

    def add_rows(self, notice: str, due: date) -> None:
        """The last days that the notice prints, in one of the ways in which municipalities print them."""
        evidence, weeks = TIMES
        mine = frozenset(self.points)
        documents = [(point, frozenset({point})) for point in self.points if self.chance(0.8)]
        some = frozenset(self.rng.sample(self.points, self.rng.randint(0, len(mine))))
        star, several = [(NO_DOCUMENT, self.rng.choice((mine, some, frozenset())))], [("R9", some)]
        way = self.rng.choices(
            (
                [(evidence, star)],
                [(evidence, documents)],
                [(evidence, documents + star)],
                [(evidence, documents + several)],
                [(evidence, several)],
                [(evidence, [("R1", frozenset()), ("R2", frozenset())])],
                [(weeks, star)],
                [(weeks, documents + star)],
                [(evidence, documents), (weeks, star)],
                [],
            ),
            (16, 14, 14, 10, 8, 6, 12, 8, 12, 3),
        )[0]
        for kind, lines in way:
            for item, points in lines:
                self.add_row(
                    notice, kind, item, due + self.rng.choices((-3, -1, 0, 1, 3), (1, 1, 8, 1, 1))[0] * DAY, points
                )
        self.add_beside(notice, due)

    def add_row(self, cause: str, kind: DeadlineKind, item: str, due: date, points: frozenset[str]) -> None:
        status = self.rng.choice(STANDS)
        row = Deadline(cause, D1, kind, item, 1, None if self.chance(0.04) else due, status, None, None, points)
        if self.chance(0.06):
            row = replace(row, status=DeadlineStatus.CANCELLED)
        elif self.chance(0.15):
            old = replace(row, status=DeadlineStatus.MOVED, due_on=due + self.rng.choice((-9, -2, 30)) * DAY)
            self.rows.append(old)
            row = replace(row, version=2)
        self.rows.append(row)

    def add_beside(self, notice: str, due: date) -> None:
        """Rows that are no prescribed time of this deficiency."""
        for cause, code, kind, item, share in (
            (notice, D1, DeadlineKind.PLAN_DUE, PLAN_ITEM, 0.5),
            (notice, D1, DeadlineKind.REVIEW_NOT_BEFORE, NO_DOCUMENT, 0.2),
            ("s1", D1, DeadlineKind.SUPPLEMENT_DUE, PLAN_ITEM, 0.1),
            (notice, "D2", DeadlineKind.EVIDENCE_DUE, NO_DOCUMENT, 0.4),
        ):
            if self.chance(share):
                day = None if self.chance(0.2) else due + self.rng.choice((-9, 2, 30)) * DAY
                points = frozenset({OTHER}) if code == "D2" else frozenset(self.points)
                self.rows.append(Deadline(cause, code, kind, item, 1, day, self.rng.choice(STANDS), None, None, points))

    def review(self, decision: str, day: date) -> None:
        """The result decision, or for some sub-points one of their own the day after; no two on one day."""
        for point in (*self.points, OTHER):
            if self.chance(0.06):
                continue
            own = self.chance(0.08)
            verdict = Verdict.REMEDIED if self.chance(0.1) else Verdict.REMAINS
            found = Finding(decision + "+" * own, day + own * DAY, point, verdict)
            if all(found.effective_on != f.effective_on for f in self.findings if f.subpoint == point):
                self.findings.append(found)

    def proposals(self) -> tuple[Proposal, ...]:
        decisions = sorted({finding.decision for finding in self.findings})
        return tuple(
            Proposal(
                f"p{nr}", self.rng.choice((D1, D1, D1, "D2")), decision, date(2024, 1, 1), self.rng.choice(settled)
            )
            for nr, decision in enumerate(decisions)
            for settled in [(None, *Settlement)]
            if self.chance(0.15)
        )


def history(seed: int) -> History:
    return Maker(seed).history()


def told(history: History) -> str:
    """The history, one short line for each fact."""
    case, rules = history.case, history.ruleset
    lines = [
        f"seed {history.seed}: {case.head.regime}, {case.deficiency(D1).state}, {rules.outcome}, "
        f"{rules.breach_occasions} × {rules.breach_rule}, antas {rules.receipt_presumption_workdays}, "
        f"{'stängda klämdagar' if history.calendar == CLOSED else 'vanlig kalender'}",
        *(f"  {p.code} återkallad {p.withdrawn_on}" for p in case.subpoints if p.withdrawn_on),
    ]
    for n in case.notices:
        days = {"avsänt": n.dispatched_on, "mottaget": n.received_on, "studs": n.bounced_on, "igen": n.resent_on}
        said = " ".join(f"{word} {day:%a %m-%d}" for word, day in days.items() if day)
        lines.append(f"  {n.uuid} {n.decided_on} {said} {'/'.join(sorted(n.subpoints))}")
    for r in sorted(case.deadlines, key=lambda r: (r.cause, r.deficiency, r.kind)):
        day = f"{r.due_on:%a %Y-%m-%d}" if r.due_on else "okänt"
        lines.append(f"  {r.key} v{r.version} {day} {r.status} {'/'.join(sorted(r.subpoints))}")
    found = sorted(case.findings, key=lambda f: (f.effective_on, f.subpoint))
    lines += [f"  {f.decision} {f.effective_on:%a %Y-%m-%d} {f.subpoint} {f.verdict}" for f in found]
    lines += [f"  {p.uuid} {p.deficiency} {p.decision} {p.settled}" for p in case.proposals]
    return "\n".join(lines)


# --- the two answers --------------------------------------------------------------------------------------------------

Ask = Callable[[History], tuple[set[str], set[str]]]  # what the product says and what the evaluator says


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with evaluator(CALENDAR) as ordinary, evaluator(CLOSED) as closed:
        by_calendar: dict[Calendar, Evaluator] = {CALENDAR: ordinary, CLOSED: closed}

        def both(history: History) -> tuple[set[str], set[str]]:
            proof = prove(history.case, D1, history.ruleset, history.calendar)
            return set(proof.proven), by_calendar[history.calendar].holds_for(history.case, D1, history.ruleset)

        yield both


def smallest(history: History, ask: Ask) -> History:
    """The history without all that it can do without and still be judged in two ways."""
    smaller = True
    while smaller:
        smaller = False
        for part in ("proposals", "deadlines", "findings", "notices", "subpoints"):
            for index in range(len(getattr(history.case, part)) - 1, -1, -1):
                items = getattr(history.case, part)
                tried = history.with_case(**{part: items[:index] + items[index + 1 :]})
                product, evaluated = ask(tried)
                if product != evaluated:
                    history, smaller = tried, True
    return history


def agreed(history: History, ask: Ask) -> set[str]:
    """What both say; where they differ, the smallest history on which they do."""
    product, evaluated = ask(history)
    if product != evaluated:
        least = smallest(history, ask)
        product, evaluated = ask(least)
        pytest.fail(
            f"product {sorted(product)}, evaluator {sorted(evaluated)}\n{told(least)}\n\nin full:\n{told(history)}"
        )
    return product


def test_the_proof_agrees_with_the_evaluator_on_every_history(ask: Ask) -> None:
    held = dict.fromkeys(BreachRule, 0)
    for seed in range(HISTORIES):
        made = history(seed)
        held[made.ruleset.breach_rule] += bool(agreed(made, ask))

    assert all(count >= HISTORIES * 0.1 for count in held.values()), held
    assert sum(held.values()) <= HISTORIES * 0.6, held


# --- one premise changed ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A history that holds for the point, with exactly as many notices naming it as are needed, both proven received."""

    history: History
    point: str

    @property
    def case(self) -> CaseFacts:
        return self.history.case

    @property
    def first(self) -> Notice:
        return self.naming[0]

    @property
    def second(self) -> Notice:
        return self.naming[1]

    @property
    def naming(self) -> list[Notice]:
        return [notice for notice in self.case.notices if self.point in notice.subpoints]

    @property
    def finding(self) -> Finding:
        return max((f for f in self.case.findings if f.subpoint == self.point), key=lambda f: f.effective_on)

    @property
    def row(self) -> Deadline:
        """The only row that can be the prescribed time."""
        (row,) = self.times(self.second if self.history.ruleset.breach_rule is BY_LATEST else self.first)
        return row

    def times(self, notice: Notice) -> list[Deadline]:
        return [
            row
            for row in self.case.deadlines
            if (row.cause, row.deficiency) == (notice.uuid, D1) and row.kind in TIMES and row.status not in GONE
        ]

    @property
    def is_plain(self) -> bool:
        rules = self.history.ruleset
        return (
            len(self.naming) == rules.breach_occasions == 2
            and all(notice.dispatched_on and notice.received_on for notice in self.naming)
            and rules.receipt_presumption_workdays is None
            and len(self.times(self.second if rules.breach_rule is BY_LATEST else self.first)) == 1
        )

    def free(self, day: date) -> bool:
        """Nothing was found of the point on that day."""
        return all((f.subpoint, f.effective_on) != (self.point, day) for f in self.case.findings)

    def switch(self, part: str, old: object, *new: object) -> History:
        """The history with the one thing in that part of it replaced."""
        items = getattr(self.case, part)
        index = items.index(old)
        return self.history.with_case(**{part: (*items[:index], *new, *items[index + 1 :])})

    def add(self, part: str, item: object) -> History:
        return self.history.with_case(**{part: (*getattr(self.case, part), item)})

    def notice(self, notice: Notice, **changes: object) -> History:
        return self.switch("notices", notice, replace(notice, **changes))

    def due(self, **changes: object) -> History:
        return self.switch("deadlines", self.row, replace(self.row, **changes))

    def rules(self, **changes: object) -> History:
        return replace(self.history, ruleset=replace(self.history.ruleset, **changes))

    def state(self, state: State) -> History:
        deficiency = self.case.deficiency(D1)
        return self.switch("deficiencies", deficiency, replace(deficiency, state=state))

    def subpoint(self, code: str, **changes: object) -> History:
        (point,) = (p for p in self.case.subpoints if p.code == code)
        return self.switch("subpoints", point, replace(point, **changes))

    def proposal(self, settled: Settlement | None, deficiency: str = D1, decision: str | None = None) -> History:
        settled_as = Proposal("p9", deficiency, decision or self.finding.decision, date(2024, 1, 1), settled)
        return self.add("proposals", settled_as)

    def found(self, day: date, verdict: Verdict) -> History | None:
        return self.add("findings", Finding("r9", day, self.point, verdict)) if self.free(day) else None

    def finding_moved(self, day: date) -> History | None:
        """None if it would no longer be the latest."""
        others = [f for f in self.case.findings if f.subpoint == self.point and f != self.finding]
        if any(f.effective_on >= day for f in others):
            return None
        return self.switch("findings", self.finding, replace(self.finding, effective_on=day))

    def extended(self) -> History:
        row, until = self.row, self.finding.effective_on
        moved = replace(row, status=DeadlineStatus.MOVED)
        return self.switch("deadlines", row, moved, replace(row, version=row.version + 1, due_on=until))

    def third(self, names: str, **changes: object) -> History:
        """One more notice, whose time is okänt."""
        day = self.second.decided_on + DAY
        third = replace(self.second, uuid="n9", number=9, decided_on=day, subpoints=frozenset({names}), **changes)
        row = Deadline(
            "n9", names[:2], TIMES[0], NO_DOCUMENT, 1, None, DeadlineStatus.RUNNING, None, None, third.subpoints
        )
        return self.history.with_case(notices=(*self.case.notices, third), deadlines=(*self.case.deadlines, row))

    def sibling(self, **changes: object) -> History | None:
        """Another sub-point of the same deficiency changed."""
        others = [p.code for p in self.case.subpoints_of(D1) if p.code != self.point]
        return self.subpoint(others[0], **changes) if others else None

    def other_time(self, **changes: object) -> History | None:
        """The time of the notice whose time is not the prescribed one."""
        rows = self.times(self.first if self.history.ruleset.breach_rule is BY_LATEST else self.second)
        return self.switch("deadlines", rows[0], replace(rows[0], **changes)) if rows else None

    def workdays_to_finding(self, start: date) -> int:
        """The longest presumption that gives a day not later than the finding."""
        days = range(start.toordinal() + 1, self.finding.effective_on.toordinal() + 1)
        return sum(self.history.calendar.is_workday(date.fromordinal(day)) for day in days)

    def presumed(self, workdays: int, **changes: object) -> History:
        """The second notice's receipt presumed instead of proven."""
        rules = replace(self.history.ruleset, receipt_presumption_workdays=workdays)
        unproven = {"received_on": None, "received_by": None, "bounced_on": None, "resent_on": None}
        return replace(self.notice(self.second, **{**unproven, **changes}), ruleset=rules)

    def beside(self, kind: DeadlineKind, due: date | None) -> History:
        row = Deadline(
            self.second.uuid, D1, kind, "annat", 1, due, DeadlineStatus.RUNNING, None, None, frozenset({self.point})
        )
        return self.add("deadlines", row)


Change = Callable[[Held], History | None]  # None: this history has no such premise

OVERTURNS: dict[str, Change] = {
    "the first notice is not received": lambda h: h.notice(h.first, received_on=None),
    "the second notice is not received": lambda h: h.notice(h.second, received_on=None),
    "the first notice has not left": lambda h: h.notice(h.first, dispatched_on=None),
    "the second notice has not left": lambda h: h.notice(h.second, dispatched_on=None),
    "the first notice does not name the sub-point": lambda h: h.notice(
        h.first, subpoints=h.first.subpoints - {h.point} | {OTHER}
    ),
    "the second notice does not name the sub-point": lambda h: h.notice(
        h.second, subpoints=h.second.subpoints - {h.point} | {OTHER}
    ),
    "the last day is the day of the finding": lambda h: h.due(due_on=h.finding.effective_on),
    "the last day is a red day before the finding": lambda h: (
        h.due(due_on=h.finding.effective_on - DAY)
        if not h.history.calendar.is_workday(h.finding.effective_on - DAY)
        else None
    ),
    "the last day is okänt": lambda h: h.due(due_on=None),
    "the last day is cancelled": lambda h: h.due(status=DeadlineStatus.CANCELLED),
    "the last day is extended to the day of the finding": lambda h: h.extended(),
    "the finding is of the last day": lambda h: h.finding_moved(h.history.calendar.workday_on_or_after(h.row.last_day)),
    "the sub-point is withdrawn": lambda h: h.subpoint(h.point, withdrawn_on=date(2024, 6, 3)),
    "the sub-point is found remedied": lambda h: h.switch(
        "findings", h.finding, replace(h.finding, verdict=Verdict.REMEDIED)
    ),
    "the sub-point is found remedied afterwards": lambda h: h.found(h.finding.effective_on + DAY, Verdict.REMEDIED),
    "the sub-point was remedied on the day of the first notice": lambda h: h.found(
        h.first.decided_on, Verdict.REMEDIED
    ),
    "the unit is in-house": lambda h: h.history.with_case(head=replace(h.case.head, regime=Regime.IN_HOUSE)),
    "the rule set has another outcome": lambda h: h.rules(outcome=Outcome.ESCALATION),
    "the rule set has no outcome": lambda h: h.rules(outcome=Outcome.NONE),
    "the rule set wants three notices": lambda h: h.rules(breach_occasions=3),
    "the deciding body has abstained": lambda h: h.proposal(Settlement.ABSTAINED),
    "the review has not been decided": lambda h: h.state(State.RESULT_FOLLOWUP),
    "the agreement has ended": lambda h: h.state(State.ENDED),
}

LEAVES_ALONE: dict[str, Change] = {
    "the first notice was received later": lambda h: h.notice(h.first, received_on=h.finding.effective_on + 9 * DAY),
    "the second notice was received on its day": lambda h: h.notice(h.second, received_on=h.second.dispatched_on),
    "somebody else confirms the receipt": lambda h: h.notice(h.first, received_by="personen svarade"),
    "a proven notice came back as well": lambda h: h.notice(h.second, bounced_on=h.second.dispatched_on),
    "a proven notice was sent again": lambda h: h.notice(h.second, resent_on=h.finding.effective_on + 5 * DAY),
    "receipts are presumed too": lambda h: h.rules(receipt_presumption_workdays=5),
    "a notice is looked at again": lambda h: h.notice(h.second, look_again_at=LATER),
    "the time has been used up": lambda h: h.notice(h.second, used_up_for=frozenset({D1})),
    "a third notice has not left": lambda h: h.third(h.point, dispatched_on=None, received_on=None),
    "a third notice names another sub-point": lambda h: h.third(OTHER),
    "the last day is kept": lambda h: h.due(status=DeadlineStatus.KEPT),
    "the last day is missed": lambda h: h.due(status=DeadlineStatus.MISSED),
    "something came on the last day": lambda h: h.due(answered_on=h.row.due_on),
    "the last day is a working day before the finding": lambda h: (
        h.due(due_on=h.finding.effective_on - DAY)
        if h.history.calendar.is_workday(h.finding.effective_on - DAY)
        else None
    ),
    "the last day is a year earlier": lambda h: h.due(due_on=h.row.last_day - 365 * DAY),
    "the finding is of the day of the lapse": lambda h: h.finding_moved(
        h.history.calendar.workday_on_or_after(h.row.last_day) + DAY
    ),
    "the finding is later": lambda h: h.finding_moved(h.finding.effective_on + 30 * DAY),
    "the sub-point still remains afterwards": lambda h: h.found(h.finding.effective_on + DAY, Verdict.REMAINS),
    "the sub-point was remedied before the first notice": lambda h: (
        h.found(h.first.decided_on - DAY, Verdict.REMEDIED) if h.first.decided_on <= h.finding.effective_on else None
    ),
    "another sub-point is withdrawn": lambda h: h.sibling(withdrawn_on=date(2024, 6, 3)),
    "another sub-point has another working verdict": lambda h: h.sibling(verdict=Verdict.REMEDIED, text="åter"),
    "the other notice's last day is okänt": lambda h: h.other_time(due_on=None),
    "the other notice's last day is after the finding": lambda h: h.other_time(due_on=h.finding.effective_on + DAY),
    "the other notice's last day is cancelled": lambda h: h.other_time(status=DeadlineStatus.CANCELLED),
    "the plan has no day": lambda h: h.beside(DeadlineKind.PLAN_DUE, None),
    "the review may begin later": lambda h: h.beside(DeadlineKind.REVIEW_NOT_BEFORE, h.finding.effective_on + DAY),
    "a meeting has no day": lambda h: h.beside(DeadlineKind.MEETING_WITHIN, None),
    "the working verdict is remedied": lambda h: h.subpoint(h.point, verdict=Verdict.REMEDIED),
    "the sub-point has another text": lambda h: h.subpoint(h.point, text="en anteckning"),
    "a sub-point of another deficiency is withdrawn": lambda h: h.subpoint(OTHER, withdrawn_on=date(2024, 6, 3)),
    "a sub-point of another deficiency is remedied": lambda h: h.add(
        "findings", Finding("r9", h.finding.effective_on + 60 * DAY, OTHER, Verdict.REMEDIED)
    ),
    "the proposal waits": lambda h: h.proposal(None),
    "the proposal is decided": lambda h: h.proposal(Settlement.DECIDED),
    "another deficiency's proposal was abstained from": lambda h: h.proposal(Settlement.ABSTAINED, "D2"),
    "an earlier proposal was abstained from": lambda h: h.proposal(Settlement.ABSTAINED, D1, "r0"),
    "the breach is declared": lambda h: h.state(State.MATERIAL_BREACH),
    "more time is asked for": lambda h: h.add(
        "extension_requests", ExtensionRequest("x1", h.row.last_day, frozenset({h.row.key}), None)
    ),
    "a meeting is held": lambda h: h.add("milestones", Milestone(Done.MEETING_HELD, D1, h.finding.effective_on)),
    "the mailbox is read": lambda h: h.history.with_case(mailbox_read_to=LATER),
    "the rows are told in another order": lambda h: h.history.with_case(deadlines=h.case.deadlines[::-1]),
    "the findings are told in another order": lambda h: h.history.with_case(findings=h.case.findings[::-1]),
}


@pytest.fixture(scope="module")
def held(ask: Ask) -> list[Held]:
    """Histories that hold, and in which one premise is enough to overturn it."""
    found = []
    for seed in range(HISTORIES, 2 * HISTORIES):
        made = history(seed)
        made = replace(made, ruleset=replace(made.ruleset, receipt_presumption_workdays=None, breach_occasions=2))
        points = [point for point in sorted(agreed(made, ask)) if Held(made, point).is_plain]
        found += [Held(made, point) for point in points[:1]]
        if len(found) == 4 * HELD:
            break
    return found


def tried(held: list[Held], change: Change) -> list[tuple[Held, History]]:
    made = [(one, changed) for one in held if (changed := change(one)) is not None and changed != one.history]
    return made[:HELD]


def undone(changed: History, before: History) -> History:
    """The changed part put back, and nothing else touched."""
    parts = [f.name for f in fields(CaseFacts) if getattr(changed.case, f.name) != getattr(before.case, f.name)]
    return replace(changed, ruleset=before.ruleset).with_case(**{part: getattr(before.case, part) for part in parts})


@pytest.mark.parametrize("name", OVERTURNS)
def test_one_premise_less_and_the_proof_fails_until_it_is_put_back(name: str, held: list[Held], ask: Ask) -> None:
    cases = tried(held, OVERTURNS[name])

    assert len(cases) >= HELD / 4, len(cases)
    for one, changed in cases:
        assert one.point not in agreed(changed, ask), told(changed)
        assert one.point in agreed(undone(changed, one.history), ask), told(one.history)


@pytest.mark.parametrize("name", LEAVES_ALONE)
def test_what_is_no_premise_changes_nothing(name: str, held: list[Held], ask: Ask) -> None:
    cases = tried(held, LEAVES_ALONE[name])

    assert len(cases) >= HELD / 4, len(cases)
    for one, changed in cases:
        assert one.point in agreed(changed, ask), told(changed)


def test_a_presumed_receipt_counts_if_its_day_has_come_by_the_finding(held: list[Held], ask: Ask) -> None:
    cases = [(one, days) for one in held if (days := one.workdays_to_finding(one.second.dispatched_on)) >= 1][:HELD]

    assert len(cases) == HELD
    for one, days in cases:
        assert one.point in agreed(one.presumed(days), ask), told(one.presumed(days))
        assert one.point not in agreed(one.presumed(days + 1), ask), told(one.presumed(days + 1))


def test_what_came_back_is_presumed_received_only_from_the_day_it_was_sent_again(held: list[Held], ask: Ask) -> None:
    cases = [(one, one.second.dispatched_on + DAY) for one in held]
    cases = [(one, back) for one, back in cases if one.workdays_to_finding(back) >= 1][:HELD]

    assert len(cases) == HELD
    for one, back in cases:
        days = one.workdays_to_finding(back)
        assert one.point not in agreed(one.presumed(1, bounced_on=back), ask)
        assert one.point not in agreed(one.presumed(1, bounced_on=back, resent_on=back - DAY), ask)
        assert one.point in agreed(one.presumed(days, bounced_on=back, resent_on=back), ask)
        assert one.point not in agreed(one.presumed(days + 1, bounced_on=back, resent_on=back), ask)
