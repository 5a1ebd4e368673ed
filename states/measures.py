"""Measured values: kept as they were stated, compared only as far as a requirement allows.

A percentage is never recomputed: 53 % of 33 alarms and 62 % of 41 staff can be reached by no whole number, since each
profession has its own denominator (Örebro, rapport 001; domain §1.2). What is compared is therefore the stated number.
A better value is no judgement and a worse one no sanction (readings A21, A22): a person grades.
"""

import operator
import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import MAX_PREC, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from itertools import pairwise

_SPACES = " \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_NUMBER = re.compile(
    rf"(?P<sign>[-+{_MINUS}\N{{EN DASH}}]?)(?P<whole>0|[1-9][0-9]*|[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+)"
    rf"(?:(?P<mark>[,.])(?P<decimals>[0-9]+))?(?P<percent>[{_SPACES}]?(?:%|procent))?"
)
_NO_SPACES = str.maketrans("", "", _SPACES)
_EXACT = Context(prec=MAX_PREC)


def parse_number(text: str) -> Decimal:
    """The number that is written, with or without %: "3 743", "34,73 %", "12.5", "−5".

    A comma is always the decimal mark. A point is, unless exactly three digits follow: "1.234" may be a thousand and
    is refused. Thousands are parted by a space, also a hard or a thin one. Nothing is corrected; raises ValueError
    that says what can be written.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            f"{text!r} kan inte läsas som ett tal. Skriv siffror med decimalkomma, och mellanslag mellan tusental om "
            "du vill: 3 743, 34,73 %, 12.5 eller −5. Inget har ändrats."
        )
    whole, decimals = found["whole"].translate(_NO_SPACES), found["decimals"] or ""
    if found["mark"] == "." and _may_be_thousands(found["whole"], decimals):
        raise ValueError(
            f"{text!r} är tvetydigt. Skriv {found['sign']}{whole}{decimals} om punkten skiljer tusental, "
            f"{found['sign']}{whole},{decimals} om den är ett decimaltecken. Inget har ändrats."
        )
    sign = "" if found["sign"] in ("", "+") else "-"
    return Decimal(f"{sign}{whole}.{decimals}")


def shown(value: Decimal, decimals: int) -> str:
    """The number as people read it: decimal comma, a narrow hard space between thousands, a real minus.

    A half is rounded away from zero, as people do: 12.5 is "13" (rapport 001: 4 of 32, stated as 13 %).
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    digits = f"{rounded.copy_abs():,f}".replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")
    return f"{_MINUS}{digits}" if rounded < 0 else digits


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured value, as stated. The days are inclusive; a count on one day has that day twice.

    `stated` is the text of the source, `unit` what it counts ("%", "st"), `n` how many were looked at, `threshold`
    the number that the requirement itself states ("minst 85 %"), None where it states none.

    Raises ValueError for a period that ends before it begins (reading A8: "mellan 2024-03-15 och 2023-06-14", rapport
    001), for a number that cannot be read, and for a threshold that contradicts `unit` or `higher_is_better`.
    """

    name: str
    stated: str
    unit: str
    period_from: date
    period_to: date
    n: int | None
    threshold: str | None
    higher_is_better: bool

    def __post_init__(self) -> None:
        if self.period_from > self.period_to:
            raise ValueError(
                f"{self.name}: perioden börjar {self.period_from} men slutar {self.period_to}, alltså före sin början. "
                "Inget har rättats. Skriv de två dagarna som de ska vara; källans text behålls, och rättelsen "
                "registreras med vem, när och varför."
            )
        if self.n is not None and self.n < 0:
            raise ValueError(f"{self.name}: n är {self.n}. Skriv hur många som granskades, eller utelämna n.")
        for text in filter(None, (self.stated, self.threshold)):
            if _is_percent(text) and self.unit != "%":
                raise ValueError(f"{self.name}: {text!r} är procent men enheten är {self.unit!r}. Skriv enheten %.")
        parse_number(self.stated)
        _limit(self)

    @property
    def value(self) -> Decimal:
        """The stated number, for comparing; what is shown is `stated`."""
        return parse_number(self.stated)

    @property
    def days(self) -> int:
        """The length of the period, both days included."""
        return (self.period_to - self.period_from).days + 1

    def __str__(self) -> str:
        """`22 % (2024-03-15–2024-06-14, n = 32)`."""
        number = self.stated if _is_percent(self.stated) else f"{self.stated} {self.unit}".strip()
        one_day = self.period_from == self.period_to
        period = f"{self.period_to}" if one_day else f"{self.period_from}–{self.period_to}"
        return f"{number} ({period}, {'n okänt' if self.n is None else f'n = {self.n}'})"


def meets_threshold(measurement: Measurement) -> bool | None:
    """Whether the stated number reaches the requirement's own; None where the requirement states none.

    Nothing is rounded on the way: 84,9 % is not "minst 85 %". No hidden thresholds (reading A21): 80 % of journals
    was accepted in rapport 001 without any number in the requirement, and that acceptance sets none.
    """
    limit = _limit(measurement)
    return None if limit is None else limit[0](measurement.value, limit[1])


@dataclass(frozen=True, slots=True)
class Series:
    """The measurements of one thing in one deficiency, ordered by the end of their periods.

    Raises ValueError if they are of different things, units or directions, or if two have the same period: then
    one of them is a correction of the other and no later value.
    """

    deficiency: str
    measurements: tuple[Measurement, ...]

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.measurements, key=_by_period))
        object.__setattr__(self, "measurements", ordered)
        if not ordered:
            raise ValueError(f"{self.deficiency}: en serie har minst en mätning.")
        for earlier, later in pairwise(ordered):
            if _kind(earlier) != _kind(later):
                raise ValueError(
                    f"{self.deficiency}: {_kind_text(earlier)} och {_kind_text(later)} kan inte jämföras. "
                    "Registrera dem under var sitt namn, med samma enhet och riktning under samma namn."
                )
            if _by_period(earlier) == _by_period(later):
                raise ValueError(
                    f"{self.deficiency}: {later.name} har redan {earlier}. Rätta den mätningen i stället för att "
                    "registrera perioden en gång till."
                )

    @property
    def name(self) -> str:
        """What is measured, as the latest measurement writes it."""
        return self.measurements[-1].name


@dataclass(frozen=True, slots=True)
class ProposedEnd:
    """A day that a person may have meant, and why it is proposed. It is never put in by itself."""

    day: date
    why: str


def proposed_end(first: date, last: date, others: Iterable[date]) -> ProposedEnd | None:
    """Of a period that ends before it begins: the same day and month in a year that makes it possible (reading A8).

    A day on which another period of the same source ends comes first: "2024-03-15 och 2023-06-14" gives 2024-06-14,
    since the journals of rapport 001 were looked at until then. None where the calendar lacks the day.
    """
    for other in sorted(others):
        if (other.month, other.day) == (last.month, last.day) and other >= first:
            return ProposedEnd(other, "samma dag som en annan period i källan slutar")
    for year in (first.year, first.year + 1):
        with suppress(ValueError):
            if (day := last.replace(year=year)) >= first:
                return ProposedEnd(day, "samma dag i närmaste år som är möjligt")
    return None


class Direction(StrEnum):
    """How the last value stands to the one before it. A word about numbers, never a judgement."""

    BETTER = "bättre"
    SAME = "oförändrat"
    WORSE = "sämre"


LENGTHS_DIFFER_ABOVE = Decimal("1.25")  # months of 28 and 31 days are alike; 12 months and 3 are not
NUMBERS_DIFFER_ABOVE = Decimal(2)


@dataclass(frozen=True, slots=True)
class Trend:
    """The last two measurements, with their periods and n: never shown without them."""

    earlier: Measurement
    later: Measurement

    @property
    def direction(self) -> Direction:
        """Better, same or worse, by the stated numbers."""
        if self.later.value == self.earlier.value:
            return Direction.SAME
        is_higher = self.later.value > self.earlier.value
        return Direction.BETTER if is_higher is self.later.higher_is_better else Direction.WORSE

    @property
    def periods_differ(self) -> bool:
        """One period is more than a quarter longer than the other, as 12 months and 3 (rapport 001, domain K7)."""
        return _ratio_exceeds(self.earlier.days, self.later.days, LENGTHS_DIFFER_ABOVE)

    @property
    def n_differs(self) -> bool:
        """One n is more than twice the other. An n that is not known is shown as such and makes no difference."""
        if self.earlier.n is None or self.later.n is None:
            return False
        return _ratio_exceeds(self.earlier.n, self.later.n, NUMBERS_DIFFER_ABOVE)

    def __str__(self) -> str:
        """`sämre; perioderna är olika långa (366 och 92 dagar)`."""
        parts = [self.direction.value]
        if self.periods_differ:
            parts.append(f"perioderna är olika långa ({self.earlier.days} och {self.later.days} dagar)")
        if self.n_differs:
            parts.append(f"antalen skiljer sig mycket (n = {self.earlier.n} och {self.later.n})")
        return "; ".join(parts)


def trend(series: Series) -> Trend | None:
    """The last two measurements of the series; None if it has only one."""
    return Trend(*series.measurements[-2:]) if len(series.measurements) > 1 else None


def series_of(deficiency: str, measurements: Iterable[Measurement]) -> tuple[Series, ...]:
    """The deficiency's measurements, one series for each name, in the order in which the names first come."""
    by_name: dict[str, list[Measurement]] = {}
    for measurement in measurements:
        by_name.setdefault(_plain_name(measurement), []).append(measurement)
    return tuple(Series(deficiency, tuple(found)) for found in by_name.values())


def series_text(series: Series) -> str:
    """The series in one line: every value with its period and n, the trend, and the requirement's own number."""
    last = series.measurements[-1]
    values = " → ".join(str(measurement) for measurement in series.measurements)
    manages = {True: "klarar", False: "klarar inte", None: ""}[meets_threshold(last)]
    demanded = f'{manages} kravets "{last.threshold}"' if manages else "kravet anger inget tal"
    return f"{series.name}: {values}; {trend(series) or 'en enda mätning, ingen utveckling'}; {demanded}"


_Comparison = Callable[[Decimal, Decimal], bool]
_BOUNDS: dict[str, tuple[_Comparison, bool]] = {  # how it compares, and whether it demands a high value
    "minst": (operator.ge, True),
    "mer än": (operator.gt, True),
    "högst": (operator.le, False),
    "mindre än": (operator.lt, False),
}


def _limit(measurement: Measurement) -> tuple[_Comparison, Decimal] | None:
    """How the requirement's number is compared, and the number; a number alone is reached when it is equalled."""
    if measurement.threshold is None:
        return None
    text = unicodedata.normalize("NFC", measurement.threshold).casefold().strip()
    for word, (comparison, high) in _BOUNDS.items():
        if text.startswith(word):
            if high is not measurement.higher_is_better:
                better = "högre" if measurement.higher_is_better else "lägre"
                raise ValueError(
                    f"{measurement.name}: kravet {measurement.threshold!r} strider mot att {better} värde är bättre."
                )
            return comparison, _threshold_number(measurement.threshold, text.removeprefix(word))
    number = _threshold_number(measurement.threshold, text)
    return (operator.ge if measurement.higher_is_better else operator.le), number


def _threshold_number(threshold: str, number: str) -> Decimal:
    try:
        return parse_number(number)
    except ValueError as why:
        ways = ", ".join(f"'{word} 85 %'" for word in _BOUNDS)
        raise ValueError(
            f"Kravets tal {threshold!r} kan inte läsas: {why} Skriv {ways} eller bara talet, och utelämna det där "
            "kravet inte anger något tal."
        ) from why


def _may_be_thousands(whole: str, decimals: str) -> bool:
    """The digits around the point look like groups of three: 1.234, 12.345, 1 234.567, but not 0.234 or 1234.567."""
    last_group = re.split(f"[{_SPACES}]", whole)[-1]
    return len(decimals) == 3 and len(last_group) <= 3 and whole != "0"


def _is_percent(text: str) -> bool:
    return text.rstrip().endswith(("%", "procent"))


def _ratio_exceeds(one: int, other: int, limit: Decimal) -> bool:
    return max(one, other) > min(one, other) * limit


def _plain_name(measurement: Measurement) -> str:
    """The name for matching only: NFC, casefolded. The stored text is left as it is."""
    return unicodedata.normalize("NFC", measurement.name).casefold().strip()


def _kind(measurement: Measurement) -> tuple[str, str, bool]:
    return _plain_name(measurement), measurement.unit, measurement.higher_is_better


def _kind_text(measurement: Measurement) -> str:
    better = "högre" if measurement.higher_is_better else "lägre"
    return f"{measurement.name!r} ({measurement.unit}, {better} är bättre)"


def _by_period(measurement: Measurement) -> tuple[date, date]:
    return measurement.period_to, measurement.period_from
