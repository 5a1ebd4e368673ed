"""What a person has to do about a case, derived from the facts: a task can never go stale or be forgotten."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from states.breach import escalation_is_due
from states.deadline_kind import DeadlineKind
from states.deadlines import is_late, waits_for_nothing
from states.facts import PLAN_ITEM, CaseFacts, Done, Notice
from states.own_deadlines import OwnDeadline, own_deadlines
from states.reminders import Role, RungName, due, fell_before, mailbox_is_read_past
from states.ruleset import Ruleset
from states.state import State
from states.workdays import Calendar, local_day, start_of_day

_ALARM_WORKDAYS = 3  # a request for more time that nobody has decided (reading A50)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `key` is stable while the task is the same; `command` settles it."""

    key: str
    role: Role
    what: str
    since_on: date
    command: str


def open_tasks(case: CaseFacts, now: datetime, ruleset: Ruleset, calendar: Calendar) -> tuple[Task, ...]:
    """Every open task of the case, worst first."""
    return (
        *_decisions(case),
        *_escalations(case, ruleset, calendar),
        *_reviews(case),
        *_before_registration(case, now, ruleset, calendar),
        *_requests(case, now, calendar),
        *_fact_checks(case, now, calendar),
        *_unanswered(case, now, ruleset, calendar),
        *_without_day(case),
        *_left_after_withdrawal(case),
        *_own_days(case, now, ruleset, calendar),
        *_held_notices(case, now, calendar),
        *_unacknowledged(case, now, ruleset, calendar),
        *_questions(case, now, calendar),
        *_meetings(case, now, calendar),
        *_pause_has_ended(case, now, calendar),
        *_planned_followup(case, now, calendar),
    )


def held_from(notice: Notice, calendar: Calendar) -> datetime:
    """A notice that has not left by then is held: it would eat the provider's time (lifecycle, "Notice")."""
    return held_since(notice.registered_at, calendar)


def held_since(registered_at: datetime, calendar: Calendar) -> datetime:
    """One working day after it was registered has passed: a notice or a kallelse goes only when a person confirms."""
    return start_of_day(calendar.workday_after(local_day(registered_at), 2))


def alarm_from(notice: Notice, ruleset: Ruleset, calendar: Calendar) -> datetime | None:
    """When a dispatched notice without proven receipt alarms (reading A33); None if it never does."""
    if notice.dispatched_on is None or notice.received_on is not None:
        return None
    sent_on = notice.resent_on or notice.dispatched_on
    return start_of_day(calendar.workday_after(sent_on, ruleset.receipt_alarm_workdays))


def _decisions(case: CaseFacts) -> Iterator[Task]:
    for proposal in case.proposals:
        if proposal.settled is None:
            reference = f"{case.head.serial}/{proposal.deficiency}"
            yield Task(
                f"kräver beslut:{proposal.uuid}",
                Role.DECIDER,
                f"{proposal.deficiency}: förutsättningarna för väsentligt avtalsbrott är uppfyllda – kräver beslut",
                proposal.proposed_on,
                f"brist avtalsbrott pröva {reference}",
            )


def _escalations(case: CaseFacts, ruleset: Ruleset, calendar: Calendar) -> Iterator[Task]:
    for deficiency in case.deficiencies:
        since = escalation_is_due(case, deficiency.code, ruleset, calendar)
        if since is not None:
            yield Task(
                f"eskalera:{deficiency.code}:{since}",
                Role.DECIDER,
                f"{deficiency.code}: kvarstår efter två påpekanden i egen regi – lyft till chef eller nämnd",
                since,
                f"brist eskalera {case.head.serial}/{deficiency.code} --till TEXT --skäl TEXT",
            )


def _requests(case: CaseFacts, now: datetime, calendar: Calendar) -> Iterator[Task]:
    """The working day after it was asked for a task, three working days after an alarm (reading A50)."""
    for request in case.extension_requests:
        first = calendar.workday_after(request.asked_on, 1)
        if request.decided is None and local_day(now) >= first:
            late = local_day(now) >= calendar.workday_after(request.asked_on, _ALARM_WORKDAYS)
            yield Task(
                f"anstånd begärt:{request.uuid}:{late}",
                Role.DECIDER if late else Role.CONTROLLER,
                f"Anstånd begärt {request.asked_on} är inte avgjort" + (" efter tre arbetsdagar" if late else ""),
                request.asked_on,
                f"brist anstånd bevilja {case.head.serial} … eller brist anstånd avslå {case.head.serial} …",
            )


def _fact_checks(case: CaseFacts, now: datetime, calendar: Calendar) -> Iterator[Task]:
    """The answer time has run out: a person ends the fact-check (lifecycle, "States")."""
    rows = [row for row in case.deadlines if row.kind is DeadlineKind.FACT_CHECK_DUE and row.is_open]
    for day in sorted({row.last_day for row in rows}):
        asked = calendar.workday_on_or_after(day)
        if is_late(asked, local_day(now)):
            codes = ", ".join(sorted(row.deficiency for row in rows if row.due_on == day))
            yield Task(
                f"sakgranskning:{day}",
                Role.CONTROLLER,
                f"Svarstiden för sakgranskning av {codes} gick ut {day}",
                asked,
                f"brist avsluta-sakgranskning {case.head.serial} --ändringar TEXT",
            )


def _without_day(case: CaseFacts) -> Iterator[Task]:
    """What is demanded without a known day has no clock; a person keeps an eye on it (lifecycle, "Deadlines")."""
    for notice in case.notices:
        rows = [r for r in case.deadlines if r.cause == notice.uuid and r.due_on is None and r.is_open]
        open_rows = [r for r in rows if r.answered_on is None and not case.deficiency(r.deficiency).state.is_final]
        if notice.dispatched_on is not None and open_rows:
            what = ", ".join(sorted({f"{row.kind} för {row.deficiency}" for row in open_rows}))
            yield Task(
                f"utan dag:{notice.uuid}",
                Role.CONTROLLER,
                f"Ingen dag är känd: {what}. Ingen klocka löper; stäm av med utföraren",
                notice.dispatched_on,
                f"brist ärende visa {case.head.serial}",
            )


def _left_after_withdrawal(case: CaseFacts) -> Iterator[Task]:
    """All that was pointed out has been withdrawn, and something of the deficiency is left (reading A32)."""
    for deficiency in case.deficiencies:
        if waits_for_nothing(case, deficiency):
            gone = [point.withdrawn_on for point in case.subpoints_of(deficiency.code) if point.withdrawn_on]
            yield Task(
                f"inget väntas:{deficiency.code}:{max(gone)}",
                Role.CONTROLLER,
                f"{deficiency.code}: det som påpekandet nämnde är återkallat – pröva det som är kvar",
                max(gone),
                f"brist inled-resultatuppföljning {case.head.serial}/{deficiency.code}",
            )


_OWN = {
    DeadlineKind.MEETING_WITHIN: ("Möte skulle ha hållits senast", "brist möte hållet {} --den DATUM"),
    DeadlineKind.RESULT_DUE: ("Resultat skulle ha beslutats senast", "brist bedöm {}/… – brist besluta-resultat {} …"),
    DeadlineKind.CYCLE_MAX: ("Enheten skulle ha följts upp igen senast", "brist ärende ny FIL"),
}


def _own_days(case: CaseFacts, now: datetime, ruleset: Ruleset, calendar: Calendar) -> Iterator[Task]:
    """The municipality's own days that have passed; the provider is told nothing (readings A11, A38)."""
    for own in own_deadlines(case, ruleset, calendar):
        is_told = own.kind in _OWN  # what was noted is told with the next follow-up
        if is_told and own.is_overdue(local_day(now), calendar) and not _own_fell_before(case, own, calendar):
            yield _own_task(case, own)


def _own_task(case: CaseFacts, own: OwnDeadline) -> Task:
    assert own.due_on is not None
    what, command = _OWN[own.kind]
    about = f" ({', '.join(own.deficiencies)})" if own.deficiencies else ""
    noted = [d.code for d in case.deficiencies if d.state is State.NOTED]
    if own.kind is DeadlineKind.CYCLE_MAX and noted:
        about = f"; då tas {', '.join(noted)} upp"
    key = f"{own.kind}:{own.counted_from}:{own.due_on}"
    return Task(
        key, Role.CONTROLLER, f"{what} {own.due_on}{about}", own.due_on, command.replace("{}", str(case.head.serial))
    )


def _reviews(case: CaseFacts) -> Iterator[Task]:
    waiting = [d for d in case.deficiencies if d.state is State.RESULT_FOLLOWUP]
    if waiting:
        codes = ", ".join(d.code for d in waiting)
        since = min(d.state_since_on for d in waiting)
        yield Task(
            f"resultatuppföljning:{since}",
            Role.CONTROLLER,
            f"Resultatuppföljning pågår för {codes}: bedöm och besluta",
            since,
            f"brist bedöm {case.head.serial}/{waiting[0].code}",
        )


def _before_registration(case: CaseFacts, now: datetime, ruleset: Ruleset, calendar: Calendar) -> Iterator[Task]:
    """What fell due before a case was registered in mid-life is one task, until a person has gone through it."""
    since = case.taken_over_on
    if since is None or any(case.done(Done.GONE_THROUGH)):
        return
    found = _rows_before(case, since, ruleset, calendar) + _own_before(case, ruleset, calendar)
    found += _receipts_before(case, since, ruleset, calendar)
    if found:
        yield Task(
            f"förföll före registreringen:{since}",
            Role.CONTROLLER,
            f"Gå igenom det som förföll före registreringen {since}: {'; '.join(found)}",
            since,
            f"brist ärende genomgånget {case.head.serial}",
        )


def _rows_before(case: CaseFacts, since: date, ruleset: Ruleset, calendar: Calendar) -> list[str]:
    by_day: defaultdict[tuple[date, str], set[str]] = defaultdict(set)
    for row in case.deadlines:
        if any(rung.role is Role.CONTROLLER for rung in due(row, start_of_day(since), ruleset.ladder, calendar)):
            by_day[row.last_day, row.item].add(row.deficiency)
    return [
        f"{'planen' if item == PLAN_ITEM else item} för {', '.join(sorted(codes))} ({day})"
        for (day, item), codes in sorted(by_day.items())
    ]


def _own_before(case: CaseFacts, ruleset: Ruleset, calendar: Calendar) -> list[str]:
    owns = own_deadlines(case, ruleset, calendar)
    told = [own for own in owns if own.kind in _OWN and _own_fell_before(case, own, calendar)]
    return [f"{_OWN[own.kind][0].lower()} {own.due_on}" for own in told]


def _own_fell_before(case: CaseFacts, own: OwnDeadline, calendar: Calendar) -> bool:
    return case.taken_over_on is not None and own.is_overdue(case.taken_over_on, calendar)


def _receipts_before(case: CaseFacts, since: date, ruleset: Ruleset, calendar: Calendar) -> list[str]:
    late = [n for n in case.notices if (at := alarm_from(n, ruleset, calendar)) and fell_before(at, since)]
    return [
        f"påpekande nr {n.number} är inte bekräftat mottaget"
        for n in late
        if any(not deficiency.state.is_final for deficiency in case.named_by(n))
    ]


def _unanswered(case: CaseFacts, now: datetime, ruleset: Ruleset, calendar: Calendar) -> Iterator[Task]:
    seen: set[str] = set()
    for row in case.deadlines:
        for rung in due(row, now, ruleset.ladder, calendar, since=case.taken_over_on):
            key = f"{rung.name}:{row.last_day}"
            if rung.role is not Role.CONTROLLER or key in seen:
                continue
            if rung.name is RungName.CHECK_MAILBOX and mailbox_is_read_past(row, case.mailbox_read_to):
                continue
            seen.add(key)
            yield _unanswered_task(case, key, rung.name, row.last_day, local_day(rung.at))


def _unanswered_task(case: CaseFacts, key: str, name: RungName, due_on: date, since: date) -> Task:
    if name is RungName.CHECK_MAILBOX:
        what = f"Kontrollera brevlådan {case.head.mailbox}: tiden gick ut {due_on} och allt har inte registrerats"
        command = f"brist brevlåda läst {case.head.mailbox} --till TID"
    else:
        what = f"Fortfarande obesvarat sedan {due_on}: ta kontakt med utföraren"
        command = f"brist ärende visa {case.head.serial}"
    return Task(key, Role.CONTROLLER, what, since, command)


def _held_notices(case: CaseFacts, now: datetime, calendar: Calendar) -> Iterator[Task]:
    for notice in case.notices:
        if notice.dispatched_on is None and case.is_standing(notice) and now >= held_from(notice, calendar):
            yield Task(
                f"påpekande hålls:{notice.uuid}",
                Role.CONTROLLER,
                f"Påpekande nr {notice.number} har inte lämnat kommunen och hålls kvar",
                local_day(held_from(notice, calendar)),
                f"brist expediera {case.head.serial} --sätt brev --den DATUM – eller som mejl: "
                f"brist epost sänd {case.head.serial} --skäl TEXT",
            )


def _unacknowledged(case: CaseFacts, now: datetime, ruleset: Ruleset, calendar: Calendar) -> Iterator[Task]:
    for notice in case.notices:
        alarm = alarm_from(notice, ruleset, calendar)
        is_open = any(not deficiency.state.is_final for deficiency in case.named_by(notice))
        if alarm is not None and is_open and now >= alarm and not fell_before(alarm, case.taken_over_on):
            yield Task(
                f"mottagande obekräftat:{notice.uuid}",
                Role.CONTROLLER,
                f"Påpekande nr {notice.number} är inte bekräftat mottaget",
                local_day(alarm),
                f"brist bekräfta-mottagande {case.head.serial} --den DATUM --genom kvittens",
            )


def _has_passed(day: date, now: datetime, calendar: Calendar) -> bool:
    """The first working day after the day, or after the working day that it waits for, has come (reading A15)."""
    return local_day(now) >= calendar.workday_after(calendar.workday_on_or_after(day), 1)


def _questions(case: CaseFacts, now: datetime, calendar: Calendar) -> Iterator[Task]:
    """A question that has not been answered in time; it is no deficiency (reading A41)."""
    for question in case.questions:
        day = question.answer_by
        if question.state.is_open and day is not None and _has_passed(day, now, calendar):
            yield Task(
                f"fråga:{question.number}:{question.state}:{day}",
                Role.CONTROLLER,
                f"Fråga {question.number} ({question.state}) skulle ha besvarats {day}",
                day,
                f"brist fråga påmind {case.head.serial} --fråga {question.number} --svar-senast DATUM – eller "
                f"brist fråga obesvarad {case.head.serial} --fråga {question.number} --skäl TEXT",
            )


def _meetings(case: CaseFacts, now: datetime, calendar: Calendar) -> Iterator[Task]:
    """A kallelse that has not left, and a meeting whose day has passed without a word about it."""
    for meeting in case.meetings:
        day = local_day(meeting.starts_at)
        if not meeting.is_booked:
            continue
        if now < meeting.starts_at and meeting.called_on is None and now >= held_since(meeting.booked_at, calendar):
            yield Task(
                f"kallelse hålls:{meeting.uuid}",
                Role.CONTROLLER,
                f"Kallelsen till mötet {day} har inte lämnat kommunen och hålls kvar",
                local_day(held_since(meeting.booked_at, calendar)),
                f"brist epost sänd {case.head.serial} --skäl TEXT – eller en ny tid: "
                f"brist möte boka {case.head.serial} --den DATUM --kl KLOCKAN --plats TEXT",
            )
        elif _has_passed(day, now, calendar):
            yield Task(
                f"möte:{meeting.uuid}",
                Role.CONTROLLER,
                f"Mötet {day} är varken hållet eller inställt",
                day,
                f"brist möte hållet {case.head.serial} --den {day} – eller "
                f"brist möte inställt {case.head.serial} --skäl TEXT",
            )


def _pause_has_ended(case: CaseFacts, now: datetime, calendar: Calendar) -> Iterator[Task]:
    """The reminders go again by themselves; a person says whether that is right."""
    for pause in case.pauses:
        if pause.resumed_on is None and _has_passed(pause.until_on, now, calendar):
            yield Task(
                f"paus slut:{pause.uuid}",
                Role.CONTROLLER,
                f"Pausen i påminnelserna gick ut {pause.until_on} ({pause.reason}); utföraren påminns igen",
                pause.until_on,
                f"brist påminnelser återuppta {case.head.serial} – eller en ny paus: "
                f"brist påminnelser pausa {case.head.serial} --till DATUM --skäl TEXT",
            )


def _planned_followup(case: CaseFacts, now: datetime, calendar: Calendar) -> Iterator[Task]:
    """What was planned has not been opened; nothing is said to the provider (rapport Sov 609/2022 rad 5)."""
    day = case.next_followup_on
    over = case.head.is_followed_up_again or any(d.state is State.ENDED for d in case.deficiencies)
    if day is not None and not over and _has_passed(day, now, calendar):
        yield Task(
            f"planerad uppföljning:{day}",
            Role.CONTROLLER,
            f"Uppföljningen som planerades till {day} är inte upplagd",
            day,
            f"brist ärende ny FIL – eller en ny dag: brist uppföljning planera {case.head.serial} --den DATUM",
        )
