"""fråga ställd, påmind, besvarad, obesvarad: what the municipality asks, and whether an answer came (reading A41)."""

from dataclasses import dataclass
from datetime import date

from states.dialogue import Question, QuestionState
from states.refusal import Reason, Refused
from workflow.actions.write_note import refuse_ahead
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError, NotFound
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the last day for its answer (inclusive), and the day on which it was asked (None: today)."""

    text: str
    answer_by: date
    on_day: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question: reminded, answered or unanswered. `number` None: the only open one."""

    kind: Kind
    number: int | None = None
    on_day: date | None = None
    note: str = ""
    answer_by: date | None = None  # a reminder's new day; None: the old one stands


def ask(
    context: Context, case: str, deficiency: str | None, asked: Asked, actor: Actor, *, version: int | None = None
) -> Work:
    """Register that a question has been asked. The program sends nothing: the question may be of any kind."""
    with commanding(context, case, actor, version=version) as work:
        if deficiency:
            work.deficiency(deficiency)
        day = asked.on_day or work.today
        refuse_ahead(work, day)
        _refuse_before(asked.answer_by, day)
        body = {
            "number": len(work.facts.questions) + 1,
            "deficiency": deficiency or "",
            "text": asked.text,
            "answer_by": asked.answer_by.isoformat(),
        }
        work.record(Kind.QUESTION_ASKED, body, effective_on=day)
    return work


def follow_up(context: Context, case: str, outcome: Outcome, actor: Actor, *, version: int | None = None) -> Work:
    """Register a reminder, an answer, or that none came. An answer may come after anything, also after "obesvarad"."""
    with commanding(context, case, actor, version=version) as work:
        question = _meant(work, outcome)
        day = outcome.on_day or work.today
        refuse_ahead(work, day)
        if day < question.asked_on:
            raise InputError("--den", f"{day} ligger före frågan, {question.asked_on}", "rätta dagen")
        body: dict[str, object] = {"number": question.number, "note": outcome.note}
        if outcome.kind is Kind.QUESTION_REMINDED:
            body["answer_by"] = _new_day(question, outcome, day)
        work.record(outcome.kind, body, effective_on=day)
    return work


def _new_day(question: Question, outcome: Outcome, day: date) -> str | None:
    if outcome.answer_by is not None:
        _refuse_before(outcome.answer_by, day)
    answer_by = outcome.answer_by or question.answer_by
    return answer_by.isoformat() if answer_by else None


def _refuse_before(answer_by: date, day: date) -> None:
    if answer_by < day:
        raise InputError("--svar-senast", f"{answer_by} ligger före {day}", "ange en dag framåt")


def _meant(work: Work, outcome: Outcome) -> Question:
    may = [q for q in work.facts.questions if q.state.is_open or _is_late_answer(q, outcome)]
    if outcome.number is not None:
        numbered = [q for q in work.facts.questions if q.number == outcome.number]
        if not numbered:
            raise NotFound("fråga", str(outcome.number), f"brist ärende visa {work.facts.head.serial}")
        may = [q for q in numbered if q in may]
    if not may:
        raise _nothing_open(work, outcome)
    if len(may) > 1:
        numbers = ", ".join(str(question.number) for question in may)
        raise InputError("--fråga", f"flera frågor väntar: {numbers}", "ange vilken: --fråga N")
    return may[0]


def _is_late_answer(question: Question, outcome: Outcome) -> bool:
    return (
        outcome.kind is Kind.QUESTION_ANSWERED
        and question.number == outcome.number
        and question.state is QuestionState.UNANSWERED
    )


def _nothing_open(work: Work, outcome: Outcome) -> Refused:
    serial = work.facts.head.serial
    reason = Reason(
        "frågan är redan avgjord" if outcome.number else "ingen fråga i ärendet väntar på svar",
        "en fråga är ställd, påmind, besvarad eller obesvarad (läsning A41)",
        f"se frågorna: brist ärende visa {serial} – eller ställ en ny: brist fråga ställd {serial} --svar-senast DATUM "
        "TEXT",
    )
    return work.refused(outcome.kind.value, reason)
