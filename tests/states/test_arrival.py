"""On which day something counts as having come in (22 § förvaltningslagen 2017:900)."""

from datetime import date

import pytest

from states.arrival import presumption
from states.workdays import Calendar


@pytest.mark.parametrize(
    ("means", "reached_on", "presumed", "paragraph"),
    [
        ("post", date(2023, 6, 9), date(2023, 6, 8), "andra stycket"),
        ("brevlåda", date(2023, 6, 9), date(2023, 6, 8), "tredje stycket"),
        ("post", date(2023, 6, 12), date(2023, 6, 9), "andra stycket"),  # måndag: fredagen före
        ("post", date(2023, 6, 7), date(2023, 6, 5), "andra stycket"),  # 6 juni är nationaldagen
        ("brevlåda", date(2024, 12, 27), date(2024, 12, 23), "tredje stycket"),  # julafton är ingen vardag
    ],
)
def test_post_and_letterbox_are_presumed_to_have_come_the_working_day_before(
    means: str, reached_on: date, presumed: date, paragraph: str
) -> None:
    found = presumption(means, reached_on, Calendar())

    assert found is not None
    assert (found.day, found.paragraph) == (presumed, f"22 § {paragraph} förvaltningslagen (2017:900)")


@pytest.mark.parametrize("means", ["epost", "bud"])
def test_mail_and_messenger_count_on_the_day_that_they_reach_the_municipality(means: str) -> None:
    assert presumption(means, date(2023, 6, 9), Calendar()) is None
