"""What happened before a case was registered, carried out day by day within its opening (lifecycle, "Deadlines").

The same functions as the ordinary verbs use record it, each on its own effective day and marked as registered
afterwards; between them the clock takes the edges that fell due. No mail is planned.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from states.facts import Done, Notice
from states.refusal import Refused
from states.state import State
from states.trigger import Trigger
from states.workdays import end_of_day, local_day
from workflow.actions.decide_notice import NoticeOrder, kept, record_notice
from workflow.actions.dispatch import record_dispatch, record_receipt
from workflow.actions.grant_extension import Extension, record_extension
from workflow.actions.register_submission import Submission, record_submission
from workflow.actions.result import Assessment, ResultOrder, record_assessment, record_result
from workflow.actions.take_position import record_measurement
from workflow.clockwork import catch_up
from workflow.context import Context
from workflow.documents.archive import Document
from workflow.engine import Work, refresh_looks
from workflow.errors import InputError, InputErrors
from workflow.importers.case_file import CaseFile
from workflow.importers.earlier import EarlierNotice, EarlierResult, EarlierSubmission
from workflow.store.kinds import Kind

Documents = dict[str, Document]


@dataclass(frozen=True, slots=True)
class _Act:
    """Something that happened on a day. Acts of one day follow each other by rank; `place` is where the file has it."""

    on: date
    rank: int
    place: str
    carry_out: Callable[[Work], object]


def keep_documents(context: Context, file: CaseFile, problems: list[InputError]) -> Documents:
    """The handlings that the file names, by path; what cannot be kept is added to the problems."""
    found: Documents = {}
    for place, path in _documents(file):
        try:
            found[path] = kept(context, Path(path))
        except InputError as error:
            problems.append(InputError(place, f"{error.where}: {error.what}", error.remedy))
    return found


def _documents(file: CaseFile) -> Iterator[tuple[str, str]]:
    for number, notice in enumerate(file.tidigare_papekande, 1):
        yield f"tidigare_papekande.{number}.handling", notice.handling
    for number, result in enumerate(file.tidigare_resultat, 1):
        yield f"tidigare_resultat.{number}.handling", result.handling
    for number, submission in enumerate(file.tidigare_svar, 1):
        yield from ((f"tidigare_svar.{number}.handlingar", path) for path in submission.handlingar)


def days_ahead(file: CaseFile, today: date) -> Iterator[InputError]:
    """What cannot have happened yet."""
    for act in _acts(file, {}):
        if act.on > today:
            yield InputError(act.place, f"{act.on} ligger efter i dag, {today}", "rätta dagen, eller registrera det då")


def carry_out_earlier(work: Work, file: CaseFile, documents: Documents) -> None:
    """Carry out what the file's earlier tables tell. Raises InputErrors with the place of what a rule refuses."""
    registered_at = work.now
    taken_over = {"what": Done.TAKEN_OVER.value, "deficiencies": [], "note": ""}
    work.record(Kind.MILESTONE_REACHED, taken_over)
    work.hindsight_from = registered_at
    in_order = sorted(_acts(file, documents), key=lambda act: (act.on, act.rank))
    for day, acts in groupby(in_order, key=lambda act: act.on):
        work.now = min(registered_at, end_of_day(day) - timedelta(seconds=1))
        catch_up(work)
        for act in acts:
            _carry_out(work, act)
        catch_up(work)
    work.now = registered_at
    catch_up(work)
    work.hindsight_from = None
    refresh_looks(work)


def _carry_out(work: Work, act: _Act) -> None:
    try:
        act.carry_out(work)
    except InputError as error:
        raise InputErrors([InputError(act.place, f"{error.where} {error.what}", error.remedy)]) from None
    except InputErrors as error:
        placed = [InputError(act.place, f"{part.where} {part.what}", part.remedy) for part in error.problems]
        raise InputErrors(placed) from None
    except Refused as no:
        remedy = "rätta i filen så att det kunde ha hänt"
        raise InputErrors([InputError(act.place, f"går inte den {act.on}: {why}", remedy) for why in no.whys]) from None


def _acts(file: CaseFile, documents: Documents) -> Iterator[_Act]:
    """Submissions come before the result of their day, a result before the notice of the same document."""
    results = {result.den for result in file.tidigare_resultat}
    in_order = sorted(file.tidigare_papekande, key=lambda notice: notice.beslutat)
    for number, notice in enumerate(file.tidigare_papekande, 1):
        nth = next(n for n, other in enumerate(in_order) if other is notice)
        for act in _notice_acts(f"tidigare_papekande.{number}", notice, nth, documents):
            yield replace(act, rank=act.rank + 6) if act.on in results else act
    for number, extension in enumerate(file.tidigare_anstand, 1):
        granted = Extension(tuple(extension.rader), extension.ny_dag, extension.skal)
        yield _Act(extension.beslutat, 3, f"tidigare_anstand.{number}", _with(record_extension, granted))
    for number, submission in enumerate(file.tidigare_svar, 1):
        yield _submission_act(f"tidigare_svar.{number}", submission, documents)
    for number, result in enumerate(file.tidigare_resultat, 1):
        yield _Act(result.den, 5, f"tidigare_resultat.{number}", _with(_result, result, documents.get(result.handling)))


def _with(record: Callable[..., object], *values: Any) -> Callable[[Work], object]:
    return lambda work: record(work, *values)


def _notice_acts(place: str, notice: EarlierNotice, nth: int, documents: Documents) -> Iterator[_Act]:
    order = NoticeOrder(Path(notice.handling), notice.notice)
    means = "e-post" if notice.satt == "epost" else notice.satt
    yield _Act(notice.beslutat, 0, place, _with(record_notice, order, documents.get(notice.handling)))
    yield _Act(notice.expedierat, 1, place, _with(_on_notice, nth, record_dispatch, means))
    if notice.mottaget:
        yield _Act(notice.mottaget, 2, place, _with(_on_notice, nth, record_receipt, notice.mottaget_genom))


def _on_notice(work: Work, nth: int, record: Callable[[Work, Notice, str, date], None], means: str) -> None:
    record(work, work.facts.notices[nth], means, work.today)


def _submission_act(place: str, table: EarlierSubmission, documents: Documents) -> _Act:
    means = "epost" if table.satt == "e-post" else table.satt
    submission = Submission(
        tuple(table.avser), table.inkom, means, note=table.anteckning, counted_on=local_day(table.inkom)
    )
    files = [documents[path] for path in table.handlingar if path in documents]
    return _Act(local_day(table.inkom), 4, place, _with(record_submission, submission, files))


def _result(work: Work, table: EarlierResult, document: Document) -> None:
    """The review, where the clock has not begun it; the verdicts; the decision."""
    codes = sorted({code[:-1] for code in (*table.atgardade, *table.kvarstar)})
    for code in codes:
        if work.deficiency(code).state is not State.RESULT_FOLLOWUP:
            work.take(work.decide(code, Trigger.START_RESULT_FOLLOWUP, consent=table.samtycke), note=table.samtycke)
    for code in codes:
        remedied, remaining = (
            tuple(point for point in points if point[:-1] == code) for points in (table.atgardade, table.kvarstar)
        )
        record_assessment(work, Assessment(code, remedied, remaining))
    record_result(work, ResultOrder(Path(table.handling), table.den, partial_reason=table.delbeslut), document)


def record_measurements(work: Work, file: CaseFile) -> None:
    """Keep the file's measured values with the source's own words. Raises InputErrors with their places."""
    problems = []
    for number, table in enumerate(file.matvarde, 1):
        try:
            record_measurement(work, table.brist, table.measurement(), table.in_the_source())
        except InputError as error:
            problems.append(InputError(f"matvarde.{number}", error.what, error.remedy))
    if problems:
        raise InputErrors(problems)
