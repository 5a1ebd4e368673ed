"""Days and working days in Sweden, how weeks and months are counted, and where a day begins and ends.

Free are Saturdays, Sundays and the public holidays of lag (1989:253), and the three eves that 2 § lag (1930:173)
puts beside them: midsommarafton, julafton and nyårsafton. Skärtorsdag, trettondagsafton, valborg and squeezed-in days
are working days. Whether a date in a decision waits for the next working day is policy (reading A15).

Lag (1989:253) is in force since 1 January 1990, and nyårsafton stands in 2 § since lag (1974:756); earlier years are
given the days of 1990. Python's calendar ends at 9999-12-31: what leads out of it raises ValueError.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
_NATIONAL_DAY_FREE_FROM = 2005  # lag (2004:1320), in force 1 April 2005: 6 June in, annandag pingst out


class Rule(StrEnum):
    """Which rule makes a day free; the value is how it is cited."""

    HOLIDAY = "lag (1989:253) 1 §"  # Sundays and the named holidays
    NO_VARDAG = "lag (1930:173) 2 §"  # Saturdays and the three eves
    OWN = "[kalender] extra_lediga"


@dataclass(frozen=True, slots=True)
class FreeDay:
    """One day that is no working day: what it is called, in Swedish, and by which rule it is free."""

    day: date
    name: str
    rule: Rule

    @property
    def why(self) -> str:
        """As an explanation names it: "nationaldagen", "ledig dag enligt [kalender] extra_lediga"."""
        return f"{self.name} enligt {self.rule}" if self.rule is Rule.OWN else self.name


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one municipality; `extra_free_days` come from [kalender] extra_lediga."""

    extra_free_days: frozenset[date] = frozenset()

    def free_day(self, day: date) -> FreeDay | None:
        """What makes the day free; None on a working day. The law comes before the municipality's own days."""
        named = _holidays(day.year).get(day)
        if named or day.weekday() >= _SATURDAY:
            return named or _weekend(day)
        return FreeDay(day, "ledig dag", Rule.OWN) if day in self.extra_free_days else None

    def why_free(self, day: date) -> str | None:
        """Why the day is no working day, in Swedish; None on a working day."""
        found = self.free_day(day)
        return found.why if found else None

    def is_workday(self, day: date) -> bool:
        """The day is a working day."""
        return self.free_day(day) is None

    def free_days(self, first: date, last: date) -> tuple[FreeDay, ...]:
        """Every day from first to last, both inclusive, that is no working day, in order; none if last is before."""
        days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
        return tuple(found for day in days if (found := self.free_day(day)))

    def red_days(self, year: int) -> tuple[FreeDay, ...]:
        """The year's days that are free for another reason than being a Saturday or a Sunday, in order.

        An own day that is free without it (a Saturday, a holiday) changes nothing and is left out. A holiday or an
        eve is kept also on a Saturday or a Sunday.
        """
        own = (self.free_day(day) for day in self.extra_free_days if day.year == year)
        found = [*_holidays(year).values(), *(one for one in own if one and one.rule is Rule.OWN)]
        return tuple(sorted(found, key=lambda one: one.day))

    def workdays_in(self, year: int, month: int) -> int:
        """How many working days the month has."""
        days = _last_of(year, month)
        return days - len(self.free_days(date(year, month, 1), date(year, month, days)))

    def workday_on_or_after(self, day: date) -> date:
        """The day itself or, if it is a red day, the next working day (2 § lag 1930:173, by policy)."""
        with _within_calendar(day):
            while not self.is_workday(day):
                day += _DAY
        return day

    def workday_after(self, day: date, count: int) -> date:
        """The count-th working day strictly after the day; count from 1."""
        return self._step(day, count, _DAY)

    def workday_before(self, day: date, count: int) -> date:
        """The count-th working day strictly before the day; count from 1."""
        return self._step(day, count, -_DAY)

    def workdays_explained(self, day: date, count: int) -> tuple[date, tuple[FreeDay, ...]]:
        """The count-th working day after the day – before it, where count is negative – and the days skipped.

        Skipped are the free days strictly between the two, the earliest first; the day counted from is not one of
        them, free or not.
        """
        end = self.workday_before(day, -count) if count < 0 else self.workday_after(day, count)
        first, last = sorted((day, end))
        return end, self.free_days(first + _DAY, last - _DAY)

    def _step(self, day: date, count: int, step: timedelta) -> date:
        _refuse_below_one(count)
        with _within_calendar(day):
            while count:
                day += step
                count -= self.is_workday(day)
        return day


def add_weeks(day: date, count: int) -> date:
    """The same weekday so many weeks later; count from 1.

    "den dag … som genom sitt namn i veckan … motsvarar den, från vilken tidräkningen börjas".
    Source: 1 § lag (1930:173), by analogy (reading A12).
    """
    _refuse_below_one(count)
    with _within_calendar(day):
        return day + timedelta(weeks=count)


def add_months(day: date, count: int) -> date:
    """The same day number so many months later, else the end month's last day; count from 1, 12 to a year.

    Count always from the start, never from an earlier answer: two steps are not their sum. 31 January and one month
    is 28 February, and one more is 28 March; two months from 31 January are 31 March.

    "den dag … som genom … sitt tal i månaden motsvarar den, från vilken tidräkningen börjas. Finnes ej motsvarande
    dag i slutmånaden, varde den månadens sista dag ansedd för slutdag."
    Source: 1 § lag (1930:173), by analogy (reading A12).
    """
    _refuse_below_one(count)
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    if year > date.max.year:
        raise _outside(day)
    return date(year, month + 1, min(day.day, _last_of(year, month + 1)))


def local_day(instant: datetime) -> date:
    """The day in Europe/Stockholm. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no offset")
    with _within_calendar(instant):
        return instant.astimezone(STOCKHOLM).date()


def start_of_day(day: date) -> datetime:
    """00:00 Europe/Stockholm, as aware UTC."""
    return at_local(day, time(0))


def end_of_day(day: date) -> datetime:
    """24:00 Europe/Stockholm, exclusive: the start of the next day (22 § förvaltningslagen: arrival is a day)."""
    with _within_calendar(day):
        return start_of_day(day + _DAY)


def at_local(day: date, clock_time: time) -> datetime:
    """That wall-clock time in Stockholm, as aware UTC.

    A time that occurs twice (autumn) is the first of the two; one that does not occur (spring) is the instant an
    hour later on the wall clock.
    """
    with _within_calendar(day):
        return datetime.combine(day, clock_time, STOCKHOLM).astimezone(UTC)


def _refuse_below_one(count: int) -> None:
    if count < 1:
        raise ValueError(f"count from 1, not {count}")


@contextmanager
def _within_calendar(start: date) -> Iterator[None]:
    try:
        yield
    except OverflowError:
        raise _outside(start) from None


def _outside(start: date) -> ValueError:
    return ValueError(f"counting from {start} leads out of the calendar, {date.min} to {date.max}")


def _last_of(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _weekend(day: date) -> FreeDay:
    rule = Rule.HOLIDAY if day.weekday() == _SUNDAY else Rule.NO_VARDAG
    return FreeDay(day, WEEKDAYS[day.weekday()], rule)


@lru_cache(maxsize=512)
def _holidays(year: int) -> dict[date, FreeDay]:
    """The year's public holidays (lag 1989:253, 1 §) and the three eves (lag 1930:173, 2 §).

    Two holidays on one day are named together: "första maj och Kristi himmelsfärdsdag" in 2008.
    """
    named: defaultdict[date, list[str]] = defaultdict(list)
    for day, name in (*_fixed(year).items(), *_moving(year).items()):
        named[day].append(name)
    holidays = {day: FreeDay(day, " och ".join(names), Rule.HOLIDAY) for day, names in named.items()}
    return holidays | {day: FreeDay(day, name, Rule.NO_VARDAG) for day, name in _eves(year).items()}


def _fixed(year: int) -> dict[date, str]:
    found = {
        date(year, 1, 1): "nyårsdagen",
        date(year, 1, 6): "trettondedag jul",
        date(year, 5, 1): "första maj",
        date(year, 12, 25): "juldagen",
        date(year, 12, 26): "annandag jul",
    }
    return found | ({date(year, 6, 6): "nationaldagen"} if year >= _NATIONAL_DAY_FREE_FROM else {})


def _moving(year: int) -> dict[date, str]:
    easter = _easter_sunday(year)
    found = {
        easter - 2 * _DAY: "långfredagen",
        easter: "påskdagen",
        easter + _DAY: "annandag påsk",
        easter + 39 * _DAY: "Kristi himmelsfärdsdag",
        easter + 49 * _DAY: "pingstdagen",
        _midsummer_day(year): "midsommardagen",
        _saturday_from(date(year, 10, 31)): "alla helgons dag",
    }
    return found | ({easter + 50 * _DAY: "annandag pingst"} if year < _NATIONAL_DAY_FREE_FROM else {})


def _eves(year: int) -> dict[date, str]:
    return {
        _midsummer_day(year) - _DAY: "midsommarafton",
        date(year, 12, 24): "julafton",
        date(year, 12, 31): "nyårsafton",
    }


def _midsummer_day(year: int) -> date:
    return _saturday_from(date(year, 6, 20))


def _saturday_from(day: date) -> date:
    return day + (_SATURDAY - day.weekday()) % 7 * _DAY


def _easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous Gregorian computus)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
