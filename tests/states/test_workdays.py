"""Which days are working days, and where a day begins and ends."""

from datetime import date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.workdays import STOCKHOLM, Calendar, end_of_day, local_day, start_of_day

CALENDAR = Calendar()
DAYS = st.dates(date(2005, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("year", range(2005, 2101))
def test_the_red_days_are_those_of_the_law(year: int) -> None:
    oracle = holidays.country_holidays("SE", years=year, categories=("public", "de_facto"))
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year % 4 == 0 and year != 2100))]

    ours = [day for day in days if not CALENDAR.is_workday(day)]

    assert ours == [day for day in days if day.weekday() >= 5 or day in oracle]


@pytest.mark.parametrize("day", [date(2023, 6, 6), date(2023, 6, 23), date(2023, 12, 24), date(2024, 11, 2)], ids=str)
def test_national_day_midsummer_eve_christmas_eve_and_all_saints_are_no_working_days(day: date) -> None:
    assert not CALENDAR.is_workday(day)


@pytest.mark.parametrize("day", [date(2023, 4, 6), date(2023, 4, 30) - timedelta(days=2), date(2024, 6, 7)], ids=str)
def test_maundy_thursday_and_squeezed_in_days_are_working_days(day: date) -> None:
    assert CALENDAR.is_workday(day)


def test_a_day_that_the_municipality_is_closed_is_no_working_day() -> None:
    closed = Calendar(frozenset({date(2027, 5, 7)}))

    assert closed.why_free(date(2027, 5, 7)) == "ledig dag enligt [kalender] extra_lediga"


@given(DAYS, st.integers(1, 30))
def test_so_many_working_days_after_and_before_again_is_where_one_began(day: date, count: int) -> None:
    begun = CALENDAR.workday_on_or_after(day)

    assert CALENDAR.workday_before(CALENDAR.workday_after(begun, count), count) == begun


@given(DAYS)
def test_the_next_working_day_is_a_working_day_and_not_earlier(day: date) -> None:
    following = CALENDAR.workday_on_or_after(day)

    assert following >= day
    assert CALENDAR.is_workday(following)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2023, 3, 26), 23), (date(2023, 10, 29), 25), (date(2023, 6, 8), 24)], ids=str
)
def test_a_day_lasts_from_midnight_to_midnight_also_when_the_clock_is_changed(day: date, hours: int) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours)


@given(DAYS)
def test_the_last_microsecond_belongs_to_the_day_and_midnight_to_the_next(day: date) -> None:
    assert local_day(end_of_day(day) - timedelta(microseconds=1)) == day
    assert local_day(end_of_day(day)) == day + timedelta(days=1)


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        local_day(datetime(2023, 6, 8, 23, 59))


def test_2341_in_stockholm_is_still_the_same_day() -> None:
    assert local_day(datetime(2023, 6, 8, 23, 41, tzinfo=STOCKHOLM)) == date(2023, 6, 8)
