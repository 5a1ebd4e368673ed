"""kill -9 at every database commit, SMTP verb, file rename and flush of the golden case, one at a time.

`make krasch` kills before every SQL statement too, and tells the same story on PostgreSQL.

Each step of the case is a process of its own. A dry pass counts its points and keeps the folder as it was before the
step. Then, for every point: the folder is laid anew, the process is killed there, and people and daemon go on as they would –
a command is given again if the case is as it was before, the daemon is started again. What must hold then: every event
is there once and the chains are whole; at the server, which removes no doubles, each mail has come at most
once, and exactly once unless it is *oklart*; what ought to be said is planned, struck or part of a mail as it would have been.

Of one reminder the answer comes in before the daemon is started again: then it has not come at all, unless it was begun.
"""

import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import psycopg
import pytest

from states.workdays import STOCKHOLM
from tests.journeys.crash import NEVER, Points, intercepted
from tests.journeys.town import LONG
from tests.notifications.server import Handler, serving
from workflow.cli.main import main
from workflow.clock import set_clock
from workflow.demo.stage import template
from workflow.demo.story import CASES
from workflow.status import health
from workflow.store import queries
from workflow.store.chain import ALL, broken
from workflow.store.reader import reading
from workflow.store.replay import differences

DAEMON = ("daemon", "--en-gång")
DATABASES = ["sqlite", "postgresql"]
REMINDED = "2023-09-13 09:00"  # the tick that reminds the provider of R5 once its day has passed
PART_OF = 4  # the points are shared out between so many tests, which run side by side


@dataclass(frozen=True)
class Step:
    """A command at an instant."""

    when: str
    words: tuple[str, ...]

    @property
    def is_daemon(self) -> bool:
        return self.words == DAEMON


CREATE = Step("2023-05-22 09:00", ("databas", "skapa", "--prov"))


def steps(folder: Path) -> Iterator[Step]:
    """The golden case: every command and every tick that writes or mails."""

    def file(name: str, content: str) -> str:
        (folder / name).write_text(content, encoding="utf-8")
        return str(folder / name)

    case = file("arende.toml", template("arende.toml").format(**CASES["1"]))
    first, second = (file(name, template(name)) for name in ("papekande1.toml", "papekande2.toml"))
    decision = [file(f"beslut{number}.txt", f"Beslut {number}\n") for number in range(3)]
    plan, minutes = file("plan.txt", "Åtgärdsplan\n"), file("protokoll.txt", "Protokollsutdrag\n")
    story: list[tuple[str, str]] = [
        ("2023-05-22 10:00", f"ärende ny {case}"),
        ("2023-05-22 10:00", f"begär-plan 1 --handling {decision[0]} --påpekande {first}"),
        ("2023-05-22 10:00", "daemon --en-gång"),
        ("2023-05-22 15:00", "bekräfta-mottagande 1 --den 2023-05-22 --genom kvittens"),
        ("2023-06-05 09:00", "daemon --en-gång"),
        ("2023-06-09 08:05", "daemon --en-gång"),
        (
            "2023-06-09 08:06",
            f"registrera 1 --avser plan --inkom 2023-06-08T23:41+02:00 --sätt epost --handling {plan}",
        ),
        ("2023-08-31 09:00", "daemon --en-gång"),
        ("2023-09-01 09:00", "anstånd bevilja 1 --avser R5 --till 2023-09-11 --skäl semester"),
        ("2023-09-01 09:00", "daemon --en-gång"),
        ("2023-09-12 09:00", "daemon --en-gång"),
        ("2023-09-12 09:01", "brevlåda läst --till 2023-09-12T08:30+02:00"),
        ("2023-09-13 09:00", "daemon --en-gång"),
        ("2023-10-16 13:00", "bedöm 1/D1 --åtgärdade alla"),
        ("2023-10-16 13:00", "bedöm 1/D2 --åtgärdade alla"),
        ("2023-10-16 13:00", "bedöm 1/D4 --åtgärdade alla"),
        ("2023-10-16 13:00", "bedöm 1/D5 --åtgärdade alla"),
        ("2023-10-16 13:00", "bedöm 1/D6 --åtgärdade alla"),
        ("2023-10-16 13:00", "bedöm 1/D3 --åtgärdade D3a,D3b,D3c --kvarstår D3d"),
        ("2023-10-18 10:00", f"besluta-resultat 1 --handling {decision[1]} --påpekande {second} --plan-för D3"),
        ("2023-10-18 10:00", "daemon --en-gång"),
        ("2023-10-18 15:00", "bekräfta-mottagande 1 --den 2023-10-18 --genom kvittens"),
        ("2023-10-27 11:00", "registrera 1 --avser plan:D3 --inkom 2023-10-27T10:02+02:00 --sätt epost"),
        ("2023-12-18 09:00", "daemon --en-gång"),
        ("2024-01-15 10:00", "bedöm 1/D3 --åtgärdade D3a,D3b,D3c --kvarstår D3d"),
        ("2024-01-15 10:00", f"besluta-resultat 1 --handling {decision[2]}"),
        ("2024-01-15 10:00", "daemon --en-gång"),
        (
            "2024-02-07 14:00",
            f"registrera-beslut 1/D3 --grund två-påpekanden --organ Nämnden --den 2024-02-07 --paragraf 12 --handling {minutes}",
        ),
    ]
    yield from (Step(when, tuple(words.split())) for when, words in story)


@cache
def _packages() -> Any:
    """What is installed, looked up once for all: each daemon asks as it starts, and that is half of a pass without mails."""
    return packages_distributions()


class Town:
    """A trial folder whose processes are forked, so that one of them can be killed anywhere.

    With a server of PostgreSQL its database lies there, and a copy of it is a database made from another.
    """

    statements = LONG

    def __init__(self, folder: Path, sink: Handler, port: int = 25, postgresql: Any = None) -> None:
        folder.mkdir()
        self.folder, self.sink, self.postgresql = folder, sink, postgresql
        self.data, self.clock, self.config = folder / "data", folder / "klocka", folder / "config.toml"
        self.url = f"sqlite:///{self.data / 'bristvakt.sqlite'}"
        text = template("config.toml").format(port=port)
        if postgresql:
            self.statements, self.name = False, f"t{uuid4().hex}"
            self._ask(f"CREATE DATABASE {self.name}")
            url = postgresql.get_uri(database=self.name)
            self.url = url.replace("postgresql://", "postgresql+psycopg://", 1)
            text += f'\n[databas]\nurl = "{url}"\n'
        self.config.write_text(text, encoding="utf-8")

    def run(self, step: Step, kill_at: int = NEVER) -> tuple[int, list[str]]:
        """The step in a process of its own: its exit code (negative: the signal) and the points that it passed.

        Of one that was killed: the point where it was.
        """
        from datetime import datetime

        set_clock(self.clock, datetime.fromisoformat(step.when).replace(tzinfo=STOCKHOLM))
        log = self.folder / "points"
        log.unlink(missing_ok=True)
        _packages()
        pid = os.fork()
        if pid == 0:
            self._child(step, kill_at, log)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return code, json.loads(log.read_text(encoding="utf-8")) if log.exists() else []

    def _child(self, step: Step, kill_at: int, log: Path) -> None:
        out, points, code = io.StringIO(), Points(kill_at, log), 1
        clock = [] if "skapa" in step.words else ["--klocka", str(self.clock)]
        words = ["--config", str(self.config), *clock, *step.words]
        try:
            with (
                patch.object(health, "packages_distributions", _packages),
                intercepted(points, statements=self.statements),
            ):
                code = main(words, stdout=out, stderr=out, environ={})
            log.write_text(json.dumps(points.passed), encoding="utf-8")
            if code:
                (self.folder / "said").write_text(out.getvalue(), encoding="utf-8")
        finally:
            os._exit(code)

    def keep(self, place: Path) -> None:
        """A copy of the data folder and the database."""
        shutil.copytree(self.data, place)
        if self.postgresql:
            self._ask(f"CREATE DATABASE {self.name}_{place.name} TEMPLATE {self.name}")

    def lay(self, place: Path) -> None:
        """The data folder and the database as they were kept."""
        shutil.rmtree(self.data)
        shutil.copytree(place, self.data)
        if self.postgresql:
            self._ask(f"DROP DATABASE {self.name} WITH (FORCE)")
            self._ask(f"CREATE DATABASE {self.name} TEMPLATE {self.name}_{place.name}")

    def _ask(self, statement: str) -> None:
        with psycopg.connect(self.postgresql.get_uri(), autocommit=True) as connection:
            connection.execute(statement)

    def differences(self) -> list[str]:
        """Whatever is broken in its chains, or not as its events say."""
        with reading(self.url) as reader:
            return [*broken(reader), *differences(reader)]

    def events(self) -> list[tuple[str, str, str]]:
        """What has happened: chain, kind and effective day of every event but sent mails."""
        with reading(self.url) as reader:
            found = [(e.chain.partition(":")[0], e.kind, str(e.effective_on)) for e in reader.all(ALL)]
        return [event for event in found if event[1] != "mejl avsänt"]

    def mails(self) -> dict[str, str]:
        """The status of every composed mail, by Message-ID."""
        with reading(self.url) as reader:
            return dict(reader.rows("SELECT message_id, status FROM mail"))  # type: ignore[arg-type]

    def planned(self) -> Counter[tuple[object, ...]]:
        """What ought to be said, and what has become of it."""
        with reading(self.url) as reader:
            return Counter(reader.rows("SELECT cause_kind, rung, recipient_role, status, reason FROM planned_mail"))

    def version(self) -> int | None:
        """The case's version; None before there is a case."""
        with reading(self.url) as reader:
            case = reader.one(queries.CASE_BY_SERIAL, serial=1)
            return case.version if case else None

    def read_to(self) -> object:
        """To when the mailbox is read: the only thing that is written beside the case."""
        with reading(self.url) as reader:
            return reader.rows("SELECT read_to FROM mailbox_read")


def play(town: Town, folder: Path) -> Iterator[tuple[int, Step, list[str]]]:
    """The dry pass: each step with its points; the folder is kept before and after it."""
    for number, step in enumerate(steps(town.folder)):
        town.keep(folder / str(number))
        code, points = town.run(step)
        assert code == 0, (step, (town.folder / "said").read_text(encoding="utf-8"))
        yield number, step, points
    town.keep(folder / str(number + 1))


def recover(town: Town, step: Step, before: tuple[object, object]) -> None:
    """What people and daemon do after a crash: look, and give the command again only if nothing was done."""
    if step.is_daemon or (town.version(), town.read_to()) == before:
        code, _ = town.run(step)
        assert code == 0, (town.folder / "said").read_text(encoding="utf-8")


def test_a_trial_folder_whose_making_is_killed_anywhere_can_be_made_again(tmp_path: Path) -> None:
    _, points = Town(tmp_path / "dry", Handler()).run(CREATE)
    assert {"before rename", "after rename", "before commit", "after commit"} <= set(points)

    for at in range(len(points)):
        town = Town(tmp_path / str(at), Handler())
        assert town.run(CREATE, kill_at=at)[0] == -9
        for step in (CREATE, Step(CREATE.when, ("ärende", "lista"))):  # with the travelling clock of a trial
            assert town.run(step)[0] == 0, f"{points[at]}: {(town.folder / 'said').read_text(encoding='utf-8')}"


def server_of(database: str, request: pytest.FixtureRequest) -> Any:
    """The server, where the database is to lie on one."""
    return request.getfixturevalue("postgresql") if database == "postgresql" else None


def arrived(sink: Handler) -> Counter[str]:
    return Counter(str(message_from_bytes(raw)["Message-ID"]) for _, raw in sink.received)


@pytest.mark.parametrize("part", range(PART_OF))
@pytest.mark.parametrize("database", DATABASES if LONG else DATABASES[:1])
def test_a_process_killed_anywhere_loses_nothing_and_says_nothing_twice(
    tmp_path: Path, database: str, part: int, request: pytest.FixtureRequest
) -> None:
    sink = Handler()
    kept = tmp_path / "kept"
    kept.mkdir()
    with serving(sink) as port:
        folder = tmp_path / "town"
        town = Town(folder, sink, port, server_of(database, request))
        assert town.run(CREATE)[0] == 0
        dry = list(play(town, kept))
        kinds = {name for _, _, points in dry for name in points}
        passed = {
            "before commit",
            "after commit",
            "before rename",
            "after fsync",
            "before MAIL",
            "after RCPT",
            "after DATA",
        }
        assert passed | ({"before statement"} if town.statements else set()) <= kinds
        points = [(number, step, at) for number, step, names in dry for at in _worth_a_kill(names)]
        assert any(status == "struken" for _, _, _, status, _ in town.planned())
        for number, step, at in points[part::PART_OF]:
            _kill(town, kept, number, step, at)
        reminded = [
            (number, step, at)
            for number, step, names in dry
            for at, name in enumerate(names)
            if step.when == REMINDED and name.endswith(("commit", "DATA")) and at <= names.index("after DATA")
        ]
        assert reminded
        for number, step, at in reminded[part::PART_OF]:
            _kill_and_answer(town, kept, number, step, at)
    killed = len(points[part::PART_OF]) + len(reminded[part::PART_OF])
    print(  # noqa: T201 – make krasch shows it
        f"{database}, del {part + 1} av {PART_OF}: dödad vid {killed} av {len(points) + len(reminded)} punkter"
    )


def _worth_a_kill(names: list[str]) -> list[int]:
    """After one is before the next: nothing lasting lies between, and only the long run kills at both.

    The short run takes every second of them, beginning with the one after which nothing has left or been written.
    """
    found = [at for at, name in enumerate(names) if LONG or name.startswith("before") or at == len(names) - 1]
    return found if LONG else found[::2]


def _kill_and_answer(town: Town, kept: Path, number: int, step: Step, at: int) -> None:
    """What the reminder asks for comes in while the daemon is down: 0 copies, unless one was begun."""
    town.lay(kept / str(number))
    already = set(town.mails())
    town.sink.received.clear()
    assert town.run(step, kill_at=at)[0] == -9, f"{step} passed point {at} alive"
    was_begun = any(status in ("påbörjad", "avsänd") for mail, status in town.mails().items() if mail not in already)

    day = step.when.partition(" ")[0]
    answer = f"registrera 1 --avser R5 --inkom {day}T09:20+02:00 --sätt epost"
    for later in (Step(f"{day} 09:30", tuple(answer.split())), Step(f"{day} 10:00", DAEMON)):
        assert town.run(later)[0] == 0, (town.folder / "said").read_text(encoding="utf-8")

    place = f"{step} killed at {at}, answered and started again"
    new = {status for mail, status in town.mails().items() if mail not in already}
    assert len(town.sink.received) <= (1 if was_begun else 0), place
    assert new <= ({"avsänd", "oklart"} if was_begun else {"ej avsänd"}), f"{place}: {new}"


def _kill(town: Town, kept: Path, number: int, step: Step, at: int) -> None:
    town.lay(kept / str(number + 1))
    wanted, planned, outcome = town.events(), town.planned(), len(town.mails())
    town.lay(kept / str(number))
    already = set(town.mails())
    before = (town.version(), town.read_to())
    town.sink.received.clear()

    code, _ = town.run(step, kill_at=at)
    assert code == -9, f"{step} passed point {at} alive"
    recover(town, step, before)

    place = f"{step} killed at {at}"
    new = {message: status for message, status in town.mails().items() if message not in already}
    came = arrived(town.sink)
    assert town.planned() == planned, place
    assert len(town.mails()) == outcome, place
    assert set(came) <= set(new), place
    for message, status in new.items():
        assert came[message] <= 1, f"{place}: {message} came {came[message]} times"
        assert status in ("avsänd", "oklart"), f"{place}: {status}"
        assert came[message] == 1 or status == "oklart", f"{place}: {message} is {status} and never came"
    unclear = "oklart" in new.values()
    _check_events(town, wanted, place, unclear=unclear)


def _check_events(town: Town, wanted: list[tuple[str, str, str]], place: str, *, unclear: bool) -> None:
    found = town.events()
    missing = Counter(wanted) - Counter(found)
    allowed = {"påpekande expedierat"} if unclear else set()  # oklart is not dispatched until a person says so
    assert {kind for _, kind, _ in missing} <= allowed, f"{place}: {missing}"
    assert not Counter(found) - Counter(wanted), place
    assert town.differences() == [], place
