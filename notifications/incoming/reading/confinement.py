"""What the process that reads gives up before it looks at a stranger's bytes.

Several walls, since each has its gaps: the system's limits hold for libraries in C too, the audit hook tells Python
code from what it must not do, and the empty network is there where the system lets anyone make one.
"""

import ctypes
import mimetypes
import os
import resource
import sys
from typing import Any

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES = 38
_FILES = 64
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_REFUSED = (
    "ctypes.",
    "ftplib.",
    "http.",
    "imaplib.",
    "os.chmod",
    "os.chown",
    "os.exec",
    "os.fork",
    "os.kill",
    "os.link",
    "os.mkdir",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.spawn",
    "os.symlink",
    "os.system",
    "os.truncate",
    "os.utime",
    "pty.",
    "shutil.",
    "smtplib.",
    "socket.",
    "sqlite3.",
    "subprocess.",
    "tempfile.",
    "urllib.",
    "webbrowser.",
)


def confine(memory_bytes: int, cpu_seconds: int) -> None:
    """From here on, until the process ends. Cannot be undone."""
    system = ctypes.CDLL(None)
    system.unshare(_NEW_USER | _NEW_NETWORK)  # refused by some systems: the other walls stand
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, _FILES),
    ):
        _limit(what, most)
    sys.addaudithook(_refuse)


def _limit(what: int, most: int) -> None:
    """No more than the system already allows. At the limit of time a signal tells of it; a second later one kills."""
    _, hard = resource.getrlimit(what)
    last = most + (what == resource.RLIMIT_CPU)
    last = last if hard == resource.RLIM_INFINITY else min(last, hard)
    resource.setrlimit(what, (min(most, last), last))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        _refuse_file(*arguments)
    elif event.startswith(_REFUSED):
        raise PermissionError(event)


def _refuse_file(path: Any, mode: str | None, flags: int) -> None:
    """Modules are loaded when they are needed; nothing else on the disk concerns who reads a file that came by mail."""
    if set(mode or "") & set("wax+") or flags & _WRITES:
        raise PermissionError(path)
    if isinstance(path, int):
        return
    name = os.fsdecode(path)
    if not name.startswith(_READABLE):
        raise PermissionError(name)


_READABLE = tuple(
    os.fsdecode(folder)
    for folder in (*sys.path, sys.prefix, sys.base_prefix, *mimetypes.knownfiles)
    if folder not in ("", "/")
)
