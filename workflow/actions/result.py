"""inled-resultatuppföljning, bedöm, besluta-resultat: from the prescribed time's end to one decision for the case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from states.deadlines import live_notices
from states.facts import NO_DOCUMENT, Deadline, DeadlineStatus, Verdict
from states.lifecycle import REVIEWABLE
from states.refusal import Reason
from states.reminders import Role
from states.state import State
from states.trigger import Trigger
from workflow.actions.decide_notice import NoticeOrder, kept, record_notice, refuse_placeholders
from workflow.actions.in_part import codes_of, decided_for
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.documents.archive import Document
from workflow.engine import Work
from workflow.errors import InputError
from workflow.importers.notice_file import NoticeFile
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class ResultOrder:
    """The decided document; `notice` where it carries new dates; `partial_reason` where it leaves some undecided."""

    document: Path
    decided_on: date | None = None
    notice: NoticeFile | None = None
    plan_for: tuple[str, ...] = ()
    partial_reason: str = ""


def start_followup(
    context: Context,
    case: str,
    deficiencies: str | Iterable[str] | None,
    consent: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """A person begins the result follow-up, of some deficiencies or of all whose time has run out (reading A49)."""
    with commanding(context, case, actor, version=version) as work:
        codes = _to_review(work, None if deficiencies is None else codes_of(deficiencies))
        for decision in decided_for(work, codes, Trigger.START_RESULT_FOLLOWUP, consent=consent):
            work.take(decision, note=consent)
    return work


def _to_review(work: Work, codes: tuple[str, ...] | None) -> list[str]:
    """What is left to begin: the clock may just have begun it, in this very command."""
    begun = {event.body["deficiency"] for event in work.recorded if event.body.get("to") == State.RESULT_FOLLOWUP}
    if codes is None:
        return [] if begun else _not_yet_reviewed(work)
    return [code for code in codes if code not in begun]


def _not_yet_reviewed(work: Work) -> list[str]:
    found = [d.code for d in work.facts.deficiencies if d.state in REVIEWABLE and live_notices(work.facts, d.code)]
    if found:
        return found
    raise work.refused(
        "inled-resultatuppföljning",
        Reason(
            "ingen brist väntar på resultatuppföljning", "livscykeln", f"brist ärende visa {work.facts.head.serial}"
        ),
    )


@dataclass(frozen=True, slots=True)
class Assessment:
    """Working verdicts on a deficiency's sub-points; None stands for all of them."""

    deficiency: str
    remedied: tuple[str, ...] | None = ()
    remaining: tuple[str, ...] | None = ()
    note: str = ""


def assess(context: Context, case: str, assessment: Assessment, actor: Actor, *, version: int | None = None) -> Work:
    """Write down working verdicts: they mail nothing and move nothing (lifecycle, "Notice").

    Raises InputError for a sub-point of another deficiency, or one that is called both; Refused before the review.
    """
    with commanding(context, case, actor, version=version) as work:
        record_assessment(work, assessment)
    return work


def record_assessment(work: Work, assessment: Assessment) -> None:
    """Record the working verdicts on one deficiency."""
    refuse_unless_reviewed(work, work.deficiency(assessment.deficiency).code)
    verdicts = _given(work, assessment)
    work.record(Kind.ASSESSED, {"verdicts": verdicts, "note": assessment.note})


def _given(work: Work, assessment: Assessment) -> dict[str, str]:
    known = [point.code for point in work.facts.standing_subpoints(assessment.deficiency)]
    if assessment.remaining is None:
        _refuse_what_was_remedied(work, known)
    given = [
        (code, verdict)
        for verdict, codes in ((Verdict.REMEDIED, assessment.remedied), (Verdict.REMAINS, assessment.remaining))
        for code in (known if codes is None else codes)
    ]
    remedy = f"delbristerna är {', '.join(known)}: --åtgärdade D1a,D1b --kvarstår D1c, eller alla"
    if not given:
        raise InputError("bedöm", "ingen delbrist är bedömd", remedy)
    codes = [code for code, _ in given]
    for code in codes:
        if code not in known:
            raise InputError("bedöm", f"{code} är ingen delbrist av {assessment.deficiency}", remedy)
        if codes.count(code) > 1:
            raise InputError("bedöm", f"{code} är bedömd två gånger", remedy)
    return {code: verdict.value for code, verdict in given}


def _refuse_what_was_remedied(work: Work, known: list[str]) -> None:
    """Refuse "alla" where a decision has found some remedied: that they are back has to be said of each (A24)."""
    last = {finding.subpoint: finding.verdict for finding in work.facts.findings}
    remedied = [code for code in known if last.get(code) is Verdict.REMEDIED]
    if remedied:
        what = f"{', '.join(remedied)} är åtgärdade enligt ett tidigare beslut; alla kan inte kvarstå i förbigående"
        left = [code for code in known if code not in remedied]
        remedy = f"--åtgärdade {','.join(remedied)} --kvarstår {','.join(left) or '…'}, eller nämn dem som är tillbaka"
        raise InputError("--kvarstår", what, remedy)


def refuse_unless_reviewed(work: Work, code: str) -> None:
    """Raise Refused for a deficiency that is not under review."""
    state = work.facts.deficiency(code).state
    if state not in (State.RESULT_FOLLOWUP, State.MATERIAL_BREACH):
        reason = Reason(
            f"{code} är {state}, inte i resultatuppföljning",
            "en brist bedöms vid resultatuppföljning (rapport Sov 609/2022 rad 59–61)",
            f"brist inled-resultatuppföljning {work.facts.head.serial}/{code}",
        )
        raise work.refused("bedöm", reason)


def decide_result(context: Context, case: str, order: ResultOrder, actor: Actor, *, version: int | None = None) -> Work:
    """One result decision for the case; with new dates the same document is the next notice (one result, one letter).

    It decides every deficiency in resultatuppföljning, is refused if one lacks a verdict, and where others still
    have time running asks for a reason to decide in part. The prescribed time of what it decides is used up.
    """
    if order.plan_for and order.notice is None:
        raise InputError("--plan-för", "beslutet bär inget påpekande som begär en plan", "ange --påpekande FIL.toml")
    refuse_placeholders(order.document)
    document = kept(context, order.document)
    with commanding(context, case, actor, version=version) as work:
        decision = record_result(work, order, document)
        _tell(work, order, decision, document)
    return work


def record_result(work: Work, order: ResultOrder, document: Document) -> str:
    """Record the decision and what it does to each deficiency; returns its uuid."""
    day = order.decided_on or work.today
    if day > work.today:
        raise InputError("--den", f"{day} ligger i framtiden", "besluta när dagen är inne")
    codes = _decided(work, order)
    refuse_before_review(work, codes, day)
    outcomes = {code: _outcome(work, code) for code in codes}
    decisions = [work.decide(code, trigger, verdicts=found) for code, (trigger, found) in outcomes.items()]
    decision = str(uuid4())
    body = {
        "decision": decision,
        "document": document.sha256,
        "document_name": document.name,
        "findings": {code: v.value for d in codes for code, v in _verdicts(work, d).items()},
        "used_up": used_up(work, codes),
        "ended": ended(work, codes, {p.code: p.verdict for p in work.facts.subpoints if p.verdict}),
        "partial_reason": order.partial_reason,
    }
    work.record(Kind.RESULT_DECIDED, body, effective_on=day)
    for taken in decisions:
        work.take(taken, effective_on=day)
    return decision


def refuse_before_review(work: Work, codes: list[str], day: date) -> None:
    """A result is not decided before its review began."""
    begun = max(work.facts.deficiency(code).state_since_on for code in codes)
    if day < begun:
        raise InputError("--den", f"{day} ligger före {begun}, då resultatuppföljningen inleddes", "rätta dagen")


def _tell(work: Work, order: ResultOrder, decision: str, document: Document) -> None:
    """The covering mail: of the notice where the decision carries dates, else of the decision."""
    if order.notice is None:
        work.plan_mail("decision", decision, 1, "resultat", Role.PROVIDER, alone=True)
        return
    notice = record_notice(work, NoticeOrder(order.document, order.notice, order.plan_for), document)
    work.plan_mail("notice", notice, 1, "påpekande", Role.PROVIDER, alone=True)


def _decided(work: Work, order: ResultOrder) -> list[str]:
    codes = [d.code for d in work.facts.deficiencies if d.state is State.RESULT_FOLLOWUP]
    codes += [d.code for d in work.facts.deficiencies if d.state is State.MATERIAL_BREACH and _is_cured(work, d.code)]
    running = [d.code for d in work.facts.deficiencies if d.state in REVIEWABLE and live_notices(work.facts, d.code)]
    if not codes:
        raise work.refused("besluta-resultat", _nothing_to_decide(work))
    lacking = [p.code for code in codes for p in work.facts.standing_subpoints(code) if p.verdict is None]
    if lacking:
        raise work.refused("besluta-resultat", _lacks_verdict(work, lacking))
    running += _extended(work, codes)
    if running and not order.partial_reason.strip():
        raise work.refused("besluta-resultat", _time_still_runs(running))
    return codes


def _is_cured(work: Work, code: str) -> bool:
    """Every sub-point has been found remedied: only then is there something to decide about a breach (A47)."""
    verdicts = _verdicts(work, code)
    return all(verdicts.get(p.code) is Verdict.REMEDIED for p in work.facts.standing_subpoints(code))


def _extended(work: Work, codes: list[str]) -> list[str]:
    """Those under review that have been granted a time which has not passed: a retroactive extension (reading A29)."""
    rows = (row for code in codes for row in work.facts.deadlines_of(code))
    return sorted({r.deficiency for r in rows if r.is_open and r.version > 1 and r.due_on and r.due_on >= work.today})


def _nothing_to_decide(work: Work) -> Reason:
    return Reason(
        "ingen brist är i resultatuppföljning",
        "ett resultat beslutas efter resultatuppföljning (rapport Sov 609/2022 rad 59–61)",
        f"brist inled-resultatuppföljning {work.facts.head.serial}",
    )


def _lacks_verdict(work: Work, lacking: list[str]) -> Reason:
    return Reason(
        f"delbrist {', '.join(lacking)} är inte bedömd",
        "ett resultat, ett brev: beslutet gäller varje brist i resultatuppföljning",
        f"brist bedöm {work.facts.head.serial}/{lacking[0][:-1]} --åtgärdade … --kvarstår …",
    )


def _time_still_runs(running: list[str]) -> Reason:
    return Reason(
        f"tiden löper ännu för {', '.join(running)}",
        "ett resultat, ett brev: ett delbeslut kräver skäl",
        "vänta, eller ange skälet: --delbeslut SKÄL",
    )


def _verdicts(work: Work, deficiency: str) -> dict[str, Verdict]:
    return {p.code: p.verdict for p in work.facts.subpoints_of(deficiency) if p.verdict is not None}


def _outcome(work: Work, deficiency: str) -> tuple[Trigger, dict[str, Verdict]]:
    verdicts = _verdicts(work, deficiency)
    return outcome_of(verdicts), verdicts


def outcome_of(verdicts: Mapping[str, Verdict]) -> Trigger:
    """A deficiency remains if one of its sub-points does (reading A20)."""
    return Trigger.DECIDE_REMAINS if Verdict.REMAINS in verdicts.values() else Trigger.DECIDE_REMEDIED


def used_up(work: Work, codes: list[str]) -> list[dict[str, str]]:
    """The notices whose prescribed time a decision about the deficiencies uses up."""
    return [
        {"notice": notice.uuid, "deficiency": code}
        for code in codes
        for notice in work.facts.notices_of(code)
        if notice.dispatched_on is not None and code not in notice.used_up_for
    ]


def ended(work: Work, codes: list[str], verdicts: Mapping[str, Verdict]) -> list[dict[str, Any]]:
    """How the open rows end: kept where nothing was demanded and the deficiency is remedied, else missed."""
    return [
        {
            "cause": row.cause,
            "deficiency": row.deficiency,
            "kind": row.kind.value,
            "item": row.item,
            "version": row.version,
            "status": _end_of(work, row, verdicts).value,
        }
        for code in codes
        for row in work.facts.deadlines_of(code)
        if row.is_open
    ]


def _end_of(work: Work, row: Deadline, verdicts: Mapping[str, Verdict]) -> DeadlineStatus:
    remains = any(verdicts.get(p.code) is Verdict.REMAINS for p in work.facts.subpoints_of(row.deficiency))
    return DeadlineStatus.KEPT if row.item == NO_DOCUMENT and not remains else DeadlineStatus.MISSED
