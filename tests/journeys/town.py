"""An invented municipality in a trial folder: its commands and its daemon are real processes, its clock travels."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from states.instants import instant_text
from states.workdays import STOCKHOLM
from tests.journeys.forks import forked
from workflow.clock import set_clock
from workflow.demo.stage import template
from workflow.demo.story import CASES
from workflow.errors import STALE
from workflow.store import queries
from workflow.store.reader import reading

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 60
LONG = os.environ.get("BRISTVAKT_LANG", "") not in ("", "0")


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """The one place where tests wait: until it is so, or WAIT_SECONDS have gone."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {WAIT_SECONDS} s for {what}")
        time.sleep(0.02)


def _begun(words: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workflow", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False)


class Town:
    """One trial folder. `url` is where its database lies; without it, a file in the data folder."""

    begins_anew = False  # whether each command is begun as a person begins it, by Python, with nothing read (forks.py)

    def __init__(self, folder: Path, url: str | None = None, port: int = 25) -> None:
        self.folder = folder
        self.url = url or f"sqlite:///{folder / 'data' / 'bristvakt.sqlite'}"
        self.config = folder / "config.toml"
        self.clock = folder / "klocka"
        self.now = datetime(2023, 5, 22, 10, 0, tzinfo=STOCKHOLM)
        if self.config.exists():
            return
        folder.mkdir(parents=True, exist_ok=True)
        text = template("config.toml").format(port=port)
        database = f'\n[databas]\nurl = "{url.replace("+psycopg", "")}"\n' if url else ""
        self.config.write_text(text + database, encoding="utf-8")
        set_clock(self.clock, self.now)
        self.brist("databas", "skapa", "--prov", clock=False)

    def file(self, name: str, content: str) -> str:
        """The path of a file with that content."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    def case_file(self, case: str = "1") -> str:
        return self.file(f"arende-{case}.toml", template("arende.toml").format(**CASES[case]))

    def at(self, when: str) -> None:
        """Let the clock travel to that Swedish time."""
        self._travel(datetime.fromisoformat(when).replace(tzinfo=STOCKHOLM))

    def _travel(self, to: datetime) -> None:
        self.now = to
        set_clock(self.clock, to)

    def brist(self, *words: str, code: int = 0, clock: bool = True) -> str:
        """Give a command in a process of its own; its output. Fails unless it ends with the exit code.

        If the daemon has changed the case in the middle of it, the command is given again, as it says itself.
        """
        options = ["--config", str(self.config), *(["--klocka", str(self.clock)] if clock else [])]
        for _ in range(5):
            done = _begun([*options, *words]) if self.begins_anew else forked([*options, *words], WAIT_SECONDS)
            if code == STALE or done.returncode != STALE:
                break
        assert done.returncode == code, f"brist {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def ask(self, *words: str) -> Any:
        """What a reading command says in JSON."""
        return json.loads(self.brist(*words, "--json"))["data"]

    def states(self, case: str = "1") -> dict[str, str]:
        return {d["code"]: d["state"] for d in self.ask("ärende", "visa", case)["case"]["deficiencies"]}

    @contextmanager
    def daemon(self) -> Iterator[subprocess.Popen[bytes]]:
        """The daemon, while this lasts; it has to end well when told to."""
        process = self.start()
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            ended = process.wait(WAIT_SECONDS)
        assert ended == 0, self.log()

    def start(self) -> subprocess.Popen[bytes]:
        """A daemon that whoever asked for it ends."""
        words = ["--config", str(self.config), "--klocka", str(self.clock), "daemon"]
        with (self.folder / "daemon.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "workflow", *words], cwd=ROOT, stderr=log, stdout=log)

    def log(self) -> str:
        """What the daemons have said."""
        return (self.folder / "daemon.log").read_text(encoding="utf-8")

    def settle(self) -> None:
        """Let a second pass and wait until the daemon has nothing left to do at that instant."""
        self._travel(self.now + timedelta(seconds=1))
        wanted = instant_text(self.now)
        wait_for(lambda: self._settled() == wanted, f"the daemon to settle at {wanted}; see daemon.log")

    def _settled(self) -> str | None:
        with reading(self.url) as reader:
            row = reader.one(queries.SETTING, name="settled_at")
        return row.value if row else None
