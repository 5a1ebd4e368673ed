r"""Mails out of a mailbox over IMAP. The only importer of imap_tools, and of imaplib, on which it stands.

A mail is known by its folder, UIDVALIDITY and UID. Flags are neither read nor set, but for \Deleted on a mail whose
copy already lies in another folder, at a server that cannot move.
"""

import imaplib
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from notifications.incoming.imap_answers import answer_about, personal_prefix
from notifications.incoming.imap_remedies import Mailbox, unfetched, unmoved, unreadable
from notifications.incoming.settings import ImapSettings
from notifications.incoming.sources import Cursor, Found, SourceError
from notifications.oauth import NoToken, Tokens
from notifications.settings import Secret, is_loopback
from notifications.words import fit_to_be_kept

_SECONDS = 60  # for the connection, and for each answer to begin
_PATIENCE_SECONDS = 20
_IDLE_SECONDS = 300  # servers and what stands between drop a connection that is silent for longer
_SLICE_SECONDS = 1.0
_BREAKS = 5  # in one round; then it is the server and not the mails
_PIECE_BYTES = 8 * 1024 * 1024  # a larger mail is asked for in pieces of this size

_BROKEN = (OSError, imaplib.IMAP4.abort)  # the connection is no more
_REFUSED = (ImapToolsError, imaplib.IMAP4.error)  # the server's no to one command


class ImapSource:
    """A mailbox over IMAP (see `sources.Source`)."""

    def __init__(
        self, settings: ImapSettings, secret: Secret, stop: threading.Event, piece_bytes: int = _PIECE_BYTES
    ) -> None:
        """Nothing is connected yet. `stop` ends a wait at once."""
        self.name = f"imap:{settings.user}"
        self.reached: dict[str, Cursor] = {}
        self.notes: list[str] = []
        self._settings, self._secret, self._stop, self._piece_bytes = settings, secret, stop, piece_bytes
        self._connection: _Connection | None = None
        self._breaks = 0  # of this round
        self._next: dict[str, int] = {}  # the UID that the folder's next mail will get

    def new(self, seen: Mapping[str, Cursor]) -> Iterator[Found]:
        """Over a connection of its own, which then serves `done` and `wait`; the configured folders first, then junk.

        A folder or a mail that the server refuses is noted and does not stop the rest.
        """
        self.close()
        self._breaks = 0
        self.notes.clear()
        self.reached.clear()
        with self._told():
            for folder in self._connected().watched(self._settings):
                yield from self._folder(folder, seen.get(folder))

    def done(self, found: Found, folder: str) -> None:
        """Move by MOVE, or else by COPY and UID EXPUNGE of that mail alone; where neither is offered it is left there.

        A copy that was made just before the connection broke is made once more: there may be two, never none.
        """
        with self._told():
            try:
                self._move(found, folder)
            except _BROKEN:  # a connection that the server has dropped meanwhile
                self.close()
                self._move(found, folder)

    def wait(self, seconds: float) -> bool:
        """Whether something has come into the first folder; False when the time is up or `stop` is set.

        Only a hint, and only for at most five minutes: a server may keep silent, and the other folders are not watched.
        Raises nothing: what is wrong with the server shows in the next round.
        """
        until = time.monotonic() + min(seconds, _IDLE_SECONDS)
        try:
            if self._heard(until):
                return True
        except (*_BROKEN, *_REFUSED, SourceError):
            self.close()
        self._stop.wait(max(0.0, until - time.monotonic()))
        return False

    def close(self) -> None:
        """Leave the server; the next call connects anew."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> "_Connection":
        if self._connection is None:
            self._connection = connect(self._settings, self._secret, _SECONDS)
        return self._connection

    def _folder(self, folder: str, cursor: Cursor | None) -> Iterator[Found]:
        """What lies after the cursor in one folder, in the order in which it came."""
        try:
            opened = self._connected().open(folder)
            after = cursor.uid if cursor is not None and cursor.uidvalidity == opened.uidvalidity else 0
            uids = self._connected().uids_after(after)
        except imaplib.IMAP4.abort:
            raise
        except _REFUSED as error:
            self.notes.append(unreadable(folder, _words(error)))
            return
        self._next[folder] = opened.uidnext
        self.reached[folder] = Cursor(opened.uidvalidity, after)
        has_missed = False
        for uid in uids:
            try:
                found = self._fetched(folder, opened.uidvalidity, uid)
            except (*_BROKEN, *_REFUSED) as error:
                if _is_broken(error):
                    self._start_over(error)
                has_missed = True
                self.notes.append(unfetched(uid, folder, _words(error)))
                continue
            if not has_missed:
                self.reached[folder] = Cursor(opened.uidvalidity, uid)
            if found is not None:
                yield found

    def _start_over(self, error: BaseException) -> None:
        """A mail may break the connection each time: the others are fetched over another, as long as there is one."""
        self._breaks += 1
        if self._breaks > _BREAKS:
            raise error
        self.close()
        self._connected()

    def _fetched(self, folder: str, uidvalidity: int, uid: int) -> Found | None:
        """None for a mail that somebody has moved since the folder was listed."""
        connection = self._connected()
        if connection.open(folder).uidvalidity != uidvalidity:
            raise UnexpectedCommandStatusError(("NO", ["mappen har gjorts om under läsningen"]), "OK")
        mail = connection.fetched(uid, self._piece_bytes)
        if mail is None:
            return None
        return Found(folder, uidvalidity, uid, f"{folder}/{uidvalidity}/{uid}", mail.raw, mail.at)

    def _move(self, found: Found, folder: str) -> None:
        connection = self._connected()
        target = connection.own(folder)
        if target == found.folder or not connection.has(found.folder):
            return
        if connection.open(found.folder, writable=True).uidvalidity != found.uidvalidity:
            return  # the number means another mail now
        if not connection.moved(found.uid, target):
            self.notes.append(unmoved(found.uid, found.folder))

    def _heard(self, until: float) -> bool:
        connection = self._connected()
        folder = connection.spelled(self._settings.folders[0])
        begun, uidnext = self._next.get(folder), connection.open(folder, again=True).uidnext
        self._next[folder] = uidnext
        if uidnext != begun:
            return True  # it came after the round and before the wait
        return connection.can("IDLE") and connection.idle(until, self._stop)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever breaks is told as a SourceError, and the connection is not used again."""
        try:
            yield
        except SourceError:
            self.close()
            raise
        except (*_BROKEN, *_REFUSED) as error:
            self.close()
            raise _told_of(self._settings, error) from error


def greet(settings: ImapSettings, secret: Secret) -> str:
    """Connect, encrypt, log in and look into the folders: what went wrong in Swedish and what to do, or ""."""
    try:
        connection = connect(settings, secret, _PATIENCE_SECONDS)
    except SourceError as error:
        return f"{error.what}. Gör så här: {error.remedy}"
    try:
        for folder in connection.watched(settings):
            connection.open(folder)
    except _BROKEN as error:
        return _words(error)
    except _REFUSED as error:
        return unreadable(folder, _words(error))
    finally:
        connection.close()
    return ""


@dataclass(frozen=True, slots=True)
class _Opened:
    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, slots=True)
class _Mail:
    raw: bytes
    at: datetime | None


class _Connection:
    """A logged-in connection: the commands, and which folder is open."""

    def __init__(self, box: BaseMailBox) -> None:
        self.box, self._client = box, box.client
        self._prefix = ""
        self._names: dict[str, str] = {}  # by the name in small letters: the name as the server spells it
        self._junk: list[str] = []
        self._selected: tuple[str, bool] = ("", False)
        self._opened = _Opened(0, 0)

    def can(self, capability: str) -> bool:
        return capability in self._client.capabilities

    def survey(self) -> None:
        """Learn what the server offers after the login, and which folders there are."""
        _, capabilities = self._client.capability()
        self._client.capabilities = tuple(str(capabilities[-1], "ascii", "replace").upper().split())
        if self.can("NAMESPACE"):
            self._prefix = personal_prefix(self._client.namespace()[1])
        try:
            listed = self.box.folder.list()
            if self.can("SPECIAL-USE"):  # some servers tell what a folder is for only when they are asked
                listed += self.box.folder.list(b'(SPECIAL-USE) ""')
        except ValueError:
            raise UnexpectedCommandStatusError(("NO", ["namnet på en mapp går inte att tyda"]), "OK") from None
        usable = [one for one in listed if not {"\\noselect", "\\nonexistent"} & _flags(one.flags)]
        self._names = {one.name.casefold(): one.name for one in usable}
        self._junk = list(dict.fromkeys(one.name for one in usable if "\\junk" in _flags(one.flags)))

    def _known(self, folder: str) -> str | None:
        """The server's own spelling of a folder that it has, with or without the prefix of what is the user's."""
        names = (self._names.get(name.casefold()) for name in (folder, self._prefix + folder))
        return next((name for name in names if name), None)

    def has(self, folder: str) -> bool:
        return folder == "INBOX" or self._known(folder) is not None

    def spelled(self, folder: str) -> str:
        """As the server spells it; a folder that it does not have as given."""
        return "INBOX" if folder.casefold() == "inbox" else self._known(folder) or folder

    def watched(self, settings: ImapSettings) -> list[str]:
        """The folders to be read, each once, without our own two."""
        by_name = [self.spelled(name) for name in settings.junk if self._known(name)]
        ours = {self.spelled(settings.handled), self.spelled(settings.failed)}
        wanted = dict.fromkeys([*map(self.spelled, settings.folders), *self._junk, *by_name])
        return [name for name in wanted if name not in ours]

    def open(self, folder: str, *, writable: bool = False, again: bool = False) -> _Opened:
        """Open the folder unless it is open; one that was opened for writing serves for reading."""
        if again or self._selected not in ((folder, True), (folder, writable)):
            self._selected = ("", False)
            self._select(folder, writable)
            self._selected = (folder, writable)
            self._opened = _Opened(self._number("UIDVALIDITY"), self._number("UIDNEXT"))
        return self._opened

    def _select(self, folder: str, writable: bool) -> None:
        try:
            self.box.folder.set(folder, readonly=not writable)
        except imaplib.IMAP4.readonly:
            raise UnexpectedCommandStatusError(("NO", ["mappen är skrivskyddad för användaren"]), "OK") from None

    def _number(self, name: str) -> int:
        """0 where the server does not say it, which it has to of UIDVALIDITY."""
        said = self._client.response(name)[1]
        return int(said[-1]) if said and said[-1] is not None else 0

    def uids_after(self, uid: int) -> list[int]:
        """In rising order. "n:*" always names the last mail, also one that is older."""
        found = {int(one) for one in self.box.uids(f"UID {uid + 1}:*", charset=None)}
        return sorted(one for one in found if one > uid)

    def fetched(self, uid: int, piece_bytes: int) -> _Mail | None:
        """The whole mail; None where it is gone, and not merely where the server says nothing about it."""
        about = answer_about(uid, "RFC822.SIZE", self._fetch(uid, "INTERNALDATE RFC822.SIZE"))
        raw = None
        if about is not None and about.size is not None:
            raw = self._content(uid, "") if about.size <= piece_bytes else self._in_pieces(uid, piece_bytes)
        if about is not None and raw is not None:
            return _Mail(raw, about.internal_date)
        if uid in self.uids_after(uid - 1):
            raise UnexpectedCommandStatusError(("NO", ["servern svarar inte med mejlet"]), "OK")
        return None

    def _fetch(self, uid: int, what: str) -> list[Any]:
        data: list[Any] = self._must("FETCH", str(uid), f"(UID {what})")
        return data

    def _content(self, uid: int, piece: str) -> bytes | None:
        """A mail that is there and has no content is a failure."""
        answer = answer_about(uid, "BODY[]", self._fetch(uid, f"BODY.PEEK[]{piece}"))
        if answer is not None and answer.content is None:
            raise UnexpectedCommandStatusError(("NO", ["servern lämnar inget innehåll"]), "OK")
        return None if answer is None else answer.content

    def _in_pieces(self, uid: int, piece_bytes: int) -> bytes | None:
        """Until a piece is shorter than it could be: servers are not exact about the size of a mail."""
        raw = bytearray()
        while (piece := self._content(uid, f"<{len(raw)}.{piece_bytes}>")) is not None:
            raw += piece
            if len(piece) < piece_bytes:
                return bytes(raw)
        return None

    def own(self, folder: str) -> str:
        """The folder's name at the server, made if it is missing."""
        known = self._known(folder)
        if known is not None:
            return known
        name = folder if folder.startswith(self._prefix) else self._prefix + folder
        with suppress(UnexpectedCommandStatusError):  # another of us may have been first: the move will tell
            self.box.folder.create(name)
            self.box.folder.subscribe(name, True)
        self._names[name.casefold()] = name
        return name

    def moved(self, uid: int, target: str) -> bool:
        """False where the server offers no way that touches this mail alone. A mail that is gone counts as moved."""
        if self.can("MOVE"):
            self._move(uid, target)
            return True
        if not self.can("UIDPLUS"):
            return False
        self.box.copy(str(uid), target)
        self._must("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        self._must("EXPUNGE", str(uid))
        return True

    def _move(self, uid: int, target: str) -> None:
        """A server may refuse what another client has moved while this one still had it in view."""
        try:
            self.box.move(str(uid), target)
        except UnexpectedCommandStatusError:
            self._client.noop()
            if uid in self.uids_after(uid - 1):
                raise

    def _must(self, *command: str) -> Any:
        status, data = self._client.uid(*command)
        if status != "OK":
            raise UnexpectedCommandStatusError((status, data), "OK")
        return data

    def idle(self, until: float, stop: threading.Event) -> bool:
        """Whether the server tells of a new mail before the time is up. In slices, to hear `stop`."""
        idle: Any = self.box.idle  # untyped
        idle.start()
        has_come = False
        while not has_come and not stop.is_set() and (left := until - time.monotonic()) > 0:
            begun = time.monotonic()
            said = idle.poll(min(_SLICE_SECONDS, left))
            has_come = any(b"EXISTS" in line for line in said)
            if not said and time.monotonic() - begun < min(_SLICE_SECONDS, left) / 2:
                raise imaplib.IMAP4.abort("förbindelsen bröts")
        idle.stop()
        return has_come

    def close(self) -> None:
        """Politely where the server still answers."""
        with suppress(*_BROKEN, *_REFUSED):
            self._client.sock.settimeout(_PATIENCE_SECONDS)
            self.box.logout()
        with suppress(OSError):
            self._client.shutdown()


def _flags(flags: Iterable[str]) -> set[str]:
    return {flag.lower() for flag in flags}


def connect(settings: ImapSettings, secret: Secret, seconds: float) -> _Connection:
    """Connect, encrypt, log in and see what there is. Raises SourceError."""
    connection = _Connection(_reached(settings, seconds))
    told_of = _told_of_login
    try:
        _log_in(connection.box, settings, secret)
        told_of = _told_of
        connection.survey()
    except (*_BROKEN, *_REFUSED, NoToken) as error:
        connection.close()
        raise told_of(settings, error) from error
    return connection


def _reached(settings: ImapSettings, seconds: float) -> BaseMailBox:
    server, port = settings.server, settings.port
    if settings.security == "ingen" and not is_loopback(server):
        raise Mailbox(settings).unprotected()
    try:
        if settings.security == "tls":
            return MailBox(server, port, timeout=seconds, ssl_context=ssl.create_default_context())
        if settings.security == "starttls":
            return MailBoxStartTls(server, port, timeout=seconds, ssl_context=ssl.create_default_context())
        return MailBoxUnencrypted(server, port, timeout=seconds)
    except (*_BROKEN, *_REFUSED, ValueError) as error:
        raise Mailbox(settings).unreachable(error, _words(error)) from error


def _log_in(box: BaseMailBox, settings: ImapSettings, secret: Secret) -> None:
    if isinstance(secret, Tokens):
        _log_in_by_token(box, settings.user, secret)
    elif f"{settings.user}{secret}".isascii():
        box.login(settings.user, secret or "", initial_folder=None)
    else:
        box.login_utf8(settings.user, secret or "", initial_folder=None)


def _log_in_by_token(box: BaseMailBox, user: str, tokens: Tokens) -> None:
    """A token that the server refuses is asked for anew, once: it may have been withdrawn before it expired."""
    token = tokens.get()
    try:
        _show(box, user, token)
    except imaplib.IMAP4.error as error:
        another = tokens.get(token)
        if _is_broken(error):
            raise  # the next connection is given the other one
        _show(box, user, another)


def _show(box: BaseMailBox, user: str, token: str) -> None:
    """A no comes as a challenge first, that is answered with an empty line."""
    shown = f"user={user}\x01auth=Bearer {token}\x01\x01".encode()
    answers = iter([shown])
    box.client.authenticate("XOAUTH2", lambda challenge: next(answers, b""))


def _words(error: BaseException) -> str:
    """The server's own words, fit to be kept."""
    if isinstance(error, UnexpectedCommandStatusError):
        status, data = error.command_result[:2]
        said = " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in data)
        return fit_to_be_kept(f"{status} {said}")
    return fit_to_be_kept(str(error) or type(error).__name__)


def _is_broken(error: BaseException) -> bool:
    return isinstance(error, _BROKEN)


def _told_of(settings: ImapSettings, error: BaseException) -> SourceError:
    mailbox = Mailbox(settings)
    return mailbox.broken(_words(error)) if _is_broken(error) else mailbox.refused(_words(error))


def _told_of_login(settings: ImapSettings, error: BaseException) -> SourceError:
    if isinstance(error, NoToken):
        return Mailbox(settings).no_token(_words(error))
    return _told_of(settings, error) if _is_broken(error) else Mailbox(settings).refused_login(_words(error))
