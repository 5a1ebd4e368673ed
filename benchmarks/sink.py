"""An SMTP server in a process of its own that takes everything and counts: no more work than a server must do.

It says its port on a line. When its input ends it says how many mails came and how many different ones.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_END = b"\r\n.\r\n"
_ANSWERS = {b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n", b"DATA": b"354 go\r\n"}


@dataclass(slots=True)
class Count:
    """How many mails came, and how many different ones by their Message-ID."""

    came: int = 0
    different: int = 0


@contextmanager
def counting() -> Iterator[tuple[int, Count]]:
    """The server's port while it runs; what came is known afterwards."""
    count = Count()
    with subprocess.Popen(  # noqa: S603 – this very file
        [sys.executable, str(Path(__file__))], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), count
        finally:
            process.stdin.close()
        count.came, count.different = map(int, process.stdout.read().split())


async def _serve() -> None:
    ids: list[bytes] = []
    server = await asyncio.start_server(lambda reader, writer: _talk(reader, writer, ids), "127.0.0.1", 0, limit=2**24)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(len(ids), len(set(ids)), flush=True)
    server.close()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ids: list[bytes]) -> None:
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        writer.write(_ANSWERS.get(verb, b"250 ok\r\n"))
        if verb == b"DATA":
            ids.append(_message_id(await reader.readuntil(_END)))
            writer.write(b"250 taken\r\n")
        if verb == b"QUIT":
            break
    writer.close()


def _message_id(raw: bytes) -> bytes:
    return raw.partition(b"Message-ID: ")[2].partition(b"\r\n")[0]


if __name__ == "__main__":
    asyncio.run(_serve())
