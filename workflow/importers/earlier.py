"""The tables of a case file that tell what happened before the case was registered: it begins in mid-life.

Source: rapport 001 is round 1 of an unseen round 0 (Örebro, Kvismaren).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import PlainValidator, StringConstraints
from pydantic_core import PydanticCustomError
from sqlmodel import Field

from states.workdays import STOCKHOLM, at_local
from workflow.errors import InputError
from workflow.importers.notice_file import DemandTable, NoticeFile, NoticeTable, contradictions
from workflow.importers.toml_file import Checked, SubpointCode, refuse_unlikely


def _arrival(value: Any) -> datetime:
    """A day, or an instant by the Swedish clock; of a day, its beginning: only the day decides (22 § FL)."""
    if not isinstance(value, date):
        raise PydanticCustomError(
            "ours", "ska vara en dag, eller dag och klockslag: 2023-06-08 23:41, utan citattecken"
        )
    refuse_unlikely(value)
    if not isinstance(value, datetime):
        return at_local(value, time(0))
    return (value if value.tzinfo else value.replace(tzinfo=STOCKHOLM)).astimezone(UTC)


Arrival = Annotated[datetime, PlainValidator(_arrival)]
Line = Annotated[str, StringConstraints(pattern=r"^(plan|plan:[A-ZÅÄÖ][0-9]{1,3}|R[0-9]{1,3}|övrigt)$")]


class EarlierNotice(NoticeTable):
    """A [[tidigare_papekande]]: a notice that was decided and left before the case was registered."""

    handling: str = Field(min_length=1)
    expedierat: date
    satt: Literal["e-post", "epost", "brev", "bud"]
    mottaget: date | None = None
    mottaget_genom: Literal["kvittens", "svar", "kvitto", "uppgift"] = "uppgift"
    begard_handling: list[DemandTable] = Field(default_factory=list)

    @property
    def notice(self) -> NoticeFile:
        """The same as a notice file has it."""
        table = NoticeTable.model_validate(self.model_dump(include=set(NoticeTable.model_fields)))
        return NoticeFile(papekande=table, begard_handling=self.begard_handling)


class EarlierSubmission(Checked):
    """A [[tidigare_svar]]."""

    avser: list[Line] = Field(min_length=1)
    inkom: Arrival
    satt: Literal["epost", "e-post", "post", "brevlåda", "bud"]
    handlingar: list[str] = Field(default_factory=list)
    anteckning: str = ""


class EarlierExtension(Checked):
    """A [[tidigare_anstand]]."""

    rader: list[Line] = Field(min_length=1)
    ny_dag: date
    beslutat: date
    skal: str = "framgår av beslutet"


class EarlierResult(Checked):
    """A [[tidigare_resultat]]: the verdict on each delbrist that it decides.

    `samtycke`: the provider's consent where it came before the prescribed time's end (reading A49).
    """

    den: date
    handling: str = Field(min_length=1)
    atgardade: list[SubpointCode] = Field(default_factory=list)
    kvarstar: list[SubpointCode] = Field(default_factory=list)
    delbeslut: str = ""
    samtycke: str = ""


def earlier_problems(
    opened_on: date,
    subpoints: set[str],
    notices: list[EarlierNotice],
    submissions: list[EarlierSubmission],
    results: list[EarlierResult],
) -> Iterator[InputError]:
    """What can be said of these tables before anything is carried out, each with its place in the file."""
    for number, notice in enumerate(notices, 1):
        place = f"tidigare_papekande.{number}"
        yield from _contradictions(place, notice)
        yield from _unknown(f"{place}.delbrister", notice.delbrister, subpoints)
        yield from _order(place, [("arende.oppnat", opened_on), ("beslutat", notice.beslutat)])
        days = [("beslutat", notice.beslutat), ("expedierat", notice.expedierat), ("mottaget", notice.mottaget)]
        yield from _order(place, days)
    asked = {demand.kod for notice in notices for demand in notice.begard_handling} | {"övrigt", "plan"}
    asked |= {f"plan:{code[:-1]}" for notice in notices if notice.plan_senast for code in notice.delbrister}
    for number, submission in enumerate(submissions, 1):
        for line in submission.avser:
            if line not in asked:
                remedy = "ange en rad som ett tidigare_papekande begär, eller övrigt"
                yield InputError(f"tidigare_svar.{number}.avser", f"{line} är inte begärt", remedy)
    for number, result in enumerate(results, 1):
        yield from _verdicts(f"tidigare_resultat.{number}", result, subpoints)


def _contradictions(place: str, notice: EarlierNotice) -> Iterator[InputError]:
    for problem in contradictions(notice.notice):
        where = problem.where.removeprefix("papekande.")
        yield InputError(f"{place}.{where}", problem.what, problem.remedy)
    for number, demand in enumerate(notice.begard_handling, 1):
        if demand.endast_i_texten and demand.galler is None:
            yield InputError(
                f"{place}.begard_handling.{number}.galler",
                f"{demand.kod} {demand.namn} begärs bara i texten, och ingen har sagt vad som gäller",
                "ange galler = false om listan gäller, galler = true om den begärs ändå (läsning A39)",
            )


def _unknown(place: str, codes: Iterable[str], known: set[str]) -> Iterator[InputError]:
    for code in codes:
        if code not in known:
            remedy = "lägg till den som en delbrist, eller rätta koden"
            yield InputError(place, f"{code} är ingen delbrist i ärendet", remedy)


def _order(place: str, days: list[tuple[str, date | None]]) -> Iterator[InputError]:
    known = [(name, day) for name, day in days if day is not None]
    for (earlier_name, earlier), (name, day) in pairwise(known):
        if day < earlier:
            yield InputError(f"{place}.{name}", f"{day} ligger före {earlier_name} {earlier}", "rätta en av dagarna")


def _verdicts(place: str, result: EarlierResult, subpoints: set[str]) -> Iterator[InputError]:
    yield from _unknown(f"{place}.atgardade", result.atgardade, subpoints)
    yield from _unknown(f"{place}.kvarstar", result.kvarstar, subpoints)
    codes = [*result.atgardade, *result.kvarstar]
    if not codes:
        yield InputError(place, "ingen delbrist är bedömd", "ange atgardade = [...] och kvarstar = [...]")
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield InputError(f"{place}.kvarstar", f"{code} är bedömd två gånger", "stryk den ena")
