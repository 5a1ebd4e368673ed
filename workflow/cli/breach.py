"""avtalsbrott pröva, registrera-beslut, avstå."""

import argparse

from workflow.cli.output import Terminal, paragraphs
from workflow.cli.session import carried_out, reading, tell


def examine(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the proof, leaf by leaf. Declares nothing."""
    from states.breach import prove
    from workflow.errors import NotFound
    from workflow.store.facts import find_case, load_facts, stored_ruleset

    with reading(arguments, terminal) as installation:
        reader = installation.reader
        case = load_facts(reader, find_case(reader, arguments.case).uuid)
        if arguments.deficiency not in {d.code for d in case.deficiencies}:
            raise NotFound("brist", arguments.deficiency, f"brist ärende visa {arguments.case}")
        ruleset = stored_ruleset(reader, case.head.ruleset)
        proof = prove(case, arguments.deficiency, ruleset, installation.calendar)
    if arguments.json:
        terminal.say_json("avtalsbrott", {"proof": proof, "holds": proof.holds, "rules": ruleset.title})
        return 0
    lines = [f"Brist {case.head.serial}/{proof.deficiency}, regler {ruleset.title}"]
    for point in proof.subpoints:
        lines.append(f"\nDelbrist {point.subpoint}: {'uppfyllt' if point.holds else 'inte uppfyllt'}")
        for leaf in point.leaves:
            lines.append(f"  {'ja ' if leaf.holds else 'nej'}  {leaf.premise}: {leaf.ground}")
            if not leaf.holds:
                lines.append(f"       Saknas: {leaf.missing}")
    lines.append("")
    lines.append(
        "Förutsättningarna är uppfyllda – kräver beslut av behörigt organ. Bristvakt beslutar ingenting."
        if proof.holds
        else "Förutsättningarna är inte uppfyllda."
    )
    terminal.say(paragraphs("\n".join(lines), terminal.width))
    return 0


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
