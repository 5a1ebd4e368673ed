"""Each schema step on a database that holds something: nothing is lost, and events still never change."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

import workflow.store
from tests.workflow.store.schema import schema
from workflow.store.database import connect, writing
from workflow.store.migrate import upgrade
from workflow.store.reader import reading
from workflow.store.revision import HEAD, stored


@pytest.fixture
def first(database_url: str) -> Engine:
    """A database of the first step, with an event and a setting."""
    made = connect(database_url)
    config = Config()
    config.set_main_option("script_location", str(Path(workflow.store.__file__).parent / "migrations"))
    with writing(made) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("INSERT INTO event_head (chain, number, head, hash, kind, effective_on, recorded_at, actor, act_id) "
                 "VALUES ('drift', 1, '{}', 'h', 'k', '2023-05-22', '2023-05-22T08:00:00.000000Z', 'a', 'x')")
        )  # fmt: skip
        connection.execute(text("INSERT INTO event_body (head_hash, salt, body) VALUES ('h', 's', '{}')"))
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('kvar', 'ja')"))
    yield made
    made.dispose()


def test_a_filled_database_keeps_what_it_holds(first: Engine, database_url: str) -> None:
    upgrade(database_url)

    with reading(database_url) as reader:
        assert stored(database_url) == HEAD
        assert reader.rows("SELECT hash FROM event_head") == [("h",)]
        assert reader.rows("SELECT value FROM setting WHERE name = 'kvar'") == [("ja",)]


@pytest.mark.parametrize("statement", ["UPDATE event_head SET actor = 'b'", "DELETE FROM event_body"])
def test_events_are_still_refused_to_change_after_each_step(first: Engine, database_url: str, statement: str) -> None:
    upgrade(database_url)

    with pytest.raises(DBAPIError, match="händelser ändras aldrig"), writing(first) as connection:
        connection.execute(text(statement))


def test_a_database_with_cases_of_an_unreleased_version_is_refused_and_unchanged(
    first: Engine, database_url: str
) -> None:
    with writing(first) as connection:
        connection.execute(text("INSERT INTO ruleset_text (sha256, key, version, text) VALUES ('r', 'k', '1', '')"))
        connection.execute(
            text("INSERT INTO followup_case (uuid, serial, reference, register_number, agreement, regime, provider, "
                 "unit, mailbox, ruleset, version, opened_on, dates_assumed) "
                 "VALUES ('u', 1, 'BV', 'd', 'a', 'extern', 'p', 'e', 'm', 'r', 0, '2023-05-22', 0)")
        )  # fmt: skip
    before = schema(first)

    with pytest.raises(Exception, match="aldrig gavs ut"):
        upgrade(database_url)
    assert (schema(first), stored(database_url)) == (before, "0001")
