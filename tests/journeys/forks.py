"""Commands in processes of their own that need not read the libraries first: forks of one that has read all our code.

Each is as real as any: its own memory, connections and exit code. What it does not try is that it can be begun by Python
and can end; the golden case on SQLite does that (`Town.begins_anew`), and every daemon.
"""

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 1_000_000  # bytes of a command line


def forked(words: Sequence[str], within_seconds: int) -> subprocess.CompletedProcess[str]:
    """`brist` with those words. One that takes longer than so many seconds is ended by SIGALRM."""
    asked = json.dumps({"words": words, "environ": dict(os.environ), "seconds": within_seconds})
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:
        line = _line()
        socket.send_fds(line, [asked.encode()], [out.fileno(), err.fileno()])
        code = json.loads(line.recv(64))
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, code, out.read(), err.read())


@cache
def _line() -> socket.socket:
    """The line to the process that is forked: one for each worker, and it ends with the worker."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        begun = [sys.executable, "-m", "tests.journeys.forks", str(theirs.fileno())]
        process = subprocess.Popen(begun, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _serve(line: socket.socket) -> None:
    while True:
        asked, ends, _, _ = socket.recv_fds(line, LONGEST, 2)
        if not asked:
            return
        pid = os.fork()
        if pid == 0:
            line.close()
            _become_brist(json.loads(asked), *ends)
        for end in ends:
            os.close(end)
        line.send(json.dumps(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())


def _become_brist(asked: dict[str, object], out: int, err: int) -> None:
    from workflow.cli.main import run

    os.dup2(out, 1)
    os.dup2(err, 2)
    os.environ.clear()
    os.environ.update(asked["environ"])  # type: ignore[call-overload]
    sys.argv = ["brist", *asked["words"]]  # type: ignore[misc]
    signal.alarm(asked["seconds"])  # type: ignore[arg-type]
    try:
        run()
    except SystemExit as ended:  # without tearing down what was there before the fork
        os._exit(ended.code)  # type: ignore[arg-type]


def _read_our_code() -> None:
    from workflow.cli.commands import COMMANDS

    for name in {command.run.partition(":")[0] for command in COMMANDS} | {"workflow.app", "workflow.store.migrate"}:
        import_module(name)
    gc.freeze()


if __name__ == "__main__":
    _read_our_code()
    _serve(socket.socket(fileno=int(sys.argv[1])))
