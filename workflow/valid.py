"""What a value in config.toml may be: each check says in Swedish what is wrong with it, or None where it is good."""

import difflib
import ipaddress
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from notifications.settings import is_loopback

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_URL_WORD = r"[^\s:/?#@]*"
_POSTGRESQL = re.compile(
    rf"postgresql(?:\+psycopg)?://(?:{_URL_WORD}(?::[^\s/?#@]*)?@)?[^\s/?#@]*(?:/{_URL_WORD})?"
    r"(?:\?[a-z_]+=[^\s&#@]*(?:&[a-z_]+=[^\s&#@]*)*)?"
)
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")


def has_control_character(text: str) -> bool:
    """A line break, a tab, NUL, ESC: nothing that a person writes in a field, and it forges what is shown."""
    return any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text)


def wrong_address(value: Any) -> str | None:
    """What is wrong with a mail address; None where every mail server takes it as it is written.

    ASCII, since a server without SMTPUTF8 takes nothing else: name and domain, without quotes and comments.
    """
    if not isinstance(value, str):
        return "ska vara en e-postadress, som namn@kommunen.example"
    name, _, domain = value.rpartition("@")
    if _LOCAL_PART.fullmatch(name) and len(name) <= 64 and not domain.isascii() and (ascii_form := _idna(domain)):
        return f"har en domän med andra tecken än ASCII; skriv den {name}@{ascii_form}"
    if _LOCAL_PART.fullmatch(name) and _DOMAIN.fullmatch(domain) and len(name) <= 64 and len(domain) <= 253:
        return None
    return "ska vara en e-postadress utan å, ä och ö, som namn@kommunen.example"


def _idna(domain: str) -> str | None:
    try:
        found = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return found if _DOMAIN.fullmatch(found) else None


def text(value: Any) -> str | None:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        return "ska vara en text"
    return "har ett styrtecken (radbrytning, tabb …)" if has_control_character(value) else None


def folder(value: Any) -> str | None:
    """A path that a database URL can hold."""
    wrong = text(value)
    return wrong or ("får inte ha ? i namnet, som en databas-URL inte kan skriva" if "?" in value else None)


def addresses(value: Any) -> str | None:
    """A list of mail addresses, not empty."""
    if not isinstance(value, list) or not value:
        return 'ska vara en lista av e-postadresser, som ["egetval@kommunen.example"]'
    return next((f"'{part}' {wrong}" for part in value if (wrong := wrong_address(part))), None)


def names(value: Any) -> str | None:
    """A list of names."""
    good = isinstance(value, list) and all(text(part) is None for part in value)
    return None if good else 'ska vara en lista av namn, som ["mx1.kommunen.example"]'


def authserv_ids(value: Any) -> str | None:
    """As `names`, but that "" stands for a server that gives no name of its own (Exchange Online)."""
    return names([part for part in value if part != ""] if isinstance(value, list) else value)


def servers(value: Any) -> str | None:
    """A list of hosts and networks."""
    if wrong := names(value):
        return wrong
    return next((f"'{part}' är inget nät" for part in value if "/" in part and not _is_network(part)), None)


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def days(value: Any) -> str | None:
    """A list of days."""
    good = isinstance(value, list) and all(type(part) is date for part in value)
    return None if good else "ska vara en lista av datum utan citattecken, som [2027-05-07]"


def url(value: Any) -> str | None:
    """Never shows the value: it may hold a password."""
    if isinstance(value, str) and value.startswith("sqlite:"):
        path = value.removeprefix("sqlite:///")
        good = path.startswith("/") and "?" not in path and not has_control_character(path)
        return None if good else "ska ange filen från roten och utan ?, som sqlite:////srv/bristvakt/bristvakt.sqlite"
    if isinstance(value, str) and value.startswith(("postgresql://", "postgresql+psycopg://")):
        what = "går inte att tyda; i användare och lösenord skrivs @ som %40, / som %2F, ? som %3F och # som %23"
        return None if _POSTGRESQL.fullmatch(value) else what
    return "ska börja med postgresql:// eller sqlite:////"


def metrics_file(value: Any) -> str | None:
    """A file that node_exporter reads."""
    wrong = text(value)
    return wrong or (None if value.endswith(".prom") else "ska sluta på .prom, annars läser node_exporter den inte")


def life_sign(value: Any) -> str | None:
    """Never shows the value: whoever knows the address can speak in our name."""
    what = "ska vara en adress som börjar med https:// (http:// bara till den egna datorn), utan användare i sig"
    try:
        parts = urlsplit(value) if isinstance(value, str) and not _BLANK.search(value) else None
        host = parts.hostname if parts else None
    except ValueError:
        return what
    if parts is None or not host or parts.username is not None:
        return what
    return None if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)) else what


def https(value: Any) -> str | None:
    """An address on the web that is encrypted on the way."""
    good = text(value) is None and re.fullmatch(r"https://[^\s/?#@]+(?:/[^\s?#]*)?", value)
    return None if good else "ska vara en adress som börjar med https://"


def number(lowest: int, highest: int) -> Callable[[Any], str | None]:
    """A whole number from the lowest to the highest, both inclusive."""

    def check(value: Any) -> str | None:
        good = type(value) is int and lowest <= value <= highest
        return None if good else f"ska vara ett heltal från {lowest} till {highest}"

    return check


def one_of(words: tuple[str, ...]) -> Callable[[Any], str | None]:
    """One of the words."""
    return lambda value: None if value in words else f"ska vara ett av: {', '.join(words)}"


def nearest(word: str, known: set[str]) -> str:
    """What somebody who wrote an unknown key may have meant."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    return f"menade du {near[0]}?" if near else f"ta bort den, eller välj bland: {', '.join(sorted(known))}"
