"""ärende ny: a follow-up with its deficiencies enters the register."""

import re
from datetime import date
from uuid import uuid4

from sqlalchemy import insert

from states.grades import NoGrade, Scale, parse_grade
from states.ruleset import Ruleset
from states.workdays import local_day
from workflow.actions.case_place import Place, placed
from workflow.actions.reference import reference_code
from workflow.actions.register import registering
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError, InputErrors
from workflow.importers.case_file import CaseFile, DeficiencyTable
from workflow.store import queries, tables
from workflow.store.events import Actor
from workflow.store.kinds import Kind
from workflow.store.projection import table

_LIKE_A_DEFICIENCY = re.compile(r"/[A-ZÅÄÖ]\d{1,3}$", re.ASCII | re.IGNORECASE)


def open_case(context: Context, file: CaseFile, actor: Actor) -> int:
    """Open the case and return its serial number.

    The rule set's text is kept under its hash. Raises InputError if the rule set or mailbox is unknown, the
    register number is taken or could not be told from other references, the day lies ahead, or the rule set's file
    has changed under the same version; InputErrors with every grade that is on none of the rule set's scales.
    """
    now = context.clock.now()
    _refuse_ambiguous(file.arende.diarienummer)
    _refuse_ahead(file.arende.oppnat, local_day(now))
    ruleset, text = _ruleset(context, file)
    grades = _grades(file, ruleset)
    if file.arende.brevlada not in context.mailboxes:
        known = ", ".join(sorted(context.mailboxes)) or "inga"
        raise InputError("arende.brevlada", f"'{file.arende.brevlada}' finns inte", f"välj en av: {known}")
    with registering(context, actor) as registry:
        reader = registry.reader
        if reader.one(queries.CASE_BY_REGISTER, register_number=file.arende.diarienummer):
            raise InputError(
                "arende.diarienummer", f"{file.arende.diarienummer} finns redan", "brist ärende lista visar ärendena"
            )
        highest = reader.one(queries.HIGHEST_SERIAL)
        serial = (highest.value if highest else 0) + 1
        place = placed(registry, file, ruleset)
        work = Work(context, registry.connection, str(uuid4()), now, actor, registry.act_id)
        _keep_ruleset(work, ruleset, text)
        work.record(
            Kind.CASE_OPENED, _body(work, file, ruleset, serial, place, grades), effective_on=file.arende.oppnat
        )
    return serial


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


def _ruleset(context: Context, file: CaseFile) -> tuple[Ruleset, str]:
    try:
        return context.rulesets[file.arende.regler]
    except KeyError:
        known = ", ".join(sorted(context.rulesets))
        raise InputError("arende.regler", f"'{file.arende.regler}' finns inte", f"välj en av: {known}") from None


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
    return {"details": case, "deficiencies": [_deficiency(d, grades[d.kod]) for d in file.brist]}


def _deficiency(found: DeficiencyTable, grade: str) -> dict[str, object]:
    points = [{"code": p.kod, "text": p.text} for p in found.delbrist]
    return {
        "code": found.kod,
        "requirement": found.krav,
        "point": found.punkt,
        "is_requirement": int(found.slag == "krav"),
        "grade": grade,
        "subpoints": points,
    }
