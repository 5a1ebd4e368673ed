"""What brings a case on: the controller who looks at it does what comes next, as its facts say."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from states.facts import CaseFacts, Deadline, Notice, Subpoint
from states.ruleset import Consequence, Outcome, Ruleset
from states.state import State
from states.tasks import held_from
from tests.simulation.papers import notice_text, remaining
from tests.simulation.town import Town
from workflow.actions.breach import TWO_NOTICES, BodysDecision, abstain, register_decision
from workflow.actions.decide_notice import NoticeOrder, request_plan
from workflow.actions.dispatch import bounced, confirm_receipt, dispatch, resend
from workflow.actions.extension_request import refuse_extension
from workflow.actions.fact_check import FactCheckOrder, end_fact_check, send_fact_check
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.milestones import escalate
from workflow.actions.result import Assessment, ResultOrder, assess, decide_result, start_followup
from workflow.actions.supplement import accept_plan, request_supplement
from workflow.actions.withdraw import note
from workflow.importers.notice_file import read_notice
from workflow.store.events import Actor

FOUND = (State.IDENTIFIED, State.REMAINS)  # what a notice may name


class CaseWork:
    """`who` is whoever looks at the case today."""

    def __init__(self, town: Town) -> None:
        self.town, self.dice = town, town.dice
        self.who = Actor("disa")

    def looks_at(self, serial: int) -> None:
        """One thing that comes next; nothing where the case only waits."""
        case = self.town.case(serial)
        for step in (
            self.judges, self.decides, self.answers_a_request, self.sends_by_hand, self.hears_of_receipt,
            self.handles_a_proposal, self.has_facts_checked, self.lets_it_be, self.tells, self.looks_at_the_plan,
            self.begins_a_review,
        ):  # fmt: skip
            if step(case):
                return

    def does(self, verb: str, act: Callable[..., object], case: CaseFacts, *arguments: object, **more: object) -> bool:
        self.town.does(self.who.user, verb, act, str(case.head.serial), *arguments, **more)
        return True

    def paper(self, case: CaseFacts, what: str) -> Path:
        return self.town.world.file("handling.txt", f"{what} {case.head.serial} {self.town.now}\n")

    def rules(self, case: CaseFacts) -> Ruleset:
        return self.town.context.rulesets[self.town.cases[case.head.serial].rules][0]

    # ── results ──

    def judges(self, case: CaseFacts) -> bool:
        open_ = [p for p in standing(case, State.RESULT_FOLLOWUP) if p.verdict is None]
        if not open_:
            return False
        code = open_[0].deficiency
        found = {p.code: self.dice.random() < 0.55 for p in open_ if p.deficiency == code}
        remedied = tuple(point for point, is_well in found.items() if is_well)
        remain = tuple(point for point, is_well in found.items() if not is_well)
        return self.does("bedöm", assess, case, Assessment(code, remedied, remain), self.who)

    def decides(self, case: CaseFacts) -> bool:
        if not any(d.state is State.RESULT_FOLLOWUP for d in case.deficiencies):
            return False
        order = ResultOrder(self.paper(case, "Resultat"), partial_reason="skäl")
        left = remaining(case)
        if left and self.dice.random() < 0.7:
            text = notice_text(self.dice, left, self.town.today)
            said = read_notice(self.town.world.file("papekande.toml", text))
            order = ResultOrder(order.document, notice=said, partial_reason="skäl")
        return self.does("besluta-resultat", decide_result, case, order, self.who)

    def begins_a_review(self, case: CaseFacts) -> bool:
        if self.dice.random() > 0.02 or not any(n.dispatched_on for n in case.notices):
            return False
        consent = self.dice.choice(("", "ja"))
        return self.does("inled-resultatuppföljning", start_followup, case, None, consent, self.who)

    # ── a notice ──

    def tells(self, case: CaseFacts) -> bool:
        points = [p for p in standing(case, *FOUND) if self.may_be_named(case, p)]
        if not points or self.dice.random() < 0.3:
            return False
        if len(points) > 1 and self.dice.random() < 0.2:
            points = self.dice.sample(points, self.dice.randint(1, len(points)))
        said = read_notice(self.town.world.file("papekande.toml", notice_text(self.dice, points, self.town.today)))
        order = NoticeOrder(self.paper(case, "Beslut"), said)
        return self.does("begär-plan", request_plan, case, order, self.who)

    def may_be_named(self, case: CaseFacts, point: Subpoint) -> bool:
        """It is found, graded so, and no notice of its deficiency has time running."""
        found = case.deficiency(point.deficiency)
        runs = any(found.code not in notice.used_up_for for notice in case.notices_of(found.code))
        graded = self.rules(case).consequence(found.grade) is Consequence.NOTICE
        return found.is_requirement and graded and not runs

    def sends_by_hand(self, case: CaseFacts) -> bool:
        """What is held, or may not have arrived; sometimes before it has been tried at all."""
        for notice in case.notices:
            if notice.dispatched_on is None and case.is_standing(notice):
                held = self.town.now >= held_from(notice, self.town.context.calendar)
                if self.dice.random() < (0.6 if held else 0.03):
                    means = self.dice.choice(("brev", "bud"))
                    return self.does("expediera", dispatch, case, means, None, self.who, number=notice.number)
        return False

    def hears_of_receipt(self, case: CaseFacts) -> bool:
        for notice in case.notices:
            if notice.dispatched_on is not None and notice.received_on is None and self.dice.random() < 0.5:
                self._hears(case, notice)
                return True
        return False

    def _hears(self, case: CaseFacts, notice: Notice) -> None:
        assert notice.dispatched_on is not None
        day = max(notice.dispatched_on, self.town.today - timedelta(days=self.dice.choice((0, 0, 1, 2))))
        if self.dice.random() < 0.08:
            self.does("påpekande retur", bounced, case, day, self.who, number=notice.number)
            self.does("påpekande omsänt", resend, case, "brev", day, self.who, number=notice.number)
            return
        means = self.dice.choice(("kvittens", "delgivning"))
        self.does("bekräfta-mottagande", confirm_receipt, case, day, means, self.who, number=notice.number)

    # ── before the notice ──

    def has_facts_checked(self, case: CaseFacts) -> bool:
        if any(d.state is State.FACT_CHECK for d in case.deficiencies):
            if self.dice.random() < 0.3:
                return self.does("avsluta-sakgranskning", end_fact_check, case, "inga ändringar", self.who)
            return True
        fresh = not case.notices and all(d.state is State.IDENTIFIED for d in case.deficiencies)
        if not fresh or not self.rules(case).has_fact_check or self.dice.random() < 0.4:
            return False
        order = FactCheckOrder(self.paper(case, "Utkast"), self.town.today + timedelta(days=self.dice.randint(3, 15)))
        return self.does("skicka-sakgranskning", send_fact_check, case, order, self.who)

    def lets_it_be(self, case: CaseFacts) -> bool:
        codes = [
            d.code
            for d in case.deficiencies
            if d.state is State.IDENTIFIED
            and (not d.is_requirement or self.rules(case).consequence(d.grade) is not Consequence.NOTICE)
        ]
        return bool(codes) and self.does("notera", note, case, codes, "tas upp nästa gång", self.who)

    # ── answers ──

    def looks_at_the_plan(self, case: CaseFacts) -> bool:
        for deficiency in case.deficiencies:
            if deficiency.state is State.SUBMITTED and self.dice.random() < 0.15:
                until = self.town.today + timedelta(days=self.dice.randint(3, 15))
                return self.does(
                    "begär-komplettering", request_supplement, case, deficiency.code, until, "otydlig", self.who
                )
            wants_approval = deficiency.state is State.SUBMITTED and self.rules(case).plan_wants_approval
            if wants_approval and self.dice.random() < 0.3:
                return self.does("godkänn-plan", accept_plan, case, deficiency.code, "", self.who)
        return False

    def answers_a_request(self, case: CaseFacts) -> bool:
        for request in case.extension_requests:
            if request.decided is None and self.dice.random() < 0.5:
                rows = [row for row in case.deadlines if row.key in request.rows and row.is_open]
                if rows:
                    return self._answers(case, rows)
        return False

    def _answers(self, case: CaseFacts, rows: list[Deadline]) -> bool:
        lines = tuple(sorted({f"{row.item}:{row.deficiency}" for row in rows}))
        if self.dice.random() < 0.3:
            return self.does("anstånd avslå", refuse_extension, case, lines, "skäl", self.who)
        latest = max([self.town.today, *(row.due_on for row in rows if row.due_on)])
        extension = Extension(lines, latest + timedelta(days=self.dice.randint(3, 30)), "skäl")
        return self.does("anstånd bevilja", grant_extension, case, extension, self.who)

    # ── two notices ──

    def handles_a_proposal(self, case: CaseFacts) -> bool:
        for proposal in case.proposals:
            if proposal.settled is None and self.dice.random() < 0.4:
                return self._handles(case, proposal.deficiency)
        if self.rules(case).outcome is Outcome.ESCALATION and self.dice.random() < 0.1:
            codes = [d.code for d in case.deficiencies if d.state is State.REMAINS]
            return bool(codes) and self.does("eskalera", escalate, case, codes, "nämnden", "skäl", self.who)
        return False

    def _handles(self, case: CaseFacts, code: str) -> bool:
        if self.dice.random() < 0.5:
            return self.does("avstå", abstain, case, code, "litet återstår", "enhetschef", self.who)
        minutes = self.paper(case, "Protokoll")
        decision = BodysDecision(TWO_NOTICES, "Nämnden", self.town.today, "§ 12", minutes)
        return self.does("registrera-beslut", register_decision, case, code, decision, self.who)


def standing(case: CaseFacts, *states: State) -> list[Subpoint]:
    """The sub-points that have not been withdrawn, of the deficiencies in one of the states."""
    return [p for p in case.subpoints if p.withdrawn_on is None and case.deficiency(p.deficiency).state in states]
