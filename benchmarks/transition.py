"""One durable transition through the public engine, beside its replay and a naive program, on both databases.

The transition is begär-plan for one deficiency, Samverkan (rapport Sov 609/2022 rad 22–57), in a case whose five other
deficiencies have a dispatched notice: facts, rules, two chained events, a notice with its dates, a planned covering
mail. Three subjects do it by turns, each on its own copy of one database, each transition its own durable commit:

- the product: `workflow.actions.decide_notice.request_plan`;
- its replay, the floor: the statements and parameters that the product executed in the same run, recorded at the
  cursor on a copy of its own, through the bare driver. The replay must have written the recorded product's very rows;
- the naive program of `naive.py`: as many rows in the same tables, through SQLModel and `transitions`.

"Egen CPU" is the product's process time minus the replay's. Nothing is asserted about speed. DBOS, which the goals
name beside the naive program, is no dependency of ours and is not compared here.
"""

import argparse
import cProfile
import pstats
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # `make bench` runs the file, not the package

from benchmarks import naive
from benchmarks.replay import Said, bare, count_round_trips, play, record
from benchmarks.rounds import Spent, Subject, interleaved, line, ratios
from benchmarks.town import DATABASES, NOW, Database, PostgreSQL, Town, engine_on, town
from workflow.store.reader import reading
from workflow.store.tables import metadata

PER_ROUND = 8


@contextmanager
def standing(database: Database, place: Town, said: dict[int, Said]) -> Iterator[dict[str, Subject]]:
    """The three subjects, each on a copy of its own."""
    order = place.measured
    with ExitStack() as stack:
        product = place.transit(stack.enter_context(engine_on(database.url("produkt"))))
        floor = stack.enter_context(bare(database.url("uppspelning")))
        other = stack.enter_context(engine_on(database.url("naiv")))
        yield {
            "produkten": product,
            "uppspelningen": lambda serial: play(floor, said[serial]),
            "naivt program": lambda serial: naive.request_plan(other, serial, order.file, order.document, NOW),
        }


def measure(database: Database, place: Town, rounds: int) -> None:
    """Fill, record, measure, compare what was written, and print."""
    last = (rounds + 1) * PER_ROUND
    place.fill(database.url("mall"), last + 2)
    for copy in ("produkt", "inspelning", "uppspelning", "naiv", "protokoll"):
        database.copy("mall", copy)
    with engine_on(database.url("inspelning")) as engine:
        said = record(engine, place.transit(engine), range(1, last + 1))
    with standing(database, place, said) as subjects:
        times = interleaved(subjects, [range(n, n + PER_ROUND) for n in range(1, last, PER_ROUND)])
    refuse_other_rows(database)
    print(f"\n{database.name}: {database.settings()}")
    print_times(times)
    print_statements(said[last])
    if isinstance(database, PostgreSQL):
        with engine_on(database.url("protokoll")) as engine:
            trips = count_round_trips(engine, place.transit(engine), range(1, 3), place.folder / "protokoll")
        print(f"  {'rundresor':32}{trips:10}")


def refuse_other_rows(database: Database) -> None:
    """Stop unless the replay wrote exactly what was recorded, and the naive program as much as the product."""
    if _rows(database, "uppspelning") != _rows(database, "inspelning"):
        sys.exit("uppspelningen skrev inte samma rader som produkten")
    if _counts(database, "naiv") != _counts(database, "produkt"):
        sys.exit("det naiva programmet skrev inte lika många rader som produkten")


def _rows(database: Database, name: str) -> dict[str, list[tuple[Any, ...]]]:
    with reading(database.url(name)) as reader:
        tables = metadata.tables
        return {table: sorted(reader.rows(f"SELECT * FROM {table}"), key=repr) for table in tables}  # noqa: S608


def _counts(database: Database, name: str) -> dict[str, int]:
    return {table: len(rows) for table, rows in _rows(database, name).items()}


def print_times(times: dict[str, list[Spent]]) -> None:
    """The table: median (lowest – highest) over the rounds; ratios are taken within each round."""
    product, replay, other = times.values()
    for name, rounds in times.items():
        line(f"{name}, µs", [one.wall for one in rounds])
        line("  därav CPU, µs", [one.cpu for one in rounds])
    line("egen CPU, µs", [p.cpu - r.cpu for p, r in zip(product, replay, strict=True)])
    line("fart mot uppspelningen", ratios(replay, product), digits=2)
    line("fart mot naivt program", ratios(other, product), digits=2)


def print_statements(said: Said) -> None:
    """How much the product says in one transition."""
    asked = sum(step.sql.startswith("SELECT") for step in said)
    written = sum(step.sql.startswith(("INSERT", "UPDATE", "DELETE")) for step in said)
    print(f"  {'satser':32}{asked + written:10}   ({asked} frågar, {written} skriver)")


def profile(database: Database, place: Town, count: int) -> None:
    """Print the functions in which the product's process time goes, without the first transitions."""
    place.fill(database.url("mall"), count + PER_ROUND)
    with engine_on(database.url("mall")) as engine:
        transit = place.transit(engine)
        _each(transit, range(1, PER_ROUND + 1))
        profiler = cProfile.Profile(process_time)
        profiler.runcall(_each, transit, range(PER_ROUND + 1, PER_ROUND + count + 1))
    print(f"\n{database.name}: {count} övergångar")
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(20)


def _each(subject: Subject, serials: Iterable[int]) -> None:
    for serial in serials:
        subject(serial)


def main() -> None:
    """Measure, or profile, on the databases that are asked for."""
    parser = argparse.ArgumentParser(description="mät en övergång mot ett golv i samma körning")
    parser.add_argument("--profil", action="store_true", help="visa i stället var produktens egen CPU-tid går")
    parser.add_argument("--varv", type=int, default=15, help="antal varv, minst 9 (standard: 15)")
    parser.add_argument("--databas", choices=DATABASES, action="append", help="bara den (standard: båda)")
    arguments = parser.parse_args()
    print(f"begär-plan för en brist i ett ärende med sex; {arguments.varv} varv om {PER_ROUND} övergångar")
    for name in arguments.databas or DATABASES:
        with tempfile.TemporaryDirectory() as folder:
            run = profile if arguments.profil else measure
            run(
                DATABASES[name](Path(folder)),
                town(Path(folder)),
                arguments.varv * (PER_ROUND if arguments.profil else 1),
            )


if __name__ == "__main__":
    main()
