"""Three real daemon processes on one PostgreSQL against one, from a clock that jumps to the last mail (goal 9).

Every round has cases of its own, each with six plans whose reminder falls due at the round's instant: one mail a case.
One daemon and three take every other round, beginning with another each time. Two times are taken: until everything
that fell due has been carried out and its mails planned, and until the server has said 250 to the last of them.
Nothing twice: counted at a server that removes no doubles, and in the events.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg

from benchmarks.crowd import copy_first_case, hush_first_case, look_at_statistics
from benchmarks.rounds import line
from benchmarks.sink import Count, counting
from benchmarks.tick import group_of
from benchmarks.town import PostgreSQL
from states.workdays import STOCKHOLM
from tests.journeys.test_golden_case import open_and_dispatch
from tests.journeys.town import Town
from workflow.store.database import connect, writing

BEFORE = datetime(2023, 6, 5, 8, 30, tzinfo=STOCKHOLM)
PLANS = 6  # of a case, whose reminder falls due
WAIT_SECONDS = 120


def ripe_at(group: int) -> datetime:
    """When a round's cases are due: minutes apart, for a trial's clock moves on while a daemon settles."""
    return BEFORE + timedelta(minutes=5 * (group + 1))


def settled_town(folder: Path, url: str, port: int, groups: int, size: int) -> Town:
    """A trial folder with every round's cases, and a server that may be given any number of mails a minute."""
    town = Town(folder, url, port)
    config = town.config.read_text(encoding="utf-8")
    town.config.write_text(config.replace("max_per_minut = 1000", "max_per_minut = 10000"), encoding="utf-8")
    open_and_dispatch(town)
    town.brist("expediera", "1", "--sätt", "brev")
    engine = connect(url)
    with writing(engine) as connection:
        for group in range(groups):
            copy_first_case(connection, group_of(group, size), ripe_at(group))
        hush_first_case(connection)
        look_at_statistics(connection)
    engine.dispose()
    town.at(BEFORE.strftime("%Y-%m-%d %H:%M"))
    return town


@contextmanager
def running(town: Town, count: int) -> Iterator[None]:
    """So many daemons that have found nothing to do."""
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(town.daemon())
        for _ in range(2 * count):
            town.settle()
        yield


def round_of(town: Town, group: int, size: int, count: int) -> tuple[float, float]:
    """How many seconds so many daemons need to carry out the group, and to deliver what it says."""
    with running(town, count), psycopg.connect(town.url.replace("+psycopg", ""), autocommit=True) as connection:
        begun = perf_counter()
        town.at(ripe_at(group).strftime("%Y-%m-%d %H:%M"))
        planned = _until(
            connection, "SELECT count(*) FROM planned_mail WHERE rung = 'påminnelse före'", PLANS, group, size
        )
        sent = _until(connection, "SELECT count(*) FROM mail WHERE status = 'avsänd'", 1, group, size)
    return planned - begun, sent - begun


def _until(connection: psycopg.Connection, query: str, each: int, group: int, size: int) -> float:
    """When there are as many as this group's and the earlier ones' cases give."""
    wanted, limit = each * (group + 1) * size, perf_counter() + WAIT_SECONDS
    while (found := connection.execute(query).fetchone()[0]) < wanted:
        if perf_counter() > limit:
            sys.exit(f"{found} av {wanted} efter {WAIT_SECONDS} s: {query}")
        sleep(0.01)
    return perf_counter()


def measure(folder: Path, rounds: int, size: int) -> None:
    """Fill, let one and three take turns, count, and print."""
    database = PostgreSQL(folder)
    url = database.url("mall")
    with counting() as (port, sent):
        town = settled_town(folder / "stad", url, port, 2 * rounds, size)
        times: dict[int, list[tuple[float, float]]] = {1: [], 3: []}
        for turn in range(rounds):
            for place, count in enumerate((1, 3) if turn % 2 else (3, 1)):
                times[count].append(round_of(town, 2 * turn + place, size, count))
        events = _events(url)
    refuse_doubles(sent, events, 2 * rounds * size)
    print(f"{database.name}: {database.settings()}; {sent.came} mejl kom, alla olika, och lika många händelser")
    for part, name in enumerate(("fört vidare", "fört vidare och avsänt")):
        for count, found in times.items():
            line(f"{count} tjänst(er): {name}, ärenden/s", [size / one[part] for one in found])
        line("tre / en", [one[part] / three[part] for one, three in zip(times[1], times[3], strict=True)], digits=2)


def _events(url: str) -> int:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return int(connection.execute("SELECT count(*) FROM event_head WHERE kind = 'mejl avsänt'").fetchone()[0])


def refuse_doubles(sent: Count, events: int, wanted: int) -> None:
    """Stop unless each case has got its one mail, and its one event about it."""
    if (sent.came, sent.different, events) != (wanted, wanted, wanted):
        sys.exit(f"{wanted} mejl skulle ha kommit; {sent.came} kom, {sent.different} olika, {events} händelser")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description="mät tre tjänster mot en på samma PostgreSQL")
    parser.add_argument("--varv", type=int, default=3, help="antal varv med en och med tre (standard: 3)")
    parser.add_argument("--ärenden", dest="size", type=int, default=100, help="ärenden i varje varv (standard: 100)")
    arguments = parser.parse_args()
    print(f"{arguments.size} ärenden med {PLANS} förfallna frister vart; {arguments.varv} varv med en, och med tre")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), arguments.varv, arguments.size)


if __name__ == "__main__":
    main()
