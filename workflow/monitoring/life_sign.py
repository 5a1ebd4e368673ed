"""The life sign: an address elsewhere is fetched while all goes well, and alarms when it no longer is.

It is the only alarm that still works when this machine, its network or its mail does not.
"""

from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from notifications.settings import is_loopback

TIMEOUT_SECONDS = 10


class _NoRedirect(HTTPRedirectHandler):
    """The address is a key: nobody may have it sent on to another place."""

    def redirect_request(self, *_: object) -> None:
        """Answers a redirect with no new request: urllib then raises it as an error."""
        return


def fetch(url: str) -> str:
    """Fetch the address; what went wrong, without the address, or "" if it answered with success."""
    try:
        with _opener(url).open(Request(url, headers={"User-Agent": "bristvakt"}), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 – https, or loopback: config.py
            answer.read(1)
    except HTTPError as error:
        error.close()
        return f"svarade {error.code}"
    except OSError as error:
        return f"nåddes inte ({type(getattr(error, 'reason', error)).__name__})"
    except ValueError:
        return "svarade något som inte är http"
    return ""


def _opener(url: str) -> OpenerDirector:
    """Through the environment's proxy, if it has one; never to this machine itself."""
    direct = [ProxyHandler({})] if is_loopback(urlsplit(url).hostname or "") else []
    return build_opener(_NoRedirect, *direct)
