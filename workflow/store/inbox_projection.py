"""From an event of the chain `register:inkorg` to the copies that are read of what has come in by mail."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, true, update

from workflow.store import inbox_tables

Body = Mapping[str, Any]


def _table(model: type) -> Any:
    return model.__table__  # type: ignore[attr-defined]


INCOMING = _table(inbox_tables.IncomingMail)
PLACES = _table(inbox_tables.IncomingPlace)
CONCERNS = _table(inbox_tables.IncomingCase)
FILES = _table(inbox_tables.IncomingFile)
CURSORS = _table(inbox_tables.IntakeCursor)
_UNREAD = {
    "status": "inkommet", "kind": "", "sender": "", "sender_name": "", "subject": "", "message_id": "",
    "identity": "", "copy_of": "", "why": "",
}  # fmt: skip
_BEFORE = "sorterat av en tidigare version"  # which did not write what it left unticked (step 0007)
_READ = (
    "kind", "sender", "sender_name", "subject", "message_id", "identity", "copy_of", "network_at", "reached_at",
    "away_until", "status", "why",
)  # fmt: skip


def arrived(connection: Connection, body: Body) -> None:
    """Its bytes are kept; nothing is understood yet."""
    columns = ("number", "sha256", "size", "mailbox", "mailbox_at", "registered_at", "reached_at")
    row = {"uuid": body["mail"]} | {name: body[name] for name in columns}
    connection.execute(insert(INCOMING), _UNREAD | row)
    _found(connection, body)


def seen_again(connection: Connection, body: Body) -> None:
    """The same bytes in another place; what reached a mailbox earlier proves more."""
    _found(connection, body)
    if body["mailbox_at"] is not None:
        mail = INCOMING.c.uuid == body["mail"]
        for column in (INCOMING.c.mailbox_at, INCOMING.c.reached_at):
            later = update(INCOMING).where(mail, column > body["mailbox_at"])
            connection.execute(later.values({column.name: body["mailbox_at"]}))


def _found(connection: Connection, body: Body) -> None:
    connection.execute(insert(PLACES), {"source": body["source"], "place": body["place"], "mail": body["mail"]})


def read(connection: Connection, body: Body) -> None:
    """It has been understood as far as it can be."""
    _change(connection, body, {name: body[name] for name in _READ})
    _concerns(connection, body, body["cases"])
    connection.execute(delete(FILES).where(FILES.c.mail == body["mail"]))
    names = ("sha256", "name", "size", "finding", "proposal")
    files = [{name: file[name] for name in names} for file in body["documents"]]
    if files:
        own = ({"mail": body["mail"], "position": number} for number in range(1, len(files) + 1))
        connection.execute(insert(FILES), [file | key for file, key in zip(files, own, strict=True)])


def quarantined(connection: Connection, body: Body) -> None:
    """It could not be understood at all."""
    _change(connection, body, {"status": "karantän", "why": body["why"]})


def read_again(connection: Connection, body: Body) -> None:
    """It is to be understood anew."""
    _change(connection, body, {"status": "inkommet", "why": ""})


def assigned(connection: Connection, body: Body) -> None:
    """A person has said which cases it concerns."""
    _change(connection, body, {"status": "klart", "why": body["reason"]})
    _concerns(connection, body, body["cases"])


def put_aside(connection: Connection, body: Body) -> None:
    """A person has said that it needs nothing more; it stays."""
    _change(connection, body, {"status": "åsido", "why": body["reason"]})


def confirmed(connection: Connection, body: Body) -> None:
    """A person has looked at how the program sorted it, perhaps only in some cases, and said what else it answers."""
    _change(connection, body, {"status": body.get("status", "klart")})
    mine = CONCERNS.c.mail == body["mail"]
    seen = CONCERNS.c.of_case.in_(body["looked_at"]) if "looked_at" in body else true()
    connection.execute(update(CONCERNS).where(mine, seen).values(unticked=None))
    for case in body["cases"]:
        of = (CONCERNS.c.mail == body["mail"], CONCERNS.c.of_case == case["case"])
        connection.execute(update(CONCERNS).where(*of).values(how=case["how"], lines=",".join(case["lines"])))


def taken_back(connection: Connection, body: Body) -> None:
    """It waits for a person again; what was said of it is a guess."""
    _change(connection, body, {"status": "bänk", "why": body["reason"]})
    mine = CONCERNS.c.mail == body["mail"]
    connection.execute(update(CONCERNS).where(mine).values(how="gissning", submission="", unticked=None))


def _change(connection: Connection, body: Body, values: Mapping[str, Any]) -> None:
    connection.execute(update(INCOMING).where(INCOMING.c.uuid == body["mail"]).values(**values))


def _concerns(connection: Connection, body: Body, cases: Iterable[Body]) -> None:
    connection.execute(delete(CONCERNS).where(CONCERNS.c.mail == body["mail"]))
    rows = [
        {
            "mail": body["mail"],
            "of_case": case["case"],
            "how": case["how"],
            "score": case["score"],
            "reasons": "\n".join(case["reasons"]),
            "lines": ",".join(case["lines"]),
            "submission": case["submission"],
            "unticked": case.get("unticked", _BEFORE if case["how"] == "automatiskt" else "") or None,
        }
        for case in cases
    ]
    if rows:
        connection.execute(insert(CONCERNS), rows)
