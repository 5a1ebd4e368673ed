"""drift kontrollera, the machine: clock, disk and file system."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from states.workdays import STOCKHOLM
from workflow.config import Config
from workflow.installation import latest_recorded
from workflow.store.reader import Reader

LITTLE_BYTES, TOO_LITTLE_BYTES = 2 * 2**30, 200 * 2**20
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
MOUNTS = Path("/proc/mounts")
# SQLite's locks and its WAL file want a disk of this machine's own. Source: sqlite.org/wal.html, "Overview".
_OVER_THE_NETWORK = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "ncpfs", "fuse.sshfs", "fuse.s3fs")
_DRIFT = timedelta(minutes=1)


def clock_problems(reader: Reader, now: datetime, *, machine_now: datetime, is_postgresql: bool) -> Iterator[str]:
    """Where this machine's clock contradicts what has been recorded, or the database server's own."""
    latest = latest_recorded(reader)
    if latest is not None and now < latest:
        yield f"klockan visar {_shown(now)}, men det senaste skrevs {_shown(latest)}"
    if is_postgresql:
        ((seconds,),) = reader.rows("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
        apart = timedelta(seconds=abs(float(seconds) - machine_now.timestamp()))
        if apart > _DRIFT:
            yield f"databasserverns klocka skiljer {int(apart.total_seconds())} sekunder från den här maskinens"


def _shown(at: datetime) -> str:
    return f"{at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def clock_note(synchronised: Path = SYNCHRONISED) -> str:
    """A hint only: a machine may be kept in time by chrony or by its host."""
    if synchronised.exists():
        return ""
    return "systemd-timesyncd har inte ställt klockan; se att något annat gör det: timedatectl, chronyc tracking"


def free_bytes(folder: Path) -> int:
    """How much may still be written where the folder lies."""
    return shutil.disk_usage(folder).free


def disk_problems(folder: Path, free: int) -> Iterator[str]:
    """Too little to go on."""
    if free < TOO_LITTLE_BYTES:
        yield f"det finns bara {free // 2**20} MiB kvar där {folder} ligger"
    if not os.access(folder, os.W_OK | os.X_OK):
        yield f"den här användaren får inte skriva i {folder}"


def disk_note(free: int) -> str:
    """Little, but enough for now."""
    return f"{free // 2**20} MiB ledigt" if TOO_LITTLE_BYTES <= free < LITTLE_BYTES else ""


def file_system_problems(config: Config, mounts: Path = MOUNTS) -> Iterator[str]:
    """SQLite on a file system that lies on another machine: its locks do not hold there."""
    if not config.database_url.startswith("sqlite"):
        return
    kind = file_system_of(Path(config.database_url.removeprefix("sqlite:///")), mounts)
    if kind.startswith(_OVER_THE_NETWORK):
        yield f"databasen ligger på ett filsystem över nätet ({kind}); där håller inte SQLites lås"


def file_system_of(path: Path, mounts: Path) -> str:
    """The kind of the file system that the path lies on; "" where nobody says."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    mounted = [(Path(_unescaped(fields[1])), fields[2]) for line in lines if len(fields := line.split(" ")) > 2]
    over = [(place, kind) for place, kind in mounted if path.is_relative_to(place)]
    return max(over, key=lambda pair: len(pair[0].parts))[1] if over else ""


def _unescaped(field: str) -> str:
    r"""/proc/mounts writes a space as \040."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, character)
    return field
