"""avtalsbrott pröva, registrera-beslut, avstå."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from workflow.cli.output import Terminal, listed, paragraphs
from workflow.cli.session import carried_out, reading, tell

if TYPE_CHECKING:
    from workflow.status.proof import EventRef, LeafView, ProofView


def examine(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the proof, leaf by leaf. Declares nothing."""
    from states.breach import prove
    from workflow.errors import NotFound
    from workflow.status.proof import of_deficiency
    from workflow.store.facts import find_case, load_facts, stored_ruleset

    with reading(arguments, terminal) as installation:
        reader = installation.reader
        case = load_facts(reader, find_case(reader, arguments.case).uuid)
        if arguments.deficiency not in {d.code for d in case.deficiencies}:
            raise NotFound("brist", arguments.deficiency, f"brist ärende visa {arguments.case}")
        ruleset = stored_ruleset(reader, case.head.ruleset)
        proof = prove(case, arguments.deficiency, ruleset, installation.calendar)
        view = of_deficiency(reader, case.head.uuid, proof)
    if arguments.json:
        terminal.say_json("avtalsbrott", {"proof": view, "holds": proof.holds, "rules": ruleset.title})
        return 0
    lines = [f"Brist {case.head.serial}/{proof.deficiency}, regler {ruleset.title}", *told(view), ""]
    lines.append(
        "Förutsättningarna är uppfyllda – kräver beslut av behörigt organ. Bristvakt beslutar ingenting."
        if proof.holds
        else "Förutsättningarna är inte uppfyllda."
    )
    lines.append(f"Händelserna i sin helhet: brist historik {case.head.serial}")
    terminal.say(paragraphs("\n".join(lines), terminal.width))
    return 0


def told(proof: "ProofView") -> Iterator[str]:
    """Every premise with what it rests on, or with what is missing and what would supply it."""
    for point in proof.subpoints:
        yield f"\nDelbrist {point.subpoint}: {'uppfyllt' if point.holds else 'inte uppfyllt'}"
        for leaf in point.leaves:
            answer = ("ja, svagt" if leaf.weak else "ja ") if leaf.holds else "nej"
            yield f"  {answer}  {leaf.premise}: {leaf.ground}"
            yield from (f"       {line}" for line in _support(leaf))


def _support(leaf: "LeafView") -> Iterator[str]:
    if leaf.evidence:
        yield f"{'Vilar på' if leaf.holds else 'Det som finns:'} händelse {_events(leaf.evidence)}"
    elif leaf.holds:
        yield "Ingen händelse säger annat"
    if leaf.missing:
        yield f"{'Styrks av' if leaf.holds else 'Saknas'}: {leaf.missing}"


def _events(evidence: "tuple[EventRef, ...]") -> str:
    """Of one kind together: "nr 6 (mottagande bekräftat) och nr 17 (påpekande expedierat)"."""
    numbers: dict[str, list[str]] = {}
    for event in evidence:
        numbers.setdefault(event.kind, []).extend([str(event.number)] if event.number else [])
    return listed(
        f"nr {listed(found)} ({kind})" if found else f"utan innehåll ({kind})" for kind, found in numbers.items()
    )


def register_decision(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register a body's decision."""
    from workflow.actions.breach import BodysDecision
    from workflow.actions.breach import register_decision as act

    decision = BodysDecision(
        ground=arguments.ground.replace("-", " "),
        body=arguments.body,
        decided_on=arguments.on_day,
        section=arguments.paragraph,
        document=arguments.document,
        reason=arguments.reason or "",
        effective_on=arguments.effective_on,
    )
    work = carried_out(arguments, terminal, act, arguments.deficiency, decision)
    sentence = f"Beslutet av {arguments.body} {arguments.on_day} {arguments.paragraph} är registrerat."
    if arguments.effective_on:
        sentence += f" Det gäller från {arguments.effective_on}."
    return tell(arguments, terminal, sentence, work)


def abstain(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Close a proposal without a breach."""
    from workflow.actions.breach import abstain as act

    work = carried_out(arguments, terminal, act, arguments.deficiency, arguments.reason, arguments.body)
    return tell(
        arguments,
        terminal,
        f"Förslaget för {arguments.case}/{arguments.deficiency} är avslutat utan avtalsbrott.",
        work,
    )
