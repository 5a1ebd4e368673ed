"""The embedded default keeps mails where they can be looked at."""

import mailbox
from pathlib import Path

from notifications.maildir import deliver
from notifications.settings import is_loopback


def test_a_mail_can_be_read_as_in_any_maildir(tmp_path: Path) -> None:
    deliver(tmp_path / "utkorg", "a1", b"Subject: x\n\ny\n")

    (message,) = mailbox.Maildir(tmp_path / "utkorg", create=False)

    assert message["Subject"] == "x"


def test_the_same_mail_twice_is_one_mail(tmp_path: Path) -> None:
    for _ in range(2):
        deliver(tmp_path / "utkorg", "a1", b"Subject: x\n\ny\n")

    assert len(mailbox.Maildir(tmp_path / "utkorg", create=False)) == 1


def test_only_this_machine_is_loopback() -> None:
    hosts = ("localhost", "127.0.0.1", "::1", "smtp.exempelkommunen.example", "10.0.0.1")

    assert [is_loopback(host) for host in hosts] == [True, True, True, False, False]
