"""The stage: a municipality's trial folder, its clock, its commands and its daemon, told as they happen."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from states.workdays import STOCKHOLM
from workflow.app import context_for
from workflow.cli.main import main
from workflow.cli.output import Terminal, paragraphs
from workflow.clock import set_clock
from workflow.config import load
from workflow.daemon import Daemon
from workflow.demo.sink import Received, Sink


class Unexpected(Exception):
    """The story took another turn than it should."""

    exit_code = 8


class Stage:
    """Where a story is played. Nothing here knows the story."""

    def __init__(self, folder: Path, terminal: Terminal, sink: Sink, config: str) -> None:
        """Write the configuration out of that template; the database is made by a command, like everything else."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.terminal = terminal
        self.sink = sink
        self.config = folder / "config.toml"
        self.clock = folder / "klocka"
        self.mails: list[tuple[date, Received]] = []
        self.incoming = 0  # how many mails have been put into the function mailboxes
        self._today = date.min
        self.write("config.toml", template(config).format(port=sink.port))

    def write(self, name: str, content: str) -> Path:
        """Put a file into the folder."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    def at(self, when: str) -> None:
        """Let the clock travel to that Swedish time, and say so."""
        instant = datetime.fromisoformat(when).replace(tzinfo=STOCKHOLM)
        set_clock(self.clock, instant)
        self._today = instant.date()
        self.terminal.say(f"\n── {_WEEKDAYS[instant.weekday()]} {when} " + "─" * 40)

    def tell(self, text: str) -> None:
        """A sentence of the story."""
        self.terminal.say(paragraphs(text, self.terminal.width))

    def brist(self, *words: str, expect: int = 0, at_most: int | None = None) -> None:
        """Give a command, show it and what it answered: `at_most` so many lines of it.

        Raises Unexpected for another exit code.
        """
        shown = " ".join(f"'{word}'" if " " in word else word for word in words)
        self.terminal.say(paragraphs(f"$ brist {self._short(shown)}", self.terminal.width))
        lines = self._short(self._run(words, expect)).splitlines()
        self.terminal.say("\n".join(f"  {line}" for line in lines[:at_most]))
        if len(lines) > len(lines[:at_most]):
            self.terminal.say(f"  … och {len(lines) - len(lines[:at_most])} rader till")

    def _run(self, words: tuple[str, ...], expect: int) -> str:
        out = io.StringIO()
        options = ["--config", str(self.config)] + (["--klocka", str(self.clock)] if "skapa" not in words else [])
        code = main([*options, *words], stdout=out, stderr=out, environ={"COLUMNS": str(self.terminal.width - 2)})
        if code != expect:
            raise Unexpected(f"brist {' '.join(words)}: svarskod {code} i stället för {expect}\n{out.getvalue()}")
        return out.getvalue()

    def ask(self, *words: str) -> Any:
        """What a reading command answers in JSON, without showing it."""
        return json.loads(self._run((*words, "--json"), 0))["data"]

    def _short(self, text: str) -> str:
        return text.replace(f"{self.folder}/", "")

    def tick(self) -> None:
        """Let the daemon do what is to be done now, and tell which mails came out of it."""
        known = len(self.sink.mails)
        with context_for(load(self.config), self.clock, sends=True) as context:
            Daemon(context).once()
        new = self.sink.mails[known:]
        for mail in new:
            self.terminal.say(paragraphs(f"  ✉ till {mail.recipient}: {mail.subject}", self.terminal.width))
        if not new:
            self.terminal.say("  (tjänsten: inget mejl)")
        self.mails += [(self._today, mail) for mail in new]


@dataclass(frozen=True, slots=True)
class Municipality:
    """One data folder: what is played in it, and what it has to come to.

    `stories` are played one after the other on the same clock. `roles` says whose an address is. Of what it has to come
    to, `deficiencies` has a line for each ("1/D3: kvarstår, 2": state and number of notices), `mails` one for each mail
    ("2023-05-22 Björken: Påpekande nr 1") and `tasks` one for each that waits for a person at the end.
    """

    folder: str
    title: str
    config: str
    roles: Mapping[str, str]
    stories: tuple[Callable[[Stage], None], ...]
    deficiencies: str
    mails: str
    tasks: str
    look: tuple[str, ...]


_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


def template(name: str) -> str:
    """A file of the demonstration."""
    return (files("workflow.demo") / name).read_text(encoding="utf-8")
