"""A tick over many due deadlines through the real sweep, beside its replay, on both databases (goal 2).

Each case has five plans whose reminder falls due in the same tick: rules for six deficiencies, five planned mails,
five rows that are to be looked at again later. Each case is its own durable commit. Every round has cases of its own:
all lie in the same database from the beginning, and a round's clock stands where just its cases are due.

- the product: `workflow.clockwork.sweep`, as the daemon calls it;
- its replay, the floor: the very statements of the same tick, through the bare driver, committed where it committed.

Then one case of the last round is damaged, so that it cannot be carried out: what it costs, and that the others are
carried out all the same. `--profil` shows where the time goes, and how often a tick asks what.
"""

import argparse
import cProfile
import logging
import pstats
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import Engine, text

from benchmarks.crowd import copy_first_case, hush_first_case, look_at_statistics
from benchmarks.replay import Said, bare, play, record
from benchmarks.rounds import interleaved, line, ratios
from benchmarks.town import DATABASES, Database, StandingClock, Town, engine_on, town
from states.workdays import STOCKHOLM
from workflow.clockwork import sweep
from workflow.store.database import writing

RIPE = datetime(2023, 6, 5, 9, 0, tzinfo=STOCKHOLM)  # two working days before the plan's day, 8 June
ROWS = 5  # of a case, that are due in the tick


def ripe_at(group: int) -> datetime:
    """Where the clock stands when just that group's cases are due, the earlier ones having been carried out."""
    return RIPE + timedelta(seconds=group)


def group_of(group: int, size: int) -> range:
    """The serial numbers of a group's cases."""
    return range(2 + group * size, 2 + (group + 1) * size)


def fill(database: Database, place: Town, groups: int, size: int) -> None:
    """The first case by the program, the others copied from it."""
    place.fill(database.url("mall"), 1)
    with engine_on(database.url("mall")) as engine, writing(engine) as connection:
        for group in range(groups):
            copy_first_case(connection, group_of(group, size), ripe_at(group))
        hush_first_case(connection)
        look_at_statistics(connection)


def ticking(place: Town, engine: Engine) -> Callable[[int], int]:
    """The tick in which a group is due; for how many cases it was carried out."""
    clock = StandingClock()
    context = place.context(engine, clock)

    def tick(group: int) -> int:
        clock.at = ripe_at(group)
        return sweep(context)

    return tick


def measure(database: Database, place: Town, rounds: int, size: int) -> None:
    """Fill, record, measure, and print."""
    fill(database, place, rounds + 2, size)
    for copy in ("produkt", "inspelning", "uppspelning"):
        database.copy("mall", copy)
    groups = range(rounds + 1)
    with engine_on(database.url("inspelning")) as engine:
        said = record(engine, ticking(place, engine), groups)
    with ExitStack() as stack:
        engine = stack.enter_context(engine_on(database.url("produkt")))
        floor = stack.enter_context(bare(database.url("uppspelning")))
        tick = ticking(place, engine)
        subjects = {"produkten": tick, "uppspelningen": lambda group: play(floor, said[group])}
        times = interleaved(subjects, [[group] for group in groups])
        print(f"\n{database.name}: {database.settings()}")
        product, replay = times.values()
        line("ärenden per s", [size / one.wall * 1e6 for one in product])
        line("frister per s", [size * ROWS / one.wall * 1e6 for one in product])
        line("CPU per ärende, µs", [one.cpu / size for one in product])
        line("fart mot uppspelningen", ratios(replay, product), digits=2)
        print_statements(said[groups[-1]], size)
        print_poisoned(engine, tick, rounds + 1, size, median(one.wall for one in product) / size)


def print_statements(said: Said, size: int) -> None:
    """How much a tick says for each case."""
    verbs = Counter(step.sql.split(None, 1)[0] for step in said if step.sql)
    written = sum(verbs[verb] for verb in ("INSERT", "UPDATE", "DELETE"))
    print(f"  {'satser per ärende':32}{(verbs['SELECT'] + written) / size:10.1f}   ({written / size:.1f} skriver)")


def print_poisoned(engine: Engine, tick: Callable[[int], int], group: int, size: int, usual: float) -> None:
    """One case of the group cannot be read: the others are carried out, and it alone is met again at the next tick."""
    poisoned = group_of(group, size)[size // 2]
    with writing(engine) as connection:
        connection.execute(
            text(
                "UPDATE deficiency SET state_since_on = 'oläslig' "
                "WHERE case_uuid = (SELECT uuid FROM followup_case WHERE serial = :serial)"
            ),
            {"serial": poisoned},
        )
    logging.getLogger("bristvakt").addHandler(logging.NullHandler())
    logging.getLogger("bristvakt").propagate = False
    done = tick(group)
    begun = perf_counter()
    again = tick(group)
    cost = (perf_counter() - begun) * 1e6
    if (done, again) != (size - 1, 0):
        sys.exit(f"en förgiftad av {size}: {done} fördes vidare, och sedan {again}")
    others = f"ett vanligt ärende {usual:.0f}; de andra {done} fördes vidare"
    print(f"  {'en förgiftad, µs per tick':32}{cost:10.0f}   ({others})")


def profile(database: Database, place: Town, rounds: int, size: int) -> None:
    """Print the functions in which the product's process time goes, without the first tick."""
    fill(database, place, rounds + 1, size)
    with engine_on(database.url("mall")) as engine:
        tick = ticking(place, engine)
        tick(0)
        profiler = cProfile.Profile(process_time)
        profiler.runcall(lambda: [tick(group) for group in range(1, rounds + 1)])
    print(f"\n{database.name}: {rounds * size} ärenden")
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(20)
    pstats.Stats(profiler).strip_dirs().sort_stats("cumtime").print_stats(30)


def main() -> None:
    """Measure, or profile, on the databases that are asked for."""
    parser = argparse.ArgumentParser(description="mät en tick över många förfallna frister")
    parser.add_argument("--profil", action="store_true", help="visa i stället var tiden går")
    parser.add_argument("--varv", type=int, default=9, help="antal varv (standard: 9)")
    parser.add_argument("--ärenden", dest="size", type=int, default=100, help="ärenden i varje varv (standard: 100)")
    parser.add_argument("--databas", choices=DATABASES, action="append", help="bara den (standard: båda)")
    arguments = parser.parse_args()
    print(f"en tick över {arguments.size} ärenden med {ROWS} förfallna frister vart; {arguments.varv} varv")
    for name in arguments.databas or DATABASES:
        with tempfile.TemporaryDirectory() as folder:
            run = profile if arguments.profil else measure
            run(DATABASES[name](Path(folder)), town(Path(folder)), arguments.varv, arguments.size)


if __name__ == "__main__":
    main()
