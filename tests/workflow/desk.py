"""A case worker's desk in this process: a trial folder, its clock, and commands as they are typed."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from states.workdays import STOCKHOLM
from workflow.cli.main import main
from workflow.clock import set_clock
from workflow.demo.stage import template
from workflow.demo.story import CASES


class Desk:
    """One trial folder on SQLite. `warned` is what the last command said beside its answer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config, self.clock = folder / "config.toml", folder / "klocka"
        self.warned = ""
        if not self.config.exists():
            self.config.write_text(template("config.toml").format(port=25), encoding="utf-8")
            set_clock(self.clock, datetime(2023, 5, 22, 10, 0, tzinfo=STOCKHOLM))
            self._call("databas", "skapa", "--prov")

    def at(self, when: str) -> None:
        """Let the clock travel to that Swedish time."""
        set_clock(self.clock, datetime.fromisoformat(when).replace(tzinfo=STOCKHOLM))

    def file(self, name: str, content: str) -> str:
        """The path of a file with that content."""
        (self.folder / name).write_text(content, encoding="utf-8")
        return str(self.folder / name)

    def open(self, case: str = "1", **changes: str) -> str:
        text = template("arende.toml").format(**(CASES[case] | changes))
        return self.brist("ärende", "ny", self.file(f"arende{case}.toml", text))

    def brist(self, *words: str, code: int = 0) -> str:
        """Give a command; what it answers, on one line. Fails unless it ends with the exit code."""
        return self._call("--klocka", str(self.clock), *words, code=code)

    def ask(self, *words: str) -> Any:
        """What a reading command says in JSON."""
        out = io.StringIO()
        options = ("--config", str(self.config), "--klocka", str(self.clock))
        assert main((*options, *words, "--json"), stdout=out, stderr=out, environ={}) == 0, out.getvalue()
        return json.loads(out.getvalue())["data"]

    def _call(self, *words: str, code: int = 0) -> str:
        out, err = io.StringIO(), io.StringIO()
        environ = {"BRIST_FELSOK": "1"}
        done = main(("--config", str(self.config), *words), stdout=out, stderr=err, environ=environ)
        self.warned = " ".join(err.getvalue().split())
        told = " ".join(out.getvalue().split())
        assert done == code, f"brist {' '.join(words)}: {done}\n{told}\n{err.getvalue()}"
        return told if code == 0 else self.warned
