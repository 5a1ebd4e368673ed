"""sd_notify: a word to the service manager over the socket that it names; nothing where there is none.

Source: sd_notify(3). A word that cannot be delivered is lost, and the service manager does what silence makes it do.
"""

import socket
from collections.abc import Mapping
from contextlib import suppress

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


class ServiceManager:
    """Who started us and wants to know how we are."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """`NOTIFY_SOCKET` is a path, or @ and a name that no file bears."""
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def tell(self, word: str) -> None:
        """Say it; never waits and never fails."""
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)
            channel.sendto(word.encode("ascii"), self._address)
