"""historik: every event of a case, in order, each told in one sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from states.instants import parse_instant
from states.workdays import STOCKHOLM
from workflow.store.chain import OF_CHAIN, StoredEvent, chain_of
from workflow.store.corrections import Replaced, replaced
from workflow.store.facts import find_case
from workflow.store.kinds import Kind
from workflow.store.reader import Reader


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An event as a person reads it, with its body for those who want everything."""

    number: int
    effective_on: date
    recorded_at: datetime
    actor: str
    kind: str
    what: str
    hash: str
    body: dict[str, Any]


def of_case(reader: Reader, name: str) -> list[HistoryLine]:
    """The case's events in the order they were written. Raises NotFound."""
    case = find_case(reader, name)
    events = reader.all(OF_CHAIN, chain=chain_of(case.uuid))
    instead, kinds = replaced(events), {event.number: Kind(event.kind) for event in events}
    return [_line(event, instead.get((event.chain, event.number)), kinds) for event in events]


def _line(event: StoredEvent, other: Replaced | None, kinds: Mapping[int, Kind]) -> HistoryLine:
    body = event.content
    what = _TOLD[Kind(event.kind)](body) + (" – registrerad i efterhand" if body.get("in_hindsight") else "")
    if event.kind == Kind.CORRECTED:
        what += _instead(body, kinds)
    if other is not None:
        how = "upphävd" if other.body is None else "rättad"
        what += f" [{how} av händelse {other.by}]"
    return HistoryLine(
        event.number, event.effective_on, event.recorded_at, event.actor, event.kind, what, event.hash, body
    )


def _instead(body: Any, kinds: Mapping[int, Kind]) -> str:
    """What counts instead of the corrected event, and which others follow."""
    new = {int(number): other for number, other in body["replacements"].items()}
    wrong = body["corrects"]
    now = _TOLD[kinds[wrong]](new[wrong]) if new.get(wrong) else "den gäller inte"
    others = ", ".join(str(number) for number in sorted(new) if number != wrong)
    return f" Nu: {now}" + (f". Följer: {others}" if others else "")


def _step(body: Any) -> str:
    same = body["from"] == body["to"]
    way = f"{body['trigger']}" if same else f"{body['from']} → {body['to']}"
    note = f" ({body['note']})" if body["note"] else ""
    return f"{body['deficiency']}: {way}{note}"


def _registered(body: Any) -> str:
    late = sorted({row["item"] for row in body["answered"] if row["late"]})
    names = ", ".join(part["name"] for part in body["documents"])
    return (
        f"inkom med {body['means']}: {', '.join(body['lines'])}"
        + (f"; {_presumed(body)}" if body["means"] in ("post", "brevlåda") else "")
        + (f"; sent: {', '.join(late)}" if late else "")
        + (f"; {names}" if names else "")
    )


def _presumed(body: Any) -> str:
    return f"nådde kommunen {_instant(body['reached_at'])}, räknas från {body.get('counted_on', 'den dagen')}"


def _extended(body: Any) -> str:
    rows = "; ".join(
        f"{r['item']} {r['deficiency']} från {r['old_due_on'] or 'okänd dag'} till {r['new_due_on']}"
        for r in body["rows"]
    )
    return f"anstånd: {rows}. Skäl: {body['reason']}" + (" (i efterhand)" if body["retroactive"] else "")


def _mail(body: Any) -> str:
    """A collected mail with the rungs that it says; and why it was late, if it was."""
    rungs = dict.fromkeys(said.removeprefix("deadline: ") for said in body["says"] if said.startswith("deadline: "))
    gathered = f" ({', '.join(rungs)})" if rungs else ""
    late = f" – {body['late']}" if "late" in body else ""
    return f"mejl till {body['address']}: {body['subject']}{gathered}{late}"


def _codes(rows: Any) -> str:
    return ", ".join(sorted({row["deficiency"] for row in rows}))


def _milestone(body: Any) -> str:
    about = f" {', '.join(body['deficiencies'])}" if body["deficiencies"] else ""
    return f"{body['what']}{about}" + (f": {body['note']}" if body["note"] else "")


def _lines_assessed(body: Any) -> str:
    reason = f": {body['reason']}" if body["reason"] else ""
    return f"{', '.join(body['lines'])} {body['outcome']}{reason}"


def _position(body: Any) -> str:
    about = f" {body['about']}" if body["about"] else ""
    return f"ställningstagande {body['deficiency']} {body['position']}{about}: {body['outcome']} – {body['reason']}"


def _measured(body: Any) -> str:
    count = f", n = {body['n']}" if body["n"] is not None else ""
    told = f"{body['deficiency']} {body['name']}: {body['stated']} ({body['period_from']}–{body['period_to']}{count})"
    if "corrected_by" not in body:
        return told
    return f"{told}; källan anger '{body['period_stated']}', rättad av {body['corrected_by']}: {body['corrected_why']}"


def _fields(body: Any) -> str:
    return ", ".join(f"{name} {value}" for name, value in body["fields"].items() if value is not None)


def _changed(body: Any) -> str:
    ways = "; ".join(
        f"{old or '–'} → {new or '–'}" for old, new in zip(body["from"].values(), body["to"].values(), strict=True)
    )
    return f"{body['subpoint'] or body['deficiency']} ändrad: {ways}. Skäl: {body['reason']}"


def _letter(body: Any) -> str:
    """A mail by its subject; what was never written, by what it says."""
    says = ", ".join(part.partition(": ")[2] for part in body["says"])
    return f"mejl till {body['address']}: {body['subject']}" if body["mail"] else f"mejl ({says})"


def _verdicts(found: Any) -> str:
    return ", ".join(f"{code} {verdict}" for code, verdict in found.items())


def _decided_on(body: Any) -> str:
    """Said where the decision has effect from another day than it was made."""
    day = body.get("decided_on", body["effective_on"])
    return f" {day}" if day != body["effective_on"] else ""


def _about(body: Any) -> str:
    return f" om {body['deficiency']}" if body["deficiency"] else ""


def _note(body: Any) -> str:
    party = f" med {body['party']}" if body["party"] else ""
    return f"{body['form']}{party}{_about(body)}: {body['text']}"


def _meeting(body: Any) -> str:
    moved = ", ersätter det förra" if body["replaces"] else ""
    return f"möte bokat {_instant(body['starts_at'])}, {body['place']}{moved}"


def _instant(stored: str) -> str:
    return f"{parse_instant(stored).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def _published(body: Any) -> str:
    small = f" (små tal: {', '.join(body['small'])}; skäl: {body['reason']})" if body["small"] else ""
    name = f": {body['document_name']}" if body.get("document_name") else ""
    return f"publicerat på {body['place']}{name}{small}"


_TOLD: dict[Kind, Callable[[Any], str]] = {
    Kind.CASE_OPENED: lambda b: f"ärendet öppnat, {len(b['deficiencies'])} brister",
    Kind.NOTICE_DECIDED: lambda b: (
        f"påpekande nr {b['number']} beslutat: {', '.join(b['subpoints'])} ({b['document_name']})"
    ),
    Kind.STATE_TAKEN: _step,
    Kind.NOTICE_DISPATCHED: lambda b: f"påpekande nr {b['number']} expedierat med {b['by']}",
    Kind.RECEIPT_CONFIRMED: lambda b: f"påpekande nr {b['number']} mottaget ({b['by']})",
    Kind.SUBMISSION_REGISTERED: _registered,
    Kind.EXTENSION_GRANTED: _extended,
    Kind.MAILBOX_READ: lambda b: f"brevlådan läst till {b['read_to']}",
    Kind.ASSESSED: lambda b: f"arbetsbedömning: {_verdicts(b['verdicts'])}",
    Kind.RESULT_DECIDED: lambda b: f"resultat beslutat: {_verdicts(b['findings'])} ({b['document_name']})",
    Kind.BREACH_PROPOSED: lambda b: f"förslag: {b['deficiency']} kräver beslut om väsentligt avtalsbrott",
    Kind.DECISION_REGISTERED: lambda b: (
        f"beslut av {b['body']}{_decided_on(b)} {b['section']}: {b['deficiency']} väsentligt avtalsbrott "
        f"({b['document_name']})"
    ),
    Kind.ABSTAINED: lambda b: f"{b['body']} avstår för {b['deficiency']}: {b['reason']}",
    Kind.MAIL_SENT: lambda b: _mail(b),
    Kind.MAIL_STOPPED: lambda b: f"mejl till {b['address']} stoppat: {b['subject']}. Skäl: {b['reason']}",
    Kind.MAIL_RELEASED: lambda b: f"{_letter(b)} får gå iväg. Skäl: {b['reason']}",
    Kind.MAIL_HANDLED: lambda b: f"mejl till {b['address']} avklarat: {b['subject']}. Skäl: {b['reason']}",
    Kind.FACT_CHECK_SENT: lambda b: (
        f"sakgranskning av {_codes(b['deadlines'])}, svar senast {b['deadlines'][0]['due_on']} ({b['document_name']})"
    ),
    Kind.FACT_CHECK_ENDED: lambda b: f"sakgranskning avslutad: {b['changes']}",
    Kind.SUPPLEMENT_REQUESTED: lambda b: (
        f"komplettering av planen för {b['deficiency']} senast {b['deadlines'][0]['due_on']}: {b['reason']}"
    ),
    Kind.LINES_ASSESSED: lambda b: _lines_assessed(b),
    Kind.MILESTONE_REACHED: lambda b: _milestone(b),
    Kind.NOTED: lambda b: f"{b['deficiency']} noterad till nästa uppföljning: {b['reason']}",
    Kind.WITHDRAWN: lambda b: f"återkallat {', '.join(b['subpoints'])}: {b['reason']}",
    Kind.AGREEMENT_ENDED: lambda b: f"avtalet upphört ({b['why']}, beslutat {b['decided_on']}): {b['reason']}",
    Kind.EXTENSION_ASKED_FOR: lambda b: f"anstånd begärt: {', '.join(b['lines'])}",
    Kind.EXTENSION_REFUSED: lambda b: f"anstånd avslaget: {', '.join(b['lines'])}. Skäl: {b['reason']}",
    Kind.NOTICE_BOUNCED: lambda b: (
        f"påpekande nr {b['number']} kom i retur" + (f" ({b['diagnosis']})" if b.get("diagnosis") else "")
    ),
    Kind.NOTICE_RESENT: lambda b: f"påpekande nr {b['number']} sänt igen med {b['by']}",
    Kind.POSITION_TAKEN: lambda b: _position(b),
    Kind.MEASURED: lambda b: _measured(b),
    Kind.REGISTERED: lambda b: f"{b['register']} införd: {_fields(b)}",
    Kind.REGISTER_CHANGED: lambda b: f"{b['register']} ändrad: {_fields(b)}",
    Kind.RESPONSIBLE_NAMED: lambda b: f"handläggs av {b['responsible']}",
    # the year beside the ladder
    Kind.NOTE_WRITTEN: lambda b: _note(b),
    Kind.QUESTION_ASKED: lambda b: f"fråga {b['number']} ställd{_about(b)}, svar senast {b['answer_by']}: {b['text']}",
    Kind.QUESTION_REMINDED: lambda b: f"fråga {b['number']} påmind, svar senast {b['answer_by']}",
    Kind.QUESTION_ANSWERED: lambda b: f"fråga {b['number']} besvarad" + (f": {b['note']}" if b["note"] else ""),
    Kind.QUESTION_UNANSWERED: lambda b: f"fråga {b['number']} obesvarad: {b['note']}",
    Kind.REMINDERS_PAUSED: lambda b: f"påminnelser till utföraren pausade till och med {b['until_on']}: {b['reason']}",
    Kind.REMINDERS_RESUMED: lambda b: "påminnelser till utföraren återupptagna",
    Kind.MEETING_BOOKED: lambda b: _meeting(b),
    Kind.MEETING_CALLED: lambda b: "kallelsen till mötet har lämnat kommunen",
    Kind.MEETING_CANCELLED: lambda b: f"mötet {_instant(b['starts_at'])} inställt: {b['reason']}",
    Kind.FOLLOWUP_PLANNED: lambda b: (
        f"nästa uppföljning planerad till {b['on']}" + (f": {b['note']}" if b["note"] else "")
    ),
    Kind.PUBLISHED: lambda b: _published(b),
    Kind.CORRECTED: lambda b: f"rättar händelse {b['corrects']}. Skäl: {b['reason']}.",
    Kind.DEFICIENCIES_ADDED: lambda b: (
        f"tillagt: {', '.join([d['code'] for d in b['deficiencies']] + [p['code'] for p in b['subpoints']])}"
    ),
    Kind.DEFICIENCY_CHANGED: _changed,
    # what has come in by mail
    Kind.MAIL_ARRIVED: lambda b: f"mejl {b['number']} inkommet till {b['mailbox']} ({b['size']} byte)",
    Kind.MAIL_SEEN_AGAIN: lambda b: f"samma mejl på ett ställe till: {b['place']}",
    Kind.MAIL_READ: lambda b: f"tolkat som {b['kind']}, {b['status']}" + (f": {b['why']}" if b["why"] else ""),
    Kind.MAIL_READ_AGAIN: lambda b: "tolkas om",
    Kind.MAIL_QUARANTINED: lambda b: f"i karantän: {b['why']}",
    Kind.MAIL_ASSIGNED: lambda b: (
        f"fördelat till {len(b['cases'])} ärenden" + (f": {b['reason']}" if b["reason"] else "")
    ),
    Kind.MAIL_CONFIRMED: lambda b: "sorteringen bekräftad",
    Kind.MAIL_PUT_ASIDE: lambda b: f"lagt åt sidan: {b['reason']}",
    Kind.MAIL_TAKEN_BACK: lambda b: f"fördelningen ångrad: {b['reason']}",
    # the installation itself
    Kind.OUTAGE: lambda b: f"tjänsten stod stilla; {len(b['days'])} frister förföll, {len(b['mails'])} mejl väntade",
    Kind.MAIL_STARTED: lambda b: f"mejlen startade; {b['struck']} väntande ströks",
    Kind.RESTORED: lambda b: f"återläst ur kopian från {_instant(b['taken_at'])}; {b['unclear']} mejl är oklara",
    Kind.MOVED: lambda b: f"databasen flyttad från {b['from']} till {b['to']}, {b['rows']} rader",
}
