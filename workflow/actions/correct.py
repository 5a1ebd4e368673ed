"""rätta and återöppna: what was registered wrong is mended by a new event; both stay visible (ADR 0014)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from notifications import outbox
from states.arrival import presumption
from states.facts import Done, Verdict
from states.instants import instant_text, parse_instant
from states.refusal import Reason, Refused
from states.reminders import Role
from states.state import State
from states.workdays import STOCKHOLM, local_day, start_of_day
from workflow.actions import consequences as told
from workflow.actions.consequences import Consequences
from workflow.actions.corrected_mails import already_said, letters_of, settle_mails
from workflow.actions.refold import Refolding, acts, counted, events_of
from workflow.clockwork import catch_up, commanding
from workflow.context import Context
from workflow.crossed import explain_crossed
from workflow.engine import Work
from workflow.errors import InputError, NotFound
from workflow.store.canonical import canonical
from workflow.store.chain import StoredEvent, chain_of
from workflow.store.corrections import Body, as_counted, replaced
from workflow.store.events import CLOCK, Actor
from workflow.store.kinds import Kind

_RULE = "det som registrerats fel rättas av en ny händelse; det som vilar på det rättas först (livscykeln, rättelser)"


@dataclass(frozen=True, slots=True)
class Change:
    """What was wrong and how it was; None where it was right. `is_void`: none of it has happened."""

    on_day: date | None = None
    arrived_at: datetime | None = None
    means: str | None = None
    lines: tuple[str, ...] | None = None
    until_day: date | None = None
    remedied: tuple[str, ...] | None = None
    remaining: tuple[str, ...] | None = None
    body: str | None = None
    section: str | None = None
    is_void: bool = False

    @property
    def given(self) -> set[str]:
        """The names of what is given."""
        return {f.name for f in fields(self) if f.name != "is_void" and getattr(self, f.name) is not None}


@dataclass(frozen=True, slots=True)
class Corrected:
    """The command, and what it came to."""

    work: Work
    number: int  # of the corrected event
    kind: Kind
    consequences: Consequences


OPTIONS = {
    "on_day": "--den",
    "arrived_at": "--inkom",
    "means": "--sätt",
    "lines": "--avser",
    "until_day": "--till",
    "remedied": "--åtgärdade",
    "remaining": "--kvarstår",
    "body": "--organ",
    "section": "--paragraf",
}
SUBMISSION_MEANS = ("epost", "post", "brevlåda", "bud")
DISPATCH_MEANS = ("epost", "brev", "bud")
RECEIPT_MEANS = ("kvittens", "svar", "kvitto")
_MEANS = {
    Kind.SUBMISSION_REGISTERED: SUBMISSION_MEANS,
    Kind.NOTICE_DISPATCHED: DISPATCH_MEANS,
    Kind.NOTICE_RESENT: DISPATCH_MEANS,
    Kind.RECEIPT_CONFIRMED: RECEIPT_MEANS,
}
_MAILS_ARE_NOT_CORRECTED = "det som sägs om ett mejl ändras genom att något annat sägs om det, och båda syns"
_MAIL_INSTEAD = {  # what a person has said of a mail moves nothing in the case
    Kind.MAIL_STOPPED: "låt mejlet gå ändå: brist epost sänd {}, se brist epost kö",
    Kind.MAIL_RELEASED: "stoppa mejlet så länge det är köat: brist epost stoppa ID, se brist epost kö",
    Kind.MAIL_HANDLED: "sänd mejlet igen, om det behövs: brist epost sänd {} --mejl ID",
}
_MAY: dict[Kind, tuple[str, ...]] = {
    Kind.SUBMISSION_REGISTERED: ("arrived_at", "means", "lines"),
    Kind.NOTICE_DISPATCHED: ("on_day", "means"),
    Kind.NOTICE_RESENT: ("on_day", "means"),
    Kind.NOTICE_BOUNCED: ("on_day",),
    Kind.RECEIPT_CONFIRMED: ("on_day", "means"),
    Kind.EXTENSION_GRANTED: ("until_day",),
    Kind.EXTENSION_ASKED_FOR: ("on_day", "lines"),
    Kind.SUPPLEMENT_REQUESTED: ("until_day",),
    Kind.LINES_ASSESSED: (),
    Kind.ASSESSED: ("remedied", "remaining"),
    Kind.RESULT_DECIDED: ("on_day", "remedied", "remaining"),
    Kind.DECISION_REGISTERED: ("on_day", "body", "section"),
    Kind.ABSTAINED: ("body",),
    Kind.MILESTONE_REACHED: ("on_day",),
    Kind.AGREEMENT_ENDED: ("on_day",),
    Kind.NOTICE_DECIDED: (),
    Kind.EXTENSION_REFUSED: (),
    Kind.FACT_CHECK_SENT: (),
    Kind.FACT_CHECK_ENDED: (),
    Kind.NOTED: (),
    Kind.WITHDRAWN: (),
    Kind.POSITION_TAKEN: (),
    Kind.MEASURED: (),
    Kind.RESPONSIBLE_NAMED: (),
    Kind.NOTE_WRITTEN: ("on_day",),
    Kind.QUESTION_ASKED: (),
    Kind.QUESTION_REMINDED: (),
    Kind.QUESTION_ANSWERED: (),
    Kind.QUESTION_UNANSWERED: (),
    Kind.REMINDERS_PAUSED: (),
    Kind.FOLLOWUP_PLANNED: (),
    Kind.PUBLISHED: ("on_day",),
    Kind.STATE_TAKEN: (),
    Kind.CORRECTED: (),
}


def correct(
    context: Context,
    case: str,
    number: int,
    change: Change,
    reason: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Corrected:
    """Correct the event of that number in the case's chain, or say that it never happened.

    Deadlines, planned mails and the breach basis are computed anew. Raises Refused, naming them, if later acts of
    people rest on it, if it is a notice that has left, or something that nobody has registered; InputError for a
    value that does not go with that kind of event.
    """
    with commanding(context, case, actor, version=version) as work:
        event = _event(work, number)
        _refuse_uncorrectable(work, event)
        _refuse_values(work, event, change)

        def changed(body: Body) -> Body | None:
            return _changed(work, event, body, change)

        return make_correction(work, event, changed, reason, also=lambda: _tell_the_result(work, event))


def reopen(
    context: Context, case: str, deficiency: str, reason: str, actor: Actor, *, version: int | None = None
) -> Corrected:
    """Correct the event that ended the deficiency, for this deficiency: it is again what it was before.

    A result decision stands for the others that it decided; an agreement's end opens all that it ended.
    """
    with commanding(context, case, actor, version=version) as work:
        if not work.deficiency(deficiency).state.is_final:
            raise work.refused("återöppna", _not_ended(work, deficiency))
        event = _what_ended(work, deficiency)
        return make_correction(work, event, lambda body: _without(work, body, deficiency), reason, attempt="återöppna")


def make_correction(
    work: Work,
    event: StoredEvent,
    change: Callable[[Body], Body | None],
    reason: str,
    *,
    attempt: str = "rätta",
    also: Callable[[], object] = lambda: None,
) -> Corrected:
    """Fold the case anew with the event changed, record the correction, and let the clock do what now is due.

    `also` is what the command does besides, once the correction is recorded.
    """
    was, chain = told.before(work), counted(work)
    folding = Refolding(work, event.number, change)
    since = event.number
    if event.kind == Kind.CORRECTED:
        since = min(map(int, event.content["replacements"]), default=event.number)
        void = [other.number for other in _act_of(chain, event)]  # and the steps that it took
        folding.instead |= dict.fromkeys(void)
        chain = _without_correction(work, void)
    folding.fold(chain, since)
    if folding.resting:
        raise work.refused(attempt, *(_rests(work, r.event, r.why) for r in folding.resting))
    if not folding.instead:
        raise InputError(f"händelse {event.number}", "är redan så", "ange det som var fel, eller --ogiltig")
    letters = letters_of(counted(work))
    body = {"corrects": event.number, "reason": reason, "replacements": _stored(folding.instead)}
    work.record(Kind.CORRECTED, body)
    _take_steps(work, folding)
    now = letters_of(counted(work))
    settle_mails(work, letters, now)
    if event.kind == Kind.SUBMISSION_REGISTERED:
        explain_crossed(work, {event.content["submission"]})
    also()
    catch_up(work)
    about = {cause for cause in letters if cause not in now or letters[cause] != now[cause]}
    return Corrected(work, event.number, Kind(event.kind), _consequences(work, was, event, folding, about))


def _tell_the_result(work: Work, event: StoredEvent) -> None:
    """The letter of a notice that is void was the decision's too: the decision gets one of its own."""
    events = counted(work)
    if event.content.get("in_hindsight") or event.kind != Kind.NOTICE_DECIDED:
        return  # of what happened before the case was registered nothing is mailed
    if any(other.number == event.number for other in events):
        return
    for other in events:
        if other.kind == Kind.RESULT_DECIDED and other.act_id == event.act_id:
            work.plan_mail("decision", other.content["decision"], 1, "resultat", Role.PROVIDER, alone=True)


def _stored(instead: Mapping[int, Body | None]) -> dict[str, Body | None]:
    return {str(number): body for number, body in sorted(instead.items())}


def _without_correction(work: Work, numbers: Iterable[int]) -> list[StoredEvent]:
    """The chain as it counts once the correction and its steps, which have those numbers, are void."""
    events = events_of(work)
    body = canonical({"replacements": _stored(dict.fromkeys(numbers))})
    void = replace(events[-1], number=events[-1].number + 1, kind=Kind.CORRECTED.value, body=body)
    return [event for event in as_counted([*events, void]) if event is not void]


def _act_of(chain: Sequence[StoredEvent], event: StoredEvent) -> list[StoredEvent]:
    """The act that the event is part of."""
    return next(act for act in acts(chain) if any(other.number == event.number for other in act))


def _take_steps(work: Work, folding: Refolding) -> None:
    """The steps that the act now takes and never took, where the deficiency still waits for them."""
    for step in folding.steps:
        try:
            decision = work.decide(step.deficiency, step.trigger)
        except Refused:
            continue  # the deficiency has gone on since: what has been taken is not taken again
        work.take(decision, effective_on=step.effective_on)


def _consequences(
    work: Work, was: told.Before, event: StoredEvent, folding: Refolding, about: set[str]
) -> Consequences:
    chain = events_of(work)
    act = _act_of(chain, event)
    rows = told.changed_rows(was.facts, work.facts)
    return Consequences(
        states=tuple(told.states(was.facts, work.facts)),
        deadlines=tuple(told.deadlines(was.facts, work.facts)),
        breach=tuple(told.breach(was, work)),
        mails=tuple(told.mails(was, work)),
        already_mailed=tuple(already_said(work, _since(event, folding.instead[event.number]), rows, about)),
        events=tuple(told.events([other.number for other in act], chain, folding.instead)),
    )


def _since(event: StoredEvent, body: Body | None) -> datetime:
    """From when on what was said may have been wrong: the day it really happened, if that came first."""
    day = date.fromisoformat(body["effective_on"]) if body else event.effective_on
    return min(event.recorded_at, start_of_day(day))


# ── which event, and whether it may be corrected ──


def _event(work: Work, number: int) -> StoredEvent:
    """The event as it counts. Raises NotFound, and InputError for one that a correction has made void already."""
    for event in counted(work):
        if event.number == number:
            return event
    events = events_of(work)
    other = replaced(events).get((chain_of(work.case_uuid), number))
    if other is None:
        raise NotFound("händelse", str(number), f"brist historik {work.facts.head.serial}")
    raise InputError(
        f"händelse {number}",
        f"gäller inte längre: den är upphävd av händelse {other.by}",
        f"rätta den rättelsen i stället: --händelse {other.by} --ogiltig",
    )


def _refuse_uncorrectable(work: Work, event: StoredEvent) -> None:
    kind, serial = Kind(event.kind), work.facts.head.serial
    if kind is Kind.NOTICE_DISPATCHED and event.content["mail"]:
        raise work.refused("rätta", _left_by_mail(work, event))
    if kind is Kind.NOTICE_DECIDED:
        refuse_if_it_may_have_left(work, event, "rätta")
    if kind in _MAIL_INSTEAD:
        what = f"händelse {event.number} gäller ett mejl ({kind})"
        raise work.refused("rätta", Reason(what, _MAILS_ARE_NOT_CORRECTED, _MAIL_INSTEAD[kind].format(serial)))
    if kind not in _MAY or event.actor == str(CLOCK) or event.content.get("what") == Done.TAKEN_OVER:
        raise work.refused("rätta", _not_registered(serial, event))
    act = _act_of(counted(work), event)
    if act[0].number != event.number:
        what = f"händelse {event.number} är ett steg som följde av händelse {act[0].number} ({act[0].kind})"
        instead = f"rätta den: brist rätta {serial} --händelse {act[0].number} …"
        raise work.refused("rätta", Reason(what, _RULE, instead))


def refuse_if_it_may_have_left(work: Work, event: StoredEvent, attempt: str) -> None:
    """A notice that has left is withdrawn, not corrected; of one of which nobody knows, that is found out first."""
    number, serial = event.content["number"], work.facts.head.serial
    notice = work.facts.notice(event.content["notice"])
    if notice.dispatched_on is not None:
        codes = ", ".join(d.code for d in work.facts.named_by(notice))
        reason = Reason(
            f"påpekande nr {number} är expedierat {notice.dispatched_on}",
            "ett expedierat påpekande återkallas, det rättas inte (livscykeln, rättelser)",
            f"brist återkalla {serial}/D… --skäl TEXT för {codes}, och påpeka på nytt",
        )
        raise work.refused(attempt, reason)
    for mail in outbox.of_case(work.connection, work.case_uuid):
        if mail.intent.cause_id == notice.uuid and mail.mail_status in ("påbörjad", "oklart"):
            reason = Reason(
                f"ingen vet om mejl {mail.mail_id} med påpekande nr {number} har kommit fram",
                "ett påpekande som kan ha lämnat kommunen rättas inte",
                f"fråga mottagaren. Kom det fram: brist expediera {serial} --sätt epost --den DATUM",
            )
            raise work.refused(attempt, reason)


def _left_by_mail(work: Work, event: StoredEvent) -> Reason:
    return Reason(
        f"påpekande nr {event.content['number']} lämnade kommunen som mejl; serverns svar är beviset",
        "bara det som en människa har registrerat rättas; ett expedierat påpekande återkallas (livscykeln, rättelser)",
        f"brist återkalla {work.facts.head.serial}/D… --skäl TEXT",
    )


def _not_registered(serial: int, event: StoredEvent) -> Reason:
    by = "gjord av klockan" if event.actor == str(CLOCK) else f"av slaget {event.kind}"
    return Reason(
        f"händelse {event.number} är {by}",
        "bara det som en människa har registrerat rättas; vad klockan drar av det räknas om av sig självt",
        f"rätta det som den följde av, se brist historik {serial}; en brist ändras med brist ändra",
    )


def _rests(work: Work, event: StoredEvent, why: str) -> Reason:
    serial = work.facts.head.serial
    return Reason(
        f"händelse {event.number} ({event.kind}, {event.effective_on}) vilar på den: {why}",
        _RULE,
        f"rätta den senare först: brist rätta {serial} --händelse {event.number} --ogiltig --skäl TEXT",
    )


# ── what was wrong ──


def _refuse_values(work: Work, event: StoredEvent, change: Change) -> None:
    kind = Kind(event.kind)
    wrong = sorted(OPTIONS[name] for name in change.given - set(_MAY[kind]))
    may = ", ".join([*(OPTIONS[name] for name in _MAY[kind]), "--ogiltig"])
    if wrong:
        raise InputError(", ".join(wrong), f"går inte för händelser av slaget '{kind}'", f"ange {may}")
    if bool(change.given) == change.is_void:
        what = "går inte ihop med andra värden" if change.is_void else "inget är angivet"
        raise InputError("--ogiltig" if change.is_void else "rätta", what, f"ange vad som var rätt ({may})")
    if change.means and change.means not in _MEANS[kind]:
        raise InputError("--sätt", f"'{change.means}' går inte för '{kind}'", f"välj: {', '.join(_MEANS[kind])}")
    if change.on_day and change.on_day > work.today:
        raise InputError("--den", f"{change.on_day} ligger i framtiden", "ange dagen då det hände")
    if change.arrived_at and change.arrived_at > work.now:
        shown = f"{change.arrived_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"
        raise InputError("--inkom", f"{shown} ligger i framtiden", "ange när handlingen nådde kommunen")


def _changed(work: Work, event: StoredEvent, body: Body, change: Change) -> Body | None:
    """What the event says now; None for nothing."""
    if change.is_void:
        return None
    kind = Kind(event.kind)
    new = dict(body)
    if change.on_day is not None:
        new |= _on_day(kind, body, change.on_day.isoformat())
    if change.means is not None:
        new["means" if "means" in body else "by"] = change.means
    if kind is Kind.SUBMISSION_REGISTERED:
        new |= _arrival(work, body, change.arrived_at or parse_instant(body["reached_at"]), new["means"])
    if change.lines is not None:
        new["lines"] = list(change.lines)
    if change.until_day is not None:
        new |= _until(kind, body, change.until_day)
    if change.remedied is not None or change.remaining is not None:
        new |= _verdicts(work, kind, body, change)
    return new | {name: value for name in ("body", "section") if (value := getattr(change, name)) is not None}


def _on_day(kind: Kind, body: Body, day: str) -> Body:
    """A body's decision that had effect at once still has; one with a later day keeps that day."""
    if kind is Kind.DECISION_REGISTERED:
        at_once = body["effective_on"] == body["decided_on"]
        return {"decided_on": day, "effective_on": day if at_once else max(day, body["effective_on"])}
    return {"effective_on": day} | ({"on": day} if "on" in body else {})


def _arrival(work: Work, body: Body, arrived_at: datetime, means: str) -> Body:
    """The day that it counts from is presumed anew only where somebody had confirmed the presumption (22 § FL)."""
    reached_on = local_day(arrived_at)
    was_presumed = body["counted_on"] != local_day(parse_instant(body["reached_at"])).isoformat()
    presumed = presumption(means, reached_on, work.calendar) if was_presumed else None
    day = (presumed.day if presumed else reached_on).isoformat()
    return {"reached_at": instant_text(arrived_at), "counted_on": day, "effective_on": day}


def _until(kind: Kind, body: Body, day: date) -> Body:
    """The other day is a version of its own of the row, so that the provider is reminded of it anew."""
    until = day.isoformat()
    if kind is Kind.SUPPLEMENT_REQUESTED:
        return {"deadlines": [r | {"due_on": until, "version": r["version"] + 1} for r in body["deadlines"]]}
    return {
        "rows": [
            row | {"new_due_on": until, "new_version": row.get("new_version", row["version"] + 1) + 1}
            for row in body["rows"]
        ]
    }


def _verdicts(work: Work, kind: Kind, body: Body, change: Change) -> Body:
    name = "verdicts" if kind is Kind.ASSESSED else "findings"
    given = dict.fromkeys(change.remedied or (), Verdict.REMEDIED.value)
    both = sorted(set(given) & set(change.remaining or ()))
    given |= dict.fromkeys(change.remaining or (), Verdict.REMAINS.value)
    wrong = sorted(code for code in given if code not in body[name])
    if wrong or both:
        what = f"{', '.join(wrong)} bedömdes inte då" if wrong else f"{', '.join(both)} är både åtgärdad och kvarstår"
        raise InputError("--åtgärdade, --kvarstår", what, f"ange bland: {', '.join(body[name])}")
    return {name: body[name] | given}


# ── återöppna ──


def _not_ended(work: Work, deficiency: str) -> Reason:
    state = work.facts.deficiency(deficiency).state
    return Reason(
        f"{deficiency} är {state} och inte avslutad",
        "bara en brist som är åtgärdad, noterad, återkallad eller avslutad öppnas igen",
        f"se läget: brist ärende visa {work.facts.head.serial}",
    )


def _what_ended(work: Work, deficiency: str) -> StoredEvent:
    """The act whose step made the deficiency final."""
    found: StoredEvent | None = None
    for act in acts(counted(work)):
        steps = (event.content for event in act if event.kind == Kind.STATE_TAKEN)
        if any(body["deficiency"] == deficiency and State(body["to"]).is_final for body in steps):
            found = act[0]
    assert found is not None
    return found


def _without(work: Work, body: Body, deficiency: str) -> Body | None:
    """A result decision without what it found of the deficiency; everything else that ends one falls whole."""
    own = {point.code for point in work.facts.subpoints if point.deficiency == deficiency}
    left = {code: verdict for code, verdict in body.get("findings", {}).items() if code not in own}
    return {**body, "findings": left} if left else None
