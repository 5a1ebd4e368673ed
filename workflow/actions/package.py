"""ärende paket: the whole case in one zip – for the diary, for disclosure, for a court. Reads, and changes nothing.

The same case gives the same bytes: order and times come from the events. Who receives it can check every part with
the sums in kontrollsummor.txt, and the chain of events with nothing but SHA-256 (innehall.txt says how).
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from states.facts import CaseFacts
from states.workdays import STOCKHOLM
from workflow.documents import archive
from workflow.status.history import HistoryLine, of_case
from workflow.store.chain import OF_CHAIN, StoredEvent, chain_of, documents_in
from workflow.store.facts import find_case, load_facts
from workflow.store.reader import Query, Reader

_NOT_IN_NAMES = re.compile(r"[^\w. ()–-]+")
_HOW_TO_CHECK = """\
Så kontrolleras paketet
  sha256sum -c kontrollsummor.txt  visar att varje fil är den som lades in.
  handelser.json har varje händelses huvud och innehåll som de lagrades. För varje händelse gäller:
    body_hash i huvudet = SHA-256 av salt följt av innehållet (body),
    hash = SHA-256 av huvudet (head), och
    previous i huvudet = föregående händelses hash; för den första SHA-256 av kedjans namn (chain).
  En handling heter som den hette när den kom, efter sin kontrollsumma (SHA-256) – samma som i händelsen.
"""


@dataclass(frozen=True, slots=True)
class CaseMail:
    """A composed mail of the case; `others` are the other cases that the same mail tells of, comma between."""

    id: int
    composed_at: datetime
    status: str
    address: str
    subject: str
    raw: bytes
    others: str | None


_MAILS = Query(
    "The mails that have been composed about a case, with which other cases they tell of.",
    "SELECT m.id, m.composed_at, m.status, m.address, m.subject, m.raw, "
    "(SELECT MIN(c.reference) FROM planned_mail o JOIN followup_case c ON c.uuid = o.case_uuid "
    "WHERE o.mail_id = m.id AND o.case_uuid <> :case) FROM mail m "
    "WHERE EXISTS (SELECT 1 FROM planned_mail p WHERE p.mail_id = m.id AND p.case_uuid = :case) ORDER BY m.id",
    CaseMail,
)


def package(reader: Reader, data_folder: Path, name: str) -> bytes:
    """The zip of the case. Raises NotFound for an unknown case, InputError for a handling that is no longer there."""
    case = load_facts(reader, find_case(reader, name).uuid)
    events = reader.all(OF_CHAIN, chain=chain_of(case.head.uuid))
    mails = reader.all(_MAILS, case=case.head.uuid)
    documents = dict(_documents(data_folder, events))
    lines = of_case(reader, str(case.head.serial))
    files = {
        "innehall.txt": _index(case, lines, mails, documents).encode(),
        "handelser.json": _events(events).encode(),
        "handelser.txt": _history(lines).encode(),
        **documents,
        **{_mail_name(mail): bytes(mail.raw) for mail in mails},
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(files.items()))
    return _zip({**files, "kontrollsummor.txt": sums.encode()}, events[-1].recorded_at)


def _documents(folder: Path, events: list[StoredEvent]) -> Iterator[tuple[str, bytes]]:
    """Every handling that an event names, once, by its place in the package."""
    for event in events:
        for sha256, name in documents_in(event.content):
            place = f"handlingar/{sha256}-{_NOT_IN_NAMES.sub('_', name)}"
            yield place, archive.read(folder, archive.Document(sha256, name))


def _mail_name(mail: CaseMail) -> str:
    return f"mejl/{mail.id:06}-{_NOT_IN_NAMES.sub('_', mail.status).replace(' ', '_')}.eml"


def _events(events: list[StoredEvent]) -> str:
    kept = [
        {"chain": e.chain, "number": e.number, "hash": e.hash, "head": e.head, "salt": e.salt, "body": e.body}
        for e in events
    ]
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _history(lines: list[HistoryLine]) -> str:
    return "".join(
        f"{line.number}. gäller {line.effective_on}, registrerat {_local(line.recorded_at)} av {line.actor}\n"
        f"   {line.what}\n"
        for line in lines
    )


def _index(case: CaseFacts, lines: list[HistoryLine], mails: list[CaseMail], documents: Mapping[str, bytes]) -> str:
    head = case.head
    parts = [
        (
            f"Ärende {head.serial}: {head.register_number} [{head.reference}]\n"
            f"{head.provider}, {head.unit} – {head.agreement} ({head.regime})\nÖppnat {head.opened_on}\n"
        ),
        "Brister\n" + "".join(_deficiency_lines(case)),
        f"Händelser: {len(lines)}, i handelser.txt (att läsa) och handelser.json (att kontrollera)\n",
        "Handlingar\n" + ("".join(f"  {path}\n" for path in documents) or "  inga\n"),
        "Mejl\n" + ("".join(map(_mail_line, mails)) or "  inga\n"),
        _HOW_TO_CHECK,
    ]
    return "\n".join(parts)


def _deficiency_lines(case: CaseFacts) -> Iterator[str]:
    for deficiency in case.deficiencies:
        count = case.count_of_notices(deficiency.code)
        since = deficiency.state_since_on
        yield f"  {deficiency.code} {deficiency.name}: {deficiency.state} sedan {since}; påpekanden: {count}\n"


def _mail_line(mail: CaseMail) -> str:
    others = " – OBS: berör även andra ärenden, se efter före utlämnande" if mail.others else ""
    what = f"{mail.status}: till {mail.address}, {mail.subject} ({_mail_name(mail)})"
    return f"  {_local(mail.composed_at)} {what}{others}\n"


def _local(instant: datetime) -> str:
    return f"{instant.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def _zip(files: Mapping[str, bytes], at: datetime) -> bytes:
    local = at.astimezone(STOCKHOLM)
    stamp = (max(local.year, 1980), local.month, local.day, local.hour, local.minute, local.second)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o640 << 16
            target.writestr(entry, content)
    return out.getvalue()
