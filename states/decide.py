"""decide: may this happen to this deficiency now, and where does it lead? Pure; the only importer of `transitions`.

The machine is a rule book: one for the process, never given a registered model. Legality is checked on a
throw-away object; the guards are plain functions that return a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from transitions import EventData, Machine, MachineError

from states.deadlines import first_review_day
from states.edge import Attempt, Edge, Situation
from states.facts import CaseFacts
from states.lifecycle import EDGES, START
from states.refusal import Reason, Refused
from states.ruleset import Ruleset
from states.state import State
from states.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Decision:
    """The edge that may be taken. Nothing has been changed; the engine carries it out."""

    deficiency: str
    edge: Edge


@dataclass(slots=True)
class _Token:
    """The throw-away object whose state the machine moves."""

    state: str
    reasons: list[Reason] = field(default_factory=list)


def _guard(edge: Edge) -> Callable[[EventData], bool]:
    def holds(event: EventData) -> bool:
        situation, attempt, token = (event.kwargs[name] for name in ("situation", "attempt", "token"))
        reasons = [reason for condition in edge.conditions if (reason := condition(situation, attempt))]
        token.reasons.extend(reasons)
        return not reasons

    return holds


_RULE_BOOK = Machine(
    model=None,
    states=[state.value for state in State],
    initial=START.value,
    transitions=[
        {
            "trigger": edge.trigger.value,
            "source": edge.start.value,
            "dest": edge.end.value,
            "conditions": _guard(edge),
        }
        for edge in EDGES
    ],
    auto_transitions=False,
    send_event=True,
)
_BY_KEY = {(edge.start, edge.trigger): edge for edge in EDGES}


def situation_of(case: CaseFacts, deficiency: str, ruleset: Ruleset, calendar: Calendar) -> Situation:
    """The deficiency with what its conditions look at."""
    first_day = first_review_day(case, deficiency, ruleset, calendar)
    return Situation(case, case.deficiency(deficiency), ruleset, calendar, first_day)


def decide(case: CaseFacts, deficiency: str, attempt: Attempt, ruleset: Ruleset, calendar: Calendar) -> Decision:
    """The edge that the attempt takes.

    Raises Refused with every reason that stands against it, each with its rule and what to do instead.
    """
    situation = situation_of(case, deficiency, ruleset, calendar)
    state = situation.deficiency.state
    edge = _BY_KEY.get((state, attempt.trigger))
    if edge is None or attempt.cause not in edge.causes:
        raise _refused(situation, attempt, (_no_such_edge(situation, attempt, edge),))
    token = _Token(state.value)
    try:
        moved = _RULE_BOOK.events[attempt.trigger.value].trigger(
            token, situation=situation, attempt=attempt, token=token
        )
    except MachineError as error:
        raise AssertionError(f"the rule book and the table of edges differ: {error}") from error
    if not moved:
        raise _refused(situation, attempt, tuple(token.reasons))
    return Decision(deficiency, edge)


def _refused(situation: Situation, attempt: Attempt, reasons: tuple[Reason, ...]) -> Refused:
    about = f"Brist {situation.reference} ({situation.deficiency.name})"
    return Refused(about, attempt.trigger.command, reasons, situation.ruleset.title)


def _no_such_edge(situation: Situation, attempt: Attempt, edge: Edge | None) -> Reason:
    state = situation.deficiency.state
    if edge is not None:
        allowed = ", ".join(sorted(edge.causes))
        return Reason(
            f"'{attempt.trigger.command}' får inte göras av {attempt.cause}",
            f"livscykeln: {edge.source}",
            f"det görs av: {allowed}",
        )
    possible = sorted({e.trigger.command for e in EDGES if e.start is state and "person" in e.causes})
    ways = [e for e in EDGES if e.trigger is attempt.trigger]
    starts = " eller ".join(sorted({e.start.value for e in ways}))
    return Reason(
        f"bristen är {state}; '{attempt.trigger.command}' förutsätter att den är {starts}",
        f"livscykeln: {ways[0].source}",
        f"möjligt nu: {', '.join(possible)}" if possible else f"inget: {state} är ett slut; bara en rättelse leder ut",
    )
