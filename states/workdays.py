"""Days and working days in Sweden, and where a day begins and ends.

Free are Saturdays, Sundays and the public holidays of lag (1989:253), and the three eves that 2 § lag (1930:173)
puts beside them: midsommarafton, julafton and nyårsafton. Skärtorsdag, trettondagsafton, valborg and squeezed-in days
are working days. Whether a date in a decision waits for the next working day is policy (reading A15).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_DAY = timedelta(days=1)
_NATIONAL_DAY_FREE_FROM = 2005  # lag (2004:1320): 6 June in, annandag pingst out


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one municipality; `extra_free_days` come from [kalender] extra_lediga."""

    extra_free_days: frozenset[date] = frozenset()

    def why_free(self, day: date) -> str | None:
        """Why the day is no working day, in Swedish; None on a working day."""
        named = _holidays(day.year).get(day)
        if named or day.weekday() >= 5:
            return named or ("lördag", "söndag")[day.weekday() - 5]
        return "ledig dag enligt [kalender] extra_lediga" if day in self.extra_free_days else None

    def is_workday(self, day: date) -> bool:
        """The day is a working day."""
        return self.why_free(day) is None

    def workday_on_or_after(self, day: date) -> date:
        """The day itself or, if it is a red day, the next working day (2 § lag 1930:173, by policy)."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def workday_after(self, day: date, count: int) -> date:
        """The count-th working day strictly after the day; count from 1."""
        return self._step(day, count, _DAY)

    def workday_before(self, day: date, count: int) -> date:
        """The count-th working day strictly before the day; count from 1."""
        return self._step(day, count, -_DAY)

    def _step(self, day: date, count: int, step: timedelta) -> date:
        if count < 1:
            raise ValueError(f"count from 1, not {count}")
        while count:
            day += step
            count -= self.is_workday(day)
        return day


def local_day(instant: datetime) -> date:
    """The day in Europe/Stockholm. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no offset")
    return instant.astimezone(STOCKHOLM).date()


def start_of_day(day: date) -> datetime:
    """00:00 Europe/Stockholm, as aware UTC."""
    return at_local(day, time(0))


def end_of_day(day: date) -> datetime:
    """24:00 Europe/Stockholm, exclusive: the start of the next day (22 § förvaltningslagen: arrival is a day)."""
    return start_of_day(day + _DAY)


def at_local(day: date, clock_time: time) -> datetime:
    """That wall-clock time in Stockholm, as aware UTC.

    A time that occurs twice (autumn) is the first of the two; one that does not occur (spring) is the instant an
    hour later on the wall clock.
    """
    return datetime.combine(day, clock_time, STOCKHOLM).astimezone(UTC)


@lru_cache(maxsize=512)
def _holidays(year: int) -> dict[date, str]:
    """The year's public holidays (lag 1989:253, 1 §) and the three eves (lag 1930:173, 2 §)."""
    easter = _easter_sunday(year)
    midsummer = _saturday_from(date(year, 6, 20))
    moving = {
        easter - 2 * _DAY: "långfredagen",
        easter: "påskdagen",
        easter + _DAY: "annandag påsk",
        easter + 39 * _DAY: "Kristi himmelsfärdsdag",
        easter + 49 * _DAY: "pingstdagen",
        midsummer - _DAY: "midsommarafton",
        midsummer: "midsommardagen",
        _saturday_from(date(year, 10, 31)): "alla helgons dag",
    }
    fixed = {
        date(year, 1, 1): "nyårsdagen",
        date(year, 1, 6): "trettondedag jul",
        date(year, 5, 1): "första maj",
        date(year, 12, 24): "julafton",
        date(year, 12, 25): "juldagen",
        date(year, 12, 26): "annandag jul",
        date(year, 12, 31): "nyårsafton",
    }
    if year >= _NATIONAL_DAY_FREE_FROM:
        fixed[date(year, 6, 6)] = "nationaldagen"
    else:
        moving[easter + 50 * _DAY] = "annandag pingst"
    return fixed | moving


def _saturday_from(day: date) -> date:
    return day + (5 - day.weekday()) % 7 * _DAY


def _easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous Gregorian computus)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
