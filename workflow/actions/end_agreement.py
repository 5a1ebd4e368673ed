"""avtal upphör: the agreement has ended, and with it every clock of all its cases (readings A27, A28)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from states.facts import CaseHead, DeadlineStatus
from states.trigger import Trigger
from workflow.actions.ended_rows import ended_rows
from workflow.actions.register import Registry, registering
from workflow.clockwork import catch_up
from workflow.context import Context
from workflow.engine import Work, part_of
from workflow.errors import InputError
from workflow.store import lookup, queries
from workflow.store.events import Actor
from workflow.store.kinds import Kind
from workflow.store.registers import AgreementLine, Register

WHY = ("konkurs", "tillstånd", "löpt-ut", "uppsagt", "hävt")


@dataclass(frozen=True, slots=True)
class AgreementEnd:
    """Why and when: the day of the decision is not the day from which it has effect (reading A47)."""

    why: str
    decided_on: date
    effective_on: date  # the first day without an agreement
    reason: str


def end_agreement(context: Context, number: str, end: AgreementEnd, actor: Actor) -> list[int]:
    """End every open deficiency of all the agreement's cases as avslutad, in one transaction.

    Deadlines are cancelled, nothing is proposed, nothing in the queue leaves, records are kept. The agreement's last
    day in the register is the day before `effective_on`. Returns the serials of the cases that had something open.
    Raises NotFound for an unknown agreement and InputError for days ahead or in the wrong order.
    """
    with registering(context, actor) as registry:
        _refuse_days(registry.today, end)
        agreement = lookup.agreement(registry.reader, number)
        _end_in_register(registry, agreement, end)
        cases = registry.reader.all(queries.CASES_OF_AGREEMENT, agreement=agreement.uuid)
        ended = [
            head.serial for head in sorted(cases, key=lambda head: head.uuid) if _ended(context, registry, head, end)
        ]
    return sorted(ended)


def _end_in_register(registry: Registry, agreement: AgreementLine, end: AgreementEnd) -> None:
    last = end.effective_on - timedelta(days=1)
    if agreement.valid_to is not None and agreement.valid_to <= last:
        return
    if agreement.valid_from is not None and last < agreement.valid_from:
        what = f"{agreement.number} börjar gälla {agreement.valid_from}"
        raise InputError("--gäller-från", what, f"rätta dagen, eller brist avtal ändra '{agreement.number}' --från …")
    registry.change(Register.AGREEMENT, agreement.uuid, {"valid_to": last})


def _ended(context: Context, registry: Registry, case: CaseHead, end: AgreementEnd) -> bool:
    """In the order of their uuids, as everything that locks several cases."""
    with part_of(context, registry.connection, case.uuid, registry.now, registry.actor) as work:
        catch_up(work)
        codes = open_deficiencies(work)
        if codes:
            _end(work, codes, end)
            catch_up(work)
    return bool(codes)


def _end(work: Work, codes: list[str], end: AgreementEnd) -> None:
    decisions = [work.decide(code, Trigger.END_AGREEMENT) for code in codes]
    body = {
        "why": end.why,
        "decided_on": end.decided_on.isoformat(),
        "reason": end.reason,
        **what_the_end_ends(work, codes),
    }
    work.record(Kind.AGREEMENT_ENDED, body, effective_on=end.effective_on)
    for decision in decisions:
        work.take(decision, effective_on=end.effective_on, note=f"{end.why}: {end.reason}")


def open_deficiencies(work: Work) -> list[str]:
    """The codes of those that are not final."""
    return [d.code for d in work.facts.deficiencies if not d.state.is_final]


def what_the_end_ends(work: Work, codes: list[str]) -> dict[str, Any]:
    """The deficiencies, and the rows and proposals that fall with them."""
    return {
        "deficiencies": codes,
        "ended": ended_rows(work, lambda row: row.deficiency in codes, DeadlineStatus.CANCELLED),
        "proposals": [p.uuid for p in work.facts.proposals if p.settled is None],
    }


def _refuse_days(today: date, end: AgreementEnd) -> None:
    if end.effective_on > today:
        what = f"{end.effective_on} ligger i framtiden"
        raise InputError("--gäller-från", what, "registrera när dagen är inne")
    if end.decided_on > end.effective_on:
        raise InputError("--beslutat", f"{end.decided_on} ligger efter {end.effective_on}", "rätta dagen")
