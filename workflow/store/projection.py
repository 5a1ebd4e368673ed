"""From an event to the copies that rules and lists read. The only writer of those tables.

Because every copy is written from the event's body alone, replaying the events into empty tables gives the same
register: folding a case's events gives every fact (lifecycle, "Case, deficiency, delbrist").
`look_again_at` is no fact but an index over them, and is refreshed by the engine.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from states.dialogue import QuestionState
from states.facts import DeadlineStatus, Done, Settlement, deadline_key
from states.state import State
from workflow.store import inbox_projection, tables
from workflow.store.kinds import Kind
from workflow.store.register_projection import changed, entered

Body = Mapping[str, Any]


def table(model: type) -> Any:
    """The Core table of a model."""
    return model.__table__  # type: ignore[attr-defined]


CASES = table(tables.FollowupCase)
DEFICIENCIES = table(tables.DeficiencyRow)
SUBPOINTS = table(tables.SubpointRow)
NOTICES = table(tables.NoticeRow)
NAMED = table(tables.NoticeSubpoint)
USED_UP = table(tables.NoticeUsedUp)
DEMANDS = table(tables.Demand)
DEADLINES = table(tables.DeadlineRow)
SUBMISSIONS = table(tables.SubmissionRow)
FINDINGS = table(tables.FindingRow)
PROPOSALS = table(tables.ProposalRow)
MAILBOXES = table(tables.MailboxRead)
REQUESTS = table(tables.ExtensionRequestRow)
MILESTONES = table(tables.MilestoneRow)
QUESTIONS = table(tables.QuestionRow)
PAUSES = table(tables.ReminderPauseRow)
MEETINGS = table(tables.MeetingRow)


def project(connection: Connection, kind: str, body: Body) -> None:
    """Write what the event says into the copies, in the event's own transaction."""
    effect = _EFFECTS.get(Kind(kind))
    if effect:
        effect(connection, body)


def _case_opened(connection: Connection, body: Body) -> None:
    case = body["details"]
    columns = (
        "uuid", "serial", "reference", "register_number", "agreement", "regime", "provider", "unit", "agreement_uuid",
        "unit_uuid", "responsible", "mailbox", "ruleset", "opened_on", "dates_assumed",
    )  # fmt: skip
    connection.execute(insert(CASES), {name: case[name] for name in columns} | {"version": 0})
    for deficiency in body["deficiencies"]:
        _deficiency_found(connection, case, deficiency)


def _deficiency_found(connection: Connection, case: Body, deficiency: Body) -> None:
    connection.execute(
        insert(DEFICIENCIES),
        {
            "case_uuid": case["uuid"],
            "code": deficiency["code"],
            "requirement": deficiency["requirement"],
            "point": deficiency["point"],
            "state": State.IDENTIFIED.value,
            "state_since_on": case["opened_on"],
            "is_requirement": deficiency["is_requirement"],
            "grade": deficiency["grade"],
        },
    )
    own = {"case_uuid": case["uuid"], "deficiency": deficiency["code"]}
    _add(connection, SUBPOINTS, [{**own, **subpoint} for subpoint in deficiency["subpoints"]])


def _add(connection: Connection, table: Any, rows: Sequence[Body]) -> None:
    """All of them in one call of the driver, in order."""
    if rows:
        connection.execute(insert(table), rows)


def _notice_decided(connection: Connection, body: Body) -> None:
    uuid = body["notice"]
    columns = ("number", "decided_on", "registered_at", "document", "document_name")
    row = {"uuid": uuid, "case_uuid": body["case"]} | {name: body[name] for name in columns}
    connection.execute(insert(NOTICES), row)
    _add(connection, NAMED, [{"notice_uuid": uuid, "subpoint": subpoint} for subpoint in body["subpoints"]])
    _add(connection, DEMANDS, [{"notice_uuid": uuid, **demand} for demand in body["demands"]])
    _deadlines(connection, body["case"], [{"cause": uuid, "version": 1, **row} for row in body["deadlines"]])
    _close_proposals(connection, body, Settlement.NEW_TIME)


def _deadlines(
    connection: Connection, case: str, rows: Iterable[Body], status: DeadlineStatus = DeadlineStatus.DORMANT
) -> None:
    _add(
        connection,
        DEADLINES,
        [
            {
                "case_uuid": case,
                "cause": row["cause"],
                "deficiency": row["deficiency"],
                "kind": row["kind"],
                "item": row["item"],
                "version": row["version"],
                "due_on": row["due_on"],
                "status": status.value,
                "subpoints": ",".join(row["subpoints"]),
                "answered_on": row.get("answered_on"),
                "length": row.get("length", ""),
                "counted_from": row.get("counted_from"),
            }
            for row in rows
        ],
    )


_TAKE_STATE = (
    update(DEFICIENCIES)
    .where(DEFICIENCIES.c.case_uuid == bindparam("case"), DEFICIENCIES.c.code == bindparam("deficiency"))
    .values(state=bindparam("to"), state_since_on=bindparam("since"))
)


def _state_taken(connection: Connection, body: Body) -> None:
    if body["from"] == body["to"]:
        return
    names = {"case": body["case"], "deficiency": body["deficiency"]}
    connection.execute(_TAKE_STATE, names | {"to": body["to"], "since": body["effective_on"]})


def _notice_dispatched(connection: Connection, body: Body) -> None:
    connection.execute(
        update(NOTICES)
        .where(NOTICES.c.uuid == body["notice"])
        .values(dispatched_on=body["on"], dispatched_by=body["by"])
    )
    connection.execute(
        update(DEADLINES)
        .where(DEADLINES.c.cause == body["notice"], DEADLINES.c.status == DeadlineStatus.DORMANT.value)
        .values(status=DeadlineStatus.RUNNING.value)
    )
    _begin_counted(connection, body)


def _begin_counted(connection: Connection, body: Body) -> None:
    """The rows whose weeks begin with the event."""
    _deadlines(connection, body["case"], [{"version": 1, **row} for row in body["counted"]], DeadlineStatus.RUNNING)


def _receipt_confirmed(connection: Connection, body: Body) -> None:
    connection.execute(
        update(NOTICES).where(NOTICES.c.uuid == body["notice"]).values(received_on=body["on"], received_by=body["by"])
    )
    _begin_counted(connection, body)


def _on_notice(column: str) -> Callable[[Connection, Body], None]:
    def effect(connection: Connection, body: Body) -> None:
        connection.execute(update(NOTICES).where(NOTICES.c.uuid == body["notice"]).values({column: body["on"]}))

    return effect


def _fact_check_sent(connection: Connection, body: Body) -> None:
    _deadlines(connection, body["case"], [{"version": 1, **row} for row in body["deadlines"]], DeadlineStatus.RUNNING)


def _supplement_requested(connection: Connection, body: Body) -> None:
    _deadlines(connection, body["case"], body["deadlines"], DeadlineStatus.RUNNING)


def _deficiencies_added(connection: Connection, body: Body) -> None:
    for deficiency in body["deficiencies"]:
        _deficiency_found(connection, {"uuid": body["case"], "opened_on": body["effective_on"]}, deficiency)
    _add(connection, SUBPOINTS, [{"case_uuid": body["case"], **point} for point in body["subpoints"]])


def _deficiency_changed(connection: Connection, body: Body) -> None:
    changed, code = (SUBPOINTS, body["subpoint"]) if body["subpoint"] else (DEFICIENCIES, body["deficiency"])
    connection.execute(
        update(changed).where(changed.c.case_uuid == body["case"], changed.c.code == code).values(**body["to"])
    )


def _end_rows(connection: Connection, body: Body) -> None:
    for row in body["ended"]:
        connection.execute(update(DEADLINES).where(_row(row)).values(status=row["status"]))


def _withdrawn(connection: Connection, body: Body) -> None:
    for code in body["subpoints"]:
        connection.execute(
            update(SUBPOINTS)
            .where(SUBPOINTS.c.case_uuid == body["case"], SUBPOINTS.c.code == code)
            .values(withdrawn_on=body["effective_on"], verdict=None)
        )
    _end_rows(connection, body)
    _close_proposals(connection, body, Settlement.VOID)


def _agreement_ended(connection: Connection, body: Body) -> None:
    _end_rows(connection, body)
    _close_proposals(connection, body, Settlement.VOID)


def _close_proposals(connection: Connection, body: Body, settled: Settlement) -> None:
    for uuid in body["proposals"]:
        connection.execute(update(PROPOSALS).where(PROPOSALS.c.uuid == uuid).values(settled=settled.value))


def _milestone(connection: Connection, body: Body) -> None:
    for code in body["deficiencies"] or [""]:
        row = {"case_uuid": body["case"], "what": body["what"], "deficiency": code, "on_day": body["effective_on"]}
        connection.execute(insert(MILESTONES), row)
    _settle_meetings(connection, body.get("meetings", ()), "held_on", body["effective_on"])


def _extension_asked_for(connection: Connection, body: Body) -> None:
    row = {"uuid": body["request"], "case_uuid": body["case"], "asked_on": body["effective_on"]}
    connection.execute(insert(REQUESTS), row | {"rows": ",".join(body["rows"])})


def _answer_requests(connection: Connection, body: Body, keys: Iterable[str], decided: str) -> None:
    """A request waits with the rows that have no answer yet; the answer to the last of them decides it."""
    for uuid in body["requests"]:
        this = REQUESTS.c.uuid == uuid
        asked = connection.execute(select(REQUESTS.c.rows).where(this)).scalar_one()
        left = sorted(set(asked.split(",")) - set(keys))
        values = {"rows": ",".join(left)} if left else {"decided": decided}
        connection.execute(update(REQUESTS).where(this).values(**values))


def _extension_refused(connection: Connection, body: Body) -> None:
    _answer_requests(connection, body, body["rows"], "avslaget")


def _submission_registered(connection: Connection, body: Body) -> None:
    connection.execute(
        insert(SUBMISSIONS),
        {
            "uuid": body["submission"],
            "case_uuid": body["case"],
            "reached_at": body["reached_at"],
            "registered_at": body["registered_at"],
            "means": body["means"],
            "lines": ",".join(body["lines"]),
            "note": body["note"],
        },
    )
    for row in body["answered"]:
        _answered(connection, row)


def _answered(connection: Connection, row: Body) -> None:
    values = {"answered_on": row["on"]}
    if row["kept"]:
        values["status"] = DeadlineStatus.KEPT.value
    connection.execute(update(DEADLINES).where(_row(row)).values(**values))


def _row(row: Body) -> Any:
    return and_(
        DEADLINES.c.cause == row["cause"],
        DEADLINES.c.deficiency == row["deficiency"],
        DEADLINES.c.kind == row["kind"],
        DEADLINES.c.item == row["item"],
        DEADLINES.c.version == row["version"],
    )


def _extension_granted(connection: Connection, body: Body) -> None:
    for row in body["rows"]:
        connection.execute(update(DEADLINES).where(_row(row)).values(status=DeadlineStatus.MOVED.value))
        version = row.get("new_version", row["version"] + 1)  # a corrected day is a version of its own
        new = {**row, "version": version, "due_on": row["new_due_on"]}
        _deadlines(connection, body["case"], [new], DeadlineStatus(row["status"]))
    keys = [deadline_key(row["cause"], row["deficiency"], row["kind"], row["item"]) for row in body["rows"]]
    _answer_requests(connection, body, keys, "beviljat")


def _mailbox_read(connection: Connection, body: Body) -> None:
    found = connection.execute(
        update(MAILBOXES).where(MAILBOXES.c.mailbox == body["mailbox"]).values(read_to=body["read_to"])
    )
    if found.rowcount == 0:
        connection.execute(insert(MAILBOXES), {"mailbox": body["mailbox"], "read_to": body["read_to"]})


def _assessed(connection: Connection, body: Body) -> None:
    for code, verdict in body["verdicts"].items():
        connection.execute(
            update(SUBPOINTS)
            .where(SUBPOINTS.c.case_uuid == body["case"], SUBPOINTS.c.code == code)
            .values(verdict=verdict)
        )


def _result_decided(connection: Connection, body: Body) -> None:
    for code, verdict in body["findings"].items():
        connection.execute(
            insert(FINDINGS),
            {
                "decision": body["decision"],
                "subpoint": code,
                "case_uuid": body["case"],
                "effective_on": body["effective_on"],
                "verdict": verdict,
            },
        )
        connection.execute(
            update(SUBPOINTS)
            .where(SUBPOINTS.c.case_uuid == body["case"], SUBPOINTS.c.code == code)
            .values(verdict=None)
        )
    for used in body["used_up"]:
        row = {"notice_uuid": used["notice"], "deficiency": used["deficiency"], "decision": body["decision"]}
        connection.execute(insert(USED_UP), row)
    _end_rows(connection, body)


def _breach_proposed(connection: Connection, body: Body) -> None:
    connection.execute(
        insert(PROPOSALS),
        {
            "uuid": body["proposal"],
            "case_uuid": body["case"],
            "deficiency": body["deficiency"],
            "decision": body["decision"],
            "proposed_on": body["effective_on"],
        },
    )


def _responsible_named(connection: Connection, body: Body) -> None:
    connection.execute(update(CASES).where(CASES.c.uuid == body["case"]).values(responsible=body["responsible"]))


def _settle(settled: Settlement) -> Callable[[Connection, Body], None]:
    def effect(connection: Connection, body: Body) -> None:
        connection.execute(update(PROPOSALS).where(PROPOSALS.c.uuid == body["proposal"]).values(settled=settled.value))

    return effect


# ── the year beside the ladder ──


def _question_asked(connection: Connection, body: Body) -> None:
    columns = ("number", "deficiency", "text", "answer_by")
    row = {"case_uuid": body["case"]} | {name: body[name] for name in columns}
    days = {"asked_on": body["effective_on"], "state_on": body["effective_on"]}
    connection.execute(insert(QUESTIONS), row | days | {"state": QuestionState.ASKED.value})


def _question(state: QuestionState) -> Callable[[Connection, Body], None]:
    def effect(connection: Connection, body: Body) -> None:
        values = {"state": state.value, "state_on": body["effective_on"]}
        if state is QuestionState.REMINDED:
            values["answer_by"] = body["answer_by"]
        of_case = QUESTIONS.c.case_uuid == body["case"]
        connection.execute(update(QUESTIONS).where(of_case, QUESTIONS.c.number == body["number"]).values(values))

    return effect


def _reminders_paused(connection: Connection, body: Body) -> None:
    _reminders_resumed(connection, body)
    columns = ("from_on", "until_on", "reason")
    row = {"uuid": body["pause"], "case_uuid": body["case"]} | {name: body[name] for name in columns}
    connection.execute(insert(PAUSES), row)


def _reminders_resumed(connection: Connection, body: Body) -> None:
    open_pause = (PAUSES.c.case_uuid == body["case"], PAUSES.c.resumed_on.is_(None))
    connection.execute(update(PAUSES).where(*open_pause).values(resumed_on=body["effective_on"]))


def _meeting_booked(connection: Connection, body: Body) -> None:
    columns = ("starts_at", "place", "booked_at", "called_on")
    row = {"uuid": body["meeting"], "case_uuid": body["case"]} | {name: body[name] for name in columns}
    connection.execute(insert(MEETINGS), row)
    _settle_meetings(connection, body["replaces"], "cancelled_on", body["effective_on"])


def _meeting_called(connection: Connection, body: Body) -> None:
    _settle_meetings(connection, [body["meeting"]], "called_on", body["effective_on"])


def _meeting_cancelled(connection: Connection, body: Body) -> None:
    _settle_meetings(connection, [body["meeting"]], "cancelled_on", body["effective_on"])


def _settle_meetings(connection: Connection, meetings: Iterable[str], column: str, day: str) -> None:
    for uuid in meetings:
        connection.execute(update(MEETINGS).where(MEETINGS.c.uuid == uuid).values({column: day}))


def _followup_planned(connection: Connection, body: Body) -> None:
    """The latest plan is the plan."""
    what = Done.FOLLOWUP_PLANNED.value
    connection.execute(delete(MILESTONES).where(MILESTONES.c.case_uuid == body["case"], MILESTONES.c.what == what))
    row = {"case_uuid": body["case"], "what": what, "deficiency": "", "on_day": body["on"]}
    connection.execute(insert(MILESTONES), row)


_EFFECTS: dict[Kind, Callable[[Connection, Body], None]] = {
    Kind.CASE_OPENED: _case_opened,
    Kind.NOTICE_DECIDED: _notice_decided,
    Kind.STATE_TAKEN: _state_taken,
    Kind.NOTICE_DISPATCHED: _notice_dispatched,
    Kind.RECEIPT_CONFIRMED: _receipt_confirmed,
    Kind.SUBMISSION_REGISTERED: _submission_registered,
    Kind.EXTENSION_GRANTED: _extension_granted,
    Kind.MAILBOX_READ: _mailbox_read,
    Kind.ASSESSED: _assessed,
    Kind.RESULT_DECIDED: _result_decided,
    Kind.BREACH_PROPOSED: _breach_proposed,
    Kind.DECISION_REGISTERED: _settle(Settlement.DECIDED),
    Kind.ABSTAINED: _settle(Settlement.ABSTAINED),
    Kind.FACT_CHECK_SENT: _fact_check_sent,
    Kind.FACT_CHECK_ENDED: _end_rows,
    Kind.SUPPLEMENT_REQUESTED: _supplement_requested,
    Kind.MILESTONE_REACHED: _milestone,
    Kind.WITHDRAWN: _withdrawn,
    Kind.AGREEMENT_ENDED: _agreement_ended,
    Kind.EXTENSION_ASKED_FOR: _extension_asked_for,
    Kind.EXTENSION_REFUSED: _extension_refused,
    Kind.NOTICE_BOUNCED: _on_notice("bounced_on"),
    Kind.NOTICE_RESENT: _on_notice("resent_on"),
    Kind.REGISTERED: entered,
    Kind.REGISTER_CHANGED: changed,
    Kind.RESPONSIBLE_NAMED: _responsible_named,
    # the year beside the ladder
    Kind.QUESTION_ASKED: _question_asked,
    Kind.QUESTION_REMINDED: _question(QuestionState.REMINDED),
    Kind.QUESTION_ANSWERED: _question(QuestionState.ANSWERED),
    Kind.QUESTION_UNANSWERED: _question(QuestionState.UNANSWERED),
    Kind.REMINDERS_PAUSED: _reminders_paused,
    Kind.REMINDERS_RESUMED: _reminders_resumed,
    Kind.MEETING_BOOKED: _meeting_booked,
    Kind.MEETING_CALLED: _meeting_called,
    Kind.MEETING_CANCELLED: _meeting_cancelled,
    Kind.FOLLOWUP_PLANNED: _followup_planned,
    Kind.DEFICIENCIES_ADDED: _deficiencies_added,
    Kind.DEFICIENCY_CHANGED: _deficiency_changed,
    # what has come in by mail
    Kind.MAIL_ARRIVED: inbox_projection.arrived,
    Kind.MAIL_SEEN_AGAIN: inbox_projection.seen_again,
    Kind.MAIL_READ: inbox_projection.read,
    Kind.MAIL_READ_AGAIN: inbox_projection.read_again,
    Kind.MAIL_QUARANTINED: inbox_projection.quarantined,
    Kind.MAIL_ASSIGNED: inbox_projection.assigned,
    Kind.MAIL_CONFIRMED: inbox_projection.confirmed,
    Kind.MAIL_PUT_ASIDE: inbox_projection.put_aside,
    Kind.MAIL_TAKEN_BACK: inbox_projection.taken_back,
}
