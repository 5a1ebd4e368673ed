"""Instants as they are stored and hashed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.instants import instant_text, parse_instant
from states.workdays import STOCKHOLM

INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


def test_an_instant_is_utc_with_six_decimals_and_z() -> None:
    assert instant_text(datetime(2023, 6, 8, 23, 41, tzinfo=STOCKHOLM)) == "2023-06-08T21:41:00.000000Z"


@given(INSTANTS)
def test_what_is_written_is_read_back(at: datetime) -> None:
    assert parse_instant(instant_text(at)) == at


@given(INSTANTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=9000)))
def test_the_order_of_the_texts_is_the_order_of_time(at: datetime, later: timedelta) -> None:
    assert instant_text(at) < instant_text(at + later)


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        instant_text(datetime(2023, 6, 8))
