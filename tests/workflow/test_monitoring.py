"""What the running daemon tells of itself: systemd, the metrics file, the life sign – over real sockets."""

import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.journeys.town import Town, wait_for
from tests.workflow.test_delivery import noticed
from tests.workflow.test_operations import may_mail
from tests.workflow.world import World
from workflow.config import Watch
from workflow.monitoring import life_sign, tick
from workflow.monitoring.pulse import Pulse
from workflow.monitoring.service_manager import ServiceManager
from workflow.store.reader import reading
from workflow.store.started import YES


class Manager:
    """What a service manager hears on its socket."""

    def __init__(self, address: str) -> None:
        self._channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._channel.bind(address)
        self._channel.setblocking(False)
        self.heard: list[str] = []

    def listen(self) -> list[str]:
        """All that has been said until now."""
        while True:
            try:
                self.heard.append(self._channel.recv(100).decode())
            except BlockingIOError:
                return self.heard

    def close(self) -> None:
        self._channel.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    made = Manager(str(tmp_path / "notify"))
    yield made
    made.close()


def test_systemd_is_told_when_the_daemon_is_ready_that_it_lives_and_that_it_stops(
    tmp_path: Path, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(tmp_path / "town")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))

    with town.daemon():
        wait_for(lambda: {"READY=1", "WATCHDOG=1"} <= set(manager.listen()), "a ready daemon")
    manager.listen()

    assert manager.heard.count("READY=1") == 1
    assert manager.heard.index("STOPPING=1") > manager.heard.index("READY=1")


def test_the_watchdog_is_not_fed_while_the_database_does_not_answer(
    tmp_path: Path, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(tmp_path / "town")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))

    with town.daemon():
        wait_for(lambda: "WATCHDOG=1" in manager.listen(), "a living daemon")
        blocker = sqlite3.connect(town.folder / "data" / "bristvakt.sqlite")
        blocker.execute("BEGIN EXCLUSIVE")
        manager.listen()
        manager.heard.clear()  # one may have been under way
        fed = _fed_in_ten_ticks(manager)
        blocker.rollback()
        blocker.close()
        wait_for(lambda: "WATCHDOG=1" in manager.listen(), "the daemon to live again")

    assert fed <= 1


def _fed_in_ten_ticks(manager: Manager) -> int:
    over = threading.Event()
    threading.Timer(1.0, over.set).start()
    wait_for(over.is_set, "ten ticks of a trial's daemon")
    return manager.listen().count("WATCHDOG=1")


@pytest.mark.parametrize("address", ["", "/finns/inte", "@bristvakt-prov-ingen-lyssnar"])
def test_a_service_manager_that_does_not_listen_stops_nothing(address: str) -> None:
    ServiceManager({"NOTIFY_SOCKET": address}).tell("READY=1")


def test_a_name_that_no_file_bears_is_reached_too() -> None:
    listener = Manager("\0bristvakt-prov")

    ServiceManager({"NOTIFY_SOCKET": "@bristvakt-prov"}).tell("READY=1")

    assert listener.listen() == ["READY=1"]
    listener.close()


# ── the life sign ──


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(self.server.code)  # type: ignore[attr-defined]
        self.send_header("Location", "/annan")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def watching(code: int = 200) -> Iterator[HTTPServer]:
    """A server on loopback that waits for life signs; `asked` are the paths that were fetched."""
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    server.asked, server.code = [], code  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def url_of(server: HTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}/nyckel-7"


def asked(server: HTTPServer) -> list[str]:
    return server.asked  # type: ignore[attr-defined, no-any-return]


class Machine:
    """The machine's own time, which stands until it is moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def pulse_of(world: World, machine: Machine, **watch: object) -> Pulse:
    context = replace(world.context, watch=Watch(**watch))  # type: ignore[arg-type]
    return Pulse(context, {}, is_trial=False, monotonic=machine)


def test_a_daemon_that_does_well_gives_a_life_sign_at_most_every_so_many_minutes(world: World) -> None:
    machine = Machine()
    with watching() as server:
        pulse = pulse_of(world, machine, life_sign_url=url_of(server), life_sign_minutes=5)
        for minute in range(6):
            machine.at = 1000.0 + 60 * minute
            pulse.around(lambda: None)()
            pulse.tell()

        assert asked(server) == ["/nyckel-7", "/nyckel-7"]


def test_without_a_tick_that_went_well_there_is_no_life_sign(world: World) -> None:
    def fails() -> None:
        raise RuntimeError

    with watching() as server:
        pulse = pulse_of(world, Machine(), life_sign_url=url_of(server))
        with pytest.raises(RuntimeError):
            pulse.around(fails)()
        pulse.tell()

        assert asked(server) == []


def test_a_mail_that_has_not_left_in_an_hour_silences_the_life_sign(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    may_mail(world, YES)
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.at("2023-05-22 11:00")
    with watching() as server:
        pulse = pulse_of(world, Machine(), life_sign_url=url_of(server))
        pulse.around(lambda: None)()
        pulse.tell()

        assert asked(server) == []
    assert "inget livstecken" in caplog.text


@pytest.mark.parametrize(("code", "said"), [(500, "svarade 500"), (302, "svarade 302")])
def test_a_life_sign_that_is_refused_is_logged_without_its_address(
    world: World, caplog: pytest.LogCaptureFixture, code: int, said: str
) -> None:
    with watching(code) as server:
        pulse = pulse_of(world, Machine(), life_sign_url=url_of(server))
        pulse.around(lambda: None)()
        pulse.tell()

        assert asked(server) == ["/nyckel-7"]  # a redirect is not followed
    assert said in caplog.text
    assert "nyckel-7" not in caplog.text


def test_a_life_sign_that_nobody_answers_stops_nothing() -> None:
    with watching() as server:
        url = url_of(server)

    assert life_sign.fetch(url) == "nåddes inte (ConnectionRefusedError)"


def test_a_real_daemon_gives_life_signs_and_writes_its_metrics(tmp_path: Path) -> None:
    town = Town(tmp_path / "town")
    with watching() as server:
        watch = f'\n[drift]\nmatvarden = "bristvakt.prom"\nlivstecken_url = "{url_of(server)}"\n'
        town.config.write_text(town.config.read_text(encoding="utf-8") + watch, encoding="utf-8")
        with town.daemon():
            wait_for(lambda: bool(asked(server)), "a life sign")
            wait_for((town.folder / "bristvakt.prom").exists, "the metrics")

    assert "INFO bristvakt.daemon: bevakar" in (town.folder / "daemon.log").read_text(encoding="utf-8")
    text = (town.folder / "bristvakt.prom").read_text(encoding="utf-8")
    assert "bristvakt_status 0\n" in text
    assert f"bristvakt_senaste_tick_timestamp_seconds {town.now.timestamp()}\n" in text


# ── metrics ──


def test_metrics_that_cannot_be_written_stop_nothing(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pulse = pulse_of(world, Machine(), metrics_file=tmp_path / "saknas" / "bristvakt.prom")
    pulse.beat()

    pulse.tell()

    assert "mätvärdena kunde inte skrivas" in caplog.text


def test_the_metrics_say_what_waits_in_a_form_that_prometheus_reads(world: World, tmp_path: Path) -> None:
    world.begin()
    world.at("2023-06-09 09:00")
    world.tick()
    pulse = pulse_of(world, Machine(), metrics_file=tmp_path / "bristvakt.prom")
    pulse.beat()

    pulse.tell()

    lines = (tmp_path / "bristvakt.prom").read_text(encoding="utf-8").splitlines()
    values = dict(line.split(" ") for line in lines if not line.startswith("#"))
    assert values["bristvakt_uppgifter"] == "1"
    assert values["bristvakt_senaste_tick_timestamp_seconds"] == str(world.clock.at.timestamp())
    assert {line.split(" ")[2] for line in lines if line.startswith("# TYPE")} == set(values)
    assert [path.name for path in tmp_path.iterdir() if ".prom" in path.name] == ["bristvakt.prom"]


# ── the tick ──


def ticks(world: World) -> dict[str, str]:
    with reading(world.url) as reader:
        return {
            str(name): str(value)
            for name, value in reader.rows("SELECT name, value FROM setting WHERE name LIKE 'tick%'")
        }


def test_each_daemon_writes_down_its_tick_and_an_orderly_end_takes_it_away(world: World) -> None:
    for daemon in ("a/1", "b/2"):
        tick.begin(world.context, daemon)
    assert set(ticks(world)) == {"tick", "tick:a/1", "tick:b/2"}

    tick.end(world.context, "a/1")

    assert set(ticks(world)) == {"tick", "tick:b/2"}


def test_a_clock_that_is_set_back_does_not_take_back_the_latest_tick(world: World) -> None:
    tick.begin(world.context, "a/1")
    before = ticks(world)
    world.at("2023-05-22 09:00")

    tick.begin(world.context, "a/1")

    assert ticks(world) == before


def test_a_daemon_of_this_machine_that_was_killed_is_forgotten_when_it_is_started_again(world: World) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    here = socket.gethostname()
    for daemon in (f"{here}/{ended.pid}", f"{here}/{os.getpid()}", "annan-maskin/1"):
        tick.begin(world.context, daemon)

    pulse_of(world, Machine()).beat()

    assert set(ticks(world)) == {"tick", f"tick:{here}/{os.getpid()}", "tick:annan-maskin/1"}
