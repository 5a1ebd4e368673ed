"""What can be written for a day, an instant, a reference, a list of codes."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.cli import values
from workflow.cli.output import swedish_instant
from workflow.cli.values import EVERY, Concern


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2023-06-08 23:41", datetime(2023, 6, 8, 21, 41, tzinfo=UTC)),
        ("2023-06-08T23:41", datetime(2023, 6, 8, 21, 41, tzinfo=UTC)),
        ("2023-06-08 23:59:59", datetime(2023, 6, 8, 21, 59, 59, tzinfo=UTC)),
        ("2023-12-15 08:00", datetime(2023, 12, 15, 7, 0, tzinfo=UTC)),
        ("2023-06-08T23:41+02:00", datetime(2023, 6, 8, 21, 41, tzinfo=UTC)),
        ("2023-06-08T21:41Z", datetime(2023, 6, 8, 21, 41, tzinfo=UTC)),
        ("2023-10-29T02:30+02:00", datetime(2023, 10, 29, 0, 30, tzinfo=UTC)),
        ("2023-10-29T02:30+01:00", datetime(2023, 10, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_by_the_swedish_clock_unless_it_says_otherwise(typed: str, at: datetime) -> None:
    read = values.instant(typed)

    assert read == at
    assert read.tzinfo is UTC


def test_the_hour_that_comes_twice_is_refused_with_its_two_readings() -> None:
    # Sweden, Sunday 29 October 2023: 03:00 summer time became 02:00.
    with pytest.raises(ArgumentTypeError) as refused:
        values.instant("2023-10-29 02:30")

    assert "2023-10-29T02:30+02:00 (sommartid)" in str(refused.value)
    assert "2023-10-29T02:30+01:00 (normaltid)" in str(refused.value)


def test_the_hour_that_never_was_is_refused() -> None:
    # Sweden, Sunday 26 March 2023: 02:00 became 03:00.
    with pytest.raises(ArgumentTypeError) as refused:
        values.instant("2023-03-26 02:30")

    assert "fanns inte" in str(refused.value)
    assert "2023-03-26T03:30+02:00 eller 2023-03-26T01:30+01:00" in str(refused.value)


@pytest.mark.parametrize("typed", ["2023-10-29 01:59", "2023-10-29 03:00", "2023-03-26 01:59", "2023-03-26 03:00"])
def test_the_minutes_beside_those_hours_are_read(typed: str) -> None:
    assert swedish_instant(values.instant(typed)) == typed


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_time_that_is_shown_can_be_given_back(at: datetime) -> None:
    minute = at.replace(second=0, microsecond=0, tzinfo=UTC)

    assert values.instant(swedish_instant(minute)) == minute


@pytest.mark.parametrize(
    "typed",
    ["2023-06-08", "8/6 2023 23:41", "2023-06-08 25:00", "2023-02-29 12:00", "", "0023-06-08 10:00", "i går"],
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ArgumentTypeError):
        values.instant(typed)


def test_a_day_is_year_month_day() -> None:
    assert values.day("2023-06-08") == date(2023, 6, 8)


@pytest.mark.parametrize("typed", ["20230608", "2023-W23-4", "8/6 2023", "2023-06-31", "2023-6-8", "", "٢٠٢٣-06-08"])
def test_a_day_in_any_other_form_is_refused(typed: str) -> None:
    with pytest.raises(ArgumentTypeError):
        values.day(typed)


@pytest.mark.parametrize(
    ("typed", "concerns"),
    [
        ("R5", (Concern("handling", "R5"),)),
        ("plan:D1", (Concern("plan", "D1"),)),
        ("plan:d1, r2", (Concern("plan", "D1"), Concern("handling", "R2"))),
        ("plan:D1,D2,R5", (Concern("plan", "D1"), Concern("plan", "D2"), Concern("handling", "R5"))),
        ("plan:K3,k6,R1", (Concern("plan", "K3"), Concern("plan", "K6"), Concern("handling", "R1"))),
        ("R2:K3", (Concern("handling", "R2:K3"),)),
        ("plan", (Concern("plan", None),)),
        ("r2:d3", (Concern("handling", "R2:D3"),)),
        ("R2,plan", (Concern("handling", "R2"), Concern("plan", None))),
    ],
)
def test_an_answer_concerns_plans_and_documents(typed: str, concerns: tuple[Concern, ...]) -> None:
    assert values.concerns(typed) == concerns


@pytest.mark.parametrize("typed", ["D1", "R2,D1", "K6", "plan:R", "plan:", "rapport:R2", "R2,,R3", "D1:D2", "R2:", ""])
def test_a_deficiency_that_is_not_said_to_be_a_plan_is_refused(typed: str) -> None:
    with pytest.raises(ArgumentTypeError):
        values.concerns(typed)


def test_subpoints_are_named_or_all() -> None:
    assert values.subpoints("D3A, d3b") == ("D3a", "D3b")
    assert values.subpoints("Alla") == (EVERY,)


@pytest.mark.parametrize(
    ("reader", "typed"),
    [
        (values.case, "1/D3"),
        (values.case, " "),
        (values.deficiency, "1"),
        (values.deficiency, "/D3"),
        (values.deficiency, "1/D3a"),
        (values.deficiencies, "D1;D3"),
        (values.subpoints, "D3"),
        (values.count, "0"),
        (values.count, "-1"),
        (values.count, "²"),
        (values.count, "9" * 23),
        (values.count, "9" * 5000),
        (values.version, "-1"),
        (values.case, "9" * 23),
        (values.case, "9" * 5000),
        (values.deficiency, "9" * 23 + "/D1"),
        (values.case_or_deficiency, "9" * 5000),
        (values.file, ""),
    ],
)
def test_a_reference_of_the_wrong_kind_is_refused(reader: Callable[[str], object], typed: str) -> None:
    with pytest.raises(ArgumentTypeError):
        reader(typed)


def test_a_case_that_has_not_been_changed_since_it_was_opened_has_version_0() -> None:
    # `ärende visa` shows it: "version 0".
    assert values.version("0") == 0


@pytest.mark.parametrize("reader", [values.text, values.file, values.case, values.deficiency])
def test_an_argument_that_is_no_utf_8_is_refused_in_words_that_can_be_shown(reader: Callable[[str], object]) -> None:
    with pytest.raises(ArgumentTypeError) as refused:
        reader("sk\udce4l")  # the byte of an ä in Latin-1, as Python keeps it

    assert "inte giltig UTF-8" in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_register_number_keeps_its_own_slashes() -> None:
    assert values.case("Sov 609/2022") == "Sov 609/2022"
    assert values.case("SON/2024/0476/739") == "SON/2024/0476/739"
