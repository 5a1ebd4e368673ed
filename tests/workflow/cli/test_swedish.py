"""No English is left in what a user reads, and no line is longer than 80 columns."""

import argparse
import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest

from workflow.cli.commands import COMMANDS
from workflow.cli.swedish import SAID_BY_ARGPARSE

if TYPE_CHECKING:
    from tests.workflow.cli.conftest import Brist

# What argparse says to the one who wrote the parser, when it is made. A user never meets it.
TOLD_TO_PROGRAMMERS = {
    ".__call__() not defined",
    "conflicting subparser: %s",
    "conflicting subparser alias: %s",
    "conflicting option string: %s",
    "conflicting option strings: %s",
    'argument "-" with mode %r',
    "cannot merge actions - two groups are named %r",
    "'required' is an invalid argument for positionals",
    "invalid option string %(option)r: must start with a character %(prefix_chars)r",
    "dest= is required for options like %r",
    "invalid conflict_resolution value: %r",
    "mutually exclusive arguments must be optional",
    "cannot have multiple subparser arguments",
    "%r is not callable",
}

# Everyday words that no Swedish text holds; "for", "till", "and" and "under" are words of both.
ENGLISH = re.compile(
    r"\b(the|this|that|these|with|without|from|file|option|options|required|show|exit|value|error|usage|"
    r"argument|arguments|choice|choose|invalid|expected|unknown|one|must|not|is|are|of|or|command)\b",
    re.IGNORECASE,
)


def said_by_argparse() -> Iterator[str]:
    """Every text that argparse passes through gettext, out of its own source."""
    for node in ast.walk(ast.parse(inspect.getsource(argparse))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
            for part in ast.walk(node):
                is_key = isinstance(part, ast.Constant) and part.value in ("title", "description")
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and not is_key:
                    yield part.value


@cache
def english_fragments() -> set[str]:
    """The fixed pieces of those texts, without what is put into them."""
    pieces = (re.split(r"%(?:\(\w+\))?[sr]", text) for text in said_by_argparse())
    return {piece.strip(" '\":\n()") for parts in pieces for piece in parts if re.search("[a-z]{3}", piece)}


def english_in(text: str) -> list[str]:
    """What is left of English in a text."""
    fragments = [piece for piece in english_fragments() if re.search(rf"\b{re.escape(piece)}\b", text)]
    return fragments + ENGLISH.findall(text)


def too_long(text: str) -> list[str]:
    """The lines that do not fit."""
    return [line for line in text.splitlines() if len(line) > 80]


def test_the_search_itself_finds_argparses_english() -> None:
    parser = argparse.ArgumentParser("x")

    assert len(set(said_by_argparse())) > 30
    assert "positional arguments" in english_fragments()
    assert english_in(parser.format_help())


def test_everything_that_this_pythons_argparse_says_is_translated() -> None:
    unknown = set(said_by_argparse()) - set(SAID_BY_ARGPARSE) - TOLD_TO_PROGRAMMERS

    assert unknown == set()


def test_a_translation_takes_only_values_that_argparse_gives_it() -> None:
    for english, swedish in SAID_BY_ARGPARSE.items():
        assert set(re.findall(r"%\(\w+\)", swedish)) <= set(re.findall(r"%\(\w+\)", english)), english
        assert re.findall(r"%[sr]", swedish) == re.findall(r"%[sr]", english), english


def test_argparse_speaks_english_again_afterwards(brist: "Brist") -> None:
    brist("historik", "--hjälp")

    assert argparse.ArgumentParser("x").format_usage().startswith("usage: ")


GROUPS = sorted({command.name[0] for command in COMMANDS if len(command.name) > 1})


@pytest.mark.parametrize(
    "words",
    [(), *((group,) for group in GROUPS), *(command.name for command in COMMANDS)],
    ids=lambda words: " ".join(words) or "alla",
)
def test_help_is_swedish_and_fits(brist: "Brist", words: tuple[str, ...]) -> None:
    for option in ("--help", "--hjälp", "-h"):
        shown = brist(*words, option)

        assert shown.code == 0
        assert shown.err == ""
        assert shown.out.startswith("användning: brist")
        assert english_in(shown.out.replace("--help", "").replace("--version", "")) == []
        assert too_long(shown.out) == []


REGISTER = ("registrera", "1", "--avser", "R2", "--sätt", "bud")

USAGE_ERRORS = {
    "nothing at all": (),
    "a group alone": ("ärende",),
    "an empty word": ("",),
    "an unknown command": ("ta-emot", "1"),
    "a long unknown command": ("x" * 200,),
    "an ambiguous command": ("be",),
    "an unknown command of a group": ("ärende", "visar"),
    "something required missing": ("begär-plan",),
    "the case missing": ("historik",),
    "an unknown option": ("ärende", "visa", "1", "--jsn"),
    "an unknown short option": ("ärende", "visa", "1", "-x"),
    "an ambiguous option": ("registrera", "1", "--a"),
    "an option of another command": ("historik", "1", "--torrkör"),
    "no value": ("ärende", "lista", "--tillstånd"),
    "no value of several": (*REGISTER, "--inkom", "2023-06-08 10:00", "--handling"),
    "a value where none is taken": ("ärende", "lista", "--json=ja"),
    "a choice that is none": ("expediera", "1", "--sätt", "fax"),
    "a state that is none": ("ärende", "lista", "--tillstånd", "åtgärdat"),
    "a day that is none": ("frister", "--till", "i morgon"),
    "a day not in the calendar": ("frister", "--till", "2023-02-30"),
    "a time that is none": (*REGISTER, "--inkom", "23:41"),
    "a time not on the clock": (*REGISTER, "--inkom", "2023-06-08 25:41"),
    "the hour that comes twice": (*REGISTER, "--inkom", "2023-10-29 02:30"),
    "the hour that never was": (*REGISTER, "--inkom", "2023-03-26 02:30"),
    "too many words": ("historik", "1", "2"),
    "a deficiency for a case": ("historik", "1/D3"),
    "a case for a deficiency": ("avtalsbrott", "pröva", "1"),
    "no number": ("expediera", "1", "--sätt", "bud", "--påpekande", "två"),
    "an empty text": ("avstå", "1/D3", "--skäl", ""),
    "an empty file name": ("ärende", "ny", ""),
    "an unknown option before the command": ("--konfig", "x", "historik", "1"),
    "no value before the command": ("--config",),
}


@pytest.mark.parametrize("words", USAGE_ERRORS.values(), ids=USAGE_ERRORS.keys())
def test_a_command_line_that_cannot_be_read_is_answered_in_swedish(brist: "Brist", words: tuple[str, ...]) -> None:
    answer = brist(*words)

    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.rstrip().splitlines()[-1].startswith("Mer hjälp: brist")
    assert english_in(answer.err) == []
    assert too_long(answer.err) == []
