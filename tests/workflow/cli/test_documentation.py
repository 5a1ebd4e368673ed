"""docs/cli.md says what the program says."""

from pathlib import Path

import workflow
from workflow.cli.commands import COMMANDS
from workflow.cli.documentation import document
from workflow.errors import EXIT_CODES

PAGE = Path(workflow.__file__).parent.parent / "docs" / "cli.md"


def test_the_page_is_in_step_with_the_commands() -> None:
    # To mend it: python -m workflow.cli.documentation > docs/cli.md
    assert PAGE.read_text(encoding="utf-8") == document()


def test_the_page_has_every_command_and_every_exit_code() -> None:
    page = document()

    for command in COMMANDS:
        assert f"\n### brist {command.spoken}\n" in page
    for code in (*EXIT_CODES, 130, 141):
        assert f"\n| {code} | " in page


def test_the_page_does_not_say_of_the_lifecycle_that_it_is_run() -> None:
    _, _, entry = document().partition("\n### brist livscykel\n")

    assert "\nVisar bara.\n" in entry.partition("\n### ")[0]
