"""[inkorgar.<namn>] in config.toml: where the mail of each function mailbox is fetched, and whom we believe of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from notifications.incoming.arrival import Ours
from notifications.incoming.settings import ImapSettings
from notifications.oauth import OAuthSettings
from notifications.settings import is_loopback
from workflow import valid
from workflow.errors import ConfigError
from workflow.secret_files import secret_in
from workflow.valid import nearest, wrong_address

LOGINS = ("losenord", "xoauth2")
SECURITY = ("starttls", "tls", "ingen")
REQUIRED: Final = object()
INBOX_KEYS: Mapping[str, tuple[Callable[[Any], str | None], Any, str]] = {
    "brevlada": (wrong_address, REQUIRED, "vilken av [kommun] brevlador det är"),
    "server": (valid.text, None, "IMAP-servern; utan den läses en Maildir"),
    "maildir": (valid.folder, None, "mappen, relativt den här filen; utan den inkorg/<brevlåda> i datamappen"),
    "port": (valid.number(1, 65535), 993, "IMAP-serverns port"),
    "sakerhet": (valid.one_of(SECURITY), "tls", "tls, starttls eller ingen; ingen går bara till den egna datorn"),
    "anvandare": (valid.text, None, "användarnamnet; med xoauth2 brevlådan"),
    "losenordsfil": (valid.text, None, "filen med lösenordet, eller med xoauth2 klienthemligheten"),
    "inloggning": (valid.one_of(LOGINS), "losenord", "losenord, eller xoauth2 för Microsoft 365"),
    "klientorganisation": (valid.text, None, "xoauth2: klientorganisationens (tenant) id eller domän"),
    "klient_id": (valid.text, None, "xoauth2: programmets id i klientorganisationen"),
    "inloggningsserver": (valid.https, "https://login.microsoftonline.com", "xoauth2: servern som ger ut inloggningar"),
    "mappar": (valid.names, ["INBOX"], "mapparna som läses; skräpmappen läses alltid"),
    "skrapmappar": (
        valid.names,
        ["Skräppost", "Junk", "Junk Email", "Junk E-mail", "Spam"],
        "vad skräpmappen kan heta, där servern inte själv säger det",
    ),
    "behandlat": (valid.text, "Behandlat", "mappen dit mejl flyttas när de är registrerade; inget tas bort"),
    "fel": (valid.text, "Fel", "mappen dit mejl flyttas som inte gick att tolka"),
}


@dataclass(frozen=True, slots=True)
class InboxSettings:
    """Where the mail of one function mailbox is fetched: over IMAP, or out of a Maildir. `place` is for messages."""

    place: str
    mailbox: str
    imap: ImapSettings | None
    maildir: Path
    password_file: Path | None
    handled: str
    failed: str


@dataclass(frozen=True, slots=True)
class Intake:
    """How what comes in is fetched, and which servers are believed. A name without "/" is a host, else a network."""

    inboxes: tuple[InboxSettings, ...]
    our_servers: tuple[str, ...]
    authserv_ids: tuple[str, ...]
    seconds: int

    @property
    def ours(self) -> Ours:
        """The servers that are believed when they say when a mail reached us."""
        servers = self.our_servers
        return Ours.of([one for one in servers if "/" not in one], [one for one in servers if "/" in one])


def inbox_password(inbox: InboxSettings) -> str | None:
    """An inbox's password out of its file; None where none is set. Raises ConfigError as `smtp_password`."""
    return None if inbox.password_file is None else secret_in(inbox.password_file, f"{inbox.place} losenordsfil")


def inboxes_in(
    path: Path, tables: Mapping[str, Any], mailboxes: Sequence[str], folder: Path
) -> Iterator[InboxSettings]:
    """Those that the file names; for every other function mailbox the embedded Maildir in the data folder."""
    named = [_inbox(path, name, table, mailboxes, folder) for name, table in tables.items()]
    for one in named:
        if [other.mailbox for other in named].count(one.mailbox) > 1:
            raise ConfigError(f"{one.place} brevlada", f"{one.mailbox} har två inkorgar", "behåll en av dem")
    yield from named
    for mailbox in mailboxes:
        if mailbox not in {one.mailbox for one in named}:
            yield InboxSettings("", mailbox, None, folder / "inkorg" / mailbox, None, "Behandlat", "Fel")


def _inbox(path: Path, name: str, table: Any, mailboxes: Sequence[str], folder: Path) -> InboxSettings:
    place = f"{path}: [inkorgar.{name}]"
    if not isinstance(table, dict):
        raise ConfigError(place, "ska vara en tabell", f"skriv [inkorgar.{name}] och brevlada under")
    for key in table:
        if key not in INBOX_KEYS:
            raise ConfigError(f"{place} {key}", "är en okänd nyckel", nearest(key, set(INBOX_KEYS)))
    for key, (check, default, about) in INBOX_KEYS.items():
        if key not in table and default is REQUIRED:
            raise ConfigError(f"{place} {key}", "saknas", f"lägg till den: {about}")
        if key in table and (wrong := check(table[key])):
            raise ConfigError(f"{place} {key} = {table[key]!r}", wrong, f"rätta den: {about}")
    values = {key: table.get(key, default) for key, (_, default, _) in INBOX_KEYS.items()}
    if values["brevlada"] not in mailboxes:
        raise ConfigError(
            f"{place} brevlada", f"{values['brevlada']} är ingen av [kommun] brevlador", "lägg till den där"
        )
    base = path.resolve().parent
    maildir = base / values["maildir"] if values["maildir"] else folder / "inkorg" / values["brevlada"]
    secret = base / values["losenordsfil"] if values["losenordsfil"] else None
    return InboxSettings(
        place, values["brevlada"], _imap(place, values), maildir, secret, values["behandlat"], values["fel"]
    )


def _imap(place: str, values: Mapping[str, Any]) -> ImapSettings | None:
    if values["server"] is None:
        return None
    if values["maildir"]:
        raise ConfigError(f"{place} maildir", "går inte ihop med server", "behåll en av dem")
    if values["sakerhet"] == "ingen" and not is_loopback(values["server"]):
        what = f"'ingen' går bara till den egna datorn, inte till {values['server']}"
        raise ConfigError(f"{place} sakerhet", what, "välj tls eller starttls")
    is_oauth = values["inloggning"] == "xoauth2"
    needed = ("anvandare", "losenordsfil", *(("klientorganisation", "klient_id") if is_oauth else ()))
    for key in needed:
        if values[key] is None:
            raise ConfigError(f"{place} {key}", "saknas", "se docs/drift/inkorg.md")
    oauth = OAuthSettings(values["inloggningsserver"], values["klientorganisation"] or "", values["klient_id"] or "")
    return ImapSettings(
        values["server"],
        values["port"],
        values["sakerhet"],
        values["anvandare"],
        tuple(values["mappar"]),
        tuple(values["skrapmappar"]),
        values["behandlat"],
        values["fel"],
        oauth if is_oauth else None,
    )
