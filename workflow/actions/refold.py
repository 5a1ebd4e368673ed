"""A case's events folded anew with one of them changed, and what then no longer follows.

Everything up to the changed event is folded as it was. From there on each act is tried again on the facts that it now
meets (`consistent`): what a person has said stands, what followed from it is computed anew, and the clock's own
conclusions go where they no longer hold. A person's act that cannot stand rests on the changed event, and is named.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from states.deadlines import first_review_day
from states.decide import Decision
from states.refusal import Refused
from states.trigger import Cause, Trigger
from states.workdays import end_of_day
from workflow.actions.consistent import consistent, verdicts_of, wanted_steps
from workflow.engine import Work
from workflow.errors import InputError, InputErrors, NotFound
from workflow.store import corrections
from workflow.store.chain import OF_CHAIN, StoredEvent, chain_of
from workflow.store.corrections import Body
from workflow.store.events import CLOCK
from workflow.store.kinds import Kind
from workflow.store.projection import CASES, project
from workflow.store.replay import clear

_CANNOT = (Refused, InputError, InputErrors, NotFound)
_CONCLUSIONS = (Kind.STATE_TAKEN, Kind.BREACH_PROPOSED)
Change = Callable[[Body], Body | None]


@dataclass(frozen=True, slots=True)
class Resting:
    """A person's act that cannot stand without the changed event, and why not."""

    event: StoredEvent
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step that an act now takes and that was not taken when it was registered; `of` is the act's number."""

    of: int
    deficiency: str
    trigger: Trigger
    effective_on: date


@dataclass(slots=True)
class Refolding:
    """One folding. Afterwards the copies are those of the changed history; the caller refuses it, or records it."""

    work: Work
    changed: int
    change: Change
    instead: dict[int, Body | None] = field(default_factory=dict)
    resting: list[Resting] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    since: int = 0

    def fold(self, events: Sequence[StoredEvent], since: int) -> None:
        """Fold the events, trying again all from number `since`. Raises what the changed event itself is refused by."""
        version, self.since = self.work.facts.head.version, since
        assert self.work.ruleset  # read while the case is there
        clear(self.work.connection, self.work.case_uuid)
        for act in acts(events):
            if act[0].number < since:
                for event in act:
                    self._project(event, event.content)
            else:
                self._again(act)
        case = CASES.c.uuid == self.work.case_uuid
        self.work.connection.execute(update(CASES).where(case).values(version=version))
        self.work._facts = None

    def _again(self, act: Sequence[StoredEvent]) -> None:
        if is_conclusion(act[0]):
            self._counts(act[0], self._concluded(act[0]))
            return
        try:
            bodies = self._followed(act)
        except _CANNOT as no:
            if act[0].number == self.changed:
                raise
            self.resting.append(Resting(act[0], _why(no)))
            return
        for event, body in zip(act, bodies, strict=True):
            self._counts(event, body)

    def _counts(self, event: StoredEvent, body: Body | None) -> None:
        if body != event.content:
            self.instead[event.number] = body
        if body is not None:
            self._project(event, body)

    def _project(self, event: StoredEvent, body: Body) -> None:
        project(self.work.connection, event.kind, body)

    def _past(self, event: StoredEvent) -> Work:
        """The facts as they now are just before the event, at the moment when it was registered.

        What happened before the case was registered stands at the end of its own day, as when it was carried out.
        """
        work, now = self.work, event.recorded_at
        if event.content.get("in_hindsight"):
            now = min(now, end_of_day(event.effective_on) - timedelta(seconds=1))
        past = Work(work.context, work.connection, work.case_uuid, now, work.actor)
        past._ruleset = work.ruleset
        return past

    def _concluded(self, event: StoredEvent) -> Body | None:
        """What the clock would conclude now; None if nothing."""
        past, body = self._past(event), event.content
        is_step = event.kind == Kind.STATE_TAKEN
        trigger = Trigger(body["trigger"]) if is_step else Trigger.PROPOSE_BREACH
        try:
            decision = past.decide(body["deficiency"], trigger, Cause.CLOCK)
            if not is_step:
                return consistent(past, Kind.BREACH_PROPOSED, body)
        except _CANNOT:
            return None
        day = first_review_day(past.facts, decision.deficiency, past.ruleset, past.calendar)
        starts = trigger is Trigger.START_RESULT_FOLLOWUP and day is not None
        on = day.isoformat() if starts and day else body["effective_on"]
        return body | _taken(decision) | {"effective_on": on}

    def _followed(self, act: Sequence[StoredEvent]) -> list[Body | None]:
        """What each event of the act says now, in order."""
        head, past = act[0], self._past(act[0])
        body: Body | None = head.content
        if head.number == self.changed:
            body = self.change(head.content)
        if body is None:
            return [None for _ in act]
        kind = Kind(head.kind)
        if kind is Kind.CORRECTED and body["corrects"] >= self.since:
            return [body, *(self._taken_late(past, body["corrects"], event) for event in act[1:])]
        if kind is Kind.STATE_TAKEN:
            return [self._step(past, event, Trigger(event.content["trigger"]), event.content, {}) for event in act]
        body = consistent(past, kind, body)
        return [body, *self._steps(past, head, body, act[1:])]

    def _taken_late(self, past: Work, of: int, event: StoredEvent) -> Body | None:
        """A step that an earlier correction took for the act it corrected: it stands if that act still takes it."""
        code, trigger = event.content["deficiency"], Trigger(event.content["trigger"])
        for step in self.steps:
            if (step.of, step.deficiency, step.trigger) == (of, code, trigger):
                try:
                    body = self._step(past, event, trigger, event.content, {})
                except _CANNOT:
                    return None
                self.steps.remove(step)
                return body
        return None

    def _steps(self, past: Work, head: StoredEvent, body: Body, taken: Sequence[StoredEvent]) -> Iterator[Body | None]:
        stated = {event.content["deficiency"]: Trigger(event.content["trigger"]) for event in taken}
        found = wanted_steps(past, Kind(head.kind), body)
        wanted = stated if found is None else found
        for event in taken:
            code = event.content["deficiency"]
            on = {"effective_on": body["effective_on"]}
            yield self._step(past, event, wanted[code], body, on) if code in wanted else None
        day = date.fromisoformat(body["effective_on"])
        self.steps += [Step(head.number, code, trigger, day) for code, trigger in wanted.items() if code not in stated]

    def _step(self, past: Work, event: StoredEvent, trigger: Trigger, body: Body, also: Body) -> Body:
        code = event.content["deficiency"]
        decision = past.decide(
            code,
            trigger,
            Cause.PERSON,
            verdicts=verdicts_of(past, body, code),
            consent=event.content["note"],
            subpoint=next(iter(body.get("subpoints", ())), ""),
        )
        return event.content | _taken(decision) | also


def _taken(decision: Decision) -> dict[str, Any]:
    edge = decision.edge
    return {"trigger": edge.trigger.value, "from": edge.start.value, "to": edge.end.value, "source": edge.source}


def _why(no: Exception) -> str:
    if isinstance(no, Refused):
        return "; ".join(reason.what for reason in no.reasons)
    if isinstance(no, InputError):
        return f"{no.where}: {no.what}"
    return str(no).splitlines()[0].rstrip(".")


def is_conclusion(event: StoredEvent) -> bool:
    """The clock has concluded it; it is no fact of its own."""
    return event.actor == str(CLOCK) and event.kind in _CONCLUSIONS


def acts(events: Sequence[StoredEvent]) -> Iterator[list[StoredEvent]]:
    """Each event with the steps that it took; a conclusion of the clock stands alone."""
    act: list[StoredEvent] = []
    for event in events:
        if act and not _belongs(event, act[-1]):
            yield act
            act = []
        act.append(event)
    if act:
        yield act


def _belongs(event: StoredEvent, before: StoredEvent) -> bool:
    same = (event.act_id, event.actor) == (before.act_id, before.actor)
    return event.kind == Kind.STATE_TAKEN and same and not is_conclusion(event)


def events_of(work: Work) -> list[StoredEvent]:
    """The case's chain as it was written."""
    return work.reader.all(OF_CHAIN, chain=chain_of(work.case_uuid))


def counted(work: Work) -> list[StoredEvent]:
    """The case's chain as it counts now."""
    return corrections.counted(work.reader, work.case_uuid)
