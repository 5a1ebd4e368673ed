"""The demonstration: five follow-ups in three municipalities, each told to its last known state and then compared."""

import argparse
from pathlib import Path

from workflow.cli.output import Terminal, paragraphs
from workflow.demo import botkyrka, inbox, nynashamn, orebro
from workflow.demo.comparison import compare
from workflow.demo.sink import Sink, running
from workflow.demo.stage import Municipality, Stage
from workflow.errors import DIFFERENCES, OK, InputError

MUNICIPALITIES = (orebro.MUNICIPALITY, botkyrka.MUNICIPALITY, nynashamn.MUNICIPALITY, inbox.MUNICIPALITY)


def run_command(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Play every story in an empty or new folder; 8 if anything came out differently."""
    folder: Path = arguments.folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise InputError(str(folder), "mappen är inte tom", "ange en ny mapp: brist demo --mapp demo-2")
    with running() as sink:
        played = [(_played(municipality, folder, terminal, sink), municipality) for municipality in MUNICIPALITIES]
    differences = sum(compare(stage, municipality) for stage, municipality in played)
    for stage, municipality in played:
        _point_out(stage, municipality)
    return DIFFERENCES if differences else OK


def _played(municipality: Municipality, folder: Path, terminal: Terminal, sink: Sink) -> Stage:
    stage = Stage(folder / municipality.folder, terminal, sink, municipality.config)
    terminal.say(f"\n══ {municipality.title} " + "═" * 30)
    for story in municipality.stories:
        story(stage)
    stage.brist("drift", "kontrollera")
    return stage


def _point_out(stage: Stage, municipality: Municipality) -> None:
    terminal = stage.terminal
    terminal.say(paragraphs(f"\n{municipality.title}: mappen finns kvar. Titta:", terminal.width))
    for command in municipality.look:
        terminal.say(f"  brist --config {stage.config} --klocka {stage.clock} {command}")
