"""Which numbers may point out a person (Nynäshamn SON/2024/0476/739: two customers from the municipality)."""

from datetime import date

import pytest

from states.measures import Measurement
from states.small_numbers import small_measures, small_numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("En kund har nekat genomförandeplan.", ["En kund"]),
        ("Två av kunderna", ["Två av kunderna"]),
        ("2 kunder saknar\nplan", ["2 kunder"]),
        ("fyra medarbetare slutade", ["fyra medarbetare"]),
        ("fem medarbetare slutade", []),
        ("1 av 2 genomförandeplaner", ["1 av 2"]),
        ("Aktuella planer: 1 av 2.", ["1 av 2"]),
        ("1 av 30 kunder", ["1 av 30 kunder"]),
        ("1 av 30 egenkontroller", []),
        ("18 av 30 kunder", []),
        ("0 kunder", []),
        ("den 2 personer", ["2 personer"]),
        ("20,2 personer", []),
        ("3 743 timmar", []),
        ("en kundnöjdhet på 80 %", []),
    ],
)
def test_fewer_than_five_persons_are_seen(text: str, found: list[str]) -> None:
    assert small_numbers(text) == found


@pytest.mark.parametrize(("n", "found"), [(2, ["Aktuella planer 50 % av 2"]), (5, []), (None, [])])
def test_a_share_of_fewer_than_five_is_seen(n: int | None, found: list[str]) -> None:
    measurement = Measurement("Aktuella planer", "50 %", "%", date(2024, 1, 1), date(2024, 12, 19), n, None, True)

    assert list(small_measures([measurement])) == found
