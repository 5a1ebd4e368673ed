"""The daemon: a handful of ticks over what is due. The only importer of apscheduler.

Deadlines are rows; the scheduler only ticks, and a tick that was missed is caught up by the next. Several daemons may
watch one installation, by mistake or on purpose: what each of them does is claimed in the database (ADR 0017).
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from notifications import claims
from states.instants import instant_text
from workflow import locks, logs
from workflow.clockwork import due_cases, sweep
from workflow.context import Context, Inbox
from workflow.delivery import Delivered, Hand, deliver
from workflow.errors import TEMPORARY
from workflow.intake.fetch import take_in
from workflow.monitoring.pulse import Pulse
from workflow.store import queries
from workflow.store.database import writing
from workflow.store.reader import Reader
from workflow.store.settings import put
from workflow.store.started import why_silent

TICK_SECONDS = 10.0
TRIAL_TICK_SECONDS = 0.1
STOP_SECONDS = 30
STUCK_SECONDS = 1_200  # twice the time that a server may take to answer after the final dot
SETTLED = "settled_at"
_LOG = logging.getLogger("bristvakt.daemon")


class Daemon:
    """The ticks, and what they share."""

    def __init__(self, context: Context) -> None:
        """Nothing runs yet."""
        self.context = context
        self.stopping = threading.Event()
        self.hand = Hand()
        self._ticked_at = time.monotonic()

    def sweep(self) -> int:
        """Carry out what has fallen due; for how many cases."""
        done = sweep(self.context, self.stopping.is_set)
        self._ticked_at = time.monotonic()
        return done

    def deliver(self) -> Delivered:
        """Compose and send what may be said now; where nothing at all is left to do, write down that it is settled."""
        now = self.context.clock.now()
        is_due = _is_due(self.context)
        done = deliver(self.context, stopping=self.stopping.is_set, hand=self.hand)
        is_due = is_due or any(inbox.has_unread for inbox in self.context.inboxes)
        if done == Delivered() and not is_due and self.context.clock.now() >= now and not _is_in_hand(self.context):
            settle(self.context, instant_text(now))
        return done

    def take_in(self) -> int:
        """Fetch what has come in by mail, understand and sort it; how many mails were new."""
        return take_in(self.context, self.stopping.is_set)

    def _listen(self, inbox: Inbox, seconds: float) -> None:
        """Fetch again and again; a server that tells when something has come is only listened to between."""
        while not self.stopping.is_set():
            try:
                take_in(self.context, self.stopping.is_set, (inbox,))
            except Exception:  # noqa: BLE001 – the next round meets it again; what it says is in the log
                _LOG.exception("inkorgen %s kunde inte läsas", inbox.mailbox)
            inbox.source.wait(seconds)

    def once(self) -> None:
        """Until nothing is left to do at this instant."""
        while self.take_in() or self.sweep() or self._goes_on(self.deliver()):
            pass

    def _goes_on(self, done: Delivered) -> bool:
        """There may be more to do at this instant; a second later where the server's limit holds mails back."""
        if done.composed or done.tried:
            return True
        return done.is_left and not self.stopping.wait(1)

    def run(self, seconds: float, pulse: Pulse) -> int:
        """Tick until told to stop; returns the exit code."""
        scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(3)}, timezone=UTC)
        for tick in (pulse.around(self.sweep), self.deliver, pulse.tell):
            scheduler.add_job(
                tick, "interval", seconds=seconds, misfire_grace_time=None, coalesce=True, max_instances=1
            )
        scheduler.start()
        every = min(seconds, self.context.intake_seconds) if seconds < 1 else self.context.intake_seconds
        for inbox in self.context.inboxes:
            threading.Thread(target=self._listen, args=(inbox, every), name=inbox.source.name, daemon=True).start()
        pulse.ready()
        while not self.stopping.wait(1):
            if time.monotonic() - self._ticked_at > max(STUCK_SECONDS, 10 * seconds):
                _LOG.critical("tjänsten har fastnat och avslutar sig, så att den kan startas om")
                os._exit(TEMPORARY)
        pulse.stopping()
        code = _stop(scheduler, self.context, self.hand)
        pulse.end()
        return code


def _stop(scheduler: BackgroundScheduler, context: Context, hand: Hand) -> int:
    """Wait for the mail in hand; what is not answered in time is oklart."""
    waiting = threading.Thread(target=scheduler.shutdown, daemon=True)
    waiting.start()
    waiting.join(STOP_SECONDS)
    if not waiting.is_alive():
        _LOG.info("avslutad")
        return 0
    with writing(context.engine) as connection:
        count = claims.let_go(connection, hand.fence, context.clock.now()) if hand.fence else 0
    _LOG.warning("avbruten medan %d mejl lämnades: de är oklara", count)
    os._exit(TEMPORARY)


@contextmanager
def watching(context: Context) -> Iterator[None]:
    """Hold a share of the folder's lock. Whoever finds that nobody else does says what those before had begun."""
    with (context.data_folder / locks.OF_DAEMONS).open("w") as file:
        if locks.taken_alone(file):
            _orphaned(context)
        else:
            _LOG.info("en annan tjänst bevakar samma mapp: de delar på arbetet")
        locks.share(file)
        yield


def _orphaned(context: Context) -> None:
    with writing(context.engine) as connection:
        unclear = claims.orphaned(connection, context.clock.now())
    if unclear:
        _LOG.warning("%d mejl var påbörjade när tjänsten avbröts: de är oklara och visas i 'brist att-göra'", unclear)


def run(context: Context, *, once: bool, is_trial: bool) -> int:
    """Run the daemon in this process until SIGTERM or SIGINT; with `once`, only until nothing is left to do now."""
    logs.to_stderr()
    pulse = Pulse(context, os.environ, is_trial=is_trial)
    if context.smtp and context.smtp.redirect_to:
        _LOG.warning("omdirigering är på ([epost] omdirigera): inget mejl når sin mottagare eller räknas som avsänt")
    with watching(context):
        pulse.beat()
        _tell_if_silent(context)
        daemon = Daemon(context)
        if once:
            daemon.once()
            pulse.end()
            return 0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: daemon.stopping.set())
        _LOG.info("bevakar %s", context.data_folder)
        return daemon.run(TRIAL_TICK_SECONDS if is_trial else TICK_SECONDS, pulse)


def _tell_if_silent(context: Context) -> None:
    with context.engine.connect() as connection:
        if why := why_silent(Reader(connection.connection.dbapi_connection)):
            _LOG.warning("%s", why)


def settle(context: Context, instant: str) -> None:
    """Write down that nothing was left to do at that instant: a sign of life, and what tests wait for."""
    with context.engine.connect() as connection:
        row = Reader(connection.connection.dbapi_connection).one(queries.SETTING, name=SETTLED)
    if row is not None and row.value == instant:
        return
    with writing(context.engine) as connection:
        put(connection, SETTLED, instant)


def _is_due(context: Context) -> bool:
    return any(due_cases(context, context.clock.now()))


def _is_in_hand(context: Context) -> bool:
    with context.engine.connect() as connection:
        return claims.in_hand(connection)
