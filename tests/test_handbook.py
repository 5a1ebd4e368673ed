"""The handbook holds: its commands can be typed as they stand, every command is in it, and its links lead somewhere."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.cli.commands import COMMANDS
from workflow.cli.parser import UsageError, command_parser, find_command
from workflow.cli.swedish import argparse_in_swedish

HANDBOOK = Path(__file__).resolve().parents[1] / "docs" / "handbok"
CHAPTERS = sorted(HANDBOOK.glob("*.md"))
OF_THE_SERVER = {"daemon", "databas", "konfig", "drift", "demo"}
_BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (brist (?:.*\\\n)*.*)$", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


def lines() -> Iterator[tuple[str, str]]:
    """Of each command line in a block: the chapter, and the line as it is typed."""
    for chapter in CHAPTERS:
        for block in _BLOCK.findall(chapter.read_text(encoding="utf-8")):
            for line in _COMMAND.findall(block):
                yield chapter.name, line.replace("\\\n", " ")


def fault(line: str) -> str:
    """What the parser has against the line; "" for nothing."""
    try:
        with argparse_in_swedish():
            found = find_command(shlex.split(line)[1:], COMMANDS)
            if found.command is None:
                return "kommandot är inte helt"
            command_parser(found.command).read(found.words)
    except UsageError as error:
        return error.message
    return ""


def test_the_handbook_has_command_lines() -> None:
    assert len(list(lines())) > 50


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_every_command_line_in_a_chapter_can_be_typed_as_it_stands(chapter: Path) -> None:
    wrong = {line: said for name, line in lines() if name == chapter.name and (said := fault(line))}

    assert wrong == {}


def test_every_command_of_the_controllers_is_told_in_some_chapter() -> None:
    told = "\n".join(chapter.read_text(encoding="utf-8") for chapter in CHAPTERS)
    missing = [
        command.spoken
        for command in COMMANDS
        if command.name[0] not in OF_THE_SERVER and not re.search(rf"\bbrist {command.spoken}(?![\w-])", told)
    ]

    assert missing == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_every_link_in_a_chapter_leads_to_a_file(chapter: Path) -> None:
    links = _LINK.findall(chapter.read_text(encoding="utf-8"))

    assert [link for link in links if not (chapter.parent / link).exists()] == []


def test_the_index_leads_to_every_chapter() -> None:
    links = _LINK.findall((HANDBOOK / "README.md").read_text(encoding="utf-8"))

    assert {chapter.name for chapter in CHAPTERS} - {"README.md"} <= set(links)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_every_address_in_a_chapter_is_invented(chapter: Path) -> None:
    domains = _ADDRESS.findall(chapter.read_text(encoding="utf-8"))

    assert [domain for domain in domains if not domain.endswith((".example", ".test"))] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_every_command_that_is_named_in_a_sentence_exists(chapter: Path) -> None:
    named = re.findall(r"`brist ([^`]+)`", chapter.read_text(encoding="utf-8"))
    wrong = {words for words in named if _begins_no_command(words)}

    assert wrong == set()


def _begins_no_command(words: str) -> bool:
    try:
        return find_command(shlex.split(words), COMMANDS).command is None
    except UsageError:
        return True
