"""kill -9 while mails are fetched, kept, understood, moved in their mailbox and receipted.

The short run kills the process again and again while it empties a Maildir. `make krasch` does it over IMAP, of a real
Dovecot, with 200 mails, and besides at every single point of the first of them.

What must hold whenever the process has come through at last: every mail is registered once, as if nobody had been
killed; its bytes are kept; no receipt came twice, and each came unless it is *oklart*; it lies in the folder of what
is handled, or of what failed.
"""

import random
import time
from collections import Counter
from pathlib import Path

from tests.journeys.intake import FETCH, INBOX, JUNK, UNREADABLE, IntakeTown, Sent, mails
from tests.journeys.test_crash import arrived
from tests.notifications.server import Handler, serving

MANY = 200
FEW = 14
SHORT_SECONDS = 8
LONG_SECONDS = 240  # for the single points of the first mails, in each of so many parts
PARTS = 2
FARTHEST = 90  # points between two kills, at most


def check(town: IntakeTown, sent: Sent, wanted: dict[str, object], place: str) -> None:
    """Nothing lost, nothing twice, nothing half."""
    found = town.outcome()
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
    _check_mailbox(town, sent, place)


def _check_mailbox(town: IntakeTown, sent: Sent, place: str) -> None:
    assert town.box.lying(INBOX, JUNK) == [], place
    failed = Counter(town.box.lying("Fel"))
    assert failed == Counter(raw for _, raw in sent.placed if raw.startswith(UNREADABLE)), place
    assert Counter(town.box.lying("Behandlat")) + failed == Counter(raw for _, raw in sent.placed), place


def killed_again_and_again(town: IntakeTown, chance: random.Random) -> list[str]:
    """The daemon is started until it comes through; where it was killed meanwhile."""
    where = []
    while True:
        code, points = town.run(FETCH, kill_at=chance.randrange(FARTHEST))
        if code == 0:
            return where
        assert code == -9, (town.folder / "said").read_text(encoding="utf-8")
        assert town.rows_without_file() == [], where[-1:]
        where += points


def test_a_daemon_killed_again_and_again_while_it_empties_a_maildir_registers_every_mail_once(tmp_path: Path) -> None:
    sink = Handler()
    with serving(sink) as port:
        town = IntakeTown(tmp_path / "town", sink, port, 2)
        sent = mails(FEW, 2)
        town.receives(sent)
        town.keep(tmp_path / "before")
        town.sink.received.clear()
        code, points = town.run(FETCH)
        assert code == 0
        wanted = town.outcome()
        check(town, sent, wanted, "not killed at all")
        until, killed, seed = time.monotonic() + SHORT_SECONDS, [], 0
        while time.monotonic() < until:
            town.lay(tmp_path / "before")
            killed += killed_again_and_again(town, random.Random(seed))
            check(town, sent, wanted, f"killed with seed {seed}")
            seed += 1
    tell("Maildir", f"{len(sent.placed)} mejl, {seed} genomgångar av {len(points)} punkter", killed)


def tell(source: str, what: str, killed: list[str]) -> None:
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(Counter(killed).items()))
    print(f"{source}: {what}, dödad {len(killed)} gånger; förlorade 0, dubbla 0, halva 0 ({kinds})")  # noqa: T201 – make krasch shows it
