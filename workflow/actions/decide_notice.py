"""begär-plan: a decided påpekande – the document, what it names and demands, its dates, its covering mail."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from states.deadline_kind import DeadlineKind
from states.facts import NO_DOCUMENT, PLAN_ITEM
from states.instants import instant_text
from states.lint import placeholders
from states.reminders import Role
from states.trigger import Trigger
from workflow.actions.in_part import all_or_told
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.documents.archive import Document, describe, keep
from workflow.engine import Work
from workflow.errors import InputError, InputErrors
from workflow.importers.notice_file import DemandTable, NoticeFile
from workflow.store.events import Actor
from workflow.store.kinds import Kind

UNKNOWN = "okänt"


@dataclass(frozen=True, slots=True)
class NoticeOrder:
    """What a person asks for: the decided document and what it says. `plan_for` overrides the file's own list."""

    document: Path
    file: NoticeFile
    plan_for: tuple[str, ...] = field(default=())


def request_plan(context: Context, case: str, order: NoticeOrder, actor: Actor, *, version: int | None = None) -> Work:
    """Decide a notice on the case: document, notice, new states, dormant rows, covering mail – one transaction.

    Source: rapport Sov 609/2022 rad 20–23 and 39–57. Raises Refused, InputErrors or Stale; then nothing is done.
    """
    refuse_placeholders(order.document)
    document = kept(context, order.document)
    with commanding(context, case, actor, version=version) as work:
        notice = record_notice(work, order, document)
        work.plan_mail("notice", notice, 1, "påpekande", Role.PROVIDER, alone=True)
    return work


def refuse_placeholders(path: Path) -> None:
    """Refuse a text document in which a template has left something to fill in (reading A9); others are not read."""
    try:
        found = placeholders(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return
    if found:
        raise InputError(str(path), f"har kvar platshållare ({'; '.join(found)})", "fyll i dem, och spara på nytt")


def kept(context: Context, path: Path) -> Document:
    """The document under its hash; in a dry run only its name and hash."""
    return describe(path) if context.dry_run else keep(context.data_folder, path)


def record_notice(work: Work, order: NoticeOrder, document: Document) -> str:
    """Record the notice and what it does to each deficiency; returns its uuid."""
    _refuse_unknown(work, order)
    _refuse_without_time(work, order.file)
    uuid = str(uuid4())
    named = sorted({_deficiency_of(code) for code in order.file.papekande.delbrister})
    plan_for = _plan_for(order, named)
    triggers = notice_triggers(named, plan_for)
    decisions = all_or_told(work, "begär-plan", triggers, lambda code: work.decide(code, triggers[code]))
    body = {
        "notice": uuid,
        "number": max((notice.number for notice in work.facts.notices), default=0) + 1,
        "decided_on": order.file.papekande.beslutat.isoformat(),
        "registered_at": instant_text(work.recorded_at),
        "document": document.sha256,
        "document_name": document.name,
        "subpoints": order.file.papekande.delbrister,
        "demands": [
            {"code": d.kod, "name": d.namn, "in_text_only": int(d.only_in_text)} for d in order.file.begard_handling
        ],
        "deadlines": [row for code in named for row in _rows(order.file, code, code in plan_for)],
        "plan_for": plan_for,
        "asked_in_text": {d.kod: bool(d.galler) for d in order.file.begard_handling if d.endast_i_texten},
        "proposals": open_proposals(work, named),
    }
    work.record(Kind.NOTICE_DECIDED, body, effective_on=order.file.papekande.beslutat)
    for decision in decisions:
        work.take(decision, effective_on=order.file.papekande.beslutat)
    return uuid


def notice_triggers(named: Iterable[str], plan_for: Iterable[str]) -> dict[str, Trigger]:
    """What a notice is for each deficiency that it names."""
    wanted = set(plan_for)
    return {code: Trigger.REQUEST_PLAN if code in wanted else Trigger.POINT_OUT for code in named}


def open_proposals(work: Work, deficiencies: Iterable[str]) -> list[str]:
    """The proposals about them that nobody has settled."""
    about = set(deficiencies)
    return [p.uuid for p in work.facts.proposals if p.settled is None and p.deficiency in about]


def _deficiency_of(subpoint: str) -> str:
    return subpoint[:-1]


def _plan_for(order: NoticeOrder, named: list[str]) -> list[str]:
    """Those from which a plan is demanded: as ordered, else as the notice says, else all where it has a plan date."""
    if order.file.papekande.plan_senast is None:
        if order.plan_for:
            raise InputError("--plan-för", "påpekandet anger ingen dag för planen", "ange papekande.plan_senast")
        return []
    wanted = order.plan_for or tuple(order.file.papekande.plan_for) or tuple(named)
    if unknown := sorted(set(wanted) - set(named)):
        raise InputError(
            "plan-för", f"{', '.join(unknown)} nämns inte i påpekandet", "ange brister som påpekandet nämner"
        )
    return sorted(wanted)


def _refuse_unknown(work: Work, order: NoticeOrder) -> None:
    known = {point.code for point in work.facts.subpoints}
    wrong = [code for code in order.file.papekande.delbrister if code not in known]
    early = order.file.papekande.beslutat > work.today
    problems = [
        InputError(
            f"papekande.delbrister {code}", "finns inte i ärendet", f"brist ärende visa {work.facts.head.serial}"
        )
        for code in wrong
    ]
    if order.file.papekande.beslutat < work.facts.head.opened_on:
        problems.append(
            InputError("papekande.beslutat", f"ligger före ärendet, {work.facts.head.opened_on}", "rätta dagen")
        )
    if early:
        problems.append(
            InputError("papekande.beslutat", "ligger i framtiden", "registrera påpekandet när det är beslutat")
        )
    if problems:
        raise InputErrors(problems)


def _rows(file: NoticeFile, deficiency: str, plan: bool) -> Iterator[dict[str, Any]]:
    table = file.papekande
    named = [code for code in table.delbrister if _deficiency_of(code) == deficiency]
    if plan and table.plan_senast:
        yield _row(deficiency, DeadlineKind.PLAN_DUE, PLAN_ITEM, table.plan_senast, named)
    yield from _evidence_rows(file, deficiency, named)
    if table.uppfoljning_tidigast:
        yield _row(deficiency, DeadlineKind.REVIEW_NOT_BEFORE, NO_DOCUMENT, table.uppfoljning_tidigast, named)


def _refuse_without_time(work: Work, file: NoticeFile) -> None:
    """A notice gives a time: a day, "okänt", "skyndsamt", or the weeks of the rule set (reading A4, A13)."""
    table = file.papekande
    if table.handlingar_senast is None and not table.skyndsamt and work.ruleset.remedy_weeks is None:
        raise InputError(
            "papekande.handlingar_senast",
            "saknas, och regeluppsättningen räknar ingen tid i veckor",
            'ange dagen, "okänt" om källan inte ger någon, eller skyndsamt = true',
        )


def _evidence_rows(file: NoticeFile, deficiency: str, named: list[str]) -> Iterator[dict[str, Any]]:
    """A row per demanded document; where none is demanded, the documents' date is the prescribed time (reading A43)."""
    demands = [demand for demand in file.begard_handling if _answers(demand, named)]
    for demand in demands:
        due_on = demand.senast or file.papekande.handlingar_senast
        answered = [code for code in demand.delbrister if code in named]
        yield _row(deficiency, DeadlineKind.EVIDENCE_DUE, demand.kod, due_on, answered)
    if not demands and file.papekande.handlingar_senast:
        yield _row(deficiency, DeadlineKind.EVIDENCE_DUE, NO_DOCUMENT, file.papekande.handlingar_senast, named)
    if file.papekande.skyndsamt:
        yield _row(deficiency, DeadlineKind.PROMPTLY, NO_DOCUMENT, UNKNOWN, named)


def _answers(demand: DemandTable, named: list[str]) -> bool:
    return not demand.only_in_text and any(code in named for code in demand.delbrister)


def _row(
    deficiency: str, kind: DeadlineKind, item: str, due_on: date | str | None, subpoints: list[str]
) -> dict[str, Any]:
    return {
        "deficiency": deficiency,
        "kind": kind.value,
        "item": item,
        "due_on": due_on.isoformat() if isinstance(due_on, date) else None,
        "subpoints": subpoints,
    }
