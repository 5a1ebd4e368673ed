"""drift kontrollera: each thing that can be wrong is found, said with where, and nothing else is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from states.facts import DeadlineStatus
from tests.workflow.desk import Desk
from tests.workflow.test_delivery import noticed
from tests.workflow.world import World
from workflow.config import Config, Watch, load
from workflow.demo.stage import template
from workflow.status.health import _mails
from workflow.status.invariants import breaches
from workflow.status.settings import calendar_note, misfits
from workflow.status.surroundings import (
    clock_note,
    clock_problems,
    disk_note,
    disk_problems,
    file_system_of,
    file_system_problems,
)
from workflow.store.reader import Reader, reading

MIB = 2**20


def change(world: World, statement: str) -> None:
    """What no command does: somebody has written in the tables."""
    with world.context.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def broken(world: World) -> list[str]:
    with reading(world.url) as reader:
        return list(breaches(reader))


# ── between the tables ──


def test_a_case_from_notice_to_proposal_contradicts_nothing(world: World) -> None:
    world.to_the_proposal()
    world.tick()

    assert broken(world) == []


def test_a_closed_deficiency_that_the_clock_still_watches_is_found(world: World) -> None:
    world.begin()
    change(world, "UPDATE deficiency SET state = 'återkallad' WHERE code = 'D1'")

    assert broken(world) == ["ärende 1 (D1) är avslutad, men klockan bevakar den"]


def test_a_day_that_runs_before_its_notice_has_left_is_found(world: World) -> None:
    noticed(world)
    change(world, f"UPDATE deadline SET status = '{DeadlineStatus.RUNNING}' WHERE deficiency = 'D2'")

    assert broken(world) == ["ärende 1 (D2) har en frist som löper fast påpekandet inte har lämnat kommunen"]


def test_a_day_that_rests_after_its_notice_has_left_is_found(world: World) -> None:
    world.begin()
    change(world, f"UPDATE deadline SET status = '{DeadlineStatus.DORMANT}' WHERE deficiency = 'D2'")

    assert broken(world) == ["ärende 1 (D2) har en frist som vilar fast påpekandet har lämnat kommunen"]


def test_a_planned_mail_that_is_part_of_none_is_found(world: World) -> None:
    world.begin()
    change(world, "UPDATE planned_mail SET mail_id = NULL")

    assert broken(world) == ["ärende 1 (påpekande) har ett planerat mejl vars läge inte stämmer med mejlet"]


def test_a_sent_mail_that_is_gone_is_found_by_its_event(world: World) -> None:
    world.begin()
    change(world, "UPDATE mail SET status = 'köad'")

    with reading(world.url) as reader:
        (found,) = _mails(reader)

    assert found.endswith("avsändes enligt sin händelse, men finns inte bland de avsända")


# ── the settings ──


@pytest.fixture
def config(world: World) -> Config:
    """The settings of that world."""
    text = template("config.toml").format(port=25)
    found = load(world.file("config.toml", text))
    return replace(found, data_folder=world.folder, database_url=world.url)


def fits(config: Config) -> list[str]:
    with reading(config.database_url) as reader:
        return list(misfits(config, reader))


def test_settings_that_fit_are_not_spoken_of(world: World, config: Config) -> None:
    world.begin()

    assert fits(config) == []


def test_a_mailbox_that_is_no_longer_set_is_told_with_the_cases_that_answer_to_it(world: World, config: Config) -> None:
    world.begin()

    (found,) = fits(replace(config, mailboxes=("annan@exempelkommunen.example",)))

    assert found.startswith("ärende 1 svarar till ")


def test_a_ruleset_that_was_edited_under_its_version_is_found(world: World, config: Config, tmp_path: Path) -> None:
    world.begin()
    text = world.context.rulesets["orebro-extern"][1]
    (tmp_path / "regler").mkdir()
    (tmp_path / "regler" / "egen.toml").write_text(text + "\n# en rad till\n", encoding="utf-8")

    (found,) = fits(replace(config, rules_folder=tmp_path / "regler"))

    assert found.startswith("regeluppsättningen orebro-extern ")


def test_a_folder_for_metrics_that_is_not_there_is_found(config: Config, tmp_path: Path) -> None:
    found = fits(replace(config, watch=Watch(metrics_file=tmp_path / "saknas" / "bristvakt.prom")))

    assert found == [f"[drift] matvarden: mappen {tmp_path / 'saknas'} finns inte"]


@pytest.mark.parametrize(
    ("free_days", "said"),
    [
        (set(), ""),
        ({date(2024, 5, 10)}, ""),
        ({date(2023, 5, 19)}, "har bara dagar som har gått"),
        ({date(2022, 5, 27), date(2023, 6, 5)}, ""),
    ],
    ids=["none", "later than every day", "all gone", "this year's"],
)
def test_own_free_days_that_have_all_gone_are_pointed_out(
    world: World, config: Config, free_days: set[date], said: str
) -> None:
    world.begin()
    with reading(world.url) as reader:
        note = calendar_note(replace(config, extra_free_days=frozenset(free_days)), reader, date(2023, 5, 22))

    assert (said in note) if said else note == ""


def test_days_that_reach_beyond_the_own_free_days_are_pointed_out(world: World, config: Config) -> None:
    world.begin()
    config = replace(config, extra_free_days=frozenset({date(2022, 12, 23)}))

    with reading(world.url) as reader:
        note = calendar_note(config, reader, date(2022, 12, 1))

    assert note == "frister löper till 2023-09-04, men [kalender] extra_lediga har inga dagar efter 2022-12-23"


# ── the machine ──


def clocks(world: World, now: datetime, machine_now: datetime | None = None) -> list[str]:
    with reading(world.url) as reader:
        machine = machine_now or _server_now(world, reader)
        is_postgresql = world.url.startswith("postgresql")
        return list(clock_problems(reader, now, machine_now=machine, is_postgresql=is_postgresql))


def _server_now(world: World, reader: Reader) -> datetime:
    if world.url.startswith("sqlite"):
        return datetime(2023, 5, 22, tzinfo=UTC)
    ((seconds,),) = reader.rows("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
    return datetime.fromtimestamp(float(seconds), UTC)


def test_a_clock_behind_what_has_been_recorded_is_found(world: World) -> None:
    world.begin()

    assert clocks(world, world.clock.at) == []
    (found,) = clocks(world, world.clock.at - timedelta(seconds=61))
    assert found == "klockan visar 2023-05-22 09:58, men det senaste skrevs 2023-05-22 10:00"


def test_a_database_server_with_another_time_is_found(world: World) -> None:
    found = clocks(world, world.clock.at, datetime(2023, 5, 22, tzinfo=UTC))

    assert [text[:25] for text in found] == (["databasserverns klocka ski"[:25]] if "postgresql" in world.url else [])


def test_a_clock_that_timesyncd_has_set_needs_no_hint(tmp_path: Path) -> None:
    (tmp_path / "synchronized").touch()

    assert clock_note(tmp_path / "synchronized") == ""
    assert "chronyc" in clock_note(tmp_path / "annan")


@pytest.mark.parametrize(
    ("free", "problem", "note"), [(199, True, False), (200, False, True), (2047, False, True), (2048, False, False)]
)
def test_a_disk_is_too_full_under_200_mib_and_worth_a_word_under_2_gib(
    tmp_path: Path, free: int, *, problem: bool, note: bool
) -> None:
    assert bool(list(disk_problems(tmp_path, free * MIB))) is problem
    assert bool(disk_note(free * MIB)) is note


MOUNTS = r"""/dev/sda1 / ext4 rw 0 0
server.example:/srv /srv nfs4 rw 0 0
//server.example/min\040mapp /srv/min\040mapp cifs rw 0 0
/dev/sdb1 /srv/lokal xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/var/lib/bristvakt", "ext4"), ("/srv/bristvakt", "nfs4"), ("/srv/lokal/bristvakt", "xfs"),
     ("/srv/min mapp/data", "cifs"), ("/srvannan", "ext4")],
)  # fmt: skip
def test_the_file_system_is_that_of_the_innermost_mount(tmp_path: Path, path: str, kind: str) -> None:
    (tmp_path / "mounts").write_text(MOUNTS, encoding="utf-8")

    assert file_system_of(Path(path), tmp_path / "mounts") == kind


@pytest.mark.parametrize(
    ("url", "found"),
    [("sqlite:////srv/bristvakt.sqlite", True), ("sqlite:////srv/lokal/bristvakt.sqlite", False),
     ("postgresql+psycopg://bristvakt@server.example/bristvakt", False)],
)  # fmt: skip
def test_only_sqlite_may_not_lie_on_a_file_system_over_the_network(tmp_path: Path, url: str, *, found: bool) -> None:
    (tmp_path / "mounts").write_text(MOUNTS, encoding="utf-8")
    (tmp_path / "config.toml").write_text(template("config.toml").format(port=25), encoding="utf-8")
    config = replace(load(tmp_path / "config.toml"), database_url=url)

    assert bool(list(file_system_problems(config, tmp_path / "mounts"))) is found


# ── the command ──


def test_the_command_tries_the_mail_server_unless_told_not_to(tmp_path: Path) -> None:
    desk = Desk(tmp_path)  # its server would listen on port 25, and does not
    desk.brist("drift", "kontrollera", "--utan-epost")

    desk.brist("drift", "kontrollera", code=8)


def test_a_kept_file_that_no_event_names_is_pointed_out_and_is_no_difference(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    left = tmp_path / "data" / "handlingar" / "ab" / "abcd"
    left.parent.mkdir(parents=True)
    left.touch()

    told = desk.brist("drift", "kontrollera", "--utan-epost")

    assert "filer som ingen händelse nämner: 1, bland dem" in told


def test_where_mails_come_back_to_is_pointed_out_unless_it_is_a_mailbox_that_is_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert "det som kommer i retur går till bristvakt@exempelkommunen.example" in desk.brist(
        "drift", "kontrollera", "--utan-epost"
    )

    text = desk.config.read_text(encoding="utf-8")
    assert 'avsandare = "bristvakt@exempelkommunen.example"' in text
    changed = text.replace("bristvakt@exempelkommunen.example", "egetval@exempelkommunen.example")
    desk.config.write_text(changed, encoding="utf-8")
    assert "i retur" not in desk.brist("drift", "kontrollera", "--utan-epost")
