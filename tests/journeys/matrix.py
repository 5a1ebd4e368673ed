"""The reminder matrix: how many mails a deadline that is never remedied gives, whatever befalls the service.

One row for each thing that is said about the deadline, one column for each thing that befalls the service meanwhile; what
is counted is what has come to a server that removes no doubles. `python -m tests.journeys.matrix` prints it.

The deadline is the plan's, 2023-06-08 (rapport Sov 609/2022 rad 22–23). Nothing ever comes in. People do the same in every
column: on 24 May somebody sees to it that the notice has left, on 13 June at 09.30 the mailbox is said to be read.
"""

import os
import signal
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path

from notifications import claims
from states.workdays import STOCKHOLM
from tests.journeys.crash import Points, intercepted
from tests.notifications.server import Handler, serving
from tests.workflow.world import ANNA, World, everything_due, text_of
from workflow.actions.decide_notice import request_plan
from workflow.actions.dispatch import confirm_receipt, dispatch
from workflow.clockwork import sweep
from workflow.delivery import deliver
from workflow.lateness import OPENS
from workflow.status import overview
from workflow.store.database import connect, writing
from workflow.store.migrate import upgrade
from workflow.store.reader import reading

ROWS = (
    ("påpekande nr 1", "utförare"),
    ("påminnelse före", "utförare"),
    ("kontrollera brevlådan", "avtalscontroller"),
    ("påminnelse efter", "utförare"),
    ("fortfarande obesvarad", "avtalscontroller"),
)
TOTAL = "alla mejl"
TICKS = ("00:05", "09:00", "10:00")
RUNG_DAYS = {date(2023, 5, 22), date(2023, 6, 5), date(2023, 6, 9), date(2023, 6, 12), date(2023, 6, 15)}
READ_ON = date(2023, 6, 13)  # when somebody reads the mailbox, and the reminder after may leave
DAYS = tuple(
    date(2023, month, day)
    for month, days in ((5, (22, 23, 24)), (6, (2, 5, 7, 8, 9, 12, 13, 14, 15, 16, 19)), (7, (14,)))
    for day in days
)
Tick = Callable[[World], None]


@dataclass(frozen=True)
class Cell:
    """How many of it came to the server, and of how many nobody knows whether they did."""

    came: int
    unclear: int = 0

    def __str__(self) -> str:
        return f"{self.came}" + (f" ({self.unclear} oklart)" if self.unclear else "")


# ── what befalls ──


def normal(world: World) -> None:
    everything_due(world.context)


def down_on_the_day(world: World) -> None:
    """The service is down on every day on which something ought to be said."""
    if world.clock.at.date() not in RUNG_DAYS:
        everything_due(world.context)


def twice(world: World) -> None:
    """Every tick is done twice, one after the other, and then all of it once more."""
    for step in (sweep, sweep, deliver, deliver):
        step(world.context)
    everything_due(world.context)


def two_at_once(world: World) -> None:
    """Two services on the same database, started at the same time at every tick."""
    ready, failed = threading.Barrier(2), []

    def work() -> None:
        context = replace(world.context, engine=connect(world.url))
        try:
            ready.wait()
            everything_due(context)
        except Exception as error:
            failed.append(error)
        finally:
            context.engine.dispose()

    both = [threading.Thread(target=work) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    if failed:
        raise failed[0]


BEFORE_BEGUN, BEGUN, AFTER_DOT, SETTLED = "före påbörjad", "påbörjad", "efter sista punkten", "efter avsänd"
# Two points that follow upon each other, as `tests.journeys.crash` calls them; "" is any.
PLACES = {
    BEFORE_BEGUN: ("after RCPT", "before commit"),
    BEGUN: ("", "before DATA"),
    AFTER_DOT: ("", "after DATA"),
    SETTLED: ("before commit", "after commit"),  # the first after the final dot
}


class At(Points):
    """Kills the process at that place of the first mail that it sends."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def __call__(self, name: str) -> None:
        before, at = PLACES[self.place]
        is_there = name == at and before in ("", self.passed[-1] if self.passed else "")
        if is_there and (self.place != SETTLED or "after DATA" in self.passed):
            self.kill_at = len(self.passed)
        super().__call__(name)


@dataclass(frozen=True)
class Killed:
    """At every tick the first process is killed at a point, if it comes so far; another goes on."""

    where: Callable[[], Points]
    everywhere: bool = False  # also where nothing is sent

    def __call__(self, world: World) -> None:
        day = world.clock.at.astimezone(STOCKHOLM)
        is_sending = day.hour >= OPENS.hour and day.date() in {*RUNG_DAYS, READ_ON}
        if (is_sending or self.everywhere) and killed_in_a_process(world, self.where()):
            with writing(world.context.engine) as connection:  # whoever starts, and is alone, says what had been begun
                claims.orphaned(connection, world.clock.at)
        everything_due(world.context)


def killed_in_a_process(world: World, points: Points) -> bool:
    """A daemon of its own at this instant; whether it was killed."""
    pid = os.fork()
    if pid == 0:
        try:
            with intercepted(points):
                everything_due(replace(world.context, engine=connect(world.url)))
        finally:
            os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, -signal.SIGKILL), code
    return code != 0


# ── the deadline that is never remedied ──


def begin(world: World) -> None:
    """The notice is decided."""
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)


def play(world: World, tick: Tick) -> None:
    """Every day with its ticks, and what people do."""
    begin(world)
    for moment in (f"{day} {clock}" for day in DAYS for clock in TICKS):
        if moment >= "2023-05-22 10:00":
            world.at(moment)
            tick(world)
            people(world, moment)


def people(world: World, now: str) -> None:
    """What they do after the tick of that moment."""
    if now == "2023-05-24 10:00":
        if world.case().notices[0].dispatched_on is None:
            dispatch(world.context, "1", "brev", date(2023, 5, 22), ANNA)
        confirm_receipt(world.context, "1", date(2023, 5, 24), "kvittens", ANNA)
    if now == "2023-06-13 09:00":
        world.at("2023-06-13 09:30")
        world.read_mailbox()


# ── what came of it ──


def counted(world: World) -> dict[str, Cell]:
    """The column: by row what came and what is unclear, and the whole."""
    came = Counter(_row(raw) for _, raw in world.sink.received)
    with reading(world.url) as reader:
        unclear = Counter(_row(raw) for (raw,) in reader.rows("SELECT raw FROM mail WHERE status = 'oklart'"))
    column = {row: Cell(came[row], unclear[row]) for row, _ in ROWS}
    return column | {TOTAL: Cell(came.total(), unclear.total())}


def _row(raw: bytes) -> str:
    message = message_from_bytes(bytes(raw), policy=default)
    assert isinstance(message, EmailMessage)
    text = text_of(message)
    if str(message["Subject"]).startswith("Påpekande"):
        return "påpekande nr 1"
    if "Kontrollera brevlådan" in text or "Fortfarande obesvarat" in text:
        return "fortfarande obesvarad" if "Fortfarande obesvarat" in text else "kontrollera brevlådan"
    return "påminnelse efter" if "Vi har inte registrerat" in text else "påminnelse före"


def open_tasks(world: World) -> list[str]:
    with reading(world.url) as reader:
        return [task.what for task in overview.tasks(reader, world.clock.at, world.context.calendar)]


# ── printed ──

COLUMNS: dict[str, Tick] = {
    "normalt": normal,
    "nere på dagen": down_on_the_day,
    "varje tick två gånger": twice,
    "två tjänster": two_at_once,
}


def table(columns: dict[str, dict[str, Cell]]) -> str:
    """As Markdown."""
    head = ["vad", "till", *columns]
    lines = [head, ["---", "---", *("--:" for _ in columns)]]
    lines += [[row, to, *(str(column[row]) for column in columns.values())] for row, to in (*ROWS, (TOTAL, ""))]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _world(folder: Path, name: str, sink: Handler, port: int) -> World:
    place = folder / name
    place.mkdir()
    url = f"sqlite:///{place / 'bristvakt.sqlite'}"
    upgrade(url)
    return World(place, url, port, sink)


def _main() -> None:
    columns: dict[str, dict[str, Cell]] = {}
    with tempfile.TemporaryDirectory() as folder:

        def play_one(name: str, tick: Tick) -> None:
            sink = Handler()
            with serving(sink) as port:
                world = _world(Path(folder), str(len(columns)), sink, port)
                play(world, tick)
                columns[name] = counted(world)
                world.context.engine.dispose()

        for name, tick in COLUMNS.items():
            play_one(name, tick)
        for place in PLACES:
            play_one(f"dödad {place}", Killed(partial(At, place)))
    sys.stdout.write(table(columns) + "\n")


if __name__ == "__main__":
    _main()
