"""frist förklara: why a day is what it is."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from workflow.cli.output import Terminal, paragraphs
from workflow.cli.session import reading

if TYPE_CHECKING:
    from states.explain import Explanation


def explain(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Explain every deadline of a deficiency."""
    from states.explain import explain as explained
    from workflow.errors import NotFound
    from workflow.store.facts import find_case, load_facts, stored_ruleset

    with reading(arguments, terminal) as installation:
        case = load_facts(installation.reader, find_case(installation.reader, arguments.case).uuid)
        if arguments.deficiency not in {d.code for d in case.deficiencies}:
            raise NotFound("brist", arguments.deficiency, f"brist ärende visa {arguments.case}")
        ruleset = stored_ruleset(installation.reader, case.head.ruleset)
        found = explained(case, arguments.deficiency, ruleset, installation.calendar)
    if arguments.json:
        terminal.say_json("frist", {"rules": ruleset.title, "deadlines": found})
        return 0
    lines = [f"Brist {case.head.serial}/{arguments.deficiency}, regler {ruleset.title}"]
    if case.head.dates_assumed:
        lines.append("Datum i ärendet är antagna.")
    for one in found:
        lines += ["", *_told(one)]
    if not found:
        lines.append("Ingen frist finns.")
    terminal.say(paragraphs("\n".join(lines), terminal.width))
    return 0


def _told(one: "Explanation") -> Iterator[str]:
    item = f" {one.item}" if one.item not in ("", "*", "plan") else ""
    yield f"{one.kind}{item}: {one.due_on or 'ingen dag'} ({one.status})"
    yield f"  Binder: {one.bound}"
    yield f"  Kommer av: {one.start}; {one.origin}"
    yield f"  Längd: {one.length}"
    if one.document:
        yield f"  Fryst av handlingen: SHA-256 {one.document}"
    if one.moved_from:
        yield f"  Anstånd: tidigare {', '.join(str(day or 'okänd dag') for day in one.moved_from)}"
    for free in one.skipped:
        yield f"  Hoppas över: {free.day} {free.name} ({free.rule}; läsning A15)"
    if one.effective_end and one.effective_end != one.due_on:
        yield f"  Verkan väntar till: {one.effective_end}"
    yield f"  Följd: {one.follows}"
    for then in one.following:
        yield f"  {then.on}: {then.what}"
    yield f"  Källa: {one.source}"
