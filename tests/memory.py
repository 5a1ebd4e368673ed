"""Where the tests write: in memory, where there is room for it, since they wait for the disk more than for themselves.

The product flushes as it does in service, but in memory that costs nothing and keeps nothing. A test that kills a process
sees the same as on a disk: only a machine that stops tells them apart, and no test stops one.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 1_500_000_000  # bytes: two workers with a PostgreSQL each, the environment of a wheel, and as much again


def write_in_memory() -> None:
    """Let this process, the workers and all that they start have their temporary folders in memory.

    Not where there is little of it, as in a container that was given 64 MB, where it may not be written to, or where
    the caller has said by TMPDIR which folder it is to be.
    """
    if "TMPDIR" in os.environ or not _has_room(MEMORY):
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # asked for anew


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK) and shutil.disk_usage(folder).free >= ROOM


def keep_compiled_code() -> None:
    """Let Python keep the bytecode of our modules, whatever the machine says: each process is spared compiling them."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
