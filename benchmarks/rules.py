"""The rules alone: µs per decide and per proof on the golden case, beside a bare trigger of the transitions library.

No database and no file: what is measured is pure computing on facts that are already loaded. Medians of interleaved
rounds with their spread; absolute figures drift with the machine, the ratios hold within a run.
"""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from transitions import Machine

from states.breach import prove
from states.decide import decide
from states.edge import Attempt
from states.trigger import Cause, Trigger
from tests.states.golden import CALENDAR, FIRST, RULES, at, second

ROUNDS, CALLS = 15, 500
_PLAN = Attempt(Trigger.REGISTER_PLAN, Cause.PERSON, at(date(2023, 6, 8)))
_REVIEW = Attempt(Trigger.START_RESULT_FOLLOWUP, Cause.CLOCK, at(date(2023, 9, 5)))
_PROVEN = second()


class _Token:
    state = "a"


_GO = {"trigger": "go", "source": "a", "dest": "b", "conditions": lambda event: True}
_MACHINE = Machine(None, states=["a", "b"], initial="a", auto_transitions=False, send_event=True, transitions=[_GO])


def _bare() -> None:
    _MACHINE.events["go"].trigger(_Token())


MEASURED: dict[str, Callable[[], object]] = {
    "bara transitions": _bare,
    "decide: planen kom": lambda: decide(FIRST, "D3", _PLAN, RULES, CALENDAR),
    "decide: klockan inleder": lambda: decide(FIRST, "D3", _REVIEW, RULES, CALENDAR),
    "prove: två påpekanden": lambda: prove(_PROVEN, "D3", RULES, CALENDAR),
}


def _round(call: Callable[[], object]) -> float:
    begun = perf_counter()
    for _ in range(CALLS):
        call()
    return (perf_counter() - begun) / CALLS * 1e6


def main() -> None:
    """Print a line per kind of call."""
    rounds = [{name: _round(call) for name, call in MEASURED.items()} for _ in range(ROUNDS)]
    print(f"{ROUNDS} varv om {CALLS} anrop; µs per anrop: median (minst–mest), gånger ett bart trigger i samma varv")
    for name in MEASURED:
        found = [one[name] for one in rounds]
        times = median(one[name] / one["bara transitions"] for one in rounds)
        print(f"  {name:26}{median(found):8.1f}   ({min(found):.1f}–{max(found):.1f})   {times:.1f}")


main()
