"""The chains: whole as they were written, and every later change found."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from sqlalchemy import Engine, text

from workflow.store.chain import ALL, OF_CHAIN, broken, undamaged
from workflow.store.database import writing
from workflow.store.events import Actor, Event, append
from workflow.store.kinds import Kind
from workflow.store.reader import reading

WHEN = datetime(2023, 6, 8, 21, 41, tzinfo=UTC)


def event(number: int, chain: str = "drift") -> Event:
    return Event(chain, Kind.MEASURED.value, {"number": number}, date(2023, 6, 8), WHEN, Actor("anna", "bo"), "act")


@pytest.fixture
def written(engine: Engine) -> Engine:
    with writing(engine) as connection:
        for number in range(3):
            append(connection, event(number))
        append(connection, event(9, "ärende:u"))
    return engine


def problems(url: str) -> list[str]:
    with reading(url) as reader:
        return list(broken(reader))


def test_what_was_written_hangs_together(written: Engine, database_url: str) -> None:
    assert problems(database_url) == []


def test_the_first_event_hangs_on_the_name_of_its_chain(written: Engine, database_url: str) -> None:
    with reading(database_url) as reader:
        (first,) = reader.all(OF_CHAIN, chain="ärende:u")

    assert json.loads(first.head)["previous"] == sha256("ärende:u".encode()).hexdigest()


def test_each_head_names_the_one_before(written: Engine, database_url: str) -> None:
    with reading(database_url) as reader:
        events = reader.all(OF_CHAIN, chain="drift")

    assert [json.loads(e.head)["previous"] for e in events[1:]] == [e.hash for e in events[:-1]]


def test_equal_contents_have_different_sums(engine: Engine, database_url: str) -> None:
    with writing(engine) as connection:
        append(connection, event(1))
        append(connection, event(1))
    with reading(database_url) as reader:
        heads = [json.loads(e.head)["body_hash"] for e in reader.all(ALL)]

    assert heads[0] != heads[1]


def test_the_instant_is_kept_as_utc_with_six_decimals(written: Engine, database_url: str) -> None:
    with reading(database_url) as reader:
        assert json.loads(reader.all(ALL)[0].head)["recorded_at"] == "2023-06-08T21:41:00.000000Z"


def test_for_whom_it_was_done_is_part_of_the_head(written: Engine, database_url: str) -> None:
    with reading(database_url) as reader:
        assert json.loads(reader.all(ALL)[0].head)["acting_as"] == "bo"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE event_body SET body = '{\"number\":7}' WHERE head_hash = (SELECT hash FROM event_head WHERE number = 2)",
         "innehållet"),
        ("UPDATE event_head SET head = replace(head, 'anna', 'eva') WHERE number = 2", "kontrollsumma"),
        ("UPDATE event_head SET effective_on = '2023-06-07' WHERE number = 2", "kolumnerna"),
        ("UPDATE event_head SET number = 12 WHERE number = 2 AND chain = 'drift'", "bruten"),
        ("UPDATE event_head SET head = 'x' WHERE number = 2", "drift nr 2: huvudet går inte att läsa"),
        ("UPDATE event_head SET head = '[]' WHERE number = 2", "drift nr 2: huvudet går inte att läsa"),
        ("UPDATE event_head SET head = '{}' WHERE number = 2", "drift nr 2: kedjan är bruten"),
        ("UPDATE event_body SET body = 'x' WHERE head_hash = (SELECT hash FROM event_head WHERE number = 2)",
         "drift nr 2: innehållet går inte att läsa"),
        ("UPDATE event_body SET body = '7' WHERE head_hash = (SELECT hash FROM event_head WHERE number = 2)",
         "drift nr 2: innehållet går inte att läsa"),
        ("UPDATE event_head SET effective_on = '2026-13-45' WHERE number = 2", "drift nr 2: dagen '2026-13-45' finns"),
        ("UPDATE event_head SET recorded_at = 'i går' WHERE number = 2", "drift nr 2: tiden 'i går' finns inte"),
        ("UPDATE event_head SET kind = 'prov' WHERE number = 2", "drift nr 2: händelser av slaget 'prov' finns inte"),
    ],
    ids=["a changed body", "a changed head", "a changed column", "a changed order", "a head that is no JSON",
         "a head that is a list", "a head that says nothing", "a body that is no JSON", "a body that is a number",
         "a day that never was", "a time that never was", "a kind that nobody knows"],
)  # fmt: skip
def test_a_later_change_is_found(written: Engine, database_url: str, change: str, found: str) -> None:
    with writing(written) as connection:
        for table in ("event_head", "event_body"):
            if written.dialect.name == "sqlite":
                connection.execute(text(f"DROP TRIGGER {table}_refuses_update"))
            else:
                connection.execute(text(f"DROP TRIGGER {table}_refuses_change ON {table}"))
        connection.exec_driver_sql(change)

    assert any(found in problem for problem in problems(database_url))


def test_a_removed_event_is_found(written: Engine, database_url: str) -> None:
    with writing(written) as connection:
        for table in ("event_head", "event_body"):
            if written.dialect.name == "sqlite":
                connection.execute(text(f"DROP TRIGGER {table}_refuses_delete"))
            else:
                connection.execute(text(f"DROP TRIGGER {table}_refuses_change ON {table}"))
        connection.execute(
            text("DELETE FROM event_body WHERE head_hash = (SELECT hash FROM event_head WHERE number = 2)")
        )
        connection.execute(text("DELETE FROM event_head WHERE number = 2"))

    assert any("bruten" in problem for problem in problems(database_url))


def test_a_body_that_is_gone_is_found_at_the_end_of_a_chain_too(written: Engine, database_url: str) -> None:
    with writing(written) as connection:
        name = (
            "event_body_refuses_delete"
            if written.dialect.name == "sqlite"
            else "event_body_refuses_change ON event_body"
        )
        connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(
            text("DELETE FROM event_body WHERE head_hash = (SELECT hash FROM event_head WHERE chain = 'ärende:u')")
        )

    assert problems(database_url) == ["ärende:u nr 1: innehållet saknas"]


def test_only_what_is_undamaged_is_read_on(written: Engine, database_url: str) -> None:
    with writing(written) as connection:
        name = (
            "event_body_refuses_update"
            if written.dialect.name == "sqlite"
            else "event_body_refuses_change ON event_body"
        )
        connection.execute(text(f"DROP TRIGGER {name}"))
        connection.exec_driver_sql("UPDATE event_body SET body = '{\"number\":7}' WHERE body = '{\"number\":1}'")

    with reading(database_url) as reader:
        assert [body["number"] for _, body in undamaged(reader)] == [0, 2, 9]


def test_a_chain_has_each_number_once(written: Engine) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), writing(written) as connection:
        connection.execute(
            text("INSERT INTO event_head (chain, number, head, hash, kind, effective_on, recorded_at, actor, act_id) "
                 "VALUES ('drift', 1, '{}', 'h', 'k', '2023-05-22', 'x', 'a', 'x')")
        )  # fmt: skip
