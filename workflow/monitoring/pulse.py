"""What the daemon does around its ticks so that others know that it lives.

1. before a tick: a real transaction in the database, which also finds out that it stood still (`tick`);
2. after a tick that went well: a word to the service manager's watchdog – a daemon without its database gets none;
3. in a job of its own, once a minute: the metrics file, and the life sign unless something is critical.

Nothing here ever stops the daemon: what fails is logged.
"""

import logging
import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TypeVar

from workflow.context import Context
from workflow.monitoring import life_sign, metrics, tick
from workflow.monitoring.service_manager import ALIVE, READY, STOPPING, ServiceManager
from workflow.status.operations import Degree, Standing, Tasks, standing, waiting_tasks
from workflow.store.reader import reading

METRICS_SECONDS = 60
TASKS_SECONDS = 3600
_LOG = logging.getLogger("bristvakt.drift")
Done = TypeVar("Done")


class _Every:
    """Says yes the first time, and then at most every so many seconds of the machine's time."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._seconds, self._monotonic = seconds, monotonic
        self._next = monotonic()

    def __call__(self) -> bool:
        if self._monotonic() < self._next:
            return False
        self._next = self._monotonic() + self._seconds
        return True


class Pulse:
    """One daemon process's."""

    def __init__(
        self,
        context: Context,
        environ: Mapping[str, str],
        *,
        is_trial: bool,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is told yet."""
        self._context = context
        self._manager = ServiceManager(environ)
        self._is_trial = is_trial
        self._daemon = tick.daemon_name()
        self._is_first = True
        self._has_ticked = False  # since the latest life sign
        self._tasks = Tasks(0, None)
        watch = context.watch
        self._metrics_due = _Every(METRICS_SECONDS, monotonic)
        self._tasks_due = _Every(TASKS_SECONDS, monotonic)
        self._life_sign_due = _Every(60 * watch.life_sign_minutes, monotonic)

    def beat(self) -> None:
        """A tick begins: write it down. Raises what the database raises."""
        if self._is_first:
            tick.forget_the_dead(self._context)
        late = tick.begin(self._context, self._daemon, may_be_late=self._is_first or not self._is_trial)
        self._is_first = False
        if late:
            _LOG.warning("tjänsten har stått stilla; %d förfallna tas om hand nu: brist drift försenat", late)

    def around(self, job: Callable[[], Done]) -> Callable[[], Done]:
        """The job, between a beat and a word to the watchdog."""

        @wraps(job)
        def beating() -> Done:
            self.beat()
            done = job()
            self._has_ticked = True
            self._manager.tell(ALIVE)
            return done

        return beating

    def ready(self) -> None:
        """The first tick has begun: the database answers and the configuration holds."""
        self._manager.tell(READY)

    def stopping(self) -> None:
        """No new mail is begun from now on."""
        self._manager.tell(STOPPING)

    def end(self) -> None:
        """An orderly end."""
        tick.end(self._context, self._daemon)

    def tell(self) -> None:
        """The metrics file and the life sign, when their time has come."""
        watch = self._context.watch
        writes = watch.metrics_file is not None and self._metrics_due()
        signs = watch.life_sign_url is not None and self._has_ticked and self._life_sign_due()
        if not writes and not signs:
            return
        found = self._standing(with_tasks=writes)
        if writes:
            self._write(found)
        if signs:
            self._sign(found)

    def _standing(self, *, with_tasks: bool) -> Standing:
        context = self._context
        now = context.clock.now()
        with reading(context.url) as reader:
            if with_tasks and self._tasks_due():
                self._tasks = waiting_tasks(reader, now, context.calendar)
            return standing(reader, now, context.calendar)

    def _write(self, found: Standing) -> None:
        assert self._context.watch.metrics_file is not None
        try:
            metrics.write(self._context.watch.metrics_file, found, self._tasks)
        except OSError:
            _LOG.exception("mätvärdena kunde inte skrivas: [drift] matvarden")

    def _sign(self, found: Standing) -> None:
        assert self._context.watch.life_sign_url is not None
        self._has_ticked = False
        if found.degree is Degree.CRITICAL:
            _LOG.warning("inget livstecken sänds: läget är kritiskt, se brist drift status")
        elif wrong := life_sign.fetch(self._context.watch.life_sign_url):
            _LOG.warning("livstecknet gick inte fram: adressen %s ([drift] livstecken_url)", wrong)
