"""ställningstagande, mätvärde registrera, mätvärde visa."""

import argparse

from workflow.cli.output import Terminal, paragraphs
from workflow.cli.session import carried_out, reading, tell


def take_position(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Record what a person has settled."""
    from states.positions import Position
    from workflow.actions.take_position import Stand
    from workflow.actions.take_position import take_position as act

    stand = Stand(Position(arguments.position), arguments.outcome, arguments.reason, arguments.about or "")
    work = carried_out(arguments, terminal, act, arguments.deficiency, stand)
    question = stand.position.question
    sentence = (
        f"{question.asks} {stand.outcome} (läsning {question.reading}). Antecknat; det har ingen egen verkan. "
        f"Kommando med verkan: {question.instead}."
    )
    return tell(arguments, terminal, sentence, work)


def measure(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Keep a measured value."""
    from states.measures import Measurement
    from workflow.actions.take_position import measure as act
    from workflow.errors import InputError

    first, last = arguments.period
    try:
        measurement = Measurement(
            name=arguments.name,
            stated=arguments.value,
            unit=arguments.unit or ("%" if "%" in arguments.value else "st"),
            period_from=first,
            period_to=last,
            n=arguments.count,
            threshold=arguments.threshold,
            higher_is_better=not arguments.lower_is_better,
        )
    except ValueError as error:
        raise InputError("mätvärde", str(error).rstrip("."), "rätta värdet; ingenting rättas av programmet") from None
    work = carried_out(arguments, terminal, act, arguments.deficiency, measurement)
    return tell(arguments, terminal, f"Mätvärdet är antecknat som det angavs: {measurement}.", work)


def show_measures(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show a deficiency's series, with their periods. Judges nothing."""
    from states.measures import series_of, series_text, trend
    from workflow.errors import NotFound
    from workflow.status.measures import measurements
    from workflow.store.facts import find_case, load_facts

    with reading(arguments, terminal) as installation:
        case = load_facts(installation.reader, find_case(installation.reader, arguments.case).uuid)
        if arguments.deficiency not in {d.code for d in case.deficiencies}:
            raise NotFound("brist", arguments.deficiency, f"brist ärende visa {arguments.case}")
        found = series_of(arguments.deficiency, measurements(installation.reader, case.head.uuid, arguments.deficiency))
    if arguments.json:
        terminal.say_json("mätvärden", [{"series": series, "trend": trend(series)} for series in found])
        return 0
    lines = [series_text(series) for series in found]
    terminal.say(paragraphs("\n".join(lines), terminal.width) if lines else "Inga mätvärden är registrerade.")
    return 0
