"""The embedded mailbox: what lies in a Maildir is found, and moved aside when it has been handled."""

import mailbox
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifications.incoming.sources import Found, MaildirSource, Source, SourceError
from notifications.maildir import deliver

RAW = b"Subject: plan\r\n\r\nHej\r\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inkorg"


@pytest.fixture
def source(path: Path) -> Source:
    return MaildirSource(path)


def new(source: Source) -> list[Found]:
    return list(source.new({}))


def files(path: Path, folder: str = ".") -> list[str]:
    return sorted(file.name for name in ("new", "cur") for file in (path / folder / name).glob("*"))


def test_a_mailbox_that_is_not_there_yet_is_empty(source: Source) -> None:
    assert new(source) == []


def test_a_mail_is_found_byte_for_byte_with_the_time_when_it_was_written(path: Path, source: Source) -> None:
    raw = b"\x00\xff no mail at all \n\r"
    os.utime(deliver(path, "a1", raw), (1_685_648_460, 1_685_648_460))

    (found,) = new(source)

    assert (found.raw, found.key, found.folder, found.uidvalidity, found.uid) == (raw, "a1", "INBOX", 0, 0)
    assert found.mailbox_at == datetime(2023, 6, 1, 19, 41, tzinfo=UTC)


def test_a_mail_that_another_program_has_shown_is_the_same_mail(path: Path, source: Source) -> None:
    file = deliver(path, "a1", RAW)
    (before,) = new(source)
    file.rename(path / "cur" / "a1:2,S")

    assert new(source) == [before]


def test_a_mail_that_is_still_being_written_is_not_found(path: Path, source: Source) -> None:
    deliver(path, "a1", RAW)
    (path / "tmp" / "a2").write_bytes(b"Subject: ha")

    assert [found.key for found in new(source)] == ["a1"]


def test_mails_are_found_in_the_order_in_which_they_came(path: Path, source: Source) -> None:
    for key, at in (("b", 30), ("c", 10), ("a", 20)):
        os.utime(deliver(path, key, RAW), (at, at))

    assert [found.key for found in new(source)] == ["c", "a", "b"]


@pytest.mark.parametrize("folder", ["Behandlat", "Fel"])
def test_what_has_been_handled_lies_in_a_folder_that_other_programs_see(
    path: Path, source: Source, folder: str
) -> None:
    deliver(path, "a1", RAW)
    (found,) = new(source)

    source.done(found, folder)

    assert new(source) == []
    seen = mailbox.Maildir(path, create=False)
    assert seen.list_folders() == [folder]
    assert [message["Subject"] for message in seen.get_folder(folder)] == ["plan"]


def test_moving_a_mail_twice_is_as_moving_it_once(path: Path, source: Source) -> None:
    deliver(path, "a1", RAW)
    (found,) = new(source)

    for _ in range(2):
        source.done(found, "Behandlat")

    assert files(path, ".Behandlat") == ["a1:2,"]


def test_the_flags_of_another_program_are_kept(path: Path, source: Source) -> None:
    deliver(path, "a1", RAW).rename(path / "cur" / "a1:2,FS")
    (found,) = new(source)

    source.done(found, "Behandlat")

    assert files(path, ".Behandlat") == ["a1:2,FS"]


def test_a_mail_never_takes_the_place_of_another_with_the_same_name(path: Path, source: Source) -> None:
    for raw in (RAW, b"Subject: annat\r\n\r\n", RAW):
        deliver(path, "a1", raw)
        (found,) = new(source)
        source.done(found, "Behandlat")

    kept = [file.read_bytes() for file in (path / ".Behandlat" / "cur").iterdir()]
    assert sorted(kept) == sorted([RAW, b"Subject: annat\r\n\r\n"])


def test_a_mail_that_somebody_moves_during_the_round_stops_no_other(path: Path, source: Source) -> None:
    for key, at in (("a", 10), ("b", 20), ("c", 30)):
        os.utime(deliver(path, key, RAW), (at, at))
    round_ = source.new({})
    next(round_)
    (path / "new" / "b").unlink()

    assert [found.key for found in round_] == ["c"]
    assert source.notes == []


def test_a_file_that_cannot_be_read_is_told_and_stops_no_other(
    path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(path, "a1", RAW)
    deliver(path, "a2", RAW)
    opened = Path.open

    def refused(file: Path, *args: str) -> object:
        if file.name == "a1":
            raise PermissionError(13, "Permission denied")
        return opened(file, *args)

    monkeypatch.setattr(Path, "open", refused)

    assert [found.key for found in new(source)] == ["a2"]
    assert "gick inte att läsa" in source.notes[0]


def test_a_mailbox_that_is_no_folder_is_told_with_what_to_do(path: Path, source: Source) -> None:
    deliver(path, "a1", RAW)
    (found,) = new(source)
    (path / ".Fel").write_text("")

    with pytest.raises(SourceError) as told:
        source.done(found, "Fel")

    assert "det gick inte att flytta a1 till Fel" in told.value.what
    assert str(path) in told.value.remedy
    assert files(path) == ["a1"]
