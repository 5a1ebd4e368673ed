"""Whatever people, mails and clocks do, in whatever order: what must hold holds after every step.

Hypothesis plays a municipality with the product's own actions, on a real database and against a real mail server. A
command may be refused, and then nothing at all has changed. `BRISTVAKT_LANG=1` plays for ten minutes instead of seconds.
"""

import logging
import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import note as say
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from states.facts import NO_DOCUMENT, PLAN_ITEM, CaseFacts, Deficiency, Subpoint, Verdict
from states.lifecycle import REVIEWABLE
from states.measures import Measurement
from states.positions import Position
from states.refusal import Refused
from states.ruleset import Ruleset
from states.ruleset_text import parse
from states.state import State
from states.workdays import STOCKHOLM, at_local, local_day
from tests.journeys.town import LONG
from tests.notifications.server import Handler, serving
from tests.workflow.machine import Failures, Watch, Witness, comes_to_rest, told_in_spite_of, ways_on, what_is_ahead
from tests.workflow.papers import case_text, everything_on, toml
from tests.workflow.world import ANNA, BO, PROVIDER, World
from workflow.actions.assess_lines import LineAssessment, assess_lines
from workflow.actions.breach import SERIOUS_EVENT, TWO_NOTICES, BodysDecision, abstain, register_decision
from workflow.actions.correct import Change, correct, reopen
from workflow.actions.decide_notice import NoticeOrder, request_plan
from workflow.actions.dispatch import bounced, confirm_receipt, dispatch, resend
from workflow.actions.end_agreement import WHY, AgreementEnd, end_agreement
from workflow.actions.extension_request import ask_for_extension, refuse_extension
from workflow.actions.fact_check import FactCheckOrder, end_fact_check, send_fact_check
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.milestones import escalate, meeting_held
from workflow.actions.open_case import open_case
from workflow.actions.read_mailbox import mailbox_read
from workflow.actions.register_submission import Submission, register
from workflow.actions.result import Assessment, ResultOrder, assess, decide_result, start_followup
from workflow.actions.supplement import accept_plan, request_supplement
from workflow.actions.take_position import Stand, measure, take_position
from workflow.actions.withdraw import note, withdraw
from workflow.clockwork import catch_up, sweep
from workflow.context import Context
from workflow.delivery import deliver
from workflow.demo.story import MAILBOX
from workflow.engine import part_of
from workflow.errors import InputError, InputErrors, NotFound, Stale
from workflow.importers.case_file import read_case
from workflow.importers.notice_file import read_notice
from workflow.status.checklist import Sufficiency, checklist
from workflow.store.chain import OF_CHAIN, broken
from workflow.store.corrections import as_counted
from workflow.store.events import CLOCK, Actor
from workflow.store.kinds import Kind
from workflow.store.migrate import upgrade
from workflow.store.reader import reading
from workflow.store.replay import differences

RUNS, STEPS = (60, 150) if LONG else (4, 70)  # per rule set
UNKNOWN = "okänt"
REFUSALS = (Refused, InputError, InputErrors, NotFound, Stale)
BOSS = Actor("bo", "enhetschefen")
FOUND = (State.IDENTIFIED, State.REMAINS)  # what a notice may name
JUDGED = (Verdict.REMAINS, Verdict.REMAINS, Verdict.REMEDIED)
NINE, LAST_SECOND = time(9), time(23, 59, 59)
ANSWERS = ("250 OK", "451 4.3.0 försök senare", "550 5.1.1 okänd mottagare")


def when(fits: Callable[[CaseFacts], bool]) -> Any:
    """A rule that is tried where a case fits – and now and then where none does, so as to be refused."""
    return precondition(lambda self: self.anything_goes or any(fits(case) for case in self.known.values()))


def in_state(*states: State) -> Callable[[CaseFacts], bool]:
    return lambda case: any(d.state in states for d in case.deficiencies)


def has_notice(case: CaseFacts) -> bool:
    return bool(case.notices)


def has_rows(case: CaseFacts) -> bool:
    return any(row.item != NO_DOCUMENT for row in case.deadlines)


def has_request(case: CaseFacts) -> bool:
    return any(request.decided is None for request in case.extension_requests)


def has_proposal(case: CaseFacts) -> bool:
    return any(proposal.settled is None for proposal in case.proposals)


def has_verdict(case: CaseFacts) -> bool:
    return any(point.verdict for point in case.subpoints)


class Municipality(RuleBasedStateMachine):
    """One rule set, one provider, and at most three cases."""

    book: Ruleset
    text: str
    folder: Path
    port: int
    sink: Handler
    dice: random.Random

    def __init__(self) -> None:
        super().__init__()
        self.sink.received.clear()
        self.sink.rcpt = self.sink.data = "250 OK"
        home = Path(mkdtemp(dir=self.folder))
        shutil.copy(self.folder / "empty.sqlite", home / "register.sqlite")
        self.world = World(home, f"sqlite:///{home / 'register.sqlite'}", self.port, self.sink)
        one_connection = replace(self.world.context.smtp, max_connections=1)  # type: ignore[type-var]
        books = {**self.world.context.rulesets, self.book.key: (self.book, self.text)}
        self.world.context = replace(self.world.context, smtp=one_connection, rulesets=books)
        self.watch = Watch(self.world.url)
        self.witness = Witness(self.world.url, self.book, self.world.context.calendar)
        self.silent_from: dict[tuple[str, str], int] = {}
        self.known: dict[str, CaseFacts] = {}  # as they stand now
        self.read_letters = self.steps = 0
        self.failures = Failures()
        logging.getLogger("bristvakt").addHandler(self.failures)

    def teardown(self) -> None:
        logging.getLogger("bristvakt").removeHandler(self.failures)
        for (state, trigger), count in self.witness.taken.items():
            event(f"{state}: {trigger}", min(count, 3))
        with reading(self.world.url) as reader:
            wrong = [*differences(reader), *broken(reader)]
        self.watch.close()
        self.witness.close()
        self.world.context.engine.dispose()
        shutil.rmtree(self.world.folder)
        assert wrong == []

    # ── what everything that is done has in common ──

    @property
    def now(self) -> datetime:
        return self.world.clock.at

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def anything_goes(self) -> bool:
        return self.steps % 7 == 6

    def does(self, words: str, act: Callable[..., Any], *arguments: Any, **options: Any) -> None:
        """Somebody does something, or is told no; then everything that must hold is looked at."""
        self.steps += 1
        say(f"{self.now.astimezone(STOCKHOLM):%Y-%m-%d %H:%M} {words}")
        before = self.watch.count
        try:
            act(self.world.context, *arguments, **options)
        except REFUSALS as no:
            say(f"    no: {str(no).splitlines()[0]}")
            assert self.watch.count == before, f"refused, and yet something has changed: {words}"
        self.look()

    def look(self) -> None:
        received = len(self.sink.received)
        self.witness.look()
        for about in self.witness.silenced:
            self.silent_from.setdefault(about, received)
        for about in self.witness.spoken_of:
            self.silent_from.pop(about, None)
        self.witness.silenced.clear()
        self.witness.spoken_of.clear()
        told = told_in_spite_of(self.sink.received[self.read_letters :], self.silent_from, self.read_letters, PROVIDER)
        self.read_letters = received
        assert told == []
        assert self.failures.texts == []
        self.known = {name: self.world.case(name) for name in self.known}
        for case in self.known.values():
            self.look_at(case)

    def look_at(self, case: CaseFacts) -> None:
        """Each open deficiency has a way on, and something will happen that reminds of it."""
        rules, calendar = self.book, self.world.context.calendar
        for deficiency in case.deficiencies:
            if not deficiency.state.is_final:
                code = deficiency.code
                assert ways_on(case, code, self.now, rules, calendar), f"{code} is {deficiency.state} and stuck"
                if not what_is_ahead(case, code, self.now, rules, calendar):
                    event(f"forgotten {deficiency.state}")

    # ── lots ──

    def one(self, data: st.DataObject, likely: Sequence[Any], all_: Sequence[Any], what: str) -> Any:
        """Mostly one of the likely ones, if there are any."""
        pool = likely if likely and data.draw(st.integers(0, 11)) < 11 else all_
        return data.draw(st.sampled_from(pool), label=what)

    def a_case(self, data: st.DataObject, fits: Callable[[CaseFacts], bool] = lambda case: True) -> CaseFacts:
        every = list(self.known)
        name = self.one(data, [name for name in every if fits(self.known[name])], every, "case")
        return self.known[name]

    def a_deficiency(self, data: st.DataObject, *states: State) -> tuple[CaseFacts, str]:
        case = self.a_case(data, in_state(*states))
        every = [d.code for d in case.deficiencies]
        return case, self.one(data, [d.code for d in case.deficiencies if d.state in states], every, "deficiency")

    def a_day(self, data: st.DataObject, first: int, last: int, what: str = "day") -> date:
        return self.today + timedelta(days=data.draw(st.integers(first, last), label=what))

    def somebody(self, data: st.DataObject) -> Actor:
        return data.draw(st.sampled_from((ANNA, BO, BOSS)))

    def a_document(self, what: str) -> Path:
        return self.world.file("beslut.txt", f"{what} {self.steps}\n")

    # ── a case ──

    @initialize(dice=st.integers(0, 255), chapters=st.integers(0, 30), data=st.data())
    def the_story_so_far(self, dice: int, chapters: int, data: st.DataObject) -> None:
        """A case, that has come some way."""
        self.dice.seed(dice)
        self.open(data)
        self.goes_on(data, "1", chapters)

    @precondition(lambda self: len(self.known) < 3 and self.steps > 20)
    @rule(data=st.data())
    def another_case(self, data: st.DataObject) -> None:
        self.open(data)

    def open(self, data: st.DataObject) -> None:
        grades = ["", *self.book.consequences] if self.book.consequences else [""]
        kinds = ["krav", "krav", "krav", "rekommendation"] if self.book.has_recommendations else ["krav"]
        found = [
            (
                data.draw(st.sampled_from(kinds)),
                data.draw(st.sampled_from(grades), label="grade"),
                data.draw(st.integers(1, 3), label="sub-points"),
            )
            for _ in range(data.draw(st.integers(1, 3), label="deficiencies"))
        ]
        number = len(self.known) + 1
        text = case_text(self.book.key, number, self.a_day(data, -3, 0, "opened"), found)
        file = read_case(self.world.file("arende.toml", text))

        def open_it(context: Context) -> None:
            serial = str(open_case(context, file, ANNA))
            self.known[serial] = self.world.case(serial)

        self.does(f"ärende ny {number}: {found}", open_it)

    # ── time ──

    @rule(hours=st.integers(0, 30))
    def hours_pass(self, hours: int) -> None:
        self.becomes(self.now + timedelta(hours=hours, minutes=7))

    @rule(days=st.integers(1, 45))
    def days_pass(self, days: int) -> None:
        self.becomes(self.now + timedelta(days=days))

    @rule()
    def the_next_working_morning_comes(self) -> None:
        day = self.world.context.calendar.workday_after(self.today, 1)
        self.becomes(at_local(day, NINE))

    @rule(minutes=st.integers(0, 24 * 60))
    def something_falls_due(self, minutes: int) -> None:
        watched = [x for case in self.known.values() for x in (*case.deadlines, *case.notices)]
        ahead = [x.look_again_at for x in watched if x.look_again_at and x.look_again_at > self.now]
        if ahead:
            self.becomes(min(ahead) + timedelta(minutes=minutes))

    def becomes(self, instant: datetime) -> None:
        """Time passes, and by itself changes nothing."""
        self.world.clock.at = instant
        for case in self.known.values():
            self.look_at(case)

    @rule()
    def the_daemon_ticks(self) -> None:
        self.does("tjänsten", lambda context: self.tick())

    def tick(self) -> None:
        """It comes to rest, and nothing is left that a command would find due."""
        comes_to_rest(lambda: sweep(self.world.context))
        comes_to_rest(lambda: (done := deliver(self.world.context)).composed or done.tried)
        comes_to_rest(lambda: sweep(self.world.context))
        for case in self.known.values():
            self.nothing_is_left_due(case.head.uuid)

    def nothing_is_left_due(self, case: str) -> None:
        with self.world.context.engine.connect() as connection:
            with part_of(self.world.context, connection, case, self.now, CLOCK) as work:
                catch_up(work)
            left = [(e.kind, e.body) for e in work.recorded], work.planned
            connection.rollback()
        assert left == ([], []), "the tick did not find what a command would have"

    # ── mails ──

    @rule(rcpt=st.sampled_from(ANSWERS), data=st.sampled_from((*ANSWERS, "drop")))
    def the_mail_server_is_as_it_is(self, rcpt: str, data: str) -> None:
        self.sink.rcpt, self.sink.data = rcpt, data

    @rule()
    def the_mail_server_is_well(self) -> None:
        self.sink.rcpt = self.sink.data = "250 OK"

    @rule(hours=st.integers(-1, 60))
    def the_mailbox_is_read(self, hours: int) -> None:
        self.does("brevlåda läst", mailbox_read, MAILBOX, self.now - timedelta(hours=hours), ANNA)

    # ── a notice ──

    @when(in_state(*FOUND))
    @rule(data=st.data())
    def a_notice_is_decided(self, data: st.DataObject) -> None:
        case = self.a_case(data, in_state(*FOUND))
        text = self.a_notice(data, case, [p for p in case.subpoints if case.deficiency(p.deficiency).state in FOUND])
        self.notice(case, text, data.draw(st.sampled_from(((), (), (), ("D1",), ("D1", "D2"))), label="--plan-för"))

    def notice(self, case: CaseFacts, text: str, plan_for: tuple[str, ...]) -> None:
        def decide_it(context: Context) -> None:
            order = NoticeOrder(self.a_document("Beslut"), read_notice(self.world.file("p.toml", text)), plan_for)
            request_plan(context, str(case.head.serial), order, BO)

        self.does(f"begär-plan {case.head.serial} --plan-för {plan_for}\n{text}", decide_it)

    def a_notice(self, data: st.DataObject, case: CaseFacts, likely: list[Subpoint]) -> str:
        standing = [p.code for p in likely if p.withdrawn_on is None]
        pool = standing if standing and data.draw(st.integers(0, 9)) else [p.code for p in case.subpoints]
        some = st.lists(st.sampled_from(pool), min_size=1, unique=True)
        named = sorted(data.draw(st.one_of(st.just(pool), some), label="names"))
        known = st.integers(0, 30).map(lambda n: self.today + timedelta(days=n))
        days = st.one_of(known, known, known, st.sampled_from((None, UNKNOWN)))
        documents = data.draw(st.lists(st.tuples(st.sampled_from(named), days, st.booleans()), max_size=2))
        plan = data.draw(days, label="plan_senast")
        table = {
            "beslutat": self.a_day(data, *data.draw(st.sampled_from(((0, 0), (0, 0), (-4, 1)))), "beslutat"),
            "delbrister": named,
            "plan_senast": plan,
            "plan_for": sorted({c[:-1] for c in named})[:1] if plan and data.draw(st.booleans()) else None,
            "handlingar_senast": data.draw(days, label="handlingar_senast"),
            "skyndsamt": data.draw(st.sampled_from((None, None, None, True))),
            "uppfoljning_tidigast": data.draw(st.sampled_from((None, None, self.today + timedelta(days=50)))),
        }
        demands = [
            {
                "kod": f"R{number}",
                "namn": "Rutin",
                "delbrister": [code],
                "senast": day,
                "endast_i_texten": in_text or None,
            }
            for number, (code, day, in_text) in enumerate(documents, 1)
        ]
        return toml("[papekande]", table) + "".join(toml("[[begard_handling]]", demand) for demand in demands)

    @when(has_notice)
    @rule(data=st.data())
    def a_notice_leaves_on_paper(self, data: st.DataObject) -> None:
        case, number = self.a_notice_number(data)
        self.does(
            f"expediera {case.head.serial} {number}",
            dispatch, str(case.head.serial), "brev", self.a_day(data, -6, 1), self.somebody(data), number=number,
        )  # fmt: skip

    @when(has_notice)
    @rule(data=st.data())
    def a_notice_is_received(self, data: st.DataObject) -> None:
        case, number = self.a_notice_number(data)
        self.does(
            f"bekräfta-mottagande {case.head.serial} {number}",
            confirm_receipt, str(case.head.serial), self.a_day(data, -6, 1), "kvittens", self.somebody(data),
            number=number,
        )  # fmt: skip

    @when(has_notice)
    @rule(data=st.data())
    def a_notice_comes_back(self, data: st.DataObject) -> None:
        case, number = self.a_notice_number(data)
        self.does(
            f"retur {case.head.serial} {number}",
            bounced, str(case.head.serial), self.a_day(data, -6, 1), ANNA, number=number,
        )  # fmt: skip

    @when(has_notice)
    @rule(data=st.data())
    def a_notice_is_sent_again(self, data: st.DataObject) -> None:
        case, number = self.a_notice_number(data)
        self.does(
            f"omsänt {case.head.serial} {number}",
            resend, str(case.head.serial), "bud", self.a_day(data, -6, 1), ANNA, number=number,
        )  # fmt: skip

    def a_notice_number(self, data: st.DataObject) -> tuple[CaseFacts, int | None]:
        case = self.a_case(data, has_notice)
        numbers = [notice.number for notice in case.notices]
        return case, self.one(data, [None, *numbers], [9], "notice")

    # ── before the notice ──

    @when(in_state(State.IDENTIFIED))
    @rule(data=st.data())
    def the_facts_are_sent_to_be_checked(self, data: st.DataObject) -> None:
        case, code = self.a_deficiency(data, State.IDENTIFIED)
        codes = data.draw(st.sampled_from(((), (code,))))
        order = FactCheckOrder(self.a_document("Utkast"), self.a_day(data, -1, 20), codes)
        self.does(f"skicka-sakgranskning {case.head.serial} {codes}", send_fact_check, str(case.head.serial), order, BO)

    @when(in_state(State.FACT_CHECK))
    @rule(data=st.data())
    def the_facts_have_been_checked(self, data: st.DataObject) -> None:
        case = self.a_case(data, in_state(State.FACT_CHECK))
        self.does(f"avsluta-sakgranskning {case.head.serial}", end_fact_check, str(case.head.serial), "inga", BO)

    @when(in_state(State.IDENTIFIED, State.FACT_CHECK))
    @rule(data=st.data())
    def it_is_left_to_the_next_follow_up(self, data: st.DataObject) -> None:
        case, code = self.a_deficiency(data, State.IDENTIFIED, State.FACT_CHECK)
        self.does(f"notera {case.head.serial}/{code}", note, str(case.head.serial), code, "skäl", BO)

    # ── answers ──

    @when(has_rows)
    @rule(data=st.data())
    def something_comes_in(self, data: st.DataObject) -> None:
        case = self.a_case(data, has_rows)
        rows = [row for row in case.deadlines if row.due_on and row.due_on <= self.today]
        arrivals = [self.now - timedelta(hours=h) for h in (0, 1, 30, 200, 700)]
        arrivals += [at_local(row.last_day, LAST_SECOND) for row in rows[:3]]  # 23.59.59 on the last day
        arrived = self.one(data, arrivals, [self.now + timedelta(hours=1)], "arrived")
        lines = self.some_lines(data, case)
        files = data.draw(st.sampled_from(((), (self.a_document("Plan"),))))
        said = Submission(lines, arrived, "epost", files)
        self.does(
            f"registrera {case.head.serial} {lines} --inkom {arrived}",
            register, str(case.head.serial), said, self.somebody(data),
        )  # fmt: skip

    def some_lines(self, data: st.DataObject, case: CaseFacts) -> tuple[str, ...]:
        plans = {f"plan:{row.deficiency}" for row in case.deadlines if row.item == PLAN_ITEM}
        documents = {row.item for row in case.deadlines if row.item.startswith("R")}
        asked = sorted(plans | documents | ({"plan"} if plans else set()))
        pool = asked if asked and data.draw(st.integers(0, 9)) else ["plan", "plan:D2", "R1", "R9"]
        return tuple(data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3), label="lines"))

    @when(in_state(State.SUBMITTED))
    @rule(data=st.data())
    def the_plan_is_not_enough(self, data: st.DataObject) -> None:
        case, code = self.a_deficiency(data, State.SUBMITTED)
        self.does(
            f"begär-komplettering {case.head.serial}/{code}",
            request_supplement, str(case.head.serial), code, self.a_day(data, -1, 20), "skäl", self.somebody(data),
        )  # fmt: skip

    @when(in_state(State.SUBMITTED))
    @rule(data=st.data())
    def the_plan_is_accepted(self, data: st.DataObject) -> None:
        case, code = self.a_deficiency(data, State.SUBMITTED)
        self.does(f"godkänn-plan {case.head.serial}/{code}", accept_plan, str(case.head.serial), code, "", BO)

    @when(has_rows)
    @rule(data=st.data())
    def more_time_is_asked_for(self, data: st.DataObject) -> None:
        case = self.a_case(data, has_rows)
        lines = self.some_lines(data, case)
        self.does(
            f"anstånd begärt {case.head.serial} {lines}",
            ask_for_extension, str(case.head.serial), lines, self.a_day(data, -3, 1), ANNA,
        )  # fmt: skip

    @when(has_rows)
    @rule(data=st.data())
    def more_time_is_given(self, data: st.DataObject) -> None:
        case = self.a_case(data, has_rows)
        extension = Extension(self.some_lines(data, case), self.a_day(data, -5, 40, "until"), "skäl")
        self.does(
            f"anstånd bevilja {case.head.serial} {extension}", grant_extension, str(case.head.serial), extension, BO
        )

    @when(has_request)
    @rule(data=st.data())
    def more_time_is_refused(self, data: st.DataObject) -> None:
        case = self.a_case(data, has_request)
        lines = self.some_lines(data, case)
        self.does(
            f"anstånd avslå {case.head.serial} {lines}",
            refuse_extension, str(case.head.serial), lines, "skäl", self.somebody(data),
        )  # fmt: skip

    # ── results ──

    @when(has_notice)
    @rule(data=st.data(), consent=st.sampled_from(("", "ja")))
    def a_person_begins_the_review(self, data: st.DataObject, consent: str) -> None:
        case, code = self.a_deficiency(data, *sorted(REVIEWABLE))
        whose = data.draw(st.sampled_from((None, code)))
        self.does(
            f"inled-resultatuppföljning {case.head.serial}/{whose} {consent}",
            start_followup, str(case.head.serial), whose, consent, self.somebody(data),
        )  # fmt: skip

    @when(in_state(State.RESULT_FOLLOWUP, State.MATERIAL_BREACH))
    @rule(data=st.data())
    def it_is_judged(self, data: st.DataObject) -> None:
        case, code = self.a_deficiency(data, State.RESULT_FOLLOWUP, State.MATERIAL_BREACH)
        self.judge(data, case, code)

    def judge(self, data: st.DataObject, case: CaseFacts, code: str) -> None:
        points = [point.code for point in case.standing_subpoints(code)]
        found = {point: data.draw(st.sampled_from(JUDGED), label=point) for point in points}
        remedied = tuple(point for point, verdict in found.items() if verdict is Verdict.REMEDIED)
        remaining: tuple[str, ...] | None = tuple(
            point for point, verdict in found.items() if verdict is Verdict.REMAINS
        )
        if data.draw(st.integers(0, 9)) == 9:
            remaining = None  # all of them, also those that are called remedied
        self.does(
            f"bedöm {case.head.serial}/{code} {remedied} {remaining}",
            assess, str(case.head.serial), Assessment(code, remedied, remaining), self.somebody(data),
        )  # fmt: skip

    @when(has_verdict)
    @rule(data=st.data())
    def the_result_is_decided(self, data: st.DataObject) -> None:
        case = self.a_case(data, has_verdict)
        remaining = [point for point in case.subpoints if point.verdict is Verdict.REMAINS]
        text = self.a_notice(data, case, remaining) if data.draw(st.booleans(), label="with new dates") else ""
        days = (None, None, self.today - timedelta(days=2), self.today + timedelta(days=1))
        self.decide(case, text, data.draw(st.sampled_from(days)), data.draw(st.sampled_from(("skäl", ""))))

    def decide(self, case: CaseFacts, text: str, decided_on: date | None, partial: str) -> None:
        def decide_it(context: Context) -> None:
            said = read_notice(self.world.file("p.toml", text)) if text else None
            order = ResultOrder(self.a_document("Resultat"), decided_on, notice=said, partial_reason=partial)
            decide_result(context, str(case.head.serial), order, BO)

        self.does(f"besluta-resultat {case.head.serial} --den {decided_on} --delbeslut '{partial}'\n{text}", decide_it)

    @rule(data=st.data(), many=st.integers(1, 4))
    def what_comes_next_is_done(self, data: st.DataObject, many: int) -> None:
        case = self.a_case(data, lambda case: not all(d.state.is_final for d in case.deficiencies))
        self.goes_on(data, str(case.head.serial), many)

    def goes_on(self, data: st.DataObject, name: str, steps: int) -> None:
        """As in a diligent municipality with a poor provider, so that the far end is reached."""
        for _ in range(steps):
            self.next(data, self.known[name])

    def next(self, data: st.DataObject, case: CaseFacts) -> None:
        serial = str(case.head.serial)
        unjudged = [p.deficiency for p in case.subpoints if p.verdict is None and self.is_reviewed(case, p)]
        unsent = [n for n in case.notices if not n.dispatched_on]
        unread = [n for n in case.notices if n.dispatched_on and not n.received_on]
        if unjudged:
            self.judge(data, case, unjudged[0])
        elif any(d.state is State.RESULT_FOLLOWUP for d in case.deficiencies):
            remaining = [point for point in case.subpoints if point.verdict is Verdict.REMAINS]
            again = remaining and data.draw(st.integers(0, 3)) < 3
            self.decide(case, self.plain_notice(data, remaining) if again else "", None, "skäl")
        elif unsent:
            self.does(f"expediera {serial}", dispatch, serial, "bud", None, ANNA, number=unsent[-1].number)
        elif unread:
            self.does(
                f"bekräfta-mottagande {serial}",
                confirm_receipt, serial, self.today, "delgivning", ANNA, number=unread[-1].number,
            )  # fmt: skip
        elif found := [point for point in case.subpoints if self.may_be_named(case, point)]:
            self.notice(case, self.plain_notice(data, found), ())
        else:
            self.becomes(at_local(self.world.context.calendar.workday_after(self.today, 6), NINE))
            self.the_daemon_ticks()

    def plain_notice(self, data: st.DataObject, points: list[Subpoint]) -> str:
        day = self.a_day(data, 3, 20)
        plan = data.draw(st.sampled_from((None, day)))
        codes = [point.code for point in points]
        table = {"beslutat": self.today, "delbrister": codes, "plan_senast": plan, "handlingar_senast": day}
        return toml("[papekande]", table)

    def is_reviewed(self, case: CaseFacts, point: Subpoint) -> bool:
        return point.withdrawn_on is None and case.deficiency(point.deficiency).state is State.RESULT_FOLLOWUP

    def may_be_named(self, case: CaseFacts, point: Subpoint) -> bool:
        """It is found, and no notice of its deficiency has time running."""
        found: Deficiency = case.deficiency(point.deficiency)
        runs = any(found.code not in notice.used_up_for for notice in case.notices_of(found.code))
        return point.withdrawn_on is None and found.state in FOUND and not runs

    # ── a breach, and what is done instead ──

    @when(in_state(State.REMAINS))
    @rule(data=st.data(), ground=st.sampled_from((TWO_NOTICES, TWO_NOTICES, TWO_NOTICES, SERIOUS_EVENT)))
    def a_body_has_decided(self, data: st.DataObject, ground: str) -> None:
        case, code = self.a_deficiency(data, State.REMAINS)
        reason = data.draw(st.sampled_from(("", "skäl")))
        day = self.a_day(data, -3, 1)
        said = BodysDecision(ground, "Programnämnden", day, "§ 12", self.a_document("Protokoll"), reason)
        self.does(
            f"registrera-beslut {case.head.serial}/{code} {ground} {day}",
            register_decision, str(case.head.serial), code, said, self.somebody(data),
        )  # fmt: skip

    @when(has_proposal)
    @rule(data=st.data())
    def the_municipality_abstains(self, data: st.DataObject) -> None:
        case, code = self.a_deficiency(data, State.REMAINS)
        self.does(f"avstå {case.head.serial}/{code}", abstain, str(case.head.serial), code, "skäl", "chefen", BOSS)

    @when(in_state(State.REMAINS))
    @rule(data=st.data())
    def it_is_taken_to_the_board(self, data: st.DataObject) -> None:
        case, code = self.a_deficiency(data, State.REMAINS)
        self.does(f"eskalera {case.head.serial}/{code}", escalate, str(case.head.serial), code, "nämnd", "skäl", BO)

    @rule(data=st.data())
    def a_meeting_is_held(self, data: st.DataObject) -> None:
        case = self.a_case(data)
        self.does(
            f"möte hållet {case.head.serial}", meeting_held, str(case.head.serial), self.a_day(data, -9, 1), "", BO
        )

    # ── the end ──

    @rule(data=st.data(), seldom=st.integers(0, 5))
    def a_subpoint_is_withdrawn(self, data: st.DataObject, seldom: int) -> None:
        if seldom:
            return
        case = self.a_case(data)
        open_ = [p.code for p in case.subpoints if not case.deficiency(p.deficiency).state.is_final]
        point = self.one(data, open_, ["D1a", "D9a", "D1z"], "sub-point")
        self.does(
            f"återkalla {case.head.serial}/{point}", withdraw, str(case.head.serial), point[:-1], point, "skäl", BO
        )

    @rule(data=st.data(), seldom=st.integers(0, 5))
    def a_finding_is_withdrawn(self, data: st.DataObject, seldom: int) -> None:
        if seldom:
            return
        case, code = self.a_deficiency(data, *(state for state in State if not state.is_final))
        self.does(f"återkalla {case.head.serial}/{code}", withdraw, str(case.head.serial), code, None, "skäl", BOSS)

    @rule(data=st.data(), seldom=st.integers(0, 5), why=st.sampled_from(WHY))
    def the_agreement_ends(self, data: st.DataObject, why: str, seldom: int) -> None:
        if seldom:
            return
        case = self.a_case(data)
        end = AgreementEnd(why, self.a_day(data, -9, -2, "decided"), self.a_day(data, -3, 1, "from"), "skäl")
        self.does(f"avtal upphör {case.head.serial} {end}", end_agreement, case.head.agreement, end, BOSS)

    # ── what has no effect of its own ──

    @rule(data=st.data(), position=st.sampled_from(sorted(Position)))
    def a_position_is_taken(self, data: st.DataObject, position: Position) -> None:
        case = self.a_case(data)
        code = data.draw(st.sampled_from((None, "D1", "D7")))
        stand = Stand(position, data.draw(st.sampled_from((*position.question.outcomes, "kanske"))), "skäl")
        self.does(
            f"ställningstagande {case.head.serial} {stand}", take_position, str(case.head.serial), code, stand, BO
        )

    @rule(data=st.data(), outcome=st.sampled_from(Sufficiency))
    def somebody_says_whether_a_line_is_enough(self, data: st.DataObject, outcome: Sufficiency) -> None:
        case = self.a_case(data)
        said = LineAssessment(self.some_lines(data, case), outcome, data.draw(st.sampled_from(("skäl", ""))))
        self.does(
            f"bedöm-rad {case.head.serial} {said}", assess_lines, str(case.head.serial), said, self.somebody(data)
        )
        with reading(self.world.url) as reader:
            found = checklist(reader, self.world.case(str(case.head.serial)))
        assert all(line.came for line in found if line.said)
        answered = {(r.item, r.deficiency) for r in case.deadlines if r.answered_on and r.item != "*"}
        shown = {(line.item, code) for line in found if line.came for code in line.deficiencies}
        void = {one.code for one in case.deficiencies if one.state is State.WITHDRAWN}
        gone = {(r.item, r.deficiency) for r in case.deadlines if r.status == "avbruten" or r.deficiency in void}
        assert answered - gone <= shown

    @rule(data=st.data(), percent=st.integers(0, 100))
    def something_is_measured(self, data: st.DataObject, percent: int) -> None:
        case, code = self.a_deficiency(data)
        unit = data.draw(st.sampled_from(("%", "%", "st")))
        stated = f"{percent} %" if unit == "%" else str(percent)
        first, last = self.a_day(data, -60, -30), self.a_day(data, -29, 0)
        found = Measurement("andel", stated, unit, first, last, None, None, higher_is_better=True)
        self.does(f"mätvärde {case.head.serial}/{code} {found}", measure, str(case.head.serial), code, found, ANNA)

    # ── what was registered wrong ──

    @rule(data=st.data(), seldom=st.integers(0, 2))
    def something_is_corrected(self, data: st.DataObject, seldom: int) -> None:
        """Mostly something recent: what is old has much that rests on it."""
        if seldom:
            return
        case = self.a_case(data)
        with reading(self.world.url) as reader:
            chain = as_counted(reader.all(OF_CHAIN, chain=f"ärende:{case.head.uuid}"))
        made = [e for e in chain if e.actor != str(CLOCK) and e.kind not in (Kind.STATE_TAKEN, Kind.CASE_OPENED)]
        wrong = self.one(data, made[-4:], chain, "event")
        change = self.a_change(data, wrong.kind)
        number = str(case.head.serial)
        self.does(
            f"rätta {number} --händelse {wrong.number} ({wrong.kind}) {change}",
            correct, number, wrong.number, change, "skäl", self.somebody(data),
        )  # fmt: skip

    def a_change(self, data: st.DataObject, kind: str) -> Change:
        day = self.a_day(data, -20, 20)
        ways = {
            Kind.SUBMISSION_REGISTERED: Change(arrived_at=min(at_local(day, NINE), self.now)),
            Kind.EXTENSION_GRANTED: Change(until_day=day),
            Kind.SUPPLEMENT_REQUESTED: Change(until_day=day),
            Kind.RESULT_DECIDED: Change(remaining=("D1a",)),
        }
        other = ways.get(Kind(kind), Change(on_day=min(day, self.today)))
        return data.draw(st.sampled_from((other, other, Change(is_void=True))), label="change")

    @rule(data=st.data(), seldom=st.integers(0, 2))
    def what_had_ended_is_opened_again(self, data: st.DataObject, seldom: int) -> None:
        if seldom:
            return
        case, code = self.a_deficiency(data, *(state for state in State if state.is_final))
        self.does(f"återöppna {case.head.serial}/{code}", reopen, str(case.head.serial), code, "skäl", BOSS)

    @rule(data=st.data())
    def somebody_comes_too_late(self, data: st.DataObject) -> None:
        case, code = self.a_deficiency(data)
        old = case.head.version - 1
        self.does(f"återkalla {code}, version {old}", withdraw, str(case.head.serial), code, None, "", BO, version=old)


# ── the tests ──


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """An empty register to copy, and a mail server, for all runs."""
    folder = tmp_path_factory.mktemp("kommuner")
    upgrade(f"sqlite:///{folder / 'empty.sqlite'}")
    sink = Handler()
    with serving(sink) as port:
        yield {"folder": folder, "port": port, "sink": sink}


@pytest.mark.parametrize("key", ["orebro-extern", "orebro-egen-regi", "botkyrka-extern", "allt-pa"])
def test_whatever_people_mails_and_clocks_do_what_must_hold_holds(
    key: str, ground: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow.rulebooks import rulesets

    dice = random.Random(0)
    monkeypatch.setattr(os, "urandom", dice.randbytes)  # uuids too come out the same when a run is played again
    books = dict(rulesets(None))
    made = everything_on(books["orebro-extern"][1])
    books["allt-pa"] = (parse(made, "allt-pa"), made)
    rules, text = books[key]
    machine = type(f"Municipality_{key}", (Municipality,), {"book": rules, "text": text, "dice": dice, **ground})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            derandomize=not LONG,
            database=None,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
