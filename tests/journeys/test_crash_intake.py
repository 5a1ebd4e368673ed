"""kill -9 while mails are fetched, kept, understood, moved in their mailbox and receipted.

The short run kills the process again and again while it empties a Maildir, and a mailbox of a real Dovecot. `make krasch`
does the latter with 200 mails, and besides at every single point of the first of them; all on PostgreSQL too.

What must hold whenever the process has come through at last: every mail is registered once, as if nobody had been
killed; its bytes are kept; no receipt came twice, and each came unless it is *oklart*; it lies in the folder of what
is handled, or of what failed.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.intake import FETCH, INBOX, JUNK, UNREADABLE, IntakeTown, mails
from tests.journeys.test_crash import DATABASES, arrived, server_of
from tests.journeys.town import LONG
from tests.mail.servers import Dovecot, MailServers
from tests.notifications.server import Handler, serving

MANY, CASES = 200, 12
FEW = 14  # one of each kind
SHORT_SECONDS = 3
LONG_SECONDS = 150
PARTS = 4  # the single points are shared out between so many tests, which run side by side
NEAR, FAR = 40, 120  # points between two kills, on the average


def check(town: IntakeTown, wanted: dict[str, object], place: str) -> None:
    """Nothing lost, nothing twice, nothing half."""
    found, sent = town.outcome(), town.sent
    assert set(found) == sent.different, f"{place}: lost {len(sent.different - set(found))}"
    differs = [f"\n{found[sha]}\n  instead of\n{wanted[sha]}" for sha in found if found[sha] != wanted[sha]]
    assert not differs, f"{place}: {''.join(differs)}"
    assert town.rows_without_file() == [], place
    assert town.differences() == [], place
    came = arrived(town.sink)
    for message, status in town.receipts():
        assert came[message] <= 1, f"{place}: a receipt came {came[message]} times"
        assert status in ("avsänd", "oklart"), f"{place}: a receipt is {status}"
        assert came[message] == 1 or status == "oklart", f"{place}: a receipt never came"
    _check_mailbox(town, place)


def _check_mailbox(town: IntakeTown, place: str) -> None:
    sent = town.sent
    assert town.box.lying(INBOX, JUNK) == [], place
    failed = Counter(town.box.lying("Fel"))
    assert failed == Counter(raw for _, raw in sent.placed if raw.startswith(UNREADABLE)), place
    assert Counter(town.box.lying("Behandlat")) + failed == Counter(raw for _, raw in sent.placed), place


def killed_again_and_again(town: IntakeTown, chance: random.Random, usual: int) -> list[str]:
    """The daemon is started until it comes through; where it was killed meanwhile."""
    where: list[str] = []
    while True:
        code, points = town.run(FETCH, kill_at=int(chance.expovariate(1 / usual)))
        if code == 0:
            return where
        assert code == -9, (town.folder / "said").read_text(encoding="utf-8")
        where += points
        assert town.rows_without_file() == [], where


@contextmanager
def filled(
    folder: Path, count: int, cases: int, server: Dovecot | None = None, postgresql: Any = None
) -> Iterator[IntakeTown]:
    """A town with so many mails that nobody has looked at; it is kept as it was then."""
    sink = Handler()
    with serving(sink) as port:
        town = IntakeTown(folder / "town", sink, port, cases, server, postgresql)
        town.receives(mails(count, cases))
        town.keep(folder / "before")
        yield town


def undisturbed(town: IntakeTown) -> tuple[list[str], dict[str, object]]:
    """The points of a pass that nobody kills, and what becomes of the mails in it."""
    town.sink.received.clear()
    code, points = town.run(FETCH)
    assert code == 0, (town.folder / "said").read_text(encoding="utf-8")
    wanted = town.outcome()
    check(town, wanted, "not killed")
    return points, wanted


def kill_for(seconds: float, folder: Path, town: IntakeTown, usual: int, source: str) -> None:
    """Passes with other points each, for so long."""
    points, wanted = undisturbed(town)
    until, killed, seed = time.monotonic() + seconds, list[str](), 0
    while seed == 0 or time.monotonic() < until:
        town.lay(folder / "before")
        killed += killed_again_and_again(town, random.Random(seed), usual)
        check(town, wanted, f"killed with seed {seed}")
        seed += 1
    tell(source, f"{len(town.sent.placed)} mejl, {seed} genomgångar av {len(points)} punkter", killed)


def tell(source: str, what: str, killed: list[str]) -> None:
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(Counter(killed).items()))
    told = f"{source}: {what}, dödad {len(killed)} gånger: förlorade 0, dubbla 0, halva 0 ({kinds})"
    print(told)  # noqa: T201 – make krasch shows it


@pytest.mark.parametrize("database", DATABASES if LONG else DATABASES[:1])
def test_a_daemon_killed_again_and_again_while_it_empties_a_maildir_registers_every_mail_once(
    tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    with filled(tmp_path, FEW, 2, postgresql=server_of(database, request)) as town:
        kill_for(SHORT_SECONDS, tmp_path, town, NEAR, f"{database}, Maildir")


@pytest.mark.parametrize("database", DATABASES if LONG else DATABASES[:1])
def test_a_daemon_killed_again_and_again_while_it_empties_a_mailbox_over_imap_registers_every_mail_once(
    tmp_path: Path, mail_servers: MailServers, database: str, request: pytest.FixtureRequest
) -> None:
    count, cases, seconds, usual = (MANY, CASES, LONG_SECONDS, FAR) if LONG else (FEW, 2, SHORT_SECONDS, NEAR)
    with filled(tmp_path, count, cases, mail_servers.dovecot, server_of(database, request)) as town:
        kill_for(seconds, tmp_path, town, usual, f"{database}, IMAP")


if LONG:  # every point by itself: make krasch

    @pytest.mark.parametrize("part", range(PARTS))
    @pytest.mark.parametrize("database", DATABASES)
    def test_a_daemon_killed_at_any_point_of_the_first_mails_over_imap_registers_every_mail_once(
        tmp_path: Path, mail_servers: MailServers, database: str, part: int, request: pytest.FixtureRequest
    ) -> None:
        with filled(tmp_path, FEW, 2, mail_servers.dovecot, server_of(database, request)) as town:
            points, wanted = undisturbed(town)
            killed = []
            for at in range(part, len(points), PARTS):
                town.lay(tmp_path / "before")
                code, where = town.run(FETCH, kill_at=at)
                assert code == -9, f"point {at} was passed alive"
                assert town.rows_without_file() == [], where
                assert town.run(FETCH)[0] == 0, (town.folder / "said").read_text(encoding="utf-8")
                check(town, wanted, f"killed at {at}, {where}")
                killed += where
        tell(f"{database}, IMAP", f"del {part + 1} av {PARTS} av {len(points)} punkter, en i taget", killed)


def test_a_file_that_was_kept_when_the_process_was_killed_is_listed_and_found_again(tmp_path: Path) -> None:
    with filled(tmp_path, 1, 1) as town:
        points, wanted = undisturbed(town)
        town.lay(tmp_path / "before")
        at = points.index("after rename")
        assert town.run(FETCH, kill_at=at)[0] == -9

        assert town.outcome() == {}
        assert "filer som ingen händelse nämner: 1" in town.checked()
        assert town.run(FETCH)[0] == 0
        check(town, wanted, "after the file was kept")
        assert "filer som ingen händelse nämner" not in town.checked()
