"""Play a seed: `python -m tests.simulation --frö 17 --till DAG`; or one after the other for so many minutes."""

import argparse
import shutil
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from tests.simulation.faults import MailServer, listening
from tests.simulation.play import DAYS, Broken, Run, Told, play
from workflow.store.migrate import upgrade


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--frö", dest="seed", type=int, default=1)
    parser.add_argument("--dagar", dest="days", type=int, default=DAYS, help=f"så många dagar (utan: {DAYS})")
    parser.add_argument("--till", dest="until", type=int, help="sluta efter den dagen")
    parser.add_argument("--minuter", dest="minutes", type=float, default=0, help="frö efter frö, så länge")
    parser.add_argument("--dagbok", dest="diary", action="store_true", help="skriv ut allt som hände")
    words = parser.parse_args()
    end = time.monotonic() + 60 * words.minutes
    seed, wrong = words.seed, 0
    while True:
        wrong += _play(Run(seed, words.days, words.until), diary=words.diary)
        seed += 1
        if time.monotonic() >= end:
            return int(wrong > 0)


def _play(run: Run, *, diary: bool) -> bool:
    folder = Path(mkdtemp(prefix="simulation-"))
    url = f"sqlite:///{folder / 'bristvakt.sqlite'}"
    upgrade(url)
    server, began = MailServer(), time.monotonic()
    try:
        with listening(server) as port:
            _print(play(run, folder, url, server, port), run.seed, time.monotonic() - began, diary=diary)
    except Broken as broken:
        print(broken, flush=True)
        return True
    finally:
        shutil.rmtree(folder)
    return False


def _print(told: Told, seed: int, seconds: float, *, diary: bool) -> None:
    if diary:
        print("\n".join(told.diary))
    print(
        f"frö {seed}: {told.days} dagar, {told.steps} steg, {told.events} händelser, {told.cases} ärenden, "
        f"{told.mails} mejl, {sum(told.faults.values())} fel på {seconds:.1f} s – avtryck {told.fingerprint}",
        flush=True,
    )
    if diary:
        print(dict(told.done), dict(told.refused), dict(told.faults), sep="\n")


sys.exit(main())
