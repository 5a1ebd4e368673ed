"""Organisation numbers as people write them."""

import pytest

from states.identity_numbers import organisation_number


@pytest.mark.parametrize("written", ["556036-0793", "5560360793", "165560360793", " 556036-0793 "])
def test_an_organisation_number_is_read_in_each_of_its_spellings(written: str) -> None:
    assert organisation_number(written) == "556036-0793"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("556036-0794", "fel kontrollsiffra"),
        ("556063-0793", "fel kontrollsiffra"),
        ("811218-9876", "tredje siffran"),
        ("556036", "tio siffror"),
        ("", "tio siffror"),
        ("55６036-0793", "tio siffror"),
    ],
)
def test_what_is_no_organisation_number_is_refused_with_why(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        organisation_number(written)
