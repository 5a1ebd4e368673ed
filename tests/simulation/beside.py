"""What happens beside the ladder: questions, meetings, pauses, notes, corrections, withdrawals, an agreement that ends."""

from collections.abc import Callable
from datetime import timedelta

from states.facts import CaseFacts
from states.workdays import at_local
from tests.simulation.town import Town, at
from workflow.actions.correct import Change, correct, reopen
from workflow.actions.end_agreement import WHY, AgreementEnd, end_agreement
from workflow.actions.meetings import Booking, book, cancel
from workflow.actions.milestones import meeting_held
from workflow.actions.pause_reminders import pause, resume
from workflow.actions.plan_followup import plan_followup
from workflow.actions.questions import Asked, Outcome, ask, follow_up
from workflow.actions.withdraw import withdraw
from workflow.actions.write_note import OfficialNote, write_note
from workflow.store.chain import OF_CHAIN
from workflow.store.corrections import as_counted
from workflow.store.events import CLOCK, Actor
from workflow.store.kinds import Kind


class Beside:
    """`who` is whoever looks at the case today."""

    def __init__(self, town: Town) -> None:
        self.town, self.dice = town, town.dice
        self.who = Actor("disa")

    def something(self, serial: int) -> None:
        case = self.town.case(serial)
        acts: list[tuple[int, Callable[[CaseFacts], None]]] = [
            (5, self.question), (5, self.meeting), (4, self.pause), (3, self.note), (2, self.plan_the_next),
            (5, self.correction), (2, self.withdrawal), (1, self.reopening),
        ]  # fmt: skip
        weights, choices = zip(*acts, strict=True)
        self.dice.choices(choices, weights)[0](case)

    def does(self, verb: str, act: Callable[..., object], case: CaseFacts, *arguments: object) -> None:
        self.town.does(self.who.user, verb, act, str(case.head.serial), *arguments)

    def in_days(self, first: int, last: int) -> object:
        return self.town.today + timedelta(days=self.dice.randint(first, last))

    def question(self, case: CaseFacts) -> None:
        open_ = [question for question in case.questions if question.state.is_open]
        if not open_:
            return self.does("fråga ställd", ask, case, None, Asked("Hur går det?", self.in_days(2, 12)), self.who)  # type: ignore[arg-type]
        kind = self.dice.choice((Kind.QUESTION_REMINDED, Kind.QUESTION_ANSWERED, Kind.QUESTION_UNANSWERED))
        answer_by = self.in_days(2, 9) if kind is Kind.QUESTION_REMINDED else None
        outcome = Outcome(kind, open_[0].number, answer_by=answer_by)  # type: ignore[arg-type]
        return self.does(kind.value, follow_up, case, outcome, self.who)

    def meeting(self, case: CaseFacts) -> None:
        booked = [meeting for meeting in case.meetings if meeting.is_booked]
        if booked and booked[0].starts_at <= self.town.now:
            return self.does("möte hållet", meeting_held, case, self.town.today, "", self.who)
        if booked and self.dice.random() < 0.4:
            return self.does("möte inställt", cancel, case, "sjukdom", self.who)
        day = self.town.context.calendar.workday_after(self.town.today, self.dice.randint(1, 15))
        booking = Booking(at(day, "13:00"), "Rådhuset", is_called=self.dice.random() < 0.2)
        return self.does("möte boka", book, case, booking, self.who)

    def pause(self, case: CaseFacts) -> None:
        if case.pause_on(self.town.today) and self.dice.random() < 0.6:
            return self.does("påminnelser återuppta", resume, case, self.who)
        return self.does("påminnelser pausa", pause, case, self.in_days(0, 25), "semester", self.who)

    def note(self, case: CaseFacts) -> None:
        self.does("anteckna", write_note, case, None, OfficialNote("telefon", "Ringde."), self.who)

    def plan_the_next(self, case: CaseFacts) -> None:
        self.does("uppföljning planera", plan_followup, case, self.in_days(20, 200), "", self.who)

    def correction(self, case: CaseFacts) -> None:
        """Mostly of something recent: much rests on what is old."""
        with self.town.reader() as reader:
            chain = as_counted(reader.all(OF_CHAIN, chain=f"ärende:{case.head.uuid}"))
        made = [e for e in chain if e.actor != str(CLOCK) and e.kind not in (Kind.STATE_TAKEN, Kind.CASE_OPENED)]
        if made:
            wrong = self.dice.choice(made[-4:])
            self.does(f"rätta {wrong.kind}", correct, case, wrong.number, self.change(wrong.kind), "skäl", self.who)

    def change(self, kind: str) -> Change:
        day = self.town.today + timedelta(days=self.dice.randint(-12, 12))
        past = min(day, self.town.today)
        ways = {
            Kind.SUBMISSION_REGISTERED: Change(arrived_at=min(at_local(day, at(day, "09:00").time()), self.town.now)),
            Kind.EXTENSION_GRANTED: Change(until_day=day),
            Kind.SUPPLEMENT_REQUESTED: Change(until_day=day),
            Kind.RESULT_DECIDED: Change(remaining=("D1a",)),
        }
        other = ways.get(Kind(kind), Change(on_day=past))
        return self.dice.choice((other, other, Change(is_void=True)))

    def withdrawal(self, case: CaseFacts) -> None:
        open_ = [d.code for d in case.deficiencies if not d.state.is_final]
        if not open_:
            return
        code = self.dice.choice(open_)
        point = self.dice.choice(case.standing_subpoints(code)).code if self.dice.random() < 0.6 else None
        self.does("återkalla", withdraw, case, code, point, "fel i underlaget", self.who)

    def reopening(self, case: CaseFacts) -> None:
        final = [d.code for d in case.deficiencies if d.state.is_final]
        if final:
            self.does("återöppna", reopen, case, self.dice.choice(final), "avslutades fel", self.who)

    def an_agreement_ends(self) -> None:
        """Of a unit that has something open."""
        serials = [serial for serial, unit in self.town.cases.items() if not unit.has_ended]
        if not serials:
            return
        unit = self.town.cases[self.dice.choice(serials)]
        day = self.town.today - timedelta(days=self.dice.randint(0, 5))
        end = AgreementEnd(self.dice.choice(WHY), day, day, "skäl")
        if self.town.does(self.who.user, "avtal upphör", end_agreement, unit.agreement, end, self.who):
            unit.has_ended = True
