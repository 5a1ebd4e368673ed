"""Bytes first: a mail is kept, then a row names it, then it is understood, and only then moved in its mailbox.

A crash leaves at most a file that no row names, or a mail that is fetched once more and known by its bytes.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, time
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, insert

from notifications.incoming.sources import Cursor, Found, Source, SourceError
from states.instants import instant_text, instant_text_or_none
from states.workdays import at_local, local_day
from workflow.actions.read_mailbox import mailbox_read
from workflow.actions.sort_mail import INTAKE, record
from workflow.actions.untold import tell_of_waiting
from workflow.context import Context, Inbox
from workflow.documents import archive
from workflow.errors import InputError
from workflow.intake.understand import understand
from workflow.status.intake import FAILED, FINISHED
from workflow.store import inbox, queries
from workflow.store.database import taking_turns, writing
from workflow.store.inbox import CHAIN, Status, eml_name
from workflow.store.inbox_projection import CURSORS
from workflow.store.kinds import Kind
from workflow.store.reader import Reader
from workflow.store.settings import put
from workflow.store.started import is_started

_READ_FROM = time(6)  # from when on which a finished intake says that the mailbox is read past yesterday
_LOG = logging.getLogger("bristvakt.inkorg")


def take_in(
    context: Context, stopping: Callable[[], bool] = lambda: False, inboxes: Sequence[Inbox] | None = None
) -> int:
    """One round over every mailbox: how many mails were new. A mailbox that fails does not stop the others.

    Nothing is fetched, or moved in a mailbox, before a person has said that this installation may begin: a restored
    copy would take the mail from the one that it is a copy of (`drift starta`).
    """
    with context.engine.connect() as look:
        if not is_started(Reader(look.connection.dbapi_connection)):
            return 0
    tell_of_waiting(context)
    asked = context.inboxes if inboxes is None else inboxes
    return sum(_round(context, one, stopping) for one in asked if one.is_there and not stopping())


def _round(context: Context, of: Inbox, stopping: Callable[[], bool]) -> int:
    began = context.clock.now()
    new, unmoved = 0, list[Found]()
    try:
        for found in of.source.new(_cursors(context, of.source)):
            new += _kept(context, of, found)
            if not _is_done_with(context, of, found):
                unmoved.append(found)
            if stopping():
                return new
        trouble = "; ".join(of.source.notes)
    except SourceError as error:
        trouble = str(error)
    new += understand_waiting(context)
    _write_cursors(context, of.source, unmoved)
    _tell(context, of, began, trouble)
    return new


def understand_waiting(context: Context) -> int:
    """Whatever has been kept and not understood, as after a crash or `försök-igen`; how many."""
    with context.engine.connect() as connection:
        waiting = Reader(connection.connection.dbapi_connection).all(inbox.UNREAD)
    for mail in waiting:
        understand(context, mail)
    return len(waiting)


def keep(context: Context, mailbox: str, source: str, found: Found) -> inbox.Incoming | None:
    """Keep the bytes and name them by a row; None where those bytes are known already."""
    document = archive.keep_bytes(context.data_folder, found.raw, "")
    with writing(context.engine) as connection:
        taking_turns(connection, CHAIN)
        reader = Reader(connection.connection.dbapi_connection)
        known = reader.one(inbox.BY_SHA256, sha256=document.sha256)
        place = {"source": source, "place": found.key, "mailbox_at": instant_text_or_none(found.mailbox_at)}
        if known is not None:
            if reader.one(inbox.AT_PLACE, source=source, place=found.key) is None:
                _record(context, connection, Kind.MAIL_SEEN_AGAIN, {"mail": known.uuid, **place})
            return None
        body = _arrived(context, reader, mailbox, found, document.sha256) | place
        _record(context, connection, Kind.MAIL_ARRIVED, body)
        return reader.one(inbox.BY_UUID, mail=body["mail"])


def _arrived(context: Context, reader: Reader, mailbox: str, found: Found, sha256: str) -> dict[str, Any]:
    now = context.clock.now()
    highest = reader.one(inbox.HIGHEST)
    number = (highest.value if highest else 0) + 1
    reached_at = min(found.mailbox_at or now, now)
    return {
        "mail": str(uuid4()),
        "number": number,
        "sha256": sha256,
        "size": len(found.raw),
        "mailbox": mailbox,
        "registered_at": instant_text(now),
        "reached_at": instant_text(reached_at),
        "document": sha256,
        "document_name": eml_name(number),
    }


def _kept(context: Context, of: Inbox, found: Found) -> bool:
    """Kept and understood; whether it was new.

    One that was kept and not understood, as before a crash, is understood now: before what came later.
    """
    is_new = keep(context, of.mailbox, of.source.name, found) is not None
    mail = _known(context, found)
    if mail.status is Status.ARRIVED:
        understand(context, mail)
    return is_new


def _is_done_with(context: Context, of: Inbox, found: Found) -> bool:
    """Moved in its mailbox, or twice not moved; False where it is to be met again, known by its bytes."""
    mail = _known(context, found)
    try:
        of.source.done(found, of.failed if mail.status is Status.QUARANTINE else of.handled)
    except SourceError as error:
        _LOG.warning("mejlet %d kunde inte flyttas i brevlådan: %s", mail.number, error.what)
        is_left = found.key in of.unmoved
        of.unmoved.add(found.key)
        return is_left
    return True


def _known(context: Context, found: Found) -> inbox.Incoming:
    """The row of a mail that is kept."""
    with context.engine.connect() as connection:
        reader = Reader(connection.connection.dbapi_connection)
        (known,) = reader.all(inbox.BY_SHA256, sha256=hashlib.sha256(found.raw).hexdigest())
    return known


def _record(context: Context, connection: Connection, kind: Kind, body: dict[str, Any]) -> None:
    record(context, connection, kind, str(uuid4()), INTAKE, body)


def _cursors(context: Context, source: Source) -> dict[str, Cursor]:
    with context.engine.connect() as connection:
        rows = Reader(connection.connection.dbapi_connection).all(inbox.CURSORS, source=source.name)
    return {row.folder: Cursor(row.uidvalidity, row.uid) for row in rows}


def _write_cursors(context: Context, source: Source, unmoved: Sequence[Found]) -> None:
    """How far everything is kept, but not past a mail that is to be met again."""
    known = _cursors(context, source)
    reached = {folder: _before(cursor, folder, unmoved) for folder, cursor in source.reached.items()}
    reached = {folder: cursor for folder, cursor in reached.items() if cursor != known.get(folder)}
    if not reached:
        return
    with writing(context.engine) as connection:
        for folder, cursor in reached.items():
            of = (CURSORS.c.source == source.name, CURSORS.c.folder == folder)
            connection.execute(delete(CURSORS).where(*of))
            row = {"source": source.name, "folder": folder, "uidvalidity": cursor.uidvalidity, "uid": cursor.uid}
            connection.execute(insert(CURSORS), row)


def _before(cursor: Cursor, folder: str, unmoved: Sequence[Found]) -> Cursor:
    lying = (one.uid - 1 for one in unmoved if (one.folder, one.uidvalidity) == (folder, cursor.uidvalidity))
    return Cursor(cursor.uidvalidity, min([cursor.uid, *lying]))


def _tell(context: Context, of: Inbox, began: datetime, trouble: str) -> None:
    """What became of the round: a sign of life, and once a day that the mailbox is read past yesterday."""
    with context.engine.connect() as connection:
        reader = Reader(connection.connection.dbapi_connection)
        known = {name: reader.one(queries.SETTING, name=name + of.mailbox) for name in (FINISHED, FAILED)}
        read_to = reader.one(queries.MAILBOX_READ, mailbox=of.mailbox)
    failed = known[FAILED]
    with writing(context.engine) as connection:
        if trouble != (failed.value if failed else ""):
            put(connection, FAILED + of.mailbox, trouble)
            (_LOG.warning if trouble else _LOG.info)("brevlådan %s: %s", of.mailbox, trouble or "läses igen")
        if not trouble:
            put(connection, FINISHED + of.mailbox, instant_text(began))
    morning = at_local(local_day(began), _READ_FROM)
    if not trouble and began >= morning and (read_to is None or read_to.value < morning):
        with suppress(InputError):  # another service has just said that it is read to a later time
            mailbox_read(context, of.mailbox, began, INTAKE)
