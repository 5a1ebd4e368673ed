"""Whether what a tick costs follows what is due, and not what waits, on both databases (goal 3).

1. The same cases are due among many rows that wait and among few: two databases, ticks by turns (see `tick`).
2. A tick that finds nothing due, in both: what is swept, what is delivered, and the sign of life that is written.
3. The memory of a real daemon process that has found nothing left to do, with the many and with none.

The rows that wait are filled in by SQL; they are open rows of open cases like any other, eight years ahead.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import Engine

from benchmarks.crowd import add_pending, look_at_statistics
from benchmarks.rounds import interleaved, line, ratios
from benchmarks.tick import fill, ripe_at, ticking
from benchmarks.town import DATABASES, Database, StandingClock, Town, engine_on, town
from tests.journeys import town as trial
from tests.journeys.test_golden_case import open_and_dispatch
from workflow.clockwork import sweep
from workflow.delivery import deliver
from workflow.monitoring import tick as sign_of_life
from workflow.store.database import connect, writing

FEW = 1_000
IDLE_TURNS = 50


def wait_among(url: str, count: int) -> float:
    """Fill in so many rows that wait; how many seconds it took."""
    begun = perf_counter()
    engine = connect(url)
    with writing(engine) as connection:
        add_pending(connection, count)
    with writing(engine) as connection:
        look_at_statistics(connection)
    engine.dispose()
    return perf_counter() - begun


def measure(database: Database, place: Town, rounds: int, size: int, many: int) -> None:
    """Fill both, measure by turns, and print."""
    fill(database, place, rounds + 1, size)
    database.copy("mall", "få")
    database.copy("mall", "många")
    wait_among(database.url("få"), FEW)
    seconds = wait_among(database.url("många"), many)
    with ExitStack() as stack:
        among = {name: stack.enter_context(engine_on(database.url(name))) for name in ("få", "många")}
        subjects = {name: ticking(place, engine) for name, engine in among.items()}
        times = interleaved(subjects, [[group] for group in range(rounds + 1)])
        print(f"\n{database.name}: {many} väntande rader (ifyllda på {seconds:.0f} s) mot {FEW}")
        for name, found in times.items():
            line(f"bland {name}, ms per tick", [one.wall / 1e3 for one in found], digits=1)
        line("bland många / bland få", ratios(times["många"], times["få"]), digits=2)
        for name, engine in among.items():
            print_idle(name, place, engine, rounds)


def print_idle(name: str, place: Town, engine: Engine, rounds: int) -> None:
    """What each part of a tick costs when nothing is due; the clock goes on between them, as it does."""
    clock = StandingClock(ripe_at(rounds))
    context = place.context(engine, clock)
    parts: dict[str, Callable[[], object]] = {
        "genomgång": lambda: sweep(context),
        "leverans": lambda: deliver(context),
        "livstecken": lambda: sign_of_life.begin(context, "mätning/1"),
    }
    deliver(context)  # what the ticks have planned
    for part, run in parts.items():
        line(f"tomgång bland {name}: {part}, ms", [_milliseconds(run, clock) for _ in range(IDLE_TURNS)], digits=2)


def _milliseconds(run: Callable[[], object], clock: StandingClock) -> float:
    clock.at += timedelta(milliseconds=10)
    begun = perf_counter()
    run()
    return (perf_counter() - begun) * 1e3


def print_memory(database: Database, folder: Path, many: int) -> None:
    """The memory of a daemon with nothing but one case, and of the same with the many."""
    database.create("minne")
    place = trial.Town(folder / "minne", database.url("minne"))
    open_and_dispatch(place)
    place.brist("expediera", "1", "--sätt", "brev")
    alone = resident(place)
    wait_among(place.url, many)
    crowded = resident(place)
    print(f"  {'minne med en, MiB':32}{alone:10.1f}")
    print(f"  {'minne med många, MiB':32}{crowded:10.1f}   ({crowded - alone:+.1f})")


def resident(place: trial.Town) -> float:
    """The highest resident memory of a daemon that has settled, in MiB."""
    with place.daemon() as process:
        for _ in range(3):
            place.settle()
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    (kilobytes,) = (row.split()[1] for row in status.splitlines() if row.startswith("VmHWM"))
    return int(kilobytes) / 1024


def main() -> None:
    """Measure on the databases that are asked for."""
    parser = argparse.ArgumentParser(description="mät om en ticks kostnad följer det som är förfallet")
    parser.add_argument("--varv", type=int, default=9, help="antal varv (standard: 9)")
    parser.add_argument(
        "--ärenden", dest="size", type=int, default=50, help="förfallna ärenden per varv (standard: 50)"
    )
    parser.add_argument(
        "--väntande", dest="many", type=int, default=1_000_000, help="väntande rader (standard: 1 000 000)"
    )
    parser.add_argument("--databas", choices=DATABASES, action="append", help="bara den (standard: båda)")
    arguments = parser.parse_args()
    print(f"{arguments.size} förfallna ärenden (fem frister vart) per tick; {arguments.varv} varv")
    for name in arguments.databas or DATABASES:
        with tempfile.TemporaryDirectory() as folder:
            database = DATABASES[name](Path(folder))
            measure(database, town(Path(folder)), arguments.varv, arguments.size, arguments.many)
            print_memory(database, Path(folder), arguments.many)


if __name__ == "__main__":
    main()
