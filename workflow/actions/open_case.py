"""ärende ny: a follow-up with its deficiencies enters the register."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from states.forecast import ComingMail, coming_mails
from states.grades import NoGrade, Scale, parse_grade
from states.ruleset import Ruleset
from states.workdays import local_day
from workflow.actions.case_place import Place, placed
from workflow.actions.mid_life import carry_out_earlier, days_ahead, keep_documents, record_measurements
from workflow.actions.reference import reference_code
from workflow.actions.register import registering
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError, InputErrors
from workflow.importers.addition_file import AddedTable
from workflow.importers.case_file import CaseFile, CaseTable, DeficiencyTable
from workflow.store import queries, tables
from workflow.store.events import Actor
from workflow.store.kinds import Kind
from workflow.store.projection import table
from workflow.store.reader import Reader

_LOOK_AHEAD = timedelta(days=30)
_LIKE_A_DEFICIENCY = re.compile(r"/[A-ZÅÄÖ]\d{1,3}$", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opened:
    """The case that was opened, or that a dry run would open. `coming`: what will be mailed if nothing comes in."""

    serial: int
    work: Work
    coming: tuple[ComingMail, ...]


def open_case(context: Context, file: CaseFile, actor: Actor) -> int:
    """Open the case and return its serial number."""
    return open_and_look_ahead(context, file, actor).serial


def open_and_look_ahead(context: Context, file: CaseFile, actor: Actor) -> Opened:
    """Open the case, with what happened before it was registered.

    The rule set's text is kept under its hash. Raises InputErrors with every problem: the rule set or mailbox is
    unknown, the register number is taken or could not be told from other references, a day lies ahead, a document
    cannot be read, the rule set's file has changed under the same version.
    """
    now = context.clock.now()
    problems = [*installation_problems(context, file.arende), *days_ahead(file, local_day(now))]
    documents = keep_documents(context, file, problems)
    if problems:
        raise InputErrors(problems)
    ruleset, text = context.rulesets[file.arende.regler]
    grades = _grades(file, ruleset)
    with registering(context, actor) as registry:
        highest = registry.reader.one(queries.HIGHEST_SERIAL)
        serial = (highest.value if highest else 0) + 1
        if taken := _taken(registry.reader, file.arende.diarienummer):
            raise InputErrors([taken])  # by who came first, since the problems were sought
        place = placed(registry, file, ruleset)
        work = Work(context, registry.connection, str(uuid4()), now, actor, registry.act_id)
        _keep_ruleset(work, ruleset, text)
        body = _body(work, file, ruleset, serial, place, grades)
        work.record(Kind.CASE_OPENED, body, effective_on=file.arende.oppnat)
        record_measurements(work, file)
        if file.begins_in_mid_life:
            carry_out_earlier(work, file, documents)
        coming = coming_mails(work.facts, now, now + _LOOK_AHEAD, work.ruleset, context.calendar)
    return Opened(serial, work, coming)


def installation_problems(context: Context, table: CaseTable) -> list[InputError]:
    """All that the installation says against [arende], so that it is told at once."""
    found: list[InputError] = []
    for key, check in installation_checks(context).items():
        try:
            check(getattr(table, key))
        except InputError as problem:
            found.append(problem)
    return found


def installation_checks(context: Context) -> dict[str, Callable[[Any], None]]:
    """By key of [arende]: raises InputError for what this installation cannot open a case with."""
    return {
        "diarienummer": lambda number: _refuse_register_number(context, number),
        "regler": lambda key: _refuse_unknown("arende.regler", key, context.rulesets),
        "brevlada": lambda address: _refuse_unknown("arende.brevlada", address, context.mailboxes),
        "oppnat": lambda day: _refuse_ahead(day, local_day(context.clock.now())),
    }


def _refuse_register_number(context: Context, register_number: str) -> None:
    _refuse_ambiguous(register_number)
    with context.engine.connect() as connection:
        taken = _taken(Reader(connection.connection.dbapi_connection), register_number)
    if taken:
        raise taken


def _taken(reader: Reader, register_number: str) -> InputError | None:
    if reader.one(queries.CASE_BY_REGISTER, register_number=register_number) is None:
        return None
    return InputError("arende.diarienummer", f"{register_number} finns redan", "brist ärende lista visar ärendena")


def _refuse_unknown(place: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise InputError(place, f"'{value}' finns inte", f"välj en av: {', '.join(sorted(known)) or 'inga'}")


def _refuse_ambiguous(register_number: str) -> None:
    """A command could not tell such a register number from a serial number, or from a deficiency."""
    place, remedy = "arende.diarienummer", "skriv det med diariets beteckning, som SOC 2023/101"
    if register_number.isdecimal():
        raise InputError(place, f"'{register_number}' kan förväxlas med ett löpnummer", remedy)
    if _LIKE_A_DEFICIENCY.search(register_number):
        raise InputError(place, f"'{register_number}' kan förväxlas med en brist, som 1/D3", remedy)


def _refuse_ahead(opened_on: date, today: date) -> None:
    if opened_on > today:
        what = f"{opened_on} ligger efter i dag, {today}"
        raise InputError("arende.oppnat", what, "ange dagen då uppföljningen började, eller lägg upp ärendet då")


def _grades(file: CaseFile, ruleset: Ruleset) -> dict[str, str]:
    """The grade of each deficiency, as its scale writes it; "" for one that has none."""
    scales = [Scale(scale) for scale in ruleset.scales]
    found, problems = {}, []
    for place, deficiency in enumerate(file.brist, 1):
        try:
            found[deficiency.kod] = parse_grade(deficiency.grad, *scales).word if deficiency.grad else ""
        except NoGrade as refused:
            problems.append(InputError(f"brist.{place}.grad", f"{refused.what} ({ruleset.title})", refused.remedy))
    if problems:
        raise InputErrors(problems)
    return found


def _keep_ruleset(work: Work, ruleset: Ruleset, text: str) -> None:
    stored = work.reader.one(queries.RULESET_VERSION, key=ruleset.key, version=ruleset.version)
    if stored is None:
        row = {"sha256": ruleset.sha256, "key": ruleset.key, "version": ruleset.version, "text": text}
        work.connection.execute(insert(table(tables.RulesetText)), row)
    elif stored.sha256 != ruleset.sha256:
        raise InputError(
            f"regler {ruleset.key}",
            f"filen har ändrats fast versionen fortfarande är {ruleset.version}",
            "ge den ändrade filen en ny version",
        )


def _body(
    work: Work, file: CaseFile, ruleset: Ruleset, serial: int, place: Place, grades: dict[str, str]
) -> dict[str, object]:
    case = {
        "uuid": work.case_uuid,
        "serial": serial,
        "reference": reference_code(serial),
        "register_number": file.arende.diarienummer,
        "agreement": place.agreement.number,
        "agreement_uuid": place.agreement.uuid,
        "regime": ruleset.regime.value,
        "provider": place.unit.provider,
        "unit": place.unit.name,
        "unit_uuid": place.unit.uuid,
        "responsible": file.arende.handlaggare,
        "mailbox": file.arende.brevlada,
        "ruleset": ruleset.sha256,
        "opened_on": file.arende.oppnat.isoformat(),
        "dates_assumed": int(file.arende.datum_antagna),
        "source": file.arende.kalla,
    }
    body = {"details": case, "deficiencies": [deficiency_body(d, grades[d.kod]) for d in file.brist]}
    return body | _counts(file)


def _counts(file: CaseFile) -> dict[str, object]:
    """Results that the source gives as numbers of units; they are kept as they stand and make no deficiency."""
    if not file.rakning:
        return {}
    return {"units": file.utforare.enheter, "counts": [count.model_dump() for count in file.rakning]}


def deficiency_body(found: DeficiencyTable | AddedTable, grade: str) -> dict[str, object]:
    """What an event keeps of a deficiency that a file tells."""
    points = [{"code": p.kod, "text": p.text} for p in found.delbrist]
    return {
        "code": found.kod,
        "requirement": found.krav,
        "point": found.punkt,
        "is_requirement": int(found.slag != "rekommendation"),
        "grade": grade,
        "subpoints": points,
    }
