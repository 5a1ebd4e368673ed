"""What nobody has seen the inside of is ticked by no name; what is fetched waits for whoever begins (A19, drift starta)."""

import io
import sys
from pathlib import Path

import pytest

from tests.workflow.desk import Desk
from tests.workflow.intake.post import Letter, Post
from tests.workflow.world import World
from workflow.store.database import writing
from workflow.store.kinds import Kind
from workflow.store.settings import put
from workflow.store.started import STARTED_SETTING


@pytest.mark.parametrize("content", [b"", b"\x00\x01 skrot"], ids=["empty", "garbage"])
def test_a_file_without_a_readable_text_is_proposed_and_not_ticked(world: World, content: bytes) -> None:
    world.begin()
    post = Post(world)
    world.at("2023-09-04 12:00")
    post.comes(Letter("2023-09-04 11:00", subject="BV-1-C", files={"R2 Rutin för egenkontroller.docx": content}))
    post.tick()

    (told,) = [event.content for event in world.events() if event.kind == Kind.SUBMISSION_REGISTERED]
    assert told["lines"] == ["övrigt"]


def test_nothing_is_fetched_before_a_person_has_said_that_mail_may_begin(world: World) -> None:
    world.begin()
    post = Post(world)
    with writing(world.context.engine) as connection:
        put(connection, STARTED_SETTING, "nej")
    world.at("2023-09-04 12:00")
    post.comes(Letter("2023-09-04 11:00", subject="BV-1-C"))
    post.tick()

    assert post.mails() == []
    assert len(list((post.folder / "new").iterdir())) == 1


def test_the_mail_server_keeps_a_mail_that_could_not_be_read_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Letter("2023-05-22 09:00").raw())))
    text = desk.config.read_text(encoding="utf-8")
    desk.config.write_text(text.replace("[epost]", "[epost"), encoding="utf-8")

    assert "försöker igen senare" in desk.brist("epost", "läs-in", code=75)
    desk.config.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Letter("2023-05-22 09:00").raw())))
    assert "sparat som nummer 1" in desk.brist("epost", "läs-in")
