"""rätta, återöppna, lägg-till, ändra."""

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from workflow.cli.answers import lines
from workflow.cli.output import Terminal, listed, swedish_instant
from workflow.cli.session import actor, carried_out, tell, writing

if TYPE_CHECKING:
    from workflow.actions.consequences import Consequences
    from workflow.actions.correct import Corrected

_ALREADY = "Redan mejlat på fel grund – avgör själv vad som ska sägas om det"


def correct(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Correct an event, and tell what follows."""
    from workflow.actions.correct import Change
    from workflow.actions.correct import correct as act

    change = Change(
        on_day=arguments.on_day,
        arrived_at=arguments.arrived_at,
        means=arguments.means,
        lines=lines(arguments.concerns) if arguments.concerns else None,
        until_day=arguments.until_day,
        remedied=arguments.remedied,
        remaining=arguments.remaining,
        body=arguments.body,
        section=arguments.paragraph,
        is_void=arguments.is_void,
    )
    found = carried_out(arguments, terminal, act, arguments.event, change, arguments.reason)
    what = "är upphävd" if change.is_void else "är rättad"
    return _tell(arguments, terminal, f"Händelse {found.number} ({found.kind}) {what}; båda syns i historiken.", found)


def mailbox(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Correct to when a mailbox was said to be read."""
    from workflow.actions.correct_mailbox import correct_mailbox_read
    from workflow.errors import InputError

    if bool(arguments.read_until) == arguments.is_void:
        raise InputError(
            "brevlåda rätta", "ange antingen --till eller --ogiltig", "ange till när den är läst: --till TID"
        )
    with writing(arguments, terminal) as context:
        found = correct_mailbox_read(
            context, arguments.mailbox, arguments.read_until, arguments.reason, actor(arguments)
        )
    now = f"läst till {swedish_instant(found.read_to)}" if found.read_to else "inte läst än"
    told = [f"Rättat: {arguments.mailbox} är {now}.", *_headed(((_ALREADY, found.already_mailed),))]
    return tell(arguments, terminal, "\n".join(told))


def reopen(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Open a deficiency again, and tell what follows."""
    from workflow.actions.correct import reopen as act

    found = carried_out(arguments, terminal, act, arguments.deficiency, arguments.reason)
    sentence = f"Det som avslutade {arguments.deficiency} är rättat: händelse {found.number} ({found.kind})."
    return _tell(arguments, terminal, sentence, found)


def add(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Add deficiencies and sub-points."""
    from workflow.actions.amend import add as act
    from workflow.importers.addition_file import read_addition

    file = read_addition(arguments.file)
    work = carried_out(arguments, terminal, act, file)
    codes = listed([point.kod for table in file.brist for point in table.delbrist])
    return tell(arguments, terminal, f"{codes} är tillagt i ärende {arguments.case}.", work)


def amend(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Change what a deficiency says, or replace a notice that has not left."""
    from workflow.actions.amend import Amendment
    from workflow.actions.amend import amend as act
    from workflow.errors import InputError

    if arguments.deficiency is None:
        return _replace(arguments, terminal)
    if arguments.notice is not None or arguments.document or arguments.notice_file:
        raise InputError("--påpekande", "gäller ett helt ärende", f"brist ändra {arguments.case} --påpekande N …")
    amendment = Amendment(
        requirement=arguments.requirement,
        point=arguments.point,
        grade=arguments.grade,
        is_requirement=None if arguments.slag is None else arguments.slag == "krav",
        subpoint=arguments.subpoint,
        text=arguments.text,
    )
    work = carried_out(arguments, terminal, act, arguments.deficiency, amendment, arguments.reason)
    return tell(arguments, terminal, f"{arguments.subpoint or arguments.deficiency} är ändrad.", work)


def _replace(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from workflow.actions.amend import replace_notice
    from workflow.actions.decide_notice import NoticeOrder
    from workflow.cli.notices import warn_about
    from workflow.errors import InputError
    from workflow.importers.notice_file import read_notice

    if arguments.notice is None or arguments.document is None or arguments.notice_file is None:
        remedy = "ange bristen (NR/D3), eller --påpekande N --handling FIL --påpekande-fil FIL.toml"
        raise InputError("ändra", "det framgår inte vad som ska ändras", remedy)
    order = NoticeOrder(arguments.document, read_notice(arguments.notice_file), arguments.plan_for or ())
    with writing(arguments, terminal) as context:
        warn_about(order.file, context.calendar, terminal)
        found = replace_notice(
            context,
            arguments.case,
            arguments.notice,
            order,
            arguments.reason,
            actor(arguments),
            version=arguments.case_version,
        )
    return _tell(arguments, terminal, f"Påpekande nr {arguments.notice} är ersatt innan det lämnade kommunen.", found)


def _tell(arguments: argparse.Namespace, terminal: Terminal, sentence: str, found: "Corrected") -> int:
    told = [sentence, *_consequences(found.consequences)]
    if found.kind == "avtalet upphört":
        told.append(
            "Avtalets andra ärenden och dess dagar i registret rättas för sig: brist ärende lista, brist avtal ändra."
        )
    return tell(arguments, terminal, "\n".join(told))


def _consequences(found: "Consequences") -> Iterator[str]:
    parts = (
        ("Tillstånd", found.states),
        ("Frister", found.deadlines),
        ("Avtalsbrott", found.breach),
        ("Mejl", found.mails),
        ("Andra händelser", found.events),
        (_ALREADY, found.already_mailed),
    )
    yield from _headed(parts)
    if not any(sentences for _, sentences in parts):
        yield "Inget annat ändras."


def _headed(parts: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    for heading, sentences in parts:
        if sentences:
            yield f"{heading}:"
            yield from (f"  {sentence}" for sentence in sentences)
