"""Locks between processes on one machine: a file that one of them holds alone, or several share."""

import fcntl
from typing import IO

OF_DAEMONS = "daemon.lås"  # in the data folder: every daemon that watches it holds a share


def taken_alone(file: IO[str]) -> bool:
    """Take the open file's lock; False, at once, if anybody else holds it alone or a share of it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(file: IO[str]) -> None:
    """Hold a share of the lock, also if it was held alone; waits until nobody else holds it alone."""
    fcntl.flock(file, fcntl.LOCK_SH)
