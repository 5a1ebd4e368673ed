"""From empty to the program's revision: exactly what the models say, and events that never change."""

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from states.state import State
from tests.journeys.town import ROOT
from tests.workflow.store.schema import schema
from workflow.errors import DatabaseNotReady
from workflow.store import triggers
from workflow.store.database import connect, writing
from workflow.store.migrate import upgrade
from workflow.store.reader import reading
from workflow.store.revision import HEAD, require_current, stored
from workflow.store.tables import metadata


@pytest.fixture
def modelled(database_url: str, engine: Engine, request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """A second database, made out of the models instead of the migrations."""
    if engine.dialect.name == "sqlite":
        made = connect(f"sqlite:///{tmp_path / 'models.sqlite'}")
    else:
        import psycopg

        server = request.getfixturevalue("postgresql")
        name = f"m{uuid4().hex}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made = connect(server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://", 1))
    with writing(made) as connection:
        metadata.create_all(connection)
        for statement in triggers.statements(made.dialect.name):
            connection.execute(text(statement))
    request.addfinalizer(made.dispose)
    return made


def test_the_migrations_make_what_the_models_say(engine: Engine, modelled: Engine) -> None:
    assert schema(engine) == schema(modelled)


@pytest.mark.parametrize(
    "change",
    [
        "DROP INDEX ix_deadline_look; CREATE INDEX ix_deadline_look ON deadline (look_again_at)",
        "ALTER TABLE notice ADD COLUMN farg TEXT",
        "CREATE INDEX ix_extra ON deadline (item)",
    ],
    ids=["a partial index without its predicate", "a column more", "an index more"],
)
def test_the_comparison_sees(engine: Engine, modelled: Engine, change: str) -> None:
    with writing(engine) as connection:
        for statement in change.split("; "):
            connection.execute(text(statement))

    assert schema(engine) != schema(modelled)


def test_the_comparison_sees_a_missing_trigger(engine: Engine, modelled: Engine) -> None:
    name = "event_head_refuses_update" if engine.dialect.name == "sqlite" else "event_head_refuses_change ON event_head"
    with writing(engine) as connection:
        connection.execute(text(f"DROP TRIGGER {name}"))

    assert schema(engine) != schema(modelled)


def test_the_comparison_sees_a_changed_check(engine: Engine, modelled: Engine) -> None:
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA writable_schema=ON"))
            connection.execute(
                text("UPDATE sqlite_master SET sql = replace(sql, '''köad'', ', '') WHERE name = 'mail'")
            )
        else:
            connection.execute(text("ALTER TABLE mail DROP CONSTRAINT ck_mail_status"))

    assert schema(engine) != schema(modelled)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """A database with an event."""
    with writing(engine) as connection:
        connection.execute(
            text("INSERT INTO event_head (chain, number, head, hash, kind, effective_on, recorded_at, actor, act_id) "
                 "VALUES ('drift', 1, '{}', 'h', 'k', '2023-05-22', '2023-05-22T08:00:00.000000Z', 'a', 'x')")
        )  # fmt: skip
        connection.execute(text("INSERT INTO event_body (head_hash, salt, body) VALUES ('h', 's', '{}')"))
    return engine


@pytest.mark.parametrize("table", ["event_head", "event_body"])
@pytest.mark.parametrize("verb", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}"], ids=["UPDATE", "DELETE"])
def test_an_event_is_never_changed_after_every_migration(filled: Engine, table: str, verb: str) -> None:
    column = "actor" if table == "event_head" else "salt"

    with pytest.raises(DBAPIError, match="händelser ändras aldrig"), writing(filled) as connection:
        connection.execute(text(verb.format(t=table, c=column)))


def test_events_cannot_be_truncated(filled: Engine) -> None:
    if filled.dialect.name == "sqlite":
        return  # has no TRUNCATE: DELETE without WHERE is refused above
    with pytest.raises(DBAPIError, match="händelser ändras aldrig"), writing(filled) as connection:
        connection.execute(text("TRUNCATE event_body"))


def test_the_database_knows_exactly_the_states_of_the_lifecycle(engine: Engine, database_url: str) -> None:
    with reading(database_url) as reader:
        assert {value for (value,) in reader.rows("SELECT value FROM deficiency_state")} == set(State)


def test_a_state_that_does_not_exist_cannot_be_stored(engine: Engine) -> None:
    with pytest.raises(DBAPIError), writing(engine) as connection:
        connection.execute(
            text("INSERT INTO deficiency (case_uuid, code, requirement, point, state, state_since_on) "
                 "VALUES ('u', 'D1', '', '', 'påtald', '2023-05-22')")
        )  # fmt: skip


def test_upgrading_twice_changes_nothing(database_url: str, filled: Engine) -> None:
    before = schema(filled)

    assert upgrade(database_url) is None
    assert (schema(filled), stored(database_url)) == (before, HEAD)


def test_a_missing_database_says_what_to_run(database_url: str) -> None:
    with pytest.raises(DatabaseNotReady, match="brist databas skapa"):
        require_current(database_url)


@pytest.mark.parametrize(("revision", "remedy"), [("0000", "brist databas uppgradera"), ("9999", "nyare")])
def test_another_revision_says_what_to_do(database_url: str, engine: Engine, revision: str, remedy: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))

    with pytest.raises(DatabaseNotReady, match=remedy):
        require_current(database_url)


def test_a_step_that_no_version_of_the_program_has_made_is_refused(database_url: str, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    with pytest.raises(DatabaseNotReady, match="steg 0000, som programmet inte känner till"):
        upgrade(database_url)


@pytest.fixture
def of_first_step(tmp_path: Path) -> str:
    """The URL of a database that an older version made."""
    url = f"sqlite:///{tmp_path / 'bristvakt.sqlite'}"
    config = Config()
    config.set_main_option("script_location", str(Path(triggers.__file__).parent / "migrations"))
    made = connect(url)
    with writing(made) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('kvar', 'ja')"))
    made.dispose()
    return url


def test_a_file_that_holds_something_is_copied_before_the_first_step(of_first_step: str) -> None:
    copy = upgrade(of_first_step)

    assert copy is not None
    assert stored(of_first_step) == HEAD
    with reading(f"sqlite:///{copy}") as reader:
        assert reader.rows("SELECT value FROM setting WHERE name = 'kvar'") == [("ja",)]


def test_what_a_step_cannot_carry_over_is_told_and_nothing_is_changed(of_first_step: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "bristvakt.sqlite")) as connection, connection:
        connection.execute(
            "INSERT INTO followup_case (uuid, serial, reference, register_number, agreement, regime, provider, unit, "
            "mailbox, ruleset, version, opened_on, dates_assumed) "
            "VALUES ('u', 1, 'BV', 'd', 'a', 'extern', 'p', 'e', 'm', 'r', 0, '2023-05-22', 0)"
        )

    with pytest.raises(DatabaseNotReady, match=r"kan inte föras över. Ingenting är ändrat.\nGör så här: Gör en ny"):
        upgrade(of_first_step)

    assert stored(of_first_step) == "0001"
    assert [path.name for path in tmp_path.iterdir() if "uppgradering" in path.name] == []


def _is_no_database(file: Path) -> None:
    file.write_text("Det här är en anteckning, ingen databas. " * 30, encoding="utf-8")


def _has_lost_its_end(file: Path) -> None:
    upgrade(f"sqlite:///{file}")
    with file.open("r+b") as opened:
        opened.truncate(5000)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_is_no_database, "filen är ingen databas"),
        (_has_lost_its_end, "filen är skadad"),
        (Path.mkdir, "skivan svarar"),
    ],
    ids=["a note", "cut off", "a folder"],
)
def test_a_database_that_cannot_be_read_is_not_said_to_be_missing(
    tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    damage(tmp_path / "bristvakt.sqlite")

    with pytest.raises(DatabaseNotReady) as found:
        require_current(f"sqlite:///{tmp_path / 'bristvakt.sqlite'}")

    assert said in str(found.value)
    assert "databas skapa" not in str(found.value)


def test_a_database_behind_a_file_is_not_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    with pytest.raises(DatabaseNotReady, match="det är ingen mapp"):
        require_current(f"sqlite:///{tmp_path / 'data' / 'bristvakt.sqlite'}")


READ_AS_NOBODY = """
import os, sys
from workflow.store.revision import require_current
from workflow.errors import DatabaseNotReady
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    require_current(sys.argv[1])
except DatabaseNotReady as error:
    print(error)
"""


@pytest.mark.parametrize("closed", ["bristvakt.sqlite", "."], ids=["file", "folder"])
def test_a_database_that_this_user_may_not_see_is_not_said_to_be_missing(tmp_path: Path, closed: str) -> None:
    with tempfile.TemporaryDirectory() as made:  # pytest's own folder is closed to other users
        folder = Path(made, "data")
        folder.mkdir()
        Path(made).chmod(0o755)
        upgrade(f"sqlite:///{folder / 'bristvakt.sqlite'}")
        (folder / closed).chmod(0)

        told = subprocess.run(
            [sys.executable, "-c", READ_AS_NOBODY, f"sqlite:///{folder / 'bristvakt.sqlite'}"],
            cwd=ROOT, capture_output=True, text=True,
        ).stdout  # fmt: skip
        (folder / closed).chmod(0o700)

    assert "rättigheterna" in told
    assert "databas skapa" not in told


def test_a_database_that_another_program_locks_is_not_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'bristvakt.sqlite'}"
    upgrade(url)
    connect_to = sqlite3.connect
    with closing(connect_to(tmp_path / "bristvakt.sqlite")) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", lambda *to, **how: connect_to(*to, **how | {"timeout": 0.1}))

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            stored(url)
