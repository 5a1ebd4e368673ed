"""A round that is broken off anywhere goes on where it was, and what the machine lacks is no fault of a mail."""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from notifications.incoming.sources import Cursor, Found, SourceError
from tests.workflow.intake.post import Letter, Post, put
from tests.workflow.world import World, swedish
from workflow.actions.read_mailbox import mailbox_read
from workflow.actions.sort_mail import INTAKE
from workflow.context import Inbox
from workflow.demo.story import MAILBOX
from workflow.documents import archive
from workflow.intake import understand
from workflow.intake.fetch import keep, take_in
from workflow.store import queries
from workflow.store.reader import reading

CODE = "BV-1-C"


@pytest.fixture
def post(world: World) -> Post:
    world.begin()
    world.at("2023-06-07 10:00")
    return Post(world)


def kept_only(post: Post) -> None:
    """What a process leaves that was killed as soon as it had kept the first mail."""
    (box,) = post.world.context.inboxes
    first = next(iter(box.source.new({})))
    assert keep(post.world.context, MAILBOX, box.source.name, first) is not None


def test_what_was_kept_before_a_crash_is_understood_before_what_came_later(post: Post) -> None:
    raw = Letter("2023-06-07 09:59", subject=CODE).raw()
    put(post.folder, raw, swedish("2023-06-07 09:59"))
    put(post.folder, b"X-Filter: ren\r\n" + raw, swedish("2023-06-07 10:00"))
    kept_only(post)
    post.tick()

    first, second = post.mails()
    assert (first.status, second.status, second.copy_of) == ("sorterat", "kopia", first.uuid)


def _busy() -> Exception:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorname = "SQLITE_BUSY"
    return error


@pytest.mark.parametrize(
    "error",
    [_busy(), psycopg.errors.AdminShutdown("terminating connection"), OSError(errno.ENOSPC, "No space left on device")],
    ids=["database locked", "database restarted", "disk full"],
)
def test_what_the_machine_lacks_puts_no_mail_in_quarantine(
    post: Post, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    post.comes(Letter("2023-06-07 09:59", subject=CODE))

    def fails(*_: object, **__: object) -> Any:
        raise error

    with monkeypatch.context() as patched, pytest.raises(type(error)):
        patched.setattr(understand, "match", fails)
        post.tick()
    before = post.one().status
    post.tick()

    assert (before, post.one().status) == ("inkommet", "sorterat")


class Refusing:
    """A server that moves nothing the first so many times that it is asked, and never hands out what is moved."""

    name = "imap:vägrar"

    def __init__(self, times: int, *raws: bytes) -> None:
        self.times, self.raws = times, raws
        self.handed_out, self.moved = list[int](), list[int]()
        self.reached: dict[str, Cursor] = {}
        self.notes: list[str] = []

    def new(self, seen: Mapping[str, Cursor]) -> Iterator[Found]:
        after = seen["INBOX"].uid if "INBOX" in seen else 0
        self.reached["INBOX"] = Cursor(7, after)
        for uid, raw in enumerate(self.raws, 1):
            if uid > after and uid not in self.moved:
                self.reached["INBOX"] = Cursor(7, uid)
                self.handed_out.append(uid)
                yield Found("INBOX", 7, uid, f"INBOX/7/{uid}", raw, swedish("2023-06-07 09:59"))

    def done(self, found: Found, folder: str) -> None:
        self.times -= 1
        if self.times >= 0:
            raise SourceError(self.name, "servern svarar inte", "vänta")
        self.moved.append(found.uid)

    def wait(self, seconds: float) -> bool:
        return False


def rounds(post: Post, source: Refusing, count: int) -> None:
    box = Inbox(MAILBOX, source)
    for _ in range(count):
        take_in(post.world.context, inboxes=(box,))


def letters(count: int) -> list[bytes]:
    return [Letter("2023-06-07 09:59", f"Mejl {number}", subject=CODE).raw() for number in range(count)]


def test_a_mail_that_the_server_went_away_with_is_moved_when_the_server_is_back(post: Post) -> None:
    source = Refusing(1, *letters(2))
    rounds(post, source, 2)

    assert source.moved == [2, 1]
    assert [mail.status for mail in post.mails()] == ["sorterat", "sorterat"]


def test_a_mail_that_can_never_be_moved_is_left_where_it_lies_and_not_fetched_for_ever(post: Post) -> None:
    source = Refusing(1000, *letters(2))
    rounds(post, source, 5)

    assert source.handed_out == [1, 2, 1, 2]
    assert [mail.status for mail in post.mails()] == ["sorterat", "sorterat"]


def test_the_same_bytes_may_be_kept_by_two_threads_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both, flush = threading.Barrier(2, timeout=10), os.fsync

    def together(file: int) -> None:
        flush(file)
        if not Path(f"/proc/self/fd/{file}").readlink().is_dir():
            both.wait()

    monkeypatch.setattr(os, "fsync", together)
    with ThreadPoolExecutor(2) as threads:
        kept = list(threads.map(lambda _: archive.keep_bytes(tmp_path, b"samma mejl", "a.eml"), range(2)))

    assert archive.read(tmp_path, kept[0]) == b"samma mejl"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [kept[0].sha256]


def test_a_file_is_in_its_folder_on_the_disk_before_a_row_names_it_also_when_it_lay_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = archive.keep_bytes(tmp_path, b"mejl", "a.eml")  # by one that was killed before the folder was flushed
    flushed, flush = list[Path](), os.fsync

    def noted(file: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{file}").readlink())
        flush(file)

    monkeypatch.setattr(os, "fsync", noted)
    archive.keep_bytes(tmp_path, b"mejl", "a.eml")

    folder = archive.place(tmp_path, document.sha256).parent
    assert set(flushed) == {folder, folder.parent}


class Overtaken:
    """A clock that another service overtakes just before this one writes that the mailbox is read."""

    def __init__(self, world: World) -> None:
        self.world, self.asked, self.other = world, 0, world.beside()

    def now(self) -> datetime:
        self.asked += 1
        at = self.world.clock.at
        if self.asked == 2:
            self.world.at("2023-06-07 10:01")
            mailbox_read(self.other, MAILBOX, self.world.clock.at, INTAKE)
        return at


def test_of_two_services_that_have_read_the_mailbox_at_once_the_later_word_stands(post: Post) -> None:
    world = post.world
    clock = Overtaken(world)
    take_in(replace(world.context, clock=clock))

    assert clock.asked == 2
    with reading(world.url) as reader:
        read_to = reader.one(queries.MAILBOX_READ, mailbox=MAILBOX)
    assert read_to is not None
    assert read_to.value == swedish("2023-06-07 10:01")
