"""What an event says against what followed from it: the latter computed anew, on the facts before the event.

An event's body holds both: the arrival that somebody registered, and the rows that were therefore kept. When an
earlier event is corrected, what a person has said stands, and what followed from it is computed again. Where it cannot
be – the row, the notice or the state that it rests on is gone – that is refused, and the event rests on what was
corrected.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from states.breach import prove
from states.deadline_kind import DeadlineKind
from states.facts import Deadline, Notice, Verdict
from states.instants import parse_instant
from states.state import State
from states.trigger import Trigger
from workflow.actions.assess_lines import refuse_what_has_not_come
from workflow.actions.breach import refuse_before_result
from workflow.actions.decide_notice import notice_triggers, open_proposals
from workflow.actions.dispatch import counted_rows
from workflow.actions.end_agreement import open_deficiencies, what_the_end_ends
from workflow.actions.fact_check import checked_rows
from workflow.actions.grant_extension import moved, pending_requests, refuse_row
from workflow.actions.register_submission import (
    answered,
    distinct,
    places_for,
    rows_asked_for,
    rows_for,
    triggers,
)
from workflow.actions.result import ended, outcome_of, refuse_before_review, refuse_unless_reviewed, used_up
from workflow.actions.supplement import supplement_row
from workflow.actions.withdraw import withdrawal_ends
from workflow.engine import Work
from workflow.errors import InputError, NotFound
from workflow.status.checklist import places_in
from workflow.store.corrections import Body
from workflow.store.kinds import Kind


def consistent(past: Work, kind: Kind, body: Body) -> Body:
    """The body with what follows from it on the facts before it. Raises Refused, InputError or NotFound."""
    follow = _FOLLOWS.get(kind)
    return follow(past, body) if follow else body


def wanted_steps(past: Work, kind: Kind, body: Body) -> dict[str, Trigger] | None:
    """Which steps the event takes, by deficiency; None where the event does not say, and those taken stand."""
    want = _STEPS.get(kind)
    return want(past, body) if want else None


def verdicts_of(past: Work, body: Body, deficiency: str) -> dict[str, Verdict]:
    """What a result decision finds of the deficiency's sub-points."""
    own = {point.code for point in past.facts.subpoints_of(deficiency)}
    return {code: Verdict(verdict) for code, verdict in body.get("findings", {}).items() if code in own}


# ── what each kind of event rests on ──


def _missing(past: Work, what: str, name: str) -> NotFound:
    return NotFound(what, name, f"brist historik {past.facts.head.serial}")


def _notice(past: Work, body: Body) -> Notice:
    for notice in past.facts.notices:
        if notice.uuid == body["notice"]:
            return notice
    raise _missing(past, "påpekande", f"nr {body['number']}")


def _left(past: Work, body: Body) -> Notice:
    """The notice, which has left the municipality; not before the day that the event tells of."""
    notice = _notice(past, body)
    if notice.dispatched_on is None:
        raise _missing(past, "expedierat påpekande", f"nr {notice.number}")
    _refuse_before(body["on"], notice.dispatched_on, "då påpekandet expedierades")
    return notice


def _refuse_before(day: str, earliest: date, why: str) -> None:
    if date.fromisoformat(day) < earliest:
        raise InputError("--den", f"{day} ligger före {earliest}, {why}", "rätta dagen")


def _row(past: Work, row: Body) -> Deadline:
    """The row as it stands: of several versions the latest."""
    key = (row["cause"], row["deficiency"], row["kind"], row["item"])
    found = [r for r in past.facts.deadlines if (r.cause, r.deficiency, r.kind.value, r.item) == key]
    if not found:
        raise _missing(past, "frist", f"{row['item']} {row['deficiency']}")
    return max(found, key=lambda r: r.version)


def _renewed(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Counted rows; one whose day has become another is a version of its own, so that it is reminded of anew."""
    old = {(r["cause"], r["deficiency"], r["kind"], r["item"]): r for r in before}
    found = []
    for row in now:
        was = old.get((row["cause"], row["deficiency"], row["kind"], row["item"]))
        version = was.get("version", 1) + (was["due_on"] != row["due_on"]) if was else 1
        found.append({**row, "version": version} if version > 1 else dict(row))
    return found


# ── what follows ──


def _submission(past: Work, body: Body) -> Body:
    rows = rows_for(past, body["lines"], parse_instant(body["reached_at"]))
    places = {"places": places_for(past, body["lines"], rows)} if "places" in body else {}
    return body | {"answered": answered(rows, date.fromisoformat(body["counted_on"]))} | places


def _dispatched(past: Work, body: Body) -> Body:
    notice = _notice(past, body)
    _refuse_before(body["on"], notice.decided_on, "då påpekandet beslutades")
    rows = counted_rows(past, replace(notice, dispatched_on=date.fromisoformat(body["on"])))
    return body | {"counted": _renewed(body["counted"], rows)}


def _received(past: Work, body: Body) -> Body:
    notice = replace(_left(past, body), received_on=date.fromisoformat(body["on"]))
    return body | {"counted": _renewed(body["counted"], counted_rows(past, notice))}


def _about_notice(past: Work, body: Body) -> Body:
    _left(past, body)
    return body


def _decided(past: Work, body: Body) -> Body:
    known = {point.code for point in past.facts.subpoints}
    for code in body["subpoints"]:
        if code not in known:
            raise _missing(past, "delbrist", code)
    return body | {"proposals": open_proposals(past, {code[:-1] for code in body["subpoints"]})}


def _extension(past: Work, body: Body) -> Body:
    rows = [(row, _row(past, row)) for row in body["rows"]]
    for told, row in rows:
        refuse_row(row, date.fromisoformat(told["new_due_on"]))
    found = [_moved(told, row) for told, row in rows]
    return body | {"rows": found, "requests": pending_requests(past, [row for _, row in rows])}


def _moved(told: Body, row: Deadline) -> Body:
    new: Body = moved(row, date.fromisoformat(told["new_due_on"]))
    if "new_version" in told:
        new["new_version"] = max(told["new_version"], row.version + 1)
    return new


def _asked(past: Work, body: Body) -> Body:
    rows = distinct(row for line in body["lines"] for row in rows_asked_for(past, line))
    return body | {"rows": sorted({row.key for row in rows})}


def _refused(past: Work, body: Body) -> Body:
    waiting = {request.uuid for request in past.facts.extension_requests if request.decided is None}
    if not waiting & set(body["requests"]):
        raise _missing(past, "begäran om anstånd", ", ".join(body["lines"]))
    return body | {"requests": sorted(waiting & set(body["requests"]))}


def _supplement(past: Work, body: Body) -> Body:
    (told,) = body["deadlines"]
    row = _row(past, {**told, "kind": DeadlineKind.PLAN_DUE.value})
    new = supplement_row(past, body["deficiency"], date.fromisoformat(told["due_on"]))
    return body | {"deadlines": [new | {"cause": row.cause, "version": max(new["version"], told["version"])}]}


def _lines_assessed(past: Work, body: Body) -> Body:
    refuse_what_has_not_come(past, places_in(body))
    return body


def _checked(past: Work, body: Body) -> Body:
    return body | {"ended": checked_rows(past)}


def _assessed(past: Work, body: Body) -> Body:
    standing = {point.code: point.deficiency for point in past.facts.subpoints if point.withdrawn_on is None}
    for code in body["verdicts"]:
        if code not in standing:
            raise _missing(past, "delbrist", code)
    for deficiency in sorted({standing[code] for code in body["verdicts"]}):
        refuse_unless_reviewed(past, deficiency)
    return body


def _codes(past: Work, body: Body) -> list[str]:
    """The deficiencies that a result decides, those under review first, as the decision itself took them."""
    about = [d for d in past.facts.deficiencies if verdicts_of(past, body, d.code)]
    return [d.code for d in sorted(about, key=lambda d: d.state is State.MATERIAL_BREACH)]


def _result(past: Work, body: Body) -> Body:
    codes = _codes(past, body)
    if codes:
        refuse_before_review(past, codes, date.fromisoformat(body["effective_on"]))
    verdicts = {code: Verdict(verdict) for code, verdict in body["findings"].items()}
    return body | {"used_up": used_up(past, codes), "ended": ended(past, codes, verdicts)}


def _proposed(past: Work, body: Body) -> Body:
    proof = prove(past.facts, body["deficiency"], past.ruleset, past.calendar)
    return body | {"subpoints": list(proof.proven)}


def _bodys_decision(past: Work, body: Body) -> Body:
    refuse_before_result(past, date.fromisoformat(body["decided_on"]))
    proposal = past.facts.open_proposal(body["deficiency"])
    proof = prove(past.facts, body["deficiency"], past.ruleset, past.calendar)
    return body | {"proposal": proposal.uuid if proposal else "", "proven": list(proof.proven)}


def _abstained(past: Work, body: Body) -> Body:
    proposal = past.facts.open_proposal(body["deficiency"])
    return body | {"proposal": proposal.uuid if proposal else body["proposal"]}


def _withdrawn(past: Work, body: Body) -> Body:
    return body | withdrawal_ends(past, body["deficiency"], body["subpoints"])


def _agreement(past: Work, body: Body) -> Body:
    _refuse_before(body["effective_on"], date.fromisoformat(body["decided_on"]), "då slutet beslutades")
    return body | what_the_end_ends(past, open_deficiencies(past))


_FOLLOWS: dict[Kind, Callable[[Work, Body], Body]] = {
    Kind.SUBMISSION_REGISTERED: _submission,
    Kind.NOTICE_DECIDED: _decided,
    Kind.NOTICE_DISPATCHED: _dispatched,
    Kind.RECEIPT_CONFIRMED: _received,
    Kind.NOTICE_BOUNCED: _about_notice,
    Kind.NOTICE_RESENT: _about_notice,
    Kind.EXTENSION_GRANTED: _extension,
    Kind.EXTENSION_ASKED_FOR: _asked,
    Kind.EXTENSION_REFUSED: _refused,
    Kind.SUPPLEMENT_REQUESTED: _supplement,
    Kind.FACT_CHECK_ENDED: _checked,
    Kind.LINES_ASSESSED: _lines_assessed,
    Kind.ASSESSED: _assessed,
    Kind.RESULT_DECIDED: _result,
    Kind.BREACH_PROPOSED: _proposed,
    Kind.DECISION_REGISTERED: _bodys_decision,
    Kind.ABSTAINED: _abstained,
    Kind.WITHDRAWN: _withdrawn,
    Kind.AGREEMENT_ENDED: _agreement,
}

_STEPS: dict[Kind, Callable[[Work, Body], dict[str, Trigger]]] = {
    Kind.SUBMISSION_REGISTERED: lambda past, body: triggers(
        past, rows_for(past, body["lines"], parse_instant(body["reached_at"]))
    ),
    Kind.NOTICE_DECIDED: lambda past, body: notice_triggers(
        sorted({code[:-1] for code in body["subpoints"]}), body["plan_for"]
    ),
    Kind.RESULT_DECIDED: lambda past, body: {
        code: outcome_of(verdicts_of(past, body, code)) for code in _codes(past, body)
    },
    Kind.AGREEMENT_ENDED: lambda past, body: dict.fromkeys(body["deficiencies"], Trigger.END_AGREEMENT),
}
