"""Numbers that point out a person, and numbers that only point out a company.

The personal numbers are those that Skatteverket gives as examples; nobody bears them.
"""

import pytest

from states.identity_numbers import organisation_number, personal_numbers


@pytest.mark.parametrize(
    "written",
    ["121212-1212", "121212+1212", "1212121212", "19121212-1212", "191212121212", "121212 1212", "121212–1212"],
)
def test_a_personal_number_is_seen_however_it_is_written(written: str) -> None:
    assert personal_numbers(f"Samtal om {written}, ringer igen.") == [written]


def test_a_coordination_number_with_60_added_to_the_day_is_a_personal_number() -> None:
    # Skatteverket, samordningsnummer: "701063-2391"
    assert personal_numbers("Gäller 701063-2391") == ["701063-2391"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("121212-1213", "the check digit is wrong"),
        ("121312-1210", "there is no month 13"),
        ("992345-6785", "an organisation number has no month in its third digit"),
        ("SON/2024/0476/739", "a register number"),
        ("BV-1-B, 2023-06-08 23:41", "a reference and a time"),
        ("11212121212", "eleven digits"),
        ("2302291212", "2023 had no 29 February"),
    ],
)
def test_what_is_no_personal_number_is_left_alone(text: str, why: str) -> None:
    assert personal_numbers(text) == [], why


def test_every_personal_number_in_a_text_is_told_once_and_in_order() -> None:
    assert personal_numbers("701063-2391, 121212-1212 och 701063-2391") == ["701063-2391", "121212-1212"]


@pytest.mark.parametrize("written", ["992345-6785", "9923456785", "169923456785", "16992345-6785", " 992345-6785 "])
def test_an_organisation_number_is_ten_digits_however_it_is_written(written: str) -> None:
    assert organisation_number(written) == "9923456785"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("121212-1212", "tredje siffran"),
        ("992345-6786", "kontrollsiffran"),
        ("992345-678", "tio siffror"),
        ("AB 992345-6785", "tio siffror"),
        ("٩٩٢٣٤٥٦٧٨٥", "tio siffror"),
        ("", "tio siffror"),
    ],
)
def test_what_is_no_organisation_number_is_refused_with_why(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        organisation_number(written)
