"""The tables of a case file that hold numbers as the source states them: measured values, and counts of units.

Nothing is computed or corrected: an impossible period is refused with the source's own words and a proposal, and what a
person writes instead is kept beside them with who and why (reading A8).
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from sqlmodel import Field

from states.measures import Measurement, proposed_end
from workflow.errors import InputError
from workflow.importers.toml_file import Checked, DeficiencyCode

_DAY = re.compile(r"\b(?:19|20|21)\d\d-\d\d-\d\d\b", re.ASCII)
UNKNOWN = "okända"


class MeasureTable(Checked):
    """A [[matvarde]]. `period` is the source's own text; what is corrected in it stands beside it."""

    brist: DeficiencyCode
    namn: str = Field(min_length=1)
    varde: str = Field(min_length=1)
    enhet: str = ""
    period: str = Field(min_length=1)
    antal: int | None = Field(default=None, ge=0)
    krav: str | None = None
    lagre_ar_battre: bool = False
    period_rattad: str = ""
    rattad_av: str = ""
    rattad_varfor: str = ""

    def measurement(self) -> Measurement:
        """The value as it is kept. Raises ValueError."""
        first, last = _days(self.period_rattad or self.period)
        unit = self.enhet or ("%" if self.varde.rstrip().endswith(("%", "procent")) else "st")
        return Measurement(self.namn, self.varde, unit, first, last, self.antal, self.krav, not self.lagre_ar_battre)

    def in_the_source(self) -> dict[str, object]:
        """What the event keeps of the source's own words, and of who corrected them and why."""
        kept: dict[str, object] = {"period_stated": self.period}
        if self.period_rattad:
            kept |= {"corrected_by": self.rattad_av, "corrected_why": self.rattad_varfor}
        return kept


class CountTable(Checked):
    """A [[rakning]]: how many units meet a requirement. It makes no deficiency: that needs a named unit.

    `enheter` are those that deviate, `ej_tillampligt_for` those to which the requirement does not apply. `grad` is
    okänt where the source's colours are lost; it is never taken to be green.
    """

    krav: str = Field(min_length=1)
    omrade: str = ""
    uppfyller: int = Field(ge=0)
    avviker: int = Field(ge=0)
    ej_tillampligt: int = Field(default=0, ge=0)
    av: int = Field(ge=1)
    enheter: list[str] | Literal["okända"] = "okända"
    ej_tillampligt_for: list[str] = Field(default_factory=list)
    grad: str = "okänt"
    anteckning: str = ""


def measure_problems(tables: list[MeasureTable], deficiencies: set[str]) -> Iterator[InputError]:
    """What cannot be kept as it stands, each with its place in the file."""
    for number, table in enumerate(tables, 1):
        place = f"matvarde.{number}"
        if table.brist not in deficiencies:
            yield InputError(f"{place}.brist", f"{table.brist} finns inte i ärendet", "ange en av ärendets brister")
        yield from _corrected(place, table)
        try:
            table.measurement()
        except ValueError as error:
            yield _wrong(place, table, error, tables)


def _corrected(place: str, table: MeasureTable) -> Iterator[InputError]:
    if table.period_rattad:
        for name in ("rattad_av", "rattad_varfor"):
            if not getattr(table, name):
                yield InputError(
                    f"{place}.{name}", "saknas fast perioden är rättad", "skriv vem som rättade, och varför"
                )
    elif table.rattad_av or table.rattad_varfor:
        yield InputError(f"{place}.period_rattad", "saknas fast en rättelse anges", "skriv perioden som den ska vara")


def _wrong(place: str, table: MeasureTable, error: ValueError, tables: list[MeasureTable]) -> InputError:
    try:
        first, last = _days(table.period_rattad or table.period)
    except ValueError as unreadable:
        name = "period_rattad" if table.period_rattad else "period"
        return InputError(f"{place}.{name}", str(unreadable), "skriv två dagar: 2024-03-15–2024-06-14")
    if first <= last:
        return InputError(f"{place}.varde", str(error).rstrip("."), "rätta värdet; ingenting rättas av programmet")
    what = f"perioden '{table.period}' börjar {first} men slutar {last}, alltså före sin början"
    proposal = proposed_end(first, last, _ends(tables))
    hint = f"Förslag: {proposal.day}, {proposal.why}. " if proposal else ""
    return InputError(
        f"{place}.period",
        what,
        f'{hint}Låt texten stå; skriv period_rattad = "{first}–{proposal.day if proposal else "…"}", '
        "rattad_av = och rattad_varfor =",
    )


def _ends(tables: list[MeasureTable]) -> Iterator[date]:
    for table in tables:
        try:
            yield table.measurement().period_to
        except ValueError:
            continue


def _days(text: str) -> tuple[date, date]:
    found = _DAY.findall(text)
    try:
        days = [date.fromisoformat(day) for day in found]
    except ValueError:
        raise ValueError(f"'{text}' har en dag som inte finns i kalendern") from None
    if len(days) not in (1, 2):
        raise ValueError(f"'{text}' har inte en eller två dagar")
    return days[0], days[-1]


def count_problems(tables: list[CountTable], units: list[str]) -> Iterator[InputError]:
    """Sums that do not add up, and units that are not named as they should be."""
    for number, table in enumerate(tables, 1):
        place = f"rakning.{number}"
        total = table.uppfyller + table.avviker + table.ej_tillampligt
        if total != table.av:
            what = f"{table.uppfyller} + {table.avviker} + {table.ej_tillampligt} är {total}, inte {table.av}"
            yield InputError(f"{place}.av", what, "rätta talen så att de stämmer med källan")
        named = [] if table.enheter == UNKNOWN else list(table.enheter)
        if table.enheter != UNKNOWN and len(named) != table.avviker:
            what = f"{len(named)} enheter är nämnda men {table.avviker} avviker"
            yield InputError(f"{place}.enheter", what, 'nämn alla som avviker, eller skriv enheter = "okända"')
        if table.ej_tillampligt_for and len(table.ej_tillampligt_for) != table.ej_tillampligt:
            what = f"{len(table.ej_tillampligt_for)} enheter är nämnda men talet är {table.ej_tillampligt}"
            yield InputError(f"{place}.ej_tillampligt_for", what, "nämn alla, eller ingen")
        for unit in (*named, *table.ej_tillampligt_for):
            if units and unit not in units:
                remedy = f"enheterna är {', '.join(units)}"
                yield InputError(f"{place}.enheter", f"'{unit}' står inte bland utforare.enheter", remedy)
