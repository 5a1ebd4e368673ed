"""Copies: taken while others write, never half, tried, restored into an empty place, and moved to the other database."""

import errno
import json
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from states.workdays import Calendar
from tests.workflow.cli.conftest import Brist, brist  # noqa: F401 – a fixture
from tests.workflow.world import ANNA, World
from workflow.actions.decide_notice import request_plan
from workflow.actions.start import start
from workflow.backup import whole
from workflow.backup.move import move
from workflow.backup.restore import examined, restore
from workflow.backup.take import take
from workflow.clockwork import sweep
from workflow.config import Config, load
from workflow.delivery import deliver
from workflow.errors import ConfigError, InputError, Temporary
from workflow.installation import opened
from workflow.status.operations import standing
from workflow.store import chain
from workflow.store.chain import broken
from workflow.store.database import connect, writing
from workflow.store.reader import reading
from workflow.store.replay import differences
from workflow.store.settings import put

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Empty = Callable[[str], str]
CONFIG = (
    '[kommun]\nnamn = "Exempelkommunen"\navsandare = "bristvakt@exempelkommunen.example"\n'
    'brevlador = ["egetval@exempelkommunen.example"]\n[data]\nmapp = "{folder}"\n'
)


def settings(world: World, name: str, url: str, folder: Path) -> Config:
    """The configuration of an installation at that place, out of a file as an administrator writes it."""
    path = world.file(f"{name}.toml", CONFIG.format(folder=folder))
    return replace(load(path), database_url=url)


@pytest.fixture
def config(world: World) -> Config:
    """The configuration of the world."""
    return settings(world, "config", world.url, world.folder)


@pytest.fixture
def elsewhere(world: World, empty_database: Empty, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """An empty place with a database of the same kind."""
    folder = tmp_path_factory.mktemp("annan") / "data"
    url = empty_database(world.context.engine.dialect.name)
    return settings(world, "annan", url, folder)


def problems(folder: Path) -> list[str]:
    return [f"{check.name}: {problem}" for check in examined(folder) for problem in check.problems]


def register(url: str) -> tuple[list[tuple[str, int, str]], list[Any]]:
    """Where the chains end, and the planned mails: enough to say that two databases tell the same."""
    with reading(url) as reader:
        ends = [(end.chain, end.number, end.hash) for end in reader.all(chain.ENDS)]
        return sorted(ends), sorted(reader.rows("SELECT uuid, status, rung FROM planned_mail"))


def test_a_copy_holds_everything_and_stands_the_test(world: World, config: Config, tmp_path: Path) -> None:
    world.begin()

    taken = take(config, tmp_path / "kopior", world.clock.at)

    assert taken.folder.name == "bristvakt-2023-05-22T080000Z"
    assert {path.name for path in taken.folder.iterdir()} == {
        "databas.sqlite", "handlingar", "config.toml", "manifest.json",
    }  # fmt: skip
    assert problems(taken.folder) == []
    assert register(f"sqlite:///{taken.folder / 'databas.sqlite'}") == register(world.url)


@ON_SQLITE
def test_trying_a_copy_changes_nothing_in_it(world: World, config: Config, tmp_path: Path) -> None:
    world.begin()
    folder = take(config, tmp_path / "kopior", world.clock.at).folder
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    list(examined(folder))

    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_others_write_meanwhile_is_wholly_in_the_copy_or_not_at_all(
    world: World, config: Config, tmp_path: Path
) -> None:
    stop = threading.Event()
    counted = []

    def write() -> None:
        while not stop.is_set():
            case = str(len(counted) + 1)
            world.open("1", diarienummer=f"SOC 2023/{case}")
            own_document = world.file(f"beslut{case}.txt", f"Beslut {case}\n")
            request_plan(world.context, case, replace(world.notice(), document=own_document), ANNA)
            counted.append(case)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [take(config, tmp_path / f"kopior{number}", world.clock.at).folder for number in range(3)]
    finally:
        stop.set()
        writer.join()

    assert counted
    assert [problems(folder) for folder in copies] == [[], [], []]


@ON_SQLITE
def test_a_notice_that_is_decided_while_the_documents_are_copied_lacks_nothing_in_the_copy(
    world: World, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.begin()
    flush = os.fsync

    def decide_first(number: int) -> None:
        monkeypatch.setattr(os, "fsync", flush)
        world.open("2")
        order = replace(world.notice(), document=world.file("annat.txt", "Ett annat beslut\n"))
        request_plan(world.context, "2", order, ANNA)
        flush(number)

    monkeypatch.setattr(os, "fsync", decide_first)

    taken = take(config, tmp_path / "kopior", world.clock.at)

    assert (taken.problems, problems(taken.folder)) == ((), [])
    assert world.case("2").notices


@ON_SQLITE
def test_a_copy_is_never_written_over_another(world: World, config: Config, tmp_path: Path) -> None:
    take(config, tmp_path / "kopior", world.clock.at)

    with pytest.raises(InputError, match="finns redan"):
        take(config, tmp_path / "kopior", world.clock.at)


@ON_SQLITE
def test_a_full_disk_leaves_nothing_that_looks_like_a_copy(
    world: World, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.begin()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "disk")

    monkeypatch.setattr(whole.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        take(config, tmp_path / "kopior", world.clock.at)

    assert [path.name for path in (tmp_path / "kopior").iterdir()] == [".kopia.lås"]


@ON_SQLITE
def test_two_copies_to_one_place_take_turns(world: World, config: Config, tmp_path: Path) -> None:
    with whole.whole_folder(tmp_path / "kopior" / "annan"), pytest.raises(Temporary, match="tas hit just nu"):
        take(config, tmp_path / "kopior", world.clock.at)


def killed_at(flush: int, config: Config, folder: Path, world: World) -> int:
    """Take a copy in a process that is killed instead of flushing a file for that time; the signal that ended it."""
    if (child := os.fork()) == 0:
        passed: list[int] = []
        real = os.fsync

        def fsync(number: int) -> None:
            if len(passed) == flush:
                os.kill(os.getpid(), signal.SIGKILL)
            passed.append(number)
            real(number)

        os.fsync = fsync
        take(config, folder, world.clock.at)
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


@ON_SQLITE
def test_a_copy_that_was_killed_is_no_copy_and_the_next_one_clears_it_away(
    world: World, config: Config, tmp_path: Path
) -> None:
    world.begin()
    folder = tmp_path / "kopior"

    for flush in range(6):
        assert killed_at(flush, config, folder, world) == signal.SIGKILL
        assert [path.name for path in folder.iterdir() if not path.name.startswith(".")] == []
    take(config, folder, world.clock.at)

    assert sorted(path.name for path in folder.iterdir()) == [".kopia.lås", "bristvakt-2023-05-22T080000Z"]


@ON_SQLITE
@pytest.mark.parametrize("name", ["databas.sqlite", "config.toml", "manifest.json"])
def test_a_copy_that_lacks_a_file_is_found_out(world: World, config: Config, tmp_path: Path, name: str) -> None:
    folder = take(config, tmp_path / "kopior", world.clock.at).folder
    (folder / name).unlink()

    if name == "manifest.json":
        with pytest.raises(InputError, match="ingen hel kopia"):
            problems(folder)
    else:
        assert problems(folder) == [f"filer: {name} saknas"]


@ON_SQLITE
def test_a_copy_in_which_a_document_has_been_changed_is_found_out(world: World, config: Config, tmp_path: Path) -> None:
    world.begin()
    folder = take(config, tmp_path / "kopior", world.clock.at).folder
    (document,) = (path for path in (folder / "handlingar").rglob("*") if path.is_file())
    document.write_text("annat")

    assert [line.split(":")[0] for line in problems(folder)] == ["filer", "handlingar"]


@ON_SQLITE
def test_a_copy_in_which_the_register_has_been_changed_is_found_out_though_the_sums_are_written_anew(
    world: World, config: Config, tmp_path: Path
) -> None:
    world.begin()
    folder = take(config, tmp_path / "kopior", world.clock.at).folder
    database = folder / "databas.sqlite"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE deficiency SET state = 'åtgärdad' WHERE code = 'D1'")
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    told["files"]["databas.sqlite"] = {"bytes": database.stat().st_size, "sha256": whole.sum_of(database).sha256}
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")

    assert "databasen: deficiency: raderna är inte de som kopian togs av" in problems(folder)
    assert any(line.startswith("register mot händelser: deficiency") for line in problems(folder))


@ON_SQLITE
def test_a_document_that_was_lost_before_the_copy_is_told_and_the_copy_is_taken(
    world: World, config: Config, tmp_path: Path
) -> None:
    world.begin()
    shutil.rmtree(world.folder / "handlingar")

    taken = take(config, tmp_path / "kopior", world.clock.at)

    assert [problem.partition(" (")[0] for problem in taken.problems] == ["beslut.txt saknas"]
    assert taken.folder.exists()


@ON_SQLITE
def test_the_password_of_the_database_is_not_in_the_copy(world: World, config: Config, tmp_path: Path) -> None:
    with config.path.open("a", encoding="utf-8") as file:
        file.write('[databas]\nurl = "postgresql://bristvakt:hemligt@localhost/bristvakt"\n')

    folder = take(config, tmp_path / "kopior", world.clock.at).folder

    kept = (folder / "config.toml").read_text(encoding="utf-8")
    assert "hemligt" not in kept
    assert "bristvakt:•••@localhost" in kept


def test_a_restored_copy_is_the_register_it_was_taken_of(
    world: World, config: Config, elsewhere: Config, tmp_path: Path
) -> None:
    world.begin()
    folder = take(config, tmp_path / "kopior", world.clock.at).folder

    restore(elsewhere, folder, world.clock.at, ANNA)

    before, after = register(world.url), register(elsewhere.database_url)
    assert [end for end in after[0] if end[0] != "drift"] == before[0]
    assert after[1] == before[1]
    with reading(elsewhere.database_url) as reader:
        assert list(broken(reader)) == []
        assert list(differences(reader)) == []
    kept = [path.relative_to(elsewhere.data_folder) for path in elsewhere.data_folder.rglob("handlingar/*/*")]
    assert [(world.folder / path).read_bytes() for path in kept] == [b"Beslut\n"]


def test_a_copy_is_never_restored_over_anything(
    world: World, config: Config, elsewhere: Config, tmp_path: Path
) -> None:
    folder = take(config, tmp_path / "kopior", world.clock.at).folder
    restore(elsewhere, folder, world.clock.at, ANNA)
    before = register(elsewhere.database_url)

    with pytest.raises(InputError, match="är inte tom"):
        restore(elsewhere, folder, world.clock.at, ANNA)
    with pytest.raises(InputError, match="är inte tom"):
        restore(replace(elsewhere, data_folder=tmp_path / "tom"), folder, world.clock.at, ANNA)

    assert register(elsewhere.database_url) == before


@ON_SQLITE
def test_a_copy_that_cannot_be_restored_leaves_the_place_empty(
    world: World, config: Config, elsewhere: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.begin()
    folder = take(config, tmp_path / "kopior", world.clock.at).folder

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "disk")

    monkeypatch.setattr("workflow.backup.restore.flush_folder", full)
    with pytest.raises(OSError, match="No space"):
        restore(elsewhere, folder, world.clock.at, ANNA)

    assert list(elsewhere.data_folder.iterdir()) == []


@ON_SQLITE
def test_a_damaged_database_is_not_restored(world: World, config: Config, elsewhere: Config, tmp_path: Path) -> None:
    folder = take(config, tmp_path / "kopior", world.clock.at).folder
    with (folder / "databas.sqlite").open("r+b") as file:
        file.seek(100)
        file.write(b"\0" * 50)

    with pytest.raises(InputError, match="kopian är inte hel"):
        restore(elsewhere, folder, world.clock.at, ANNA)

    assert not elsewhere.data_folder.exists()


@ON_SQLITE
def test_what_was_in_the_queue_of_the_copy_is_oklart_after_it_is_restored(
    world: World, config: Config, elsewhere: Config, tmp_path: Path
) -> None:
    world.sink.data = "451 later"
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()
    folder = take(config, tmp_path / "kopior", world.clock.at).folder

    done = restore(elsewhere, folder, world.clock.at, ANNA)

    assert done.unclear == 1
    with reading(elsewhere.database_url) as reader:
        assert reader.rows("SELECT status FROM mail") == [("oklart",)]


@ON_SQLITE
def test_a_restored_copy_mails_nothing_until_a_person_says_so(
    world: World, config: Config, elsewhere: Config, tmp_path: Path
) -> None:
    world.begin()  # a mail has left
    folder = take(config, tmp_path / "kopior", world.clock.at).folder
    restore(elsewhere, folder, world.clock.at, ANNA)
    again = replace(world.context, engine=connect(elsewhere.database_url), url=elsewhere.database_url)
    world.at("2023-06-05 09:00")
    while sweep(again):
        pass

    before = deliver(again)
    start(again, ANNA)
    after = deliver(again)

    again.engine.dispose()
    assert (before.composed, after.composed) == (0, 1)


@ON_SQLITE
def test_the_daemons_of_the_copied_installation_are_not_those_of_the_restored(
    world: World, config: Config, elsewhere: Config, tmp_path: Path
) -> None:
    with writing(world.context.engine) as connection:
        put(connection, "tick:gamla", "2023-05-22T08:00:00.000000Z")
    folder = take(config, tmp_path / "kopior", world.clock.at).folder

    restore(elsewhere, folder, world.clock.at, ANNA)

    with reading(elsewhere.database_url) as reader:
        assert standing(reader, world.clock.at, Calendar()).daemons == ()


@ON_SQLITE
def test_the_restoring_is_an_event_of_the_installation(
    world: World, config: Config, elsewhere: Config, tmp_path: Path
) -> None:
    folder = take(config, tmp_path / "kopior", world.clock.at).folder

    restore(elsewhere, folder, world.clock.at, ANNA)

    with reading(elsewhere.database_url) as reader:
        (event,) = (event for event in reader.all(chain.ALL) if event.kind == "återläst ur kopia")
    assert (event.chain, event.actor) == ("drift", "anna")


@pytest.fixture
def other(world: World, config: Config, empty_database: Empty) -> Config:
    """The same folder, with an empty database of the other kind."""
    kind = "postgresql" if world.context.engine.dialect.name == "sqlite" else "sqlite"
    return settings(world, "flyttad", empty_database(kind), world.folder)


def test_a_moved_register_is_the_same_and_goes_on(world: World, config: Config, other: Config) -> None:
    world.to_the_proposal()
    before = register(world.url)

    compared = move(config, other, world.clock.at, ANNA)

    after = register(other.database_url)
    assert [end for end in after[0] if end[0] != "drift"] == before[0]
    assert after[1] == before[1]
    assert compared.tables["event_head"].rows == len(world.events()) + 2  # and the two people
    moved = World(world.folder, other.database_url, 25, world.sink)
    moved.at("2024-02-01 10:00")
    moved.open("2")
    assert moved.case("2").head.serial == 2
    with reading(other.database_url) as reader:
        assert list(broken(reader)) == []
        assert list(differences(reader)) == []
    moved.context.engine.dispose()


@pytest.mark.parametrize("statement", ["UPDATE event_head SET actor = 'b'", "DELETE FROM event_body"])
def test_events_are_still_refused_to_change_after_the_move(
    world: World, config: Config, other: Config, statement: str
) -> None:
    world.open()
    move(config, other, world.clock.at, ANNA)
    engine = connect(other.database_url)

    with pytest.raises(DBAPIError, match="händelser ändras aldrig"), writing(engine) as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_the_database_that_was_left_is_never_used_again(world: World, config: Config, other: Config) -> None:
    move(config, other, world.clock.at, ANNA)

    with pytest.raises(ConfigError, match="är flyttad"), opened(config, None):
        pass
    with opened(other, None):
        pass


def test_nothing_is_moved_into_a_database_that_holds_something(world: World, config: Config, other: Config) -> None:
    engine = create_engine(other.database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE annat (a INTEGER)"))
    engine.dispose()

    with pytest.raises(InputError, match="är inte tom"):
        move(config, other, world.clock.at, ANNA)
    with opened(config, None):
        pass


@ON_SQLITE
def test_nothing_is_moved_where_the_two_would_not_be_the_same(
    world: World, config: Config, other: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.open()

    def forgetful(source: Any, target: Any) -> None:
        pour(source, target)
        target.execute(text("DELETE FROM subpoint WHERE code = 'D3d'"))

    from workflow.backup import move as moving

    pour = moving.pour
    monkeypatch.setattr(moving, "pour", forgetful)
    with pytest.raises(RuntimeError, match="subpoint"):
        move(config, other, world.clock.at, ANNA)

    monkeypatch.setattr(moving, "pour", pour)
    move(config, other, world.clock.at, ANNA)


@ON_SQLITE
def test_nothing_is_moved_while_a_daemon_watches(world: World, config: Config, other: Config) -> None:
    import fcntl

    with (world.folder / "daemon.lås").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        with pytest.raises(Temporary, match="en tjänst bevakar"):
            move(config, other, world.clock.at, ANNA)


def test_the_commands_take_try_and_restore_a_copy_named_from_where_one_stands(
    tmp_path: Path,
    brist: Brist,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("nu", "sedan"):
        (tmp_path / f"{name}.toml").write_text(CONFIG.format(folder=f"data-{name}"), encoding="utf-8")
    brist("--config", "nu.toml", "databas", "skapa")

    taken = brist("--config", "nu.toml", "drift", "kopia", "--till", "kopior", "--json")
    folder = json.loads(taken.out)["data"]["folder"]
    tried = brist("drift", "återläs", os.path.relpath(folder), "--prova")
    restored = brist("--config", "sedan.toml", "drift", "återläs", os.path.relpath(folder))
    again = brist("--config", "sedan.toml", "drift", "återläs", os.path.relpath(folder))

    assert [called.code for called in (taken, tried, restored, again)] == [0, 0, 0, 4]
    assert "Inga mejl går förrän" in " ".join(restored.out.split())


def test_a_restored_trial_folder_is_still_a_trial_and_its_clock_travels(
    tmp_path: Path,
    brist: Brist,  # noqa: F811
) -> None:
    def at(name: str) -> list[str]:
        return ["--config", str(tmp_path / f"{name}.toml"), "--klocka", str(tmp_path / "klocka")]

    for name in ("nu", "sedan"):
        (tmp_path / f"{name}.toml").write_text(CONFIG.format(folder=f"data-{name}"), encoding="utf-8")
    (tmp_path / "klocka").write_text("2023-05-22T10:00+02:00", encoding="utf-8")
    brist(*at("nu")[:2], "databas", "skapa", "--prov")
    folder = json.loads(brist(*at("nu"), "drift", "kopia", "--json").out)["data"]["folder"]

    assert brist(*at("sedan"), "drift", "återläs", folder).code == 0

    assert brist(*at("sedan"), "att-göra").code == 0
    with reading(f"sqlite:///{tmp_path / 'data-sedan' / 'bristvakt.sqlite'}") as reader:
        assert [event.recorded_at.year for event in reader.all(chain.ALL) if event.chain == "drift"] == [2023]


def test_what_is_no_trial_is_not_restored_at_another_time_than_now(
    tmp_path: Path,
    brist: Brist,  # noqa: F811
) -> None:
    for name in ("nu", "sedan"):
        (tmp_path / f"{name}.toml").write_text(CONFIG.format(folder=f"data-{name}"), encoding="utf-8")
    brist("--config", str(tmp_path / "nu.toml"), "databas", "skapa")
    copied = brist("--config", str(tmp_path / "nu.toml"), "drift", "kopia", "--json")
    folder = json.loads(copied.out)["data"]["folder"]

    clock = ["--klocka", str(tmp_path / "klocka")]
    refused = brist("--config", str(tmp_path / "sedan.toml"), *clock, "drift", "återläs", folder)

    assert (refused.code, (tmp_path / "data-sedan").exists()) == (6, False)
