"""What every release has left behind is taken over by this version, on both databases, with nothing lost or invented.

tests/releases/NAME is a filled installation of that release, made once by `make utgåva NAMN=…` and never again.
"""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.journeys.town import ROOT
from tests.notifications.server import Handler, serving
from tests.workflow.store.schema import schema
from tests.workflow.world import World, swedish
from workflow.backup import manifest
from workflow.backup.restore import examined
from workflow.documents.archive import Document, damaged
from workflow.status.health import checks_of_register, named_documents
from workflow.store import chain
from workflow.store.database import connect, writing
from workflow.store.migrate import upgrade
from workflow.store.reader import reading
from workflow.store.revision import HEAD, stored
from workflow.store.started import is_started

RELEASES = sorted(path for path in (ROOT / "tests" / "releases").iterdir() if (path / "kopia").is_dir())
each_release = pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)


@pytest.fixture
def filled(release: Path, database_url: str) -> str:
    """The URL of a database as that release left it, of each kind."""
    if database_url.startswith("sqlite"):
        shutil.copyfile(release / "kopia" / manifest.DATABASE, database_url.removeprefix("sqlite:///"))
    else:
        engine = connect(database_url)
        with engine.begin() as connection:
            connection.connection.cursor().execute((release / "postgresql.sql").read_bytes())
        engine.dispose()
    return database_url


def ends(url: str) -> set[tuple[str, int, str]]:
    with reading(url) as reader:
        return {(end.chain, end.number, end.hash) for end in reader.all(chain.ENDS)}


def rows(url: str, *tables: str) -> list[Any]:
    with reading(url) as reader:
        return [reader.rows(f"SELECT COUNT(*) FROM {table}") for table in tables]


def test_every_release_in_the_changelog_has_left_a_filled_installation() -> None:
    told = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(told) <= {path.name for path in RELEASES}
    assert RELEASES


@each_release
def test_an_upgraded_installation_hangs_together(release: Path, filled: str) -> None:
    before, counted = ends(filled), rows(filled, "mail", "planned_mail", "deadline", "event_head", "contact")

    upgrade(filled)

    assert stored(filled) == HEAD
    assert (ends(filled), rows(filled, "mail", "planned_mail", "deadline", "event_head", "contact")) == (
        before, counted,
    )  # fmt: skip
    with reading(filled) as reader:
        assert [(check.name, check.problems) for check in checks_of_register(reader) if check.problems] == []
        kept = [Document(*one) for one in sorted(named_documents(reader))]
    assert kept
    assert list(damaged(release / "kopia", kept)) == []


@each_release
def test_an_upgraded_schema_is_the_schema_of_a_new_database(release: Path, filled: str, request: Any) -> None:
    upgrade(filled)
    if filled.startswith("sqlite"):
        fresh = f"sqlite:///{request.getfixturevalue('migrated_file')}"
    else:
        fresh = re.sub(r"/t[0-9a-f]{32}", f"/{request.getfixturevalue('migrated_database')}", filled)
    engines: list[Engine] = [connect(filled), connect(fresh)]

    old, new = (schema(engine) for engine in engines)

    assert old == new
    for engine in engines:
        engine.dispose()


@each_release
def test_events_are_still_refused_to_change_in_an_upgraded_installation(release: Path, filled: str) -> None:
    upgrade(filled)
    engine = connect(filled)

    for statement in ("UPDATE event_head SET actor = 'b'", "DELETE FROM event_head", "DELETE FROM event_body"):
        with pytest.raises(DBAPIError, match="händelser ändras aldrig"), writing(engine) as connection:
            connection.execute(text(statement))
    engine.dispose()


@each_release
def test_an_upgraded_installation_goes_on_working(release: Path, filled: str, tmp_path: Path) -> None:
    shutil.copytree(release / "kopia" / "handlingar", tmp_path / "handlingar")
    upgrade(filled)
    with reading(filled) as reader:
        assert is_started(reader)  # it has mailed before
    sink = Handler()
    with serving(sink) as port:
        world = World(tmp_path, filled, port, sink)
        world.clock.at = swedish("2024-02-13 10:00")
        world.read_mailbox()
        world.at("2024-02-14 10:00")
        world.tick()
        world.context.engine.dispose()

    assert world.subjects("viktor@linden.example") == ["Påminnelse"]
    with reading(filled) as reader:
        assert [check.name for check in checks_of_register(reader) if check.problems] == []


@each_release
def test_a_copy_of_an_older_release_can_still_be_restored(release: Path) -> None:
    assert [(check.name, check.problems) for check in examined(release / "kopia") if check.problems] == []
