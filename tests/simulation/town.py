"""The municipality: its register, its mail server, its units, and the processes that work on them."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from states.facts import CaseFacts
from states.refusal import Refused
from states.ruleset_text import parse
from states.workdays import local_day
from tests.simulation.faults import Died, Faults, MailServer
from tests.simulation.providers import Unit
from tests.workflow.machine import Watch, comes_to_rest
from tests.workflow.papers import everything_on
from tests.workflow.world import World, swedish
from workflow.context import Context
from workflow.daemon import Daemon, watching
from workflow.errors import InputError, InputErrors, NotFound, Stale
from workflow.store.database import connect
from workflow.store.facts import find_case, load_facts
from workflow.store.reader import Reader, reading

REFUSALS = (Refused, InputError, InputErrors, NotFound, Stale)
BEGINS = "2023-01-02 07:00"
NOBODY_LISTENS = 1  # a port of loopback that refuses every connection


def quick(engine: Engine) -> Engine:
    """The simulated processes die, the machine does not: nothing has to reach the disk."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return engine


@dataclass
class Town:
    """One installation from its first day. `dice` decides everything; `diary` keeps what happened, line by line."""

    folder: Path
    url: str
    server: MailServer
    port: int
    dice: Random
    faults: Faults
    diary: list[str] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    cases: dict[int, Unit] = field(default_factory=dict)  # by serial
    done: Counter[str] = field(default_factory=Counter)  # the commands that were carried out
    refused: Counter[str] = field(default_factory=Counter)
    is_up: bool = True  # the mail server
    is_crossed: bool = False  # somebody gave a command in the middle of a tick
    ticked_on: datetime | None = None  # when the daemon last came to rest

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.world = World(self.folder, self.url, self.port, self.server)
        self.world.context.engine.dispose()
        self.world.at(BEGINS)
        rules = dict(self.world.context.rulesets)
        text = everything_on(rules["orebro-extern"][1])
        rules["allt-pa"] = (parse(text, "allt-pa"), text)
        smtp = replace(self.world.context.smtp, max_connections=1, max_per_minute=25)  # type: ignore[type-var]
        self.world.context = replace(self.world.context, engine=quick(connect(self.url)), rulesets=rules, smtp=smtp)
        self.daemons = [Process(self), Process(self)]
        self.watch = Watch(self.url) if self.url.startswith("sqlite") else None

    def close(self) -> None:
        for daemon in self.daemons:
            daemon.ends()
        if self.watch:
            self.watch.close()
        self.world.context.engine.dispose()

    # ── time ──

    @property
    def now(self) -> datetime:
        return self.world.clock.at

    @now.setter
    def now(self, instant: datetime) -> None:
        self.world.clock.at = instant

    @property
    def today(self) -> Any:
        return local_day(self.now)

    # ── the register ──

    @property
    def context(self) -> Context:
        """What a person's command works with."""
        return self.world.context

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        with reading(self.url) as found:
            yield found

    def case(self, serial: int) -> CaseFacts:
        with self.reader() as reader:
            return load_facts(reader, find_case(reader, str(serial)).uuid)

    def fresh_context(self) -> Context:
        """What a process that has just started works with: connections of its own."""
        return replace(self.context, engine=quick(connect(self.url)))

    # ── what is done ──

    def tells(self, what: str) -> None:
        self.diary.append(f"{self.now:%Y-%m-%d %H:%M} {what}")

    def does(self, who: str, verb: str, act: Callable[..., Any], *arguments: Any, **options: Any) -> bool:
        """A person gives a command; whether it was carried out. One that is refused has changed nothing."""
        before = self._changes()
        serial = f" {arguments[0]}" if arguments else ""
        try:
            act(self.context, *arguments, **options)
        except REFUSALS as no:
            assert self._changes() == before, f"refused, and yet something has changed: {verb}{serial}"
            self.refused[verb] += 1
            self.tells(f"{who}: {verb}{serial} – nej: {str(no).splitlines()[0]}")
            return False
        except DBAPIError:
            if not self.faults.has_failed:
                raise
            self.tells(f"{who}: {verb}{serial} – databasen svarar inte")
            return False
        self.done[verb] += 1
        self.tells(f"{who}: {verb}{serial}")
        return True

    def _changes(self) -> int:
        """Another number after every transaction; on SQLite, and where nobody else is at work."""
        return self.watch.count if self.watch and not self.is_crossed else 0


class Process:
    """A daemon: it starts when it has to tick and does not run, and it may die in the middle of a tick."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.daemon: Daemon | None = None
        self._watch: AbstractContextManager[None] | None = None

    def tick(self) -> str:
        """What became of it: done, died, failed, or set aside: a case was left to the next tick."""
        with self.town.faults.process():
            try:
                self.works()
            except BaseException as error:
                return self.ends_badly(error)
            return "set aside" if self.town.faults.has_failed else "done"

    def works(self) -> None:
        """As `Daemon.once`, but that it has to come to rest."""
        if self.daemon is None:
            self.starts()
        assert self.daemon is not None
        daemon = self.daemon
        daemon.context = replace(daemon.context, smtp=self._smtp())

        def once() -> bool:
            swept, done = daemon.sweep(), daemon.deliver()
            return bool(swept or done.composed or done.tried)

        comes_to_rest(once)

    def starts(self) -> None:
        context = self.town.fresh_context()
        self._watch = watching(context)
        self._watch.__enter__()
        self.daemon = Daemon(context)

    def _smtp(self) -> Any:
        port = self.town.port if self.town.is_up else NOBODY_LISTENS
        return replace(self.town.context.smtp, port=port)  # type: ignore[type-var]

    def ends_badly(self, error: BaseException) -> str:
        """Only what was armed may come out of a tick."""
        if self.town.faults.is_dead and leaves(error) <= {Died}:
            self.ends()
            return "died"
        if self.town.faults.has_failed and all(issubclass(kind, DBAPIError) for kind in leaves(error)):
            return "failed"
        raise error

    def ends(self) -> None:
        """Its connections are closed with it, and its lock is let go."""
        if self.daemon is not None and self._watch is not None:
            self._watch.__exit__(None, None, None)
            self.daemon.context.engine.dispose()
            self.daemon = None


def leaves(error: BaseException) -> set[type[BaseException]]:
    """The kinds of what failed, where several did."""
    if isinstance(error, BaseExceptionGroup):
        return {kind for one in error.exceptions for kind in leaves(one)}
    return {type(error)}


def at(day: Any, clock: str) -> datetime:
    """That Swedish time of the day."""
    return swedish(f"{day} {clock}")
