"""lägg-till and ändra: what a case says before anything about it has left the municipality."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from states.facts import Deficiency, Subpoint
from states.refusal import Reason
from states.reminders import Role
from states.state import State
from workflow.actions.correct import Corrected, make_correction, refuse_if_it_may_have_left
from workflow.actions.decide_notice import NoticeOrder, kept, record_notice, refuse_placeholders
from workflow.actions.open_case import deficiency_body
from workflow.actions.refold import counted
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError, InputErrors, NotFound
from workflow.importers.addition_file import AddedTable, AdditionFile
from workflow.store.events import Actor
from workflow.store.kinds import Kind

_RULE = "det som ett påpekande nämner ändras inte efteråt (livscykeln, rättelser; läsning A32)"
_OPEN_FOR_MORE = (State.IDENTIFIED, State.FACT_CHECK, State.REMAINS)


def add(context: Context, case: str, file: AdditionFile, actor: Actor, *, version: int | None = None) -> Work:
    """Add deficiencies, or sub-points to those that no live notice names; each begins its own chain (reading A23).

    Raises InputErrors with every problem at once, or Refused for a deficiency that a notice names, or that has ended.
    """
    with commanding(context, case, actor, version=version) as work:
        known = {d.code for d in work.facts.deficiencies}
        new = [table for table in file.brist if table.kod not in known]
        more = [table for table in file.brist if table.kod in known]
        if problems := [*_taken(work, file), *_unnamed(new), *_described(work, more)]:
            raise InputErrors(problems)
        _refuse_after_the_end(work)
        for table in more:
            _refuse_unless_open_for_more(work, table.kod)
        body = {
            "deficiencies": [deficiency_body(table, table.grad) for table in new],
            "subpoints": [{"code": p.kod, "deficiency": t.kod, "text": p.text} for t in more for p in t.delbrist],
        }
        work.record(Kind.DEFICIENCIES_ADDED, body)
    return work


def _taken(work: Work, file: AdditionFile) -> Iterator[InputError]:
    known = {point.code for point in work.facts.subpoints}
    for table in file.brist:
        for point in table.delbrist:
            if point.kod in known:
                remedy = f"ge den en ny kod, eller ändra den: brist ändra {work.facts.head.serial}/{table.kod} …"
                yield InputError(f"delbrist {point.kod}", "finns redan i ärendet", remedy)


def _unnamed(new: list[AddedTable]) -> Iterator[InputError]:
    for table in new:
        if not table.punkt:
            yield InputError(f"brist {table.kod}", "är ny och saknar punkt", "lägg till punkt = …")


def _described(work: Work, more: list[AddedTable]) -> Iterator[InputError]:
    for table in more:
        if table.describes_itself:
            remedy = f"ange bara kod och delbrist; ändra bristen med brist ändra {work.facts.head.serial}/{table.kod} …"
            yield InputError(f"brist {table.kod}", "finns redan i ärendet", remedy)


def _refuse_after_the_end(work: Work) -> None:
    if all(d.state is State.ENDED for d in work.facts.deficiencies):
        reason = Reason(
            "avtalet har upphört", "avtalets slut avslutar ärendet (läsning A27, A28)", "brist ärende ny FIL"
        )
        raise work.refused("lägg-till", reason)


def _refuse_unless_open_for_more(work: Work, code: str) -> None:
    state = work.facts.deficiency(code).state
    live = [f"nr {n.number}" for n in work.facts.notices_of(code) if code not in n.used_up_for]
    if state in _OPEN_FOR_MORE and not live:
        return
    what = f"påpekande {', '.join(live)} nämner {code}" if live else f"{code} är {state}"
    instead = "lägg upp det som en egen brist, eller vänta till efter resultatbeslutet"
    raise work.refused("lägg-till", Reason(what, _RULE, instead))


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a deficiency, or one of its sub-points, is to say; None where it stays as it is."""

    requirement: str | None = None
    point: str | None = None
    grade: str | None = None
    is_requirement: bool | None = None
    subpoint: str | None = None
    text: str | None = None


def amend(
    context: Context,
    case: str,
    deficiency: str,
    amendment: Amendment,
    reason: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """Change what a deficiency or a sub-point says. Raises Refused once a notice names the former, or it has ended."""
    with commanding(context, case, actor, version=version) as work:
        found = work.deficiency(deficiency)
        about, new = _wanted(work, found, amendment)
        _refuse_named(work, found)
        old = {name: _stored(getattr(about, name)) for name in new}
        changed = {name: value for name, value in new.items() if value != old[name]}
        if not changed:
            raise InputError("ändra", "inget är annorlunda än det var", "ange vad som ska stå i stället")
        body = {
            "deficiency": deficiency,
            "subpoint": amendment.subpoint or "",
            "from": {name: old[name] for name in changed},
            "to": changed,
            "reason": reason,
        }
        work.record(Kind.DEFICIENCY_CHANGED, body)
    return work


def _stored(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _wanted(work: Work, found: Deficiency, amendment: Amendment) -> tuple[Deficiency | Subpoint, dict[str, Any]]:
    names = ("requirement", "point", "grade", "is_requirement")
    given = {name: _stored(value) for name in names if (value := getattr(amendment, name)) is not None}
    if amendment.subpoint is None and amendment.text is None:
        return found, given
    if given or not (amendment.subpoint and amendment.text):
        remedy = "--delbrist D3d --text TEXT; bristens egna ord ändras i ett eget kommando"
        raise InputError("--delbrist, --text", "hör ihop, och bara de två", remedy)
    for point in work.facts.subpoints_of(found.code):
        if point.code == amendment.subpoint:
            return point, {"text": amendment.text}
    raise NotFound("delbrist", amendment.subpoint, f"brist ärende visa {work.facts.head.serial}")


def _refuse_named(work: Work, found: Deficiency) -> None:
    serial, code = work.facts.head.serial, found.code
    notices = list(work.facts.notices_of(code))
    left = [n for n in notices if n.dispatched_on is not None]
    if left:
        numbers = ", ".join(f"nr {n.number}" for n in left)
        instead = (
            f"återkalla den och påpeka på nytt: brist återkalla {serial}/{code} --skäl TEXT, sedan brist lägg-till"
        )
        raise work.refused(
            "ändra", Reason(f"påpekande {numbers} har lämnat kommunen och nämner {code}", _RULE, instead)
        )
    if notices:
        number = notices[-1].number
        what = f"påpekande nr {number} är beslutat och nämner {code}, fast det inte har lämnat kommunen"
        instead = (
            f"upphäv det först, med dess nummer i brist historik {serial}: brist rätta {serial} --händelse N --ogiltig"
        )
        raise work.refused("ändra", Reason(what, _RULE, instead))
    if found.state.is_final:
        instead = f"öppna den igen om den ska ändras: brist återöppna {serial}/{code} --skäl TEXT"
        raise work.refused("ändra", Reason(f"{code} är {found.state}", _RULE, instead))


def replace_notice(
    context: Context,
    case: str,
    number: int,
    order: NoticeOrder,
    reason: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Corrected:
    """Let another handling, or other days, be the notice that has not left: the first is void, its mail never leaves.

    Raises Refused once it has left, or may have.
    """
    refuse_placeholders(order.document)
    document = kept(context, order.document)
    with commanding(context, case, actor, version=version) as work:
        event = next(
            (e for e in counted(work) if e.kind == Kind.NOTICE_DECIDED and e.content["number"] == number), None
        )
        if event is None:
            raise NotFound("påpekande", f"nr {number}", f"brist ärende visa {work.facts.head.serial}")
        refuse_if_it_may_have_left(work, event, "ändra")

        def decide_anew() -> None:
            notice = record_notice(work, order, document)
            work.plan_mail("notice", notice, 1, "påpekande", Role.PROVIDER, alone=True)

        return make_correction(work, event, lambda body: None, reason, attempt="ändra", also=decide_anew)
