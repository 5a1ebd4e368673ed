"""From planned mails and the facts of their cases to what a mail says. Composes nothing and sends nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from notifications.intents import (
    CaseLetter,
    CaseLine,
    CrossedLetter,
    DecisionLetter,
    DueLine,
    ExtensionLetter,
    ExtensionRefusedLetter,
    FactCheckLetter,
    InwardDigest,
    Mailable,
    MailReceipt,
    MeetingCancelledLetter,
    MeetingLetter,
    NoticeLetter,
    ProviderReminder,
    ReceivedCase,
    ReminderCase,
    SupplementLetter,
    TaskLine,
    WithdrawalLetter,
)
from notifications.outbox import Intent
from states.deadline_kind import DeadlineKind
from states.facts import NO_DOCUMENT, PLAN_ITEM, CaseFacts, Deadline, DeadlineStatus, Notice, Verdict
from states.instants import parse_instant
from states.reminders import Role, RungName
from states.state import State
from states.tasks import open_tasks
from states.workdays import STOCKHOLM, WEEKDAYS, local_day
from workflow.actions.sort_mail import WAITING
from workflow.context import Context
from workflow.crossed import CAUSE, crossing_of
from workflow.engine import row_of
from workflow.status import intake
from workflow.store import inbox, queries
from workflow.store.corrections import counted
from workflow.store.facts import load_facts, stored_ruleset
from workflow.store.inbox import Incoming
from workflow.store.kinds import Kind
from workflow.store.queries import NoticeDocument
from workflow.store.reader import Reader


def letter(
    context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str
) -> tuple[Mailable, NoticeDocument | None]:
    """A mail that travels alone, and the document that goes with it."""
    match intent.cause_kind:
        case "notice":
            return _notice(context, reader, case, case.notice(intent.cause_id), recipient)
        case "decision":
            return _decision(context, reader, case, intent, recipient)
        case "fact check":
            return _fact_check(context, reader, case, intent, recipient)
    return _WITHOUT_DOCUMENT[intent.cause_kind](context, reader, case, intent, recipient), None


def reminder(
    context: Context,
    reader: Reader,
    cases: Mapping[str, CaseFacts],
    recipient: str,
    intents: Sequence[Intent],
    now: datetime,
) -> ProviderReminder:
    """The recipient's one reminder of the day, for all the cases; what has passed first, the oldest first.

    It says "i morgon" and "i dag", and is sent on the day it is written for or not at all (ADR 0018).
    """
    said: dict[str, dict[str, list[Deadline]]] = defaultdict(lambda: defaultdict(list))
    for intent in intents:
        row = row_of(cases[intent.case_uuid], intent)
        said[intent.case_uuid][intent.rung] += [row] if row else []
    parts = (_reminder_case(reader, cases[uuid], rungs, local_day(now)) for uuid, rungs in said.items())
    return ProviderReminder(context.municipality, recipient, tuple(sorted(parts, key=_worst_first)))


def _worst_first(part: ReminderCase) -> tuple[bool, date]:
    days = [line.due_on for line in part.missing or part.coming if line.due_on is not None]
    return not part.missing, min(days, default=date.max)


def digest(
    context: Context,
    reader: Reader,
    cases: Mapping[str, CaseFacts],
    recipient: str,
    intents: Sequence[Intent],
    now: datetime,
) -> InwardDigest:
    """What waits for one of the municipality's people in those cases, in each role in which they are told of it.

    Decisions stand first, then what has waited longest; mails that have come in and wait are among it.
    """
    told_as = {(intent.case_uuid, intent.recipient_role) for intent in intents}
    lines: list[tuple[bool, TaskLine]] = []
    for uuid, case in cases.items():
        for task in open_tasks(case, now, stored_ruleset(reader, case.head.ruleset), context.calendar):
            if (uuid, task.role) in told_as:
                line = TaskLine(case.head.reference, case.head.unit, task.what, task.since_on, task.command)
                lines.append((task.role is not Role.DECIDER, line))
    lines += [(True, line) for line in _waiting_mails(reader, intents)]
    tasks = tuple(line for _, line in sorted(lines, key=lambda pair: (pair[0], pair[1].since_on)))
    has_decision = any(role == Role.DECIDER for _, role in told_as)
    return InwardDigest(context.municipality, recipient, has_decision, tasks)


def _waiting_mails(reader: Reader, intents: Iterable[Intent]) -> Iterator[TaskLine]:
    for intent in intents:
        mail = reader.one(inbox.BY_UUID, mail=intent.cause_id) if intent.cause_kind == WAITING else None
        if mail is not None:
            told = intake.task(reader, mail)
            yield TaskLine(told.reference, "", told.what, local_day(told.since), told.command)


def mail_receipt(context: Context, reader: Reader, mail: Incoming, case: str) -> MailReceipt:
    """That the mail has come in, and how it has been sorted.

    Of what the sender has written it repeats nothing, also no name: who sends may not be who is receipted. Where it
    was planned for no `case` it tells of none, also if a person has sorted the mail since: its sender may be
    no contact of theirs.
    """
    concerns = reader.all(inbox.CONCERNS_OF, mail=mail.uuid) if case else []
    sorted_to = [one for one in concerns if one.submission]
    came = mail.reached_at.astimezone(STOCKHOLM)
    return MailReceipt(
        context.municipality,
        mail.sender,
        mail.mailbox,
        f"{came:%Y-%m-%d} kl. {came:%H.%M}",
        len(reader.all(inbox.FILES_OF, mail=mail.uuid)),
        tuple(_received(reader, load_facts(reader, one.case), one) for one in sorted_to),
    )


def _received(reader: Reader, case: CaseFacts, concern: inbox.Concern) -> ReceivedCase:
    """Its lines as they were ticked, and the running days that still await an answer."""
    ticked = {line.partition(":")[0] for line in concern.lines.split(",") if line}
    rows = [row for row in case.deadlines if row.item in ticked and row.status is not DeadlineStatus.MOVED]
    coming = [row for row in case.deadlines if row.awaits_answer]
    crossing = crossing_of(reader, case, concern.submission)
    return ReceivedCase(
        _case_line(case),
        tuple(dict.fromkeys(line.what for line in _due_lines(reader, case, rows))),
        _due_lines(reader, case, coming),
        crossing.reminded_on if crossing else (),
    )


def _case_line(case: CaseFacts) -> CaseLine:
    head = case.head
    return CaseLine(head.reference, head.register_number, head.agreement, head.unit, head.mailbox, head.dates_assumed)


def _notice(
    context: Context, reader: Reader, case: CaseFacts, notice: Notice, recipient: str
) -> tuple[NoticeLetter, NoticeDocument]:
    document = reader.one(queries.NOTICE_DOCUMENT, notice=notice.uuid)
    assert document is not None
    its_own = (row for row in case.deadlines if row.cause == notice.uuid and row.status is not DeadlineStatus.MOVED)
    rows = _still_told(case, its_own)
    said = NoticeLetter(
        municipality=context.municipality,
        recipient=recipient,
        case=_case_line(case),
        number=notice.number,
        requirements=tuple(f"{d.code} {d.name}" for d in case.named_by(notice) if d.state is not State.ENDED),
        plans=_due_lines(reader, case, [r for r in rows if r.kind is DeadlineKind.PLAN_DUE]),
        documents=_due_lines(reader, case, [r for r in rows if r.kind is DeadlineKind.EVIDENCE_DUE]),
        attached=document.name,
    )
    return said, document


def _decision(
    context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str
) -> tuple[DecisionLetter, NoticeDocument]:
    body = _body_of(reader, case, Kind.RESULT_DECIDED, "decision", intent.cause_id)
    found = {code: Verdict(verdict) for code, verdict in body["findings"].items()}
    said = DecisionLetter(
        municipality=context.municipality,
        recipient=recipient,
        case=_case_line(case),
        remedied=_named(case, [code for code, verdict in found.items() if verdict is Verdict.REMEDIED]),
        remaining=_named(case, [code for code, verdict in found.items() if verdict is Verdict.REMAINS]),
        attached=body["document_name"],
    )
    return said, NoticeDocument(body["document"], body["document_name"])


def _named(case: CaseFacts, codes: Iterable[str]) -> tuple[str, ...]:
    texts = {point.code: point.text for point in case.subpoints}
    return tuple(f"{code} {texts[code]}" for code in sorted(codes))


def _extension(context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str) -> ExtensionLetter:
    rows = rows_told(reader, case, intent)
    return ExtensionLetter(context.municipality, recipient, _case_line(case), _due_lines(reader, case, rows))


def _extension_refused(
    context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str
) -> ExtensionRefusedLetter:
    rows = rows_told(reader, case, intent)
    return ExtensionRefusedLetter(context.municipality, recipient, _case_line(case), _due_lines(reader, case, rows))


def _supplement(context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str) -> SupplementLetter:
    rows = rows_told(reader, case, intent)
    return SupplementLetter(context.municipality, recipient, _case_line(case), _due_lines(reader, case, rows))


TELLS_DAYS = frozenset({"extension", "extension refused", "supplement"})


def rows_told(reader: Reader, case: CaseFacts, intent: Intent) -> list[Deadline]:
    """The rows whose days such a letter tells; what has been withdrawn or ended since is not told any more."""
    return _still_told(case, _rows_of_letter(reader, case, intent))


def _still_told(case: CaseFacts, rows: Iterable[Deadline]) -> list[Deadline]:
    silent = {d.code for d in case.deficiencies if d.state in (State.WITHDRAWN, State.ENDED)}
    return [row for row in rows if row.status is not DeadlineStatus.CANCELLED and row.deficiency not in silent]


def _rows_of_letter(reader: Reader, case: CaseFacts, intent: Intent) -> list[Deadline]:
    if intent.cause_kind == "extension":
        body = _body_of(reader, case, Kind.EXTENSION_GRANTED, "act", intent.cause_id)
        moved = {
            (row["cause"], row["deficiency"], row["item"], row.get("new_version", row["version"] + 1))
            for row in body["rows"]
        }
        return [row for row in case.deadlines if (row.cause, row.deficiency, row.item, row.version) in moved]
    if intent.cause_kind == "extension refused":
        body = _body_of(reader, case, Kind.EXTENSION_REFUSED, "act", intent.cause_id)
        return [row for row in case.deadlines if row.key in body["rows"] and row.status is not DeadlineStatus.MOVED]
    bodies = _bodies_of(reader, case, Kind.SUPPLEMENT_REQUESTED, "act", intent.cause_id)
    told = (row for body in bodies for row in body["deadlines"])
    asked = {(row["cause"], row["deficiency"], row["kind"], row["version"]) for row in told}
    return [row for row in case.deadlines if (row.cause, row.deficiency, row.kind, row.version) in asked]


def _fact_check(
    context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str
) -> tuple[FactCheckLetter, NoticeDocument]:
    body = _body_of(reader, case, Kind.FACT_CHECK_SENT, "fact_check", intent.cause_id)
    codes = checked_by(case, intent.cause_id)
    said = FactCheckLetter(
        context.municipality,
        recipient,
        _case_line(case),
        requirements=tuple(f"{code} {case.deficiency(code).name}" for code in codes),
        answer_by=date.fromisoformat(body["deadlines"][0]["due_on"]),
        attached=body["document_name"],
    )
    return said, NoticeDocument(body["document"], body["document_name"])


def checked_by(case: CaseFacts, fact_check: str) -> list[str]:
    """The deficiencies that a fact-check still concerns: what has been withdrawn, or checked already, is not asked."""
    asked = {row.deficiency for row in case.deadlines if row.cause == fact_check and row.is_open}
    return [deficiency.code for deficiency in case.deficiencies if deficiency.code in asked]


def _withdrawal(context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str) -> WithdrawalLetter:
    bodies = _bodies_of(reader, case, Kind.WITHDRAWN, "act", intent.cause_id)
    named = _named(case, (point for body in bodies for point in body["subpoints"]))
    return WithdrawalLetter(context.municipality, recipient, _case_line(case), named)


def _meeting(context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str) -> MeetingLetter:
    body = _body_of(reader, case, Kind.MEETING_BOOKED, "meeting", intent.cause_id)
    when = _when(parse_instant(body["starts_at"]))
    return MeetingLetter(
        context.municipality, recipient, _case_line(case), when, body["place"], replaces=bool(body["replaces"])
    )


def _meeting_cancelled(
    context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str
) -> MeetingCancelledLetter:
    body = _body_of(reader, case, Kind.MEETING_CANCELLED, "meeting", intent.cause_id)
    when = _when(parse_instant(body["starts_at"]))
    return MeetingCancelledLetter(context.municipality, recipient, _case_line(case), when)


def _when(at: datetime) -> str:
    local = at.astimezone(STOCKHOLM)
    return f"{WEEKDAYS[local.weekday()]} {local:%Y-%m-%d} kl. {local:%H.%M}"


def _body_of(reader: Reader, case: CaseFacts, kind: Kind, key: str, value: str) -> dict[str, Any]:
    return _bodies_of(reader, case, kind, key, value)[0]


def _bodies_of(reader: Reader, case: CaseFacts, kind: Kind, key: str, value: str) -> list[dict[str, Any]]:
    """Of every event of the kind as it counts, in order; there is at least one."""
    events = counted(reader, case.head.uuid)
    found = [event.content for event in events if event.kind == kind and event.content[key] == value]
    if not found:
        raise LookupError(f"{kind} {value}")
    return found


def _reminder_case(reader: Reader, case: CaseFacts, rungs: Mapping[str, list[Deadline]], today: date) -> ReminderCase:
    coming = _due_lines(reader, case, rungs.get(RungName.BEFORE, []))
    return ReminderCase(
        _case_line(case),
        coming=tuple(replace(line, nearness=_nearness(line.due_on, today)) for line in coming),
        missing=_due_lines(reader, case, rungs.get(RungName.AFTER, [])),
    )


def _nearness(due_on: date | None, today: date) -> str:
    return {today: "i dag", today + timedelta(days=1): "i morgon"}.get(due_on, "") if due_on else ""


def _due_lines(reader: Reader, case: CaseFacts, rows: Iterable[Deadline]) -> tuple[DueLine, ...]:
    """One line per thing to send in and day, however many deficiencies it answers; the earliest day first."""
    answered: dict[tuple[date, str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.item != NO_DOCUMENT:
            answered[row.due_on or date.max, row.item, row.cause].append(row.deficiency)
    names = {(line.notice, line.code): line.name for line in reader.all(queries.DOCUMENT_LINES, case=case.head.uuid)}
    return tuple(
        DueLine(_what(item, names.get((notice, item), ""), codes), None if due_on == date.max else due_on)
        for (due_on, item, notice), codes in sorted(answered.items())
    )


def _what(item: str, name: str, codes: Iterable[str]) -> str:
    listed = ", ".join(sorted(set(codes)))
    return f"åtgärdsplan för {listed}" if item == PLAN_ITEM else f"{item} {name} ({listed})"


def _crossed(context: Context, reader: Reader, case: CaseFacts, intent: Intent, recipient: str) -> CrossedLetter:
    found = crossing_of(reader, case, intent.cause_id)
    assert found is not None  # it is a premise of the mail
    return CrossedLetter(
        context.municipality,
        recipient,
        _case_line(case),
        reminded_on=found.reminded_on,
        came_on=found.came_on,
        came=tuple(line.what for line in _due_lines(reader, case, found.rows)),
        is_whole=found.is_whole,
    )


_WITHOUT_DOCUMENT: Mapping[str, Callable[[Context, Reader, CaseFacts, Intent, str], CaseLetter]] = {
    "extension": _extension,
    "extension refused": _extension_refused,
    "supplement": _supplement,
    "withdrawal": _withdrawal,
    "meeting": _meeting,
    "meeting cancelled": _meeting_cancelled,
    CAUSE: _crossed,
}
