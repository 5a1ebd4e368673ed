"""Years of a municipality, from one seed: whatever people, providers, mail servers and processes do, what must hold holds.

A failing seed tells the day, the step and the command that plays it again. `BRISTVAKT_LANG=1` (make test-lång) plays
longer lives of more seeds, on both databases.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.journeys.town import ROOT
from tests.simulation.faults import MailServer, listening
from tests.simulation.play import Broken, Run, Told, play
from tests.workflow.test_lifecycle_machine import LONG

DAYS, ON_A_SERVER = (1_000, 300) if LONG else (115, 0)
LIVES = [(seed, DAYS, "sqlite") for seed in (range(100, 106) if LONG else range(1, 3))]
LIVES += [(seed, ON_A_SERVER, "postgresql") for seed in range(100, 102) if LONG]
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def played(run: Run, folder: Path, url: str, server: MailServer | None = None) -> Told:
    server = server or MailServer()
    with listening(server) as port:
        return play(run, folder, url, server, port)


# A daemon that dies while it connects leaves its connection to the garbage, as a process that dies leaves it to the system.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <function BaseConnection.__del__")
@pytest.mark.parametrize(("seed", "days", "database_url"), LIVES, indirect=["database_url"])
def test_what_must_hold_holds_for_years(
    seed: int, days: int, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    told = played(Run(seed, days), tmp_path, database_url)

    assert told.mails > days / 2
    assert sum(told.faults.values()) > days / 2
    assert sum(told.done.values()) > 9 * sum(told.refused.values())


@ON_SQLITE
def test_the_same_seed_is_the_same_life_also_in_another_process(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    words = ("-m", "tests.simulation", "--frö", "7", "--dagar", "60", "--till", "25")
    environ = {**os.environ, "PYTHONHASHSEED": "4711"}
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=300)

    told = played(Run(7, 60, until=25), tmp_path, database_url)

    found = re.search(r"avtryck ([0-9a-f]{64})", done.stdout)
    assert found is not None, done.stdout + done.stderr
    assert found[1] == told.fingerprint


class Doubling(MailServer):
    """Delivers everything twice, as no server does: to see that somebody counts."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> bytes:
        answer = await super().handle_DATA(server, session, envelope)
        self.received += self.received[-1:]
        return answer


@ON_SQLITE
def test_what_does_not_hold_is_told_with_the_command_that_plays_it_again(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    with pytest.raises(Broken) as broken:
        played(Run(1, 115), tmp_path, database_url, Doubling())

    said = str(broken.value)
    assert re.search(
        r"^frö 1, dag \d+ \(2023-\d\d-\d\d \d\d:\d\d\), steg \d+: AssertionError: mail 1 has come 2 times", said
    )
    assert re.search(r"spela om: python -m tests.simulation --frö 1 --dagar 115 --till \d+$", said)
