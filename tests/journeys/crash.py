"""Kills a process at a chosen point: around each commit, SMTP verb, IMAP command, file rename and flush, before each statement.

The points of a step are counted by a dry pass of the same step; the product knows nothing of this.
"""

import imaplib
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiosmtplib.protocol
from sqlalchemy.engine.default import DefaultDialect

from notifications.incoming import confined

NEVER = -1


class Points:
    """Counts the points that a process passes, and kills it at one of them, whose name is then left in `log`."""

    def __init__(self, kill_at: int = NEVER, log: Path | None = None) -> None:
        self.kill_at, self.log = kill_at, log
        self.passed: list[str] = []

    def __call__(self, name: str) -> None:
        if len(self.passed) == self.kill_at:
            if self.log:
                self.log.write_text(json.dumps([name]), encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed.append(name)


@contextmanager
def intercepted(point: Points, *, statements: bool = False) -> Iterator[None]:
    """Every commit, rename, flush and SMTP verb passes `point`, before and after; with `statements` each of them before."""
    protocol = aiosmtplib.protocol.SMTPProtocol
    patches: list[tuple[Any, str, Any]] = [
        (DefaultDialect, "do_commit", _around(DefaultDialect.do_commit, point, lambda *_: "commit")),
        (os, "replace", _around(os.replace, point, lambda *_: "rename")),
        (os, "fsync", _around(os.fsync, point, lambda *_: "fsync")),
        (protocol, "execute_command", _around_async(protocol.execute_command, point, _verb)),
        (protocol, "execute_data_command", _around_async(protocol.execute_data_command, point, lambda *_: "DATA")),
        (imaplib.IMAP4, "send", _around(imaplib.IMAP4.send, point, _command)),
        (confined, "_outcome", _around(confined._outcome, point, lambda *_: "reading of a file")),
    ]
    if statements:  # after one is before the next, or before the commit
        patches.append((DefaultDialect, "do_execute", _before(DefaultDialect.do_execute, point, "statement")))
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in patches]
    for owner, name, replacement in patches:
        setattr(owner, name, replacement)
    try:
        yield
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


def _verb(_: Any, verb: bytes, *rest: Any) -> str:
    return verb.decode().split()[0]


def _command(_: Any, line: bytes) -> str:
    """The command of a line with its tag, as UID FETCH."""
    words = line.decode("latin-1").upper().split()[1:3]
    return f"IMAP {' '.join(words[: 2 if words[:1] == ['UID'] else 1])}"


def _before(original: Callable[..., Any], point: Points, name: str) -> Callable[..., Any]:
    def wrapped(*arguments: Any, **options: Any) -> Any:
        point(f"before {name}")
        return original(*arguments, **options)

    return wrapped


def _around(original: Callable[..., Any], point: Points, name: Callable[..., str]) -> Callable[..., Any]:
    def wrapped(*arguments: Any, **options: Any) -> Any:
        point(f"before {name(*arguments)}")
        result = original(*arguments, **options)
        point(f"after {name(*arguments)}")
        return result

    return wrapped


def _around_async(original: Callable[..., Any], point: Points, name: Callable[..., str]) -> Callable[..., Any]:
    async def wrapped(*arguments: Any, **options: Any) -> Any:
        point(f"before {name(*arguments)}")
        result = await original(*arguments, **options)
        point(f"after {name(*arguments)}")
        return result

    return wrapped
