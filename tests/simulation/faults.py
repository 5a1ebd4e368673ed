"""What goes wrong: a mail server that refuses, hangs up or is gone; a process that dies; a database that is locked.

Everything is armed beforehand, out of the dice, and happens at a commit, an SMTP verb or a rename that the product
passes (`tests.journeys.crash` stands there): the product knows nothing of it.
"""

import sqlite3
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.notifications.server import Handler, serving

_FOR_EVER_SECONDS = 120  # of the machine's time; a database gives up after ten


class Died(BaseException):
    """The process is no more: nothing that the product catches."""


class Manner(Enum):
    """How the server takes one mail."""

    WELL = "250"
    SOON_AT_MAIL = "451 at MAIL"
    NEVER_AT_MAIL = "550 at MAIL"
    SOON_AT_RCPT = "450 at RCPT"
    NEVER_AT_RCPT = "550 at RCPT"
    SOON_AT_DATA = "452 after the dot"
    NEVER_AT_DATA = "554 after the dot"
    CLOSES_AT_RCPT = "421 at RCPT, and closes"
    CLOSES_BEFORE_DOT = "closes before the final dot"
    TAKES_AND_CLOSES = "takes it, and closes without a word"
    CLOSES_AFTER_DOT = "does not take it, and closes without a word"


FAULTY = tuple(manner for manner in Manner if manner is not Manner.WELL)


@dataclass
class MailServer(Handler):
    """Takes each mail in the manner that is next in `ahead`, and well when there is none.

    Removes no doubles. `accepted` are the Message-IDs that it has answered 250 for, as often as it has.
    """

    ahead: deque[Manner] = field(default_factory=deque)
    manners: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> bytes:
        session.manner = self.ahead.popleft() if self.ahead else Manner.WELL
        if session.manner is not Manner.WELL:
            self.manners[session.manner.value] += 1
        if session.manner is Manner.SOON_AT_MAIL:
            return b"451 4.3.0 later"
        if session.manner is Manner.NEVER_AT_MAIL:
            return b"550 5.1.0 not from you"
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> bytes:
        match session.manner:
            case Manner.SOON_AT_RCPT:
                return b"450 4.2.1 later"
            case Manner.NEVER_AT_RCPT:
                return b"550 5.1.1 nobody of that name"
            case Manner.CLOSES_AT_RCPT:
                server.transport.close()
                return b"421 4.3.2 closing"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> bytes:
        if session.manner is Manner.SOON_AT_DATA:
            return b"452 4.3.1 later"
        if session.manner is Manner.NEVER_AT_DATA:
            return b"554 5.6.0 no"
        if session.manner in (Manner.TAKES_AND_CLOSES, Manner.CLOSES_AFTER_DOT):
            if session.manner is Manner.TAKES_AND_CLOSES:
                await super().handle_DATA(server, session, envelope)
            server.transport.abort()
            return b"250 nobody hears this"
        answer = await super().handle_DATA(server, session, envelope)
        self.accepted[message_id(envelope.content)] += 1
        return answer


def message_id(raw: bytes) -> str:
    """The Message-ID of a mail, without parsing the rest."""
    for line in raw.split(b"\r\n"):
        if line.lower().startswith(b"message-id:"):
            return line.partition(b":")[2].strip().decode("ascii")
    raise AssertionError("a mail without Message-ID")


class _Impatient(SMTP):
    """May close the connection when DATA has begun."""

    async def smtp_DATA(self, arg: str) -> None:
        if self.session.manner is Manner.CLOSES_BEFORE_DOT:
            await self.push("354 go on")
            self.transport.close()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Impatient(self.handler, **self.SMTP_kwargs)


def listening(server: MailServer) -> AbstractContextManager[int]:
    """The server's port, while it serves."""
    return serving(server, by=_Controller)


Point = Callable[[str], bool]


@dataclass
class _Armed:
    """`happens` at the point that fits, after so many that do."""

    name: str
    fits: Point
    passes: int
    happens: Callable[[], None]


class Faults:
    """Stands at every point (`crash.intercepted`), and lets there happen what is armed, once."""

    def __init__(self) -> None:
        self.fired: Counter[str] = Counter()
        self.is_dead = self.has_failed = False
        self._armed: _Armed | None = None
        self._last = ""
        self._thread = threading.get_ident()

    def __call__(self, name: str) -> None:
        if threading.get_ident() != self._thread:
            return  # somebody else's process
        if self.is_dead:
            raise Died
        armed = self._armed
        fits = armed is not None and armed.fits(name)
        self._last = name
        if armed is None or not fits:
            return
        if armed.passes:
            armed.passes -= 1
            return
        self._armed = None
        self.fired[f"{armed.name} {name}"] += 1
        armed.happens()

    def dies(self, passes: int, at: str = "") -> None:
        """The process dies at a point, or at one of those whose name ends so."""
        self._armed = _Armed("death", lambda name: name.endswith(at), passes, self._die)

    def is_locked(self, passes: int, url: str, after: str = "") -> None:
        """A commit fails, or one of those that follow such a point."""

        def fail() -> None:
            self.has_failed = True
            if url.startswith("sqlite"):
                raise sqlite3.OperationalError("database is locked")
            raise psycopg.OperationalError("the connection is lost")

        self._armed = _Armed(
            "failure", lambda name: name == "before commit" and self._last.endswith(after), passes, fail
        )

    def meanwhile(self, passes: int, act: Callable[[], None], what: str) -> None:
        """Somebody else does something, where the process holds no transaction."""
        self._armed = _Armed(what, lambda name: name not in ("before commit", "before rename"), passes,
                             lambda: elsewhere(act))  # fmt: skip

    def _die(self) -> None:
        self.is_dead = True
        raise Died

    @contextmanager
    def process(self) -> Iterator[None]:
        """The life of a process, or of a tick of it: what is armed and has not happened by its end does not happen."""
        try:
            yield
        finally:
            self._armed = None
            self.is_dead = self.has_failed = False


def elsewhere(act: Callable[[], None]) -> None:
    """Do it in a thread of its own, while this one waits: as another process would."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()
    thread.join(_FOR_EVER_SECONDS)
    assert not thread.is_alive(), "each waits for the other"
    if failed:
        raise failed[0]


def some_manners(dice: Random, many: int) -> list[Manner]:
    """How a server that is not well takes the next mails: most of them well all the same."""
    return [dice.choice(FAULTY) if dice.random() < 0.6 else Manner.WELL for _ in range(many)]
