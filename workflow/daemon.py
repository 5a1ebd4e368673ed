"""The daemon: a handful of ticks over what is due. The only importer of apscheduler.

Deadlines are rows; the scheduler only ticks, and a tick that was missed is caught up by the next. One daemon per data
folder: the folder's lock says so.
"""

import fcntl
import logging
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import insert, update

from notifications import outbox
from states.instants import instant_text
from workflow.clockwork import sweep
from workflow.context import Context
from workflow.delivery import Delivered, deliver
from workflow.errors import TEMPORARY, DaemonRuns
from workflow.store import queries, tables
from workflow.store.database import writing
from workflow.store.projection import table
from workflow.store.reader import Reader

TICK_SECONDS = 10.0
TRIAL_TICK_SECONDS = 0.1
STOP_SECONDS = 30
STUCK_SECONDS = 1_200  # twice the time that a server may take to answer after the final dot
SETTLED = "settled_at"
_LOG = logging.getLogger("bristvakt.daemon")
_SETTINGS = table(tables.Setting)


class _Pace:
    """At most so many mails a minute, by the machine's own time: the server's limit does not travel."""

    def __init__(self, per_minute: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._monotonic = monotonic
        self._tried: deque[float] = deque()

    def room(self) -> int:
        while self._tried and self._tried[0] <= self._monotonic() - 60:
            self._tried.popleft()
        return self._per_minute - len(self._tried)

    def note(self, tried: int) -> None:
        self._tried.extend([self._monotonic()] * tried)


class Daemon:
    """The ticks, and what they share."""

    def __init__(self, context: Context) -> None:
        """Nothing runs yet."""
        self.context = context
        self.stopping = threading.Event()
        self._pace = _Pace(context.smtp.max_per_minute if context.smtp else 1_000)
        self._ticked_at = time.monotonic()

    def sweep(self) -> int:
        """Carry out what has fallen due; for how many cases."""
        done = sweep(self.context)
        self._ticked_at = time.monotonic()
        return done

    def deliver(self) -> Delivered:
        """Compose and send what may be said now; where nothing at all is left to do, write down that it is settled."""
        now = self.context.clock.now()
        is_due = _is_due(self.context)
        done = deliver(self.context, self._pace.room(), self.stopping.is_set)
        self._pace.note(done.tried)
        if not is_due and done == Delivered() and self.context.clock.now() >= now:
            settle(self.context, instant_text(now))
        return done

    def once(self) -> None:
        """Until nothing is left to do at this instant."""
        while self.sweep() or self._goes_on(self.deliver()):
            pass

    def _goes_on(self, done: Delivered) -> bool:
        """There may be more to do at this instant; a second later where the server's limit holds mails back."""
        if done.composed or done.tried:
            return True
        return done.is_left and not self.stopping.wait(1)

    def run(self, seconds: float) -> int:
        """Tick until told to stop; returns the exit code."""
        scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(2)}, timezone=UTC)
        for tick in (self.sweep, self.deliver):
            scheduler.add_job(
                tick, "interval", seconds=seconds, misfire_grace_time=None, coalesce=True, max_instances=1
            )
        scheduler.start()
        while not self.stopping.wait(1):
            if time.monotonic() - self._ticked_at > max(STUCK_SECONDS, 10 * seconds):
                _LOG.critical("tjänsten har fastnat och avslutar sig, så att den kan startas om")
                os._exit(TEMPORARY)
        return _stop(scheduler, self.context)


def _stop(scheduler: BackgroundScheduler, context: Context) -> int:
    """Wait for the mail in hand; what is not answered in time is oklart."""
    waiting = threading.Thread(target=scheduler.shutdown, daemon=True)
    waiting.start()
    waiting.join(STOP_SECONDS)
    if not waiting.is_alive():
        _LOG.info("avslutad")
        return 0
    with writing(context.engine) as connection:
        count = outbox.mark_unclear(connection, context.clock.now())
    _LOG.warning("avbruten medan %d mejl lämnades: de är oklara", count)
    os._exit(TEMPORARY)


@contextmanager
def the_only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises DaemonRuns if another daemon does."""
    with (folder / "daemon.lås").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DaemonRuns(folder) from None
        yield


def run(context: Context, *, once: bool, is_trial: bool) -> int:
    """Run the daemon in this process until SIGTERM or SIGINT; with `once`, only until nothing is left to do now."""
    _log_to_stderr()
    with the_only_one(context.data_folder):
        with writing(context.engine) as connection:
            unclear = outbox.mark_unclear(connection, context.clock.now())
        if unclear:
            _LOG.warning(
                "%d mejl var påbörjade när tjänsten avbröts: de är oklara och visas i 'brist att-göra'", unclear
            )
        if context.smtp and context.smtp.redirect_to:
            _LOG.warning(
                "omdirigering är på ([epost] omdirigera): inget mejl når sin mottagare eller räknas som avsänt"
            )
        daemon = Daemon(context)
        if once:
            daemon.once()
            return 0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: daemon.stopping.set())
        _LOG.info("bevakar %s", context.data_folder)
        return daemon.run(TRIAL_TICK_SECONDS if is_trial else TICK_SECONDS)


def settle(context: Context, instant: str) -> None:
    """Write down that nothing was left to do at that instant: a sign of life, and what tests wait for."""
    with context.engine.connect() as connection:
        row = Reader(connection.connection.dbapi_connection).one(queries.SETTING, name=SETTLED)
    if row is not None and row.value == instant:
        return
    with writing(context.engine) as connection:
        if row is None:
            connection.execute(insert(_SETTINGS), {"name": SETTLED, "value": instant})
        else:
            connection.execute(update(_SETTINGS).where(_SETTINGS.c.name == SETTLED).values(value=instant))


def _is_due(context: Context) -> bool:
    with context.engine.connect() as connection:
        reader = Reader(connection.connection.dbapi_connection)
        return bool(reader.all(queries.DUE_CASES, now=context.clock.now()))


def _log_to_stderr() -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    logging.getLogger("bristvakt").setLevel(logging.INFO)
