"""A program that is given bytes by strangers: it runs beside us, for so long, with so much, and says so much."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

OUT_OF_MEMORY, NOT_INSTALLED = 3, 4  # what the program exits with when it was refused more, or lacks a library
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. The first three are kept by the system, the last two are looked at before anything is."""

    memory_bytes: int = 768 * 2**20
    cpu_seconds: int = 20
    wall_seconds: float = 40
    output_bytes: int = 24_000_000
    characters: int = 1_000_000
    content_bytes: int = 60_000_000
    unpacked_bytes: int = 200_000_000


class Ending(StrEnum):
    """How it went. The values are said of the file."""

    DONE = ""
    FAILED = "gick inte att läsa: den är skadad eller gjord på ett sätt som programmet inte känner"
    OUT_OF_MEMORY = "lästes inte färdigt: den kräver mer minne än en fil får ta"
    OUT_OF_TIME = "lästes inte färdigt: den tar längre tid än en fil får ta"
    TOO_MUCH_OUTPUT = "lästes inte färdigt: den innehåller mer text än en fil får ge"
    DIED = "gick inte att läsa: läsningen avbröts av systemet"
    NOT_INSTALLED = "lästes inte: det som läser bilagor är inte installerat (bristvakt[inkorg])"
    NOT_STARTED = "lästes inte: läsningen gick inte att starta på den här maskinen"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the program said, and how it ended. What was said is nothing unless it ended as it should."""

    ending: Ending
    output: bytes = b""


def run(command: Sequence[str], content: bytes, limits: Limits) -> Outcome:
    """The program's answer to the content on its standard input. Never raises for what the program does.

    The content is given as a nameless file in memory: nothing is left on the disk, and neither waits for the other.
    What it may take of memory and processor it limits itself, before it reads (reading/confinement.py); here the
    clock and the length of the answer are watched.
    """
    try:
        with os.fdopen(os.memfd_create("bilaga"), "w+b") as given:
            given.write(content)
            given.seek(0)
            process = subprocess.Popen(  # noqa: S603 – the caller's own command, without a shell
                command,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"OPENPYXL_LXML": "False"},
                start_new_session=True,
            )
    except OSError:
        return Outcome(Ending.NOT_STARTED)
    with process:
        try:
            return _outcome(process, limits)
        finally:
            process.kill()


def _outcome(process: subprocess.Popen[bytes], limits: Limits) -> Outcome:
    assert process.stdout is not None
    deadline = time.monotonic() + limits.wall_seconds
    try:
        output = _read(process.stdout, deadline, limits.output_bytes)
        if len(output) > limits.output_bytes:
            return Outcome(Ending.TOO_MUCH_OUTPUT)
        code = process.wait(max(0.0, deadline - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired):
        return Outcome(Ending.OUT_OF_TIME)
    ending = _ending(code)
    return Outcome(ending, output if ending is Ending.DONE else b"")


def _read(pipe: IO[bytes], deadline: float, most: int) -> bytes:
    """All of it, or a little more than `most` where it says more. Raises TimeoutError."""
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while len(output) <= most:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            chunk = os.read(pipe.fileno(), _CHUNK)
            if not chunk:
                break
            output += chunk
    return bytes(output)


def _ending(code: int) -> Ending:
    known = {
        0: Ending.DONE,
        OUT_OF_MEMORY: Ending.OUT_OF_MEMORY,
        NOT_INSTALLED: Ending.NOT_INSTALLED,
        -signal.SIGXCPU: Ending.OUT_OF_TIME,
    }
    return known.get(code, Ending.DIED if code < 0 else Ending.FAILED)
