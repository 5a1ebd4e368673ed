"""One run: from a seed, so many days of a municipality, and what must hold in them."""

import hashlib
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from notifications import claims
from tests.journeys.crash import intercepted
from tests.simulation.beside import Beside
from tests.simulation.case_work import CaseWork
from tests.simulation.faults import Died, Faults, MailServer, some_manners
from tests.simulation.incoming import Incoming
from tests.simulation.invariants import Invariants
from tests.simulation.mail_work import MailWork
from tests.simulation.persons import Staff
from tests.simulation.providers import units
from tests.simulation.town import Process, Town, at
from tests.workflow.machine import Failures
from workflow.store.chain import ALL

DAYS = 400
QUIET_DAYS = 25  # at the end, without faults and with a mailbox that is read
TEN_DAYS_FROM = 60  # of each year: the daemon is down that long
LINES_TOLD = 12


class Broken(AssertionError):
    """Something that must hold does not: where, and how to see it again."""


@dataclass(frozen=True)
class Run:
    """What is played. It stops after the day `until`; `look_days`: how often everything is looked at."""

    seed: int
    days: int
    until: int | None = None
    look_days: int = 90
    units: int = 24
    cases_per_day: float = 0.45
    looks_per_day: int = 5


@dataclass
class Told:
    """What became of a run. `fingerprint` is equal for two runs of the same seed."""

    fingerprint: str
    days: int
    steps: int
    events: int
    cases: int
    mails: int
    faults: Counter[str]
    done: Counter[str]
    refused: Counter[str]
    diary: list[str]


@contextmanager
def seeded(seed: int) -> Iterator[Random]:
    """The dice; uuids come out of dice of their own, so that they too are the same when a run is played again."""
    dice, original = Random(seed), os.urandom
    os.urandom = Random(f"uuid {seed}").randbytes  # type: ignore[assignment]
    try:
        yield dice
    finally:
        os.urandom = original


def play(run: Run, folder: Path, url: str, server: MailServer, port: int) -> Told:
    """Play it. Raises Broken with the seed, the day, the step and the command that plays it again."""
    failures, faults = Failures(), Faults()
    log = logging.getLogger("bristvakt")
    log.addHandler(failures)
    try:
        with seeded(run.seed) as dice, intercepted(faults):  # type: ignore[arg-type]
            town = Town(folder, url, server, port, dice, faults)
            with machine_time_is(town), closing(town):
                return Life(run, town, failures).lived()
    finally:
        log.removeHandler(failures)


@contextmanager
def machine_time_is(town: Town) -> Iterator[None]:
    """The database's clock, by which leases run, is the town's."""
    original = claims.machine_ms
    claims.machine_ms = lambda connection: int(town.now.timestamp() * 1000)
    try:
        yield
    finally:
        claims.machine_ms = original


class Life:
    """The days, one after the other; each is an agenda of acts at their times."""

    def __init__(self, run: Run, town: Town, failures: Failures) -> None:
        self.run, self.town, self.dice, self.failures = run, town, town.dice, failures
        self.staff, self.work, self.beside = Staff(town), CaseWork(town), Beside(town)
        self.mail_work = MailWork(town)
        self.incoming, self.invariants = Incoming(town), Invariants(town)
        self.units = units(self.dice, sorted(town.context.rulesets), run.units)
        self.day, self.steps = 0, 0
        self.silent_until = self.down_until = 0  # the day on which the daemon runs again; the mail server too
        self.two_from = range(0)  # the days on which two daemons run
        self.faults: Counter[str] = Counter()

    def lived(self) -> Told:
        first = self.town.today
        try:
            for day in range(self.run.days):
                self.day = day
                self.lives(first + timedelta(days=self.day), is_quiet=self.day >= self.run.days - QUIET_DAYS)
                if self.day == self.run.until:
                    return self.told()
            self.the_last_ticks()
            self.invariants.at_rest()
            self.invariants.all_of_it()
        except Exception as error:
            raise self.broken(error) from error
        return self.told()

    def the_last_ticks(self) -> None:
        """What somebody did late on the last day leaves too."""
        day = self.town.context.calendar.workday_after(self.town.today, 1)
        for clock in ("08:30", "11:30", "14:30"):
            self.town.now = at(day, clock)
            self.step(self.ticks)

    def lives(self, day: date, *, is_quiet: bool) -> None:
        self.misfortunes(day, is_quiet=is_quiet)
        for when, act in sorted(self.agenda(day, is_quiet=is_quiet), key=lambda entry: entry[0]):
            self.town.now = when
            self.step(act)
        if self.day % self.run.look_days == self.run.look_days - 1:
            self.invariants.all_of_it()
        self.invariants.after_day()

    def step(self, act: Callable[[], None]) -> None:
        self.steps += 1
        self.town.is_crossed = False
        act()
        self.invariants.after_step()
        assert not self.failures.texts, "in the log: " + "; ".join(_short(text) for text in self.failures.texts)

    # ── a day ──

    def agenda(self, day: date, *, is_quiet: bool) -> list[tuple[datetime, Callable[[], None]]]:
        is_workday = self.town.context.calendar.is_workday(day)
        ticks = ["06:10", "08:20", "11:35", "15:20", "21:05"] if is_workday else ["08:20", "15:20", "23:30"]
        ticks = sorted(self.dice.sample(ticks, 3 if is_workday else self.dice.randint(1, 2)))
        found = [(at(day, clock), self.ticks) for clock in ticks]
        if is_workday:
            found += [(at(day, f"{9 + n % 7:02}:{self.dice.randint(0, 59):02}"), act)
                      for n, act in enumerate(self.work_of(day, is_quiet=is_quiet))]  # fmt: skip
        return found

    def work_of(self, day: date, *, is_quiet: bool) -> Iterator[Callable[[], None]]:
        dice, run = self.dice, self.run
        self.town.now = at(day, "08:00")
        self.incoming.sees_what_is_asked()
        if is_quiet or dice.random() < 0.75:
            yield self.staff.reads_the_mailbox
        for act in self.incoming.arrives(self.staff.somebody()):
            yield self.perhaps_in_vain(act)
        if not is_quiet:
            for _ in range(_some(dice, run.cases_per_day)):
                yield self.opens_a_case
        for _ in range(run.looks_per_day):
            yield self.perhaps_in_vain(self.looks)
        if not is_quiet:
            for chance, act in (
                (0.30, self.something_beside), (0.35, self.looks_at_the_queue), (0.04, self.a_contact_changes), (0.02, self.staff.somebody_leaves),
                (0.03, self.staff.somebody_stands_in), (0.012, self.an_agreement_ends),
            ):  # fmt: skip
                if dice.random() < chance:
                    yield self.perhaps_in_vain(act)

    def opens_a_case(self) -> None:
        self.staff.opens_a_case([unit for unit in self.units if not unit.has_ended] or self.units[:1])

    def looks(self) -> None:
        if serial := self.a_case():
            self.work.who = self.staff.somebody()
            self.work.looks_at(serial)

    def something_beside(self) -> None:
        if serial := self.a_case():
            self.beside.who = self.staff.somebody()
            self.beside.something(serial)

    def looks_at_the_queue(self) -> None:
        self.mail_work.who = self.staff.somebody()
        self.mail_work.looks_at_the_queue()

    def an_agreement_ends(self) -> None:
        self.beside.an_agreement_ends()

    def a_contact_changes(self) -> None:
        if self.town.cases:
            self.staff.a_contact_changes(self.units)

    def a_case(self) -> int | None:
        """One that has something open."""
        with self.town.reader() as reader:
            rows = reader.rows(
                "SELECT serial FROM followup_case c WHERE EXISTS (SELECT 1 FROM deficiency d WHERE "
                "d.case_uuid = c.uuid AND d.state NOT IN ('åtgärdad', 'noterad', 'återkallad', 'avslutad')) ORDER BY serial"
            )
        return self.dice.choice(rows)[0] if rows else None

    # ── what goes wrong ──

    def misfortunes(self, day: date, *, is_quiet: bool) -> None:
        """Of whole days: the mail server is gone, the daemon is not running."""
        dice = self.dice
        if is_quiet:
            self.silent_until = self.down_until = 0
            self.town.server.ahead.clear()
        elif self.day % 365 == TEN_DAYS_FROM or dice.random() < 0.008:
            days = 10 if self.day % 365 == TEN_DAYS_FROM else dice.randint(1, 4)
            self.silent_until = self.day + days
            self.faults["daemon down"] += 1
            for process in self.town.daemons:
                process.ends()
        elif dice.random() < 0.012:
            self.down_until = self.day + dice.randint(1, 4)
            self.faults["mail server down"] += 1
        if self.day not in self.two_from and dice.random() < 0.04:
            self.two_from = range(self.day, self.day + dice.randint(1, 20))
        self.town.is_up = self.day >= self.down_until
        self.is_quiet = is_quiet

    def ticks(self) -> None:
        """The daemon ticks, and something may go wrong just then."""
        if self.day < self.silent_until:
            return
        daemon, other = self.town.daemons
        if not self.is_quiet:
            self.arms(other)
            if self.dice.random() < 0.35:
                self.town.server.ahead.extend(some_manners(self.dice, self.dice.randint(1, 12)))
            if self.dice.random() < 0.01:
                self.clock_goes_back(daemon)
        self.ends(daemon.tick())
        if self.day in self.two_from:
            self.ends(other.tick())
        elif not self.is_quiet and other.daemon is not None:
            other.ends()
        self.town.server.ahead.clear()

    def clock_goes_back(self, daemon: Process) -> None:
        """By an hour, for one tick; then it is set right."""
        self.faults["clock back"] += 1
        right = self.town.now
        self.town.now = right - timedelta(hours=1)
        self.ends(daemon.tick())
        self.town.now = right

    def ends(self, how: str) -> None:
        if how == "done":
            self.town.ticked_on = self.town.now
            return
        self.faults[f"tick {how}"] += 1
        self.town.tells(f"tjänsten: {how}")
        self.failures.texts.clear()

    def arms(self, other: Process) -> None:
        dice = self.dice
        passes = int(dice.expovariate(1 / 7))
        kinds = ("nothing", "death", "death in DATA", "lock", "lock after DATA", "command", "another daemon", "stopped")
        match dice.choices(kinds, (40, 10, 18, 6, 6, 10, 10, 4))[0]:
            case "death":
                self.town.faults.dies(passes)
            case "death in DATA":
                self.town.faults.dies(passes // 4, at="DATA")
            case "lock":
                self.town.faults.is_locked(passes // 3, self.town.url)
            case "lock after DATA":
                self.town.faults.is_locked(passes // 4, self.town.url, after="DATA")
            case "command":
                self.town.faults.meanwhile(passes, self.crosses, "command")
            case "another daemon" if self.day in self.two_from:
                self.both_run()
                self.town.faults.meanwhile(passes, partial(self.another_ticks, other), "another daemon")
            case "stopped" if self.day in self.two_from:
                self.both_run()
                self.town.faults.meanwhile(passes, partial(self.sleeps, other), "stopped and continued")

    def both_run(self) -> None:
        """One that starts waits for another that is just starting: here that would be for ever."""
        for process in self.town.daemons:
            if process.daemon is None:
                process.starts()

    def crosses(self) -> None:
        """Somebody gives a command in the middle of a tick."""
        self.town.is_crossed = True
        self.looks()

    def another_ticks(self, other: Process) -> None:
        self.town.is_crossed = True
        other.works()

    def sleeps(self, other: Process) -> None:
        """The daemon stands still for longer than a claim lasts, and another works; then it goes on."""
        self.town.is_crossed = True
        self.town.now += timedelta(minutes=self.dice.choice((6, 25)))
        other.works()

    def perhaps_in_vain(self, act: Callable[[], None]) -> Callable[[], None]:
        """A command may be killed, or find the database locked; then somebody gives another, later."""

        def given() -> None:
            if not self.is_quiet and self.dice.random() < 0.04:
                passes = self.dice.randint(0, 3)
                if self.dice.random() < 0.5:
                    self.town.faults.dies(passes)
                else:
                    self.town.faults.is_locked(0, self.town.url)
            with self.town.faults.process():
                try:
                    act()
                except Died:
                    self.faults["command died"] += 1
                    self.town.tells("kommandot avbröts")

        return given

    # ── what is told ──

    def broken(self, error: Exception) -> Broken:
        lines = "\n  ".join(self.town.diary[-LINES_TOLD:])
        return Broken(
            f"frö {self.run.seed}, dag {self.day} ({self.town.now:%Y-%m-%d %H:%M}), steg {self.steps}: "
            f"{type(error).__name__}: {error}\n  {lines}\n"
            f"spela om: python -m tests.simulation --frö {self.run.seed} --dagar {self.run.days} --till {self.day}"
        )

    def told(self) -> Told:
        return Told(
            fingerprint(self.town), self.day + 1, self.steps, self.invariants.events, len(self.town.cases),
            len(self.town.server.received), self.faults + self.town.faults.fired + self.town.server.manners,
            self.town.done, self.town.refused, self.town.diary,
        )  # fmt: skip


def fingerprint(town: Town) -> str:
    """Of every event its chain, number, kind, days, actor and body; of every mail that came its address and bytes.

    Not of the salts and hashes: those are random by design.
    """
    whole = hashlib.sha256()
    with town.reader() as reader:
        for e in reader.all(ALL):
            whole.update(
                f"{e.chain} {e.number} {e.kind} {e.effective_on} {e.recorded_at} {e.actor} {e.body}\n".encode()
            )
    for address, raw in town.server.received:
        whole.update(address.encode() + b"\n" + raw)
    return whole.hexdigest()


def _short(text: str) -> str:
    """What was logged, and the last line of its traceback."""
    first, *_, last = [*text.splitlines(), ""]
    return f"{first} – {last}"


def _some(dice: Random, expected: float) -> int:
    """So many on average."""
    return int(expected) + (dice.random() < expected % 1)
