"""Mails that a version sorted which did not write what it left unticked (schema step 0007)."""

import pytest
from sqlalchemy import text

from tests.workflow.intake.post import Letter, Post
from tests.workflow.world import ANNA, World
from workflow.actions.bench import confirm
from workflow.actions.sort_mail import Sorted
from workflow.store import inbox
from workflow.store.database import writing
from workflow.store.migrate import upgrade
from workflow.store.reader import reading
from workflow.store.replay import differences

FIELDS = ("case", "how", "score", "submission")


def sorted_before(one: Sorted) -> dict[str, object]:
    return {name: getattr(one, name) for name in FIELDS} | {"lines": list(one.lines), "reasons": list(one.reasons)}


def test_what_was_sorted_before_and_nobody_has_confirmed_holds_the_reminders_until_somebody_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.begin()
    post = Post(world)
    world.at("2023-06-01 08:00")
    with monkeypatch.context() as earlier:
        earlier.setattr(Sorted, "body", property(sorted_before))
        for text_ in ("Planen bifogas.", "Och en fråga."):
            post.comes(Letter("2023-06-01 07:59", text_, subject="BV-1-C"))
        post.tick()
        confirm(world.context, 2, None, (), ANNA)
    with writing(world.context.engine) as connection:
        connection.execute(text("ALTER TABLE incoming_case DROP COLUMN unticked"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0006'"))
    upgrade(world.url)

    with reading(world.url) as reader:
        assert list(differences(reader)) == []
        left = [reader.all(inbox.CONCERNS_OF, mail=mail.uuid)[0].unticked for mail in post.mails()]
    assert left == ["sorterat av en tidigare version", ""]
    world.at("2023-06-05 09:00")
    world.tick()
    assert "Påminnelse" not in world.subjects()

    confirm(world.context, 1, None, (), ANNA)
    world.tick()
    assert world.subjects()[-1] == "Påminnelse"
