"""Measured values: how numbers are read and shown, and what two of them say."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.measures import (
    Direction,
    Measurement,
    Series,
    meets_threshold,
    parse_number,
    series_of,
    series_text,
    shown,
    trend,
)

SPACES = {"space": " ", "hard": "\u00a0", "thin": "\u2009", "narrow": "\u202f"}
DECIMALS = st.integers(0, 6)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40)

# domän K7, rapport 001: utredda avvikelser, 44 st on a year and 32 st on three months; 2024-06-14 is the confirmed end
INVESTIGATED_BEFORE = Measurement(
    "utredda avvikelser", "98 %", "%", date(2023, 1, 22), date(2024, 1, 22), 44, None, higher_is_better=True
)
INVESTIGATED = replace(
    INVESTIGATED_BEFORE, stated="22 %", period_from=date(2024, 3, 15), period_to=date(2024, 6, 14), n=32
)
# domän K5, rapport 001: omvårdnadspersonal, "Minst 85 %"; the report gives no days, these are assumed
TRAINED_BEFORE = Measurement(
    "omvårdnadspersonal", "55 %", "%", date(2024, 1, 22), date(2024, 1, 22), 47, "Minst 85 %", higher_is_better=True
)
TRAINED = replace(TRAINED_BEFORE, stated="62 %", period_from=date(2024, 6, 14), period_to=date(2024, 6, 14), n=41)


# Reading and showing numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("34,73 %", "34.73"),  # rapport 003, korttidsfrånvaro
        ("4,65 %", "4.65"),  # rapport 004
        ("3 743", "3743"),  # rapport 004, hours in March
        ("+100 %", "100"),  # rapport 004, staff since February
        ("80 procent", "80"),
        ("12.5", "12.5"),
        ("3,743", "3.743"),  # a comma is always the decimal mark
        ("1234.567", "1234.567"),  # no groups of three: the point can only be a decimal mark
        ("0.234", "0.234"),
        ("1.2345", "1.2345"),
        ("\N{MINUS SIGN}5", "-5"),
        ("-5", "-5"),
        (" 1 234 567,8 ", "1234567.8"),
    ],
)
def test_a_number_is_read_as_swedish_reports_write_it(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
def test_thousands_and_percent_may_be_parted_by_any_space(space: str) -> None:
    assert parse_number(f"3{space}743,5{space}%") == Decimal("3743.5")


@pytest.mark.parametrize(
    ("text", "either", "other"),
    [("1.234", "1234", "1,234"), ("−12.345 %", "−12345", "−12,345"), ("1 234.567", "1234567", "1234,567")],
)
def test_a_point_before_three_digits_is_ambiguous_and_both_ways_to_write_it_are_told(
    text: str, either: str, other: str
) -> None:
    with pytest.raises(ValueError) as refused:
        parse_number(text)

    assert str(refused.value) == (
        f"'{text}' är tvetydigt. Skriv {either} om punkten skiljer tusental, {other} om den är ett decimaltecken. "
        "Inget har ändrats."
    )


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "%", "xxx", "NaN", "Infinity", "1e5", "½", "１２", "ca 85 %", "85–100 %", "32 st"),
        *(",5", "5,", "1,2,3", "1.234,5", "1,234.5", "1.234.567", "3 74", "37 43", "3  743", "012", "0 743", "− 5"),
        *("5 % %", "5\n%", "3\t743", "3_743"),
    ],
)
def test_what_is_no_number_is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(ValueError, match="kan inte läsas som ett tal. Skriv siffror med decimalkomma"):
        parse_number(text)


def test_four_of_thirty_two_is_shown_as_thirteen_percent() -> None:
    assert shown(Decimal(100) * 4 / 32, 0) == "13"  # rapport 001: "13 %" of 32; Python's round gives 12


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("-12.5", 0, "−13"),
        ("-0.4", 0, "0"),
        ("34.725", 2, "34,73"),
        ("5", 2, "5,00"),
        ("999.5", 0, "1\u202f000"),
        ("1234567.891", 1, "1\u202f234\u202f567,9"),
    ],
)
def test_a_half_is_rounded_away_from_zero_and_the_comma_is_swedish(value: str, decimals: int, text: str) -> None:
    assert shown(Decimal(value), decimals) == text


@given(NUMBERS, DECIMALS)
def test_what_is_shown_is_read_back_at_most_half_a_unit_away(value: Decimal, decimals: int) -> None:
    unit = Decimal(1).scaleb(-decimals)

    assert abs(parse_number(shown(value, decimals)) - value) <= unit / 2


@given(st.integers(-(10**40), 10**40), DECIMALS)
def test_what_has_no_more_decimals_is_read_back_exactly(digits: int, decimals: int) -> None:
    value = Decimal((digits < 0, tuple(map(int, str(abs(digits)))), -decimals))

    assert parse_number(shown(value, decimals)) == value


@given(st.integers(0, 10**12), st.sampled_from(list(SPACES.values())), st.sampled_from(["", "-", "\N{MINUS SIGN}"]))
def test_the_kind_of_space_and_of_minus_makes_no_difference(whole: int, space: str, sign: str) -> None:
    assert parse_number(f"{sign}{whole:,}".replace(",", space)) == (-whole if sign else whole)


@given(st.text(st.sampled_from("0123456789 ,.%-−\u00a0\u2009\u202f"), max_size=12))
def test_whatever_is_typed_is_a_number_with_those_digits_or_refused(text: str) -> None:
    try:
        value = parse_number(text)
    except ValueError as refused:
        assert "Inget har ändrats." in str(refused)
        return
    digits = "".join(filter(str.isdigit, text))

    assert f"{value.copy_abs():f}".replace(".", "") == digits


# One measurement


def test_a_period_that_ends_before_it_begins_is_refused_and_neither_day_is_changed() -> None:
    # rapport 001, K7: "mellan 2024-03-15 och 2023-06-14" (reading A8)
    with pytest.raises(ValueError, match="börjar 2024-03-15 men slutar 2023-06-14, .* Inget har rättats"):
        replace(INVESTIGATED, period_to=date(2023, 6, 14))


def test_a_percentage_is_kept_as_stated_though_no_whole_number_gives_it() -> None:
    # rapport 001, K3: 53 % of 33 alarms; 17/33 is 52 %, 18/33 is 55 %
    alarms = replace(INVESTIGATED, name="dokumenterade larm", stated="53 %", n=33)

    assert str(alarms) == "53 % (2024-03-15–2024-06-14, n = 33)"


def test_a_number_is_shown_with_the_spaces_that_its_source_has() -> None:
    # rapport 004: hours in March; the year is assumed
    hours = Measurement("timmar", "3 743", "h", date(2024, 3, 1), date(2024, 3, 31), None, None, higher_is_better=True)

    assert (str(hours), hours.value) == ("3 743 h (2024-03-01–2024-03-31, n okänt)", 3743)


def test_both_days_of_a_period_are_in_it() -> None:
    assert INVESTIGATED.days == 92  # 15 March to 14 June 2024


@pytest.mark.parametrize("stated", ["ca 85 %", "xxx", "1.234"])
def test_a_value_that_cannot_be_read_is_refused_rather_than_guessed(stated: str) -> None:
    with pytest.raises(ValueError, match="Inget har ändrats"):
        replace(INVESTIGATED, stated=stated)


@pytest.mark.parametrize("change", [{"stated": "34 %"}, {"stated": "32", "threshold": "minst 85 procent"}])
def test_a_percentage_in_another_unit_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="är procent men enheten är 'st'"):
        replace(INVESTIGATED, unit="st", **change)


def test_fewer_than_none_examined_is_refused() -> None:
    with pytest.raises(ValueError, match="n är -1. Skriv hur många"):
        replace(INVESTIGATED, n=-1)


# The requirement's own number


def test_sixty_two_percent_does_not_reach_at_least_eighty_five() -> None:
    assert meets_threshold(TRAINED) is False


def test_eighty_percent_is_neither_enough_nor_too_little_where_the_requirement_states_no_number() -> None:
    # domän K1, rapport 001: 80 % of 15 journals was accepted without a number in the requirement
    assert meets_threshold(replace(INVESTIGATED, name="journaler", stated="80 %", n=15)) is None


@pytest.mark.parametrize(
    ("stated", "threshold", "higher_is_better", "meets"),
    [
        ("85 %", "Minst 85 %", True, True),
        ("84,9 %", "Minst 85 %", True, False),  # nothing is rounded on the way
        ("85", "85", True, True),
        ("85 %", "mer än 85 %", True, False),
        ("5 %", "högst 5 %", False, True),
        ("5,1 %", "Högst\u00a05 procent", False, False),
        ("5 %", "ho\u0308gst 5 %", False, True),  # ö in two characters
        ("5 %", "mindre än 5 %", False, False),
        ("5 %", "4 %", False, False),
    ],
)
def test_a_threshold_is_compared_in_the_words_of_the_requirement(
    stated: str, threshold: str, higher_is_better: bool, meets: bool
) -> None:
    measured = replace(INVESTIGATED, stated=stated, threshold=threshold, higher_is_better=higher_is_better)

    assert meets_threshold(measured) is meets


def test_a_threshold_against_the_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="kravet 'högst 5 %' strider mot att högre värde är bättre"):
        replace(INVESTIGATED, threshold="högst 5 %")


@pytest.mark.parametrize("threshold", ["de flesta", "", "minst", "minst 85 % av personalen"])
def test_a_requirement_without_a_number_of_its_own_is_no_threshold(threshold: str) -> None:
    with pytest.raises(ValueError, match="utelämna det där kravet inte anger något tal"):
        replace(INVESTIGATED, threshold=threshold)


# Series and trend


def test_from_fifty_five_to_sixty_two_percent_is_better_and_still_below() -> None:
    found = trend(Series("K5", (TRAINED_BEFORE, TRAINED)))

    assert found is not None
    assert (found.direction, meets_threshold(found.later)) == (Direction.BETTER, False)


def test_from_ninety_eight_to_twenty_two_percent_is_worse_but_a_year_is_compared_with_three_months() -> None:
    found = trend(Series("K7", (INVESTIGATED_BEFORE, INVESTIGATED)))

    assert found is not None
    assert (found.direction, found.periods_differ) == (Direction.WORSE, True)
    assert (found.earlier.days, found.later.days) == (366, 92)


def test_two_percent_and_two_percent_is_the_same() -> None:
    # domän K4, rapport 001: Mat, måltid och nutrition 2 % of 47 and of 41
    meals = (replace(TRAINED_BEFORE, stated="2 %"), replace(TRAINED, stated="2,0 %"))

    assert str(trend(Series("K4", meals))) == "oförändrat"


def test_a_lower_value_is_better_where_lower_is_better() -> None:
    absence = [
        replace(m, stated=s, threshold=None, higher_is_better=False)
        for m, s in ((TRAINED_BEFORE, "5 %"), (TRAINED, "1 %"))
    ]

    assert trend(Series("D1", tuple(absence))).direction is Direction.BETTER


def test_one_measurement_has_no_trend() -> None:
    assert trend(Series("K5", (TRAINED,))) is None


@pytest.mark.parametrize(
    ("first", "last", "differ"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), False),  # a month and a month
        (date(2024, 3, 1), date(2024, 5, 31), True),  # a month and a quarter
    ],
)
def test_calendar_months_are_alike_though_their_days_are_not(first: date, last: date, differ: bool) -> None:
    january = replace(INVESTIGATED, period_from=date(2024, 1, 1), period_to=date(2024, 1, 31))

    found = trend(Series("D1", (january, replace(january, period_from=first, period_to=last))))

    assert found.periods_differ is differ


@pytest.mark.parametrize(
    ("before", "after", "differs"), [(44, 32, False), (30, 15, False), (31, 15, True), (1, 0, True), (None, 15, False)]
)
def test_an_n_more_than_twice_the_other_is_told(before: int | None, after: int | None, differs: bool) -> None:
    series = Series("K7", (replace(INVESTIGATED_BEFORE, n=before), replace(INVESTIGATED, n=after)))

    assert trend(series).n_differs is differs


def test_the_order_is_that_of_the_periods_and_not_of_the_registration() -> None:
    third = replace(INVESTIGATED, period_from=date(2024, 7, 1), period_to=date(2024, 9, 30))
    ordered = (INVESTIGATED_BEFORE, INVESTIGATED, third)

    assert {Series("K7", mixed).measurements for mixed in permutations(ordered)} == {ordered}


def test_the_period_that_ends_last_is_the_later_also_when_it_began_first() -> None:
    whole_year = replace(INVESTIGATED, period_from=date(2024, 1, 1), period_to=date(2024, 12, 31))

    assert Series("K7", (whole_year, INVESTIGATED)).measurements == (INVESTIGATED, whole_year)


def test_the_trend_is_that_of_the_last_two_and_the_requirement_that_of_the_last() -> None:
    third = replace(
        TRAINED, stated="60 %", threshold="Minst 60 %", period_from=date(2025, 6, 14), period_to=date(2025, 6, 14)
    )

    text = series_text(Series("K5", (TRAINED_BEFORE, TRAINED, third)))

    assert text.endswith('→ 60 % (2025-06-14, n = 41); sämre; klarar kravets "Minst 60 %"')


def test_the_same_period_twice_is_a_correction_and_not_a_development() -> None:
    with pytest.raises(ValueError, match="har redan 22 % .* Rätta den mätningen"):
        Series("K7", (INVESTIGATED, replace(INVESTIGATED, stated="23 %")))


@pytest.mark.parametrize(
    "change", [{"name": "bedömda avvikelser"}, {"unit": "st", "stated": "7"}, {"higher_is_better": False}], ids=str
)
def test_different_things_are_not_compared(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="kan inte jämföras"):
        Series("K7", (INVESTIGATED_BEFORE, replace(INVESTIGATED, **change)))


def test_a_series_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="minst en mätning"):
        Series("K7", ())


def test_each_name_of_a_deficiency_has_its_own_series() -> None:
    # domän K7: åtgärdade 68 → 13 %, beside utredda 98 → 22 %; the names are matched whatever their Unicode form
    before = replace(INVESTIGATED_BEFORE, name="åtgärdade", stated="68 %")
    after = replace(INVESTIGATED, name="a\u030atga\u0308rdade", stated="13 %")

    found = series_of("K7", [INVESTIGATED_BEFORE, before, INVESTIGATED, after])

    assert [series.measurements for series in found] == [(INVESTIGATED_BEFORE, INVESTIGATED), (before, after)]


def test_a_series_is_told_in_one_line_with_periods_n_and_caution() -> None:
    assert series_text(Series("K7", (INVESTIGATED_BEFORE, INVESTIGATED))) == (
        "utredda avvikelser: 98 % (2023-01-22–2024-01-22, n = 44) → 22 % (2024-03-15–2024-06-14, n = 32); "
        "sämre; perioderna är olika långa (366 och 92 dagar); kravet anger inget tal"
    )


def test_a_series_is_told_beside_the_number_of_its_requirement() -> None:
    assert series_text(Series("K5", (TRAINED_BEFORE, TRAINED))) == (
        "omvårdnadspersonal: 55 % (2024-01-22, n = 47) → 62 % (2024-06-14, n = 41); "
        'bättre; klarar inte kravets "Minst 85 %"'
    )


def test_a_single_value_is_told_without_a_trend() -> None:
    assert series_text(Series("K1", (replace(TRAINED, threshold=None),))) == (
        "omvårdnadspersonal: 62 % (2024-06-14, n = 41); en enda mätning, ingen utveckling; kravet anger inget tal"
    )


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 800), st.booleans())
def test_better_one_way_is_worse_the_other_way(first: int, second: int, days: int, higher: bool) -> None:
    def direction(before: int, after: int) -> Direction:
        one = replace(TRAINED, stated=str(before), threshold=None, higher_is_better=higher)
        later_on = one.period_to + timedelta(days)
        other = replace(one, stated=str(after), period_from=later_on, period_to=later_on)
        return trend(Series("D1", (one, other))).direction

    opposite = {
        Direction.BETTER: Direction.WORSE,
        Direction.WORSE: Direction.BETTER,
        Direction.SAME: Direction.SAME,
    }

    assert direction(first, second) is opposite[direction(second, first)]
