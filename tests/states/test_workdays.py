"""Which days are working days, how weeks and months are counted, and where a day begins and ends."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.workdays import (
    STOCKHOLM,
    Calendar,
    FreeDay,
    Rule,
    add_months,
    add_weeks,
    at_local,
    end_of_day,
    local_day,
    start_of_day,
)

CALENDAR = Calendar()
DAYS = st.dates(date(2005, 1, 1), date(2100, 12, 31))
DAY = timedelta(days=1)

# The years of the first wording of lag (1989:253): annandag pingst is free, 6 June is not.
MOVING = (
    "långfredagen påskdagen annandag-påsk Kristi-himmelsfärdsdag pingstdagen annandag-pingst "
    "midsommarafton midsommardagen alla-helgons-dag"
)
MOVING_1990_TO_2004 = """
    1990 04-13 04-15 04-16 05-24 06-03 06-04 06-22 06-23 11-03
    1991 03-29 03-31 04-01 05-09 05-19 05-20 06-21 06-22 11-02
    1992 04-17 04-19 04-20 05-28 06-07 06-08 06-19 06-20 10-31
    1993 04-09 04-11 04-12 05-20 05-30 05-31 06-25 06-26 11-06
    1994 04-01 04-03 04-04 05-12 05-22 05-23 06-24 06-25 11-05
    1995 04-14 04-16 04-17 05-25 06-04 06-05 06-23 06-24 11-04
    1996 04-05 04-07 04-08 05-16 05-26 05-27 06-21 06-22 11-02
    1997 03-28 03-30 03-31 05-08 05-18 05-19 06-20 06-21 11-01
    1998 04-10 04-12 04-13 05-21 05-31 06-01 06-19 06-20 10-31
    1999 04-02 04-04 04-05 05-13 05-23 05-24 06-25 06-26 11-06
    2000 04-21 04-23 04-24 06-01 06-11 06-12 06-23 06-24 11-04
    2001 04-13 04-15 04-16 05-24 06-03 06-04 06-22 06-23 11-03
    2002 03-29 03-31 04-01 05-09 05-19 05-20 06-21 06-22 11-02
    2003 04-18 04-20 04-21 05-29 06-08 06-09 06-20 06-21 11-01
    2004 04-09 04-11 04-12 05-20 05-30 05-31 06-25 06-26 11-06
"""
FIXED = {
    "01-01": "nyårsdagen",
    "01-06": "trettondedag jul",
    "05-01": "första maj",
    "12-24": "julafton",
    "12-25": "juldagen",
    "12-26": "annandag jul",
    "12-31": "nyårsafton",
}
OLD_YEARS = {row.split()[0]: row.split()[1:] for row in MOVING_1990_TO_2004.strip().splitlines()}


def every_day(first: int, last: int) -> list[date]:
    """All days of the years, both inclusive."""
    begin, end = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
    return [date.fromordinal(n) for n in range(begin, end + 1)]


def written_out(year: str) -> dict[date, str]:
    """The named days of one of the years 1990–2004, out of the tables above."""
    names = [name.replace("-", " ") for name in MOVING.split()]
    moving = dict(zip(OLD_YEARS[year], names, strict=True))
    return {date.fromisoformat(f"{year}-{day}"): name for day, name in (FIXED | moving).items()}


@pytest.mark.parametrize("year", range(2005, 2101))
def test_the_red_days_are_those_of_the_law(year: int) -> None:
    oracle = holidays.country_holidays("SE", years=year, categories=("public", "de_facto"))
    days = every_day(year, year)

    ours = [day for day in days if not CALENDAR.is_workday(day)]

    assert ours == [day for day in days if day.weekday() >= 5 or day in oracle]


def test_the_tables_cover_the_years_1990_to_2004() -> None:
    assert list(OLD_YEARS) == [str(year) for year in range(1990, 2005)]


@pytest.mark.parametrize("year", OLD_YEARS)
def test_the_red_days_before_2005_are_those_of_the_first_law(year: str) -> None:
    named = written_out(year)
    days = every_day(int(year), int(year))

    ours = [day for day in days if not CALENDAR.is_workday(day)]

    assert ours == [day for day in days if day.weekday() >= 5 or day in named]


@pytest.mark.parametrize("year", OLD_YEARS)
def test_the_red_days_before_2005_bear_their_names(year: str) -> None:
    assert {free.day: free.name for free in CALENDAR.red_days(int(year))} == written_out(year)


@pytest.mark.parametrize("year", range(1990, 2005))
def test_6_june_before_2005_is_free_only_on_a_weekend(year: int) -> None:
    # Whit Sunday and Whit Monday never fell on it in these years.
    day = date(year, 6, 6)

    assert CALENDAR.is_workday(day) == (day.weekday() < 5)


@pytest.mark.parametrize("year", range(2005, 2031))
def test_6_june_from_2005_is_never_a_working_day(year: int) -> None:
    assert not CALENDAR.is_workday(date(year, 6, 6))


def easter_by_the_full_moon(year: int) -> date:
    """Oracle: the Sunday after the first church full moon from 21 March (Knuth, TAOCP 1, 1.3.2, exercise 14)."""
    golden, century = year % 19 + 1, year // 100 + 1
    skipped_leap_years = 3 * century // 4 - 12
    moon_correction = (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + moon_correction - skipped_leap_years) % 30
    epact += epact == 24 or (epact == 25 and golden > 11)
    full_moon = 44 - epact if epact <= 23 else 74 - epact  # a day of March, from the 21st
    sunday = 5 * year // 4 - skipped_leap_years - 10
    return date(year, 3, 1) + (full_moon + 6 - (sunday + full_moon) % 7) * DAY


def test_easter_is_the_sunday_after_the_church_full_moon_in_every_gregorian_year() -> None:
    other = [year for year in range(1583, 10000) if CALENDAR.why_free(easter_by_the_full_moon(year)) != "påskdagen"]

    assert other == []


# Monday 16 May 2005 was the first Whit Monday that was a working day: lag (2004:1320), in force 1 April 2005.
@pytest.mark.parametrize(("day", "free"), [(date(2004, 5, 31), True), (date(2005, 5, 16), False)], ids=str)
def test_whit_monday_is_free_until_2004(day: date, free: bool) -> None:
    assert CALENDAR.is_workday(day) is not free


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2008, 5, 1), "första maj och Kristi himmelsfärdsdag"),
        (date(2049, 6, 6), "nationaldagen och pingstdagen"),
    ],
    ids=str,
)
def test_two_holidays_on_one_day_are_named_together(day: date, name: str) -> None:
    assert CALENDAR.why_free(day) == name


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (date(2023, 6, 6), "lag (1989:253) 1 §"),
        (date(2023, 6, 11), "lag (1989:253) 1 §"),  # an ordinary Sunday
        (date(2023, 6, 10), "lag (1930:173) 2 §"),  # an ordinary Saturday
        (date(2023, 6, 24), "lag (1989:253) 1 §"),  # midsommardagen, a Saturday
        (date(2023, 6, 23), "lag (1930:173) 2 §"),  # midsommarafton
        (date(2023, 12, 24), "lag (1930:173) 2 §"),  # julafton, a Sunday
        (date(2021, 12, 31), "lag (1930:173) 2 §"),  # nyårsafton
    ],
    ids=str,
)
def test_a_free_day_says_by_which_rule(day: date, rule: str) -> None:
    found = CALENDAR.free_day(day)

    assert found is not None
    assert found.rule == rule


@pytest.mark.parametrize("day", [date(2023, 6, 6), date(2023, 6, 23), date(2023, 12, 24), date(2024, 11, 2)], ids=str)
def test_national_day_midsummer_eve_christmas_eve_and_all_saints_are_no_working_days(day: date) -> None:
    assert not CALENDAR.is_workday(day)


@pytest.mark.parametrize("day", [date(2023, 4, 6), date(2023, 4, 30) - timedelta(days=2), date(2024, 6, 7)], ids=str)
def test_maundy_thursday_and_squeezed_in_days_are_working_days(day: date) -> None:
    assert CALENDAR.is_workday(day)


def test_a_working_day_has_no_reason_to_be_free() -> None:
    assert CALENDAR.why_free(date(2023, 6, 8)) is None


def test_a_day_that_the_municipality_is_closed_is_no_working_day() -> None:
    closed = Calendar(frozenset({date(2027, 5, 7)}))

    assert closed.why_free(date(2027, 5, 7)) == "ledig dag enligt [kalender] extra_lediga"


def test_an_own_day_on_a_holiday_or_a_saturday_is_free_by_the_law() -> None:
    closed = Calendar(frozenset({date(2027, 5, 8), date(2027, 6, 25)}))

    assert [closed.why_free(day) for day in sorted(closed.extra_free_days)] == ["lördag", "midsommarafton"]


def test_the_red_days_of_a_year_have_the_own_days_that_change_something() -> None:
    closed = Calendar(frozenset({date(2027, 5, 7), date(2027, 5, 8), date(2027, 6, 25), date(2028, 5, 26)}))

    added = set(closed.red_days(2027)) - set(CALENDAR.red_days(2027))

    assert added == {FreeDay(date(2027, 5, 7), "ledig dag", Rule.OWN)}
    assert [free.day for free in closed.red_days(2027)] == sorted(free.day for free in closed.red_days(2027))


# By hand: May 2023 has 23 days from Monday to Friday; free are 1 May and Kristi himmelsfärdsdag, Thursday the 18th.
# June 2023 has 22; free are Tuesday the 6th and midsommarafton, Friday the 23rd. February 2024 has 21. December 9999
# has 23; free are julafton and nyårsafton, two Fridays.
@pytest.mark.parametrize(("year", "month", "count"), [(2023, 5, 21), (2023, 6, 20), (2024, 2, 21), (9999, 12, 21)])
def test_a_month_has_so_many_working_days(year: int, month: int, count: int) -> None:
    assert CALENDAR.workdays_in(year, month) == count


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2023, 6, 8), date(2023, 6, 8)),  # a Thursday: it stands
        (date(2023, 6, 6), date(2023, 6, 7)),  # nationaldagen, a Tuesday
        (date(2024, 6, 21), date(2024, 6, 24)),  # midsommarafton
        (date(2024, 11, 2), date(2024, 11, 4)),  # alla helgons dag
        (date(2024, 12, 24), date(2024, 12, 27)),  # julafton
        (date(2023, 4, 7), date(2023, 4, 11)),  # långfredagen
        (date(2021, 12, 31), date(2022, 1, 3)),  # nyårsafton, a Friday
    ],
    ids=str,
)
def test_a_red_day_waits_for_the_next_working_day(day: date, following: date) -> None:
    assert CALENDAR.workday_on_or_after(day) == following


@given(DAYS, st.integers(1, 30))
def test_so_many_working_days_after_and_before_again_is_where_one_began(day: date, count: int) -> None:
    begun = CALENDAR.workday_on_or_after(day)

    assert CALENDAR.workday_before(CALENDAR.workday_after(begun, count), count) == begun


@given(DAYS)
def test_the_next_working_day_is_a_working_day_and_not_earlier(day: date) -> None:
    following = CALENDAR.workday_on_or_after(day)

    assert following >= day
    assert CALENDAR.is_workday(following)


def test_two_working_days_after_midsummer_are_explained_by_the_days_skipped() -> None:
    # From Thursday 20 June 2024; the first working day after it is Monday the 24th.
    end, skipped = CALENDAR.workdays_explained(date(2024, 6, 20), 2)

    assert end == date(2024, 6, 25)
    assert [(free.day.day, free.why) for free in skipped] == [
        (21, "midsommarafton"),
        (22, "midsommardagen"),
        (23, "söndag"),
    ]


def test_two_working_days_before_national_day_are_explained_by_the_days_skipped() -> None:
    # The reminder of a deadline on Wednesday 7 June 2023 goes on the second working day before.
    end, skipped = CALENDAR.workdays_explained(date(2023, 6, 7), -2)

    assert end == date(2023, 6, 2)
    assert [(free.day.day, free.why) for free in skipped] == [(3, "lördag"), (4, "söndag"), (6, "nationaldagen")]


def test_an_own_day_is_among_the_days_skipped() -> None:
    closed = Calendar(frozenset({date(2027, 5, 7)}))

    _, skipped = closed.workdays_explained(date(2027, 5, 5), 1)

    assert [free.why for free in skipped] == [
        "Kristi himmelsfärdsdag",
        "ledig dag enligt [kalender] extra_lediga",
        "lördag",
        "söndag",
    ]


def test_where_no_day_is_skipped_nothing_is_explained() -> None:
    assert CALENDAR.workdays_explained(date(2023, 6, 7), 1) == (date(2023, 6, 8), ())


def test_the_day_counted_from_is_not_skipped_even_if_it_is_free() -> None:
    assert CALENDAR.workdays_explained(date(2023, 6, 11), 1) == (date(2023, 6, 12), ())


def test_counting_no_days_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="count from 1, not 0"):
        CALENDAR.workdays_explained(date(2023, 6, 8), 0)


@given(DAYS, st.integers(1, 60), st.booleans())
def test_the_days_counted_and_the_days_skipped_fill_the_span(day: date, count: int, backwards: bool) -> None:
    end, skipped = CALENDAR.workdays_explained(day, -count if backwards else count)

    assert abs((end - day).days) == count + len(skipped)
    assert end == (CALENDAR.workday_before(day, count) if backwards else CALENDAR.workday_after(day, count))
    assert all(CALENDAR.why_free(free.day) == free.why for free in skipped)


@given(DAYS, st.integers(-1, 60))
def test_the_free_days_of_a_span_are_all_of_them_in_order(first: date, length: int) -> None:
    last = first + length * DAY

    found = [free.day for free in CALENDAR.free_days(first, last)]

    assert found == [day for n in range(length + 1) if not CALENDAR.is_workday(day := first + n * DAY)]


# 1 § lag (1930:173): the same day number, else the last day of the end month.
@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        (date(2024, 12, 20), 3, date(2025, 3, 20)),  # "inom tre (3) månader", seed 003 with an assumed dispatch
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 2, 28), 1, date(2023, 3, 28)),  # the last day does not stay the last day
        (date(2023, 5, 31), 1, date(2023, 6, 30)),
        (date(2023, 12, 31), 1, date(2024, 1, 31)),
        (date(2023, 12, 1), 12, date(2024, 12, 1)),
        (date(2096, 2, 29), 48, date(2100, 2, 28)),  # 2100 is no leap year
        (date(9999, 11, 30), 1, date(9999, 12, 30)),
    ],
    ids=str,
)
def test_months_end_on_the_same_day_number_or_the_last_day(day: date, count: int, end: date) -> None:
    assert add_months(day, count) == end


def test_months_are_counted_from_the_start_and_never_in_steps() -> None:
    start = date(2023, 1, 31)

    assert add_months(start, 2) == date(2023, 3, 31)
    assert add_months(add_months(start, 1), 1) == date(2023, 3, 28)


def months_by_walking(day: date, count: int) -> date:
    """Oracle: walk day by day until the month has changed so many times, then look for the day number."""
    at, changes, end_month = day, 0, []
    while changes <= count:
        if changes == count:
            end_month.append(at)
        following = at + DAY
        changes += following.month != at.month
        at = following
    return next((found for found in end_month if found.day == day.day), end_month[-1])


@given(st.dates(date(1990, 1, 1), date(2400, 12, 31)), st.integers(1, 60))
def test_months_are_those_that_one_finds_by_leafing_through_a_calendar(day: date, count: int) -> None:
    assert add_months(day, count) == months_by_walking(day, count)


@pytest.mark.parametrize("year", [2023, 2024, 2100])
def test_months_from_every_day_of_a_year_are_those_of_the_oracle(year: int) -> None:
    wrong = [
        (day, n)
        for day in every_day(year, year)
        for n in range(1, 14)
        if add_months(day, n) != months_by_walking(day, n)
    ]

    assert wrong == []


@given(st.dates(date(1990, 1, 1), date(9000, 1, 1)), st.integers(1, 1200))
def test_the_end_day_has_the_number_of_the_start_or_is_the_last_of_its_month(day: date, count: int) -> None:
    end = add_months(day, count)

    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == count
    assert end.day == day.day or (end.day < day.day and (end + DAY).day == 1)


@given(st.dates(date(1990, 1, 1), date(9000, 1, 1)), st.integers(1, 1200))
def test_a_later_start_never_gives_an_earlier_end(day: date, count: int) -> None:
    assert add_months(day, count) <= add_months(day + DAY, count)
    assert add_months(day, count) < add_months(day, count + 1)


# "fyra veckor" from a receipt on Monday 3 June 2024; the end is a Monday, whether or not it is a working day.
@pytest.mark.parametrize(
    ("day", "count", "end"),
    [(date(2024, 6, 3), 4, date(2024, 7, 1)), (date(2023, 5, 9), 4, date(2023, 6, 6))],
    ids=str,
)
def test_weeks_end_on_the_same_weekday(day: date, count: int, end: date) -> None:
    assert add_weeks(day, count) == end


@given(st.dates(date(1990, 1, 1), date(9000, 1, 1)), st.integers(1, 500))
def test_so_many_weeks_have_so_many_of_that_weekday(day: date, count: int) -> None:
    end = add_weeks(day, count)

    passed = [at for n in range(1, (end - day).days + 1) if (at := day + n * DAY).weekday() == day.weekday()]

    assert (len(passed), passed[-1]) == (count, end)


@pytest.mark.parametrize("count", [0, -1])
def test_less_than_one_week_month_or_working_day_is_refused(count: int) -> None:
    for counted in (add_weeks, add_months, CALENDAR.workday_after, CALENDAR.workday_before):
        with pytest.raises(ValueError, match=f"count from 1, not {count}"):
            counted(date(2023, 6, 8), count)


@pytest.mark.parametrize("year", [1, 1583, 1900, 1989, 9999])
def test_years_far_from_ours_have_red_days_too(year: int) -> None:
    named = CALENDAR.red_days(year)

    assert {"påskdagen", "midsommardagen", "nyårsafton"} <= {free.name for free in named}
    assert all(free.day.year == year for free in named)


END = date.max  # 9999-12-31, a Friday and nyårsafton: no working day follows Thursday the 30th


@pytest.mark.parametrize(
    "leads_out",
    [
        lambda: CALENDAR.workday_on_or_after(END),
        lambda: CALENDAR.workday_after(date(9999, 12, 30), 1),
        lambda: CALENDAR.workdays_explained(date(9999, 12, 30), 1),
        lambda: CALENDAR.workday_before(date(1, 1, 2), 1),
        lambda: CALENDAR.workdays_explained(date(1, 1, 2), -1),
        lambda: add_months(date(9999, 12, 1), 1),
        lambda: add_months(date(2023, 6, 8), 10**9),
        lambda: add_weeks(date(9999, 12, 25), 1),
        lambda: add_weeks(date(2023, 6, 8), 10**12),
        lambda: end_of_day(END),
        lambda: start_of_day(date.min),
        lambda: local_day(datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_what_leads_out_of_the_calendar_is_refused_with_where_it_ends(leads_out: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="out of the calendar, 0001-01-01 to 9999-12-31"):
        leads_out()


def test_the_last_days_of_the_calendar_can_be_counted_to() -> None:
    assert CALENDAR.workday_after(date(9999, 12, 29), 1) == date(9999, 12, 30)
    assert add_weeks(date(9999, 12, 24), 1) == END
    assert [free.name for free in CALENDAR.free_days(END, END)] == ["nyårsafton"]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2023, 3, 26), 23), (date(2023, 10, 29), 25), (date(2023, 6, 8), 24)], ids=str
)
def test_a_day_lasts_from_midnight_to_midnight_also_when_the_clock_is_changed(day: date, hours: int) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours)


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month of 30 or 31 days, but never December."""
    days = [day for day in every_day(year, year) if day.month == month and day.weekday() == 6]
    return days[-1]


@pytest.mark.parametrize("year", range(1990, 2041))
def test_a_year_has_one_short_and_one_long_day(year: int) -> None:
    # Summer time ended in September until 1995, in October since 1996 (directive 94/21/EC, then 2000/84/EC).
    lengths = {day: end_of_day(day) - start_of_day(day) for day in every_day(year, year)}

    unusual = {day: length // timedelta(hours=1) for day, length in lengths.items() if length != DAY}

    assert unusual == {last_sunday(year, 3): 23, last_sunday(year, 9 if year < 1996 else 10): 25}


@pytest.mark.parametrize(
    ("day", "clock_time", "at"),
    [
        (date(2023, 3, 26), time(1, 59), datetime(2023, 3, 26, 0, 59, tzinfo=UTC)),
        (date(2023, 3, 26), time(2, 30), datetime(2023, 3, 26, 1, 30, tzinfo=UTC)),  # does not occur: shown as 03:30
        (date(2023, 3, 26), time(3, 0), datetime(2023, 3, 26, 1, 0, tzinfo=UTC)),
        (date(2023, 10, 29), time(2, 30), datetime(2023, 10, 29, 0, 30, tzinfo=UTC)),  # the first of two
        (date(2023, 10, 29), time(3, 0), datetime(2023, 10, 29, 2, 0, tzinfo=UTC)),
        (date(2023, 6, 8), time(8, 0), datetime(2023, 6, 8, 6, 0, tzinfo=UTC)),
        (date(2023, 12, 15), time(8, 0), datetime(2023, 12, 15, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_time_on_the_wall_is_one_instant_also_when_the_clock_is_changed(
    day: date, clock_time: time, at: datetime
) -> None:
    assert at_local(day, clock_time) == at


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2023, 3, 25, 22, 59, 59, tzinfo=UTC), date(2023, 3, 25)),
        (datetime(2023, 3, 25, 23, 0, tzinfo=UTC), date(2023, 3, 26)),
        (datetime(2023, 3, 26, 21, 59, 59, tzinfo=UTC), date(2023, 3, 26)),  # 23:59:59 summer time
        (datetime(2023, 3, 26, 22, 0, tzinfo=UTC), date(2023, 3, 27)),
        (datetime(2023, 10, 28, 22, 0, tzinfo=UTC), date(2023, 10, 29)),
        (datetime(2023, 10, 29, 22, 59, 59, tzinfo=UTC), date(2023, 10, 29)),  # 23:59:59 normal time
        (datetime(2023, 10, 29, 23, 0, tzinfo=UTC), date(2023, 10, 30)),
    ],
    ids=str,
)
def test_an_instant_on_the_nights_of_the_change_belongs_to_its_swedish_day(at: datetime, day: date) -> None:
    assert local_day(at) == day


@given(DAYS)
def test_the_last_microsecond_belongs_to_the_day_and_midnight_to_the_next(day: date) -> None:
    assert local_day(end_of_day(day) - timedelta(microseconds=1)) == day
    assert local_day(end_of_day(day)) == day + timedelta(days=1)


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        local_day(datetime(2023, 6, 8, 23, 59))


def test_2341_in_stockholm_is_still_the_same_day() -> None:
    assert local_day(datetime(2023, 6, 8, 23, 41, tzinfo=STOCKHOLM)) == date(2023, 6, 8)
