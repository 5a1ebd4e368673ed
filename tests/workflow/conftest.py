"""A municipality on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.notifications.server import Handler, serving
from tests.workflow.world import World


@pytest.fixture
def world(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[World]:
    """An installation with an empty register and a real SMTP server."""
    sink = Handler()
    with serving(sink) as port:
        made = World(tmp_path, database_url, port, sink)
        yield made
        made.close()
