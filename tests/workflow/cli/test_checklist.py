"""checklista and bedöm-rad as they are typed and read."""

import re
from pathlib import Path

import pytest

from tests.workflow.desk import Desk
from workflow.cli.commands.notices import SUFFICIENCY
from workflow.demo.stage import template
from workflow.status.checklist import Sufficiency


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_command_shows_each_line_with_what_came_and_what_was_said(desk: Desk) -> None:
    desk.open()
    desk.brist(
        "begär-plan",
        "1",
        "--handling",
        desk.file("b.txt", "Beslut\n"),
        "--påpekande",
        desk.file("p.toml", template("papekande1.toml")),
    )
    desk.brist("expediera", "1", "--sätt", "brev")
    desk.at("2023-09-05 10:00")
    desk.brist("registrera", "1", "--avser", "R2,plan", "--inkom", "2023-09-05 09:00", "--sätt", "bud")
    told = desk.brist("bedöm-rad", "1", "--avser", "R2", "--utfall", "räcker-inte", "--skäl", "odaterad")
    assert told.startswith("R2 räcker inte i ärende 1. Antecknat; det flyttar ingenting.")

    shown = desk.brist("checklista", "1")
    assert "Påpekande nr 1" in shown
    assert "2023-09-05 (sent), bud" in shown
    assert re.search(r"räcker inte 2023-09-05, \S+: odaterad", shown)
    assert "inte bedömt" in shown
    assert "väntas" in shown
    (line,) = [line for line in desk.ask("checklista", "1") if line["item"] == "R2"]
    assert line["said"]["what"] == "räcker-inte"
    assert "R2 räcker-inte: odaterad" in desk.brist("historik", "1")


def test_a_case_without_a_notice_has_no_lines(desk: Desk) -> None:
    desk.open()

    assert desk.brist("checklista", "1") == "Inget påpekande i ärendet begär en plan eller en handling."


def test_the_command_offers_the_words_that_the_event_keeps() -> None:
    assert tuple(Sufficiency) == SUFFICIENCY
