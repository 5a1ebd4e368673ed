"""Tables that fit, JSON with a schema, Swedish order and Swedish times."""

import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.state import State
from workflow.cli.output import (
    Table,
    json_out,
    listed,
    paragraphs,
    sort_key,
    swedish_day,
    swedish_instant,
    width_of,
)


def test_a_table_stands_in_columns_under_its_headings() -> None:
    table = Table("Brist", "Tillstånd", "Antal", right=[2])
    table.add("1/D1", State.REMEDIED, 1)
    table.add("1/D3", State.REMAINS, 12)

    assert table.text() == (
        "Brist  Tillstånd  Antal\n─────  ─────────  ─────\n1/D1   åtgärdad       1\n1/D3   kvarstår      12"
    )


def test_the_widest_column_is_wrapped_and_the_others_left() -> None:
    table = Table("Nr", "Vad", "Sista dag")
    table.add("1/D3", "Egenkontroll av verkställighetsjournaler. " * 4, date(2023, 9, 4))

    lines = table.text().splitlines()

    assert max(len(line) for line in lines) <= 80
    assert lines[2].startswith("1/D3  Egenkontroll av verkställighetsjournaler")
    assert lines[2].endswith("  2023-09-04")
    assert len(lines) == 6


@given(st.lists(st.lists(st.text(max_size=120), min_size=4, max_size=4), max_size=5), st.integers(30, 120))
def test_no_line_of_a_table_is_wider_than_asked(rows: list[list[str]], width: int) -> None:
    table = Table("Ärende", "Brist", "Vad som begärs", "Sista dag")
    for row in rows:
        table.add(*row)

    assert all(len(line) <= width for line in table.text(width).splitlines())


def test_letters_of_two_characters_take_one_column() -> None:
    table = Table("Å", "B")
    table.add(unicodedata.normalize("NFD", "åäö"), "x")

    assert table.text().splitlines()[2] == "åäö  x"


def test_an_empty_cell_leaves_its_column_empty() -> None:
    table = Table("Brist", "Hållen", "Nr")
    table.add("D1", None, 1)

    assert table.text().splitlines()[2] == "D1             1"


def test_a_row_with_a_cell_too_few_is_the_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        Table("A", "B").add("a")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the queries return it."""

    state: State
    due_on: date
    arrived_at: datetime | None
    lines: frozenset[str]


def test_json_has_a_schema_a_type_and_times_with_the_swedish_offset() -> None:
    summer = Row(State.REMAINS, date(2023, 9, 4), datetime(2023, 6, 8, 21, 41, tzinfo=UTC), frozenset({"R2", "R1"}))
    winter = Row(State.REMEDIED, date(2023, 12, 15), None, frozenset())

    assert json.loads(json_out("frister", [summer, winter])) == {
        "schema": 1,
        "typ": "frister",
        "data": [
            {
                "state": "kvarstår",
                "due_on": "2023-09-04",
                "arrived_at": "2023-06-08T23:41:00+02:00",
                "lines": ["R1", "R2"],
            },
            {"state": "åtgärdad", "due_on": "2023-12-15", "arrived_at": None, "lines": []},
        ],
    }


def test_json_shows_swedish_letters_as_they_are() -> None:
    assert '"åtgärdsplan begärd"' in json_out("ärende", {"tillstånd": State.ACTION_PLAN_REQUESTED})


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        json_out("ärende", object())


def test_an_instant_without_offset_is_never_shown() -> None:
    with pytest.raises(ValueError, match="without offset"):
        swedish_instant(datetime(2023, 6, 8, 23, 41))
    with pytest.raises(ValueError, match="without offset"):
        json_out("frister", datetime(2023, 6, 8, 23, 41))


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2023, 6, 8, 21, 41, tzinfo=UTC), "2023-06-08 23:41"),
        (datetime(2023, 6, 8, 22, 0, tzinfo=UTC), "2023-06-09 00:00"),
        (datetime(2023, 12, 15, 7, 0, tzinfo=UTC), "2023-12-15 08:00"),
        (datetime(2023, 10, 29, 0, 30, tzinfo=UTC), "2023-10-29 02:30+02:00"),
        (datetime(2023, 10, 29, 1, 30, tzinfo=UTC), "2023-10-29 02:30+01:00"),
        (datetime(2023, 3, 26, 1, 0, tzinfo=UTC), "2023-03-26 03:00"),
    ],
)
def test_an_instant_is_shown_by_the_swedish_clock(at: datetime, shown: str) -> None:
    assert swedish_instant(at) == shown


def test_a_day_is_shown_as_in_a_register() -> None:
    assert swedish_day(date(2023, 6, 8)) == "2023-06-08"


def test_names_are_ordered_as_in_a_swedish_register() -> None:
    names = ["Östra", "zeta", "Äng", "alfa", "Åsen", "Beta", "ärla", "Émile", "Frösö", "Müller", "mylla"]

    assert sorted(names, key=sort_key) == [
        "alfa",
        "Beta",
        "Émile",
        "Frösö",
        "mylla",
        "Müller",
        "zeta",
        "Åsen",
        "Äng",
        "ärla",
        "Östra",
    ]


def test_both_unicode_spellings_of_a_name_stand_together() -> None:
    assert sort_key(unicodedata.normalize("NFD", "Åsen")) == sort_key("Åsen")


def test_long_lines_are_wrapped_and_short_ones_left() -> None:
    text = "Regel: kort\n" + "ett besluta-resultat till " * 5

    wrapped = paragraphs(text).splitlines()

    assert wrapped[0] == "Regel: kort"
    assert max(map(len, wrapped)) <= 80
    assert all(not line.endswith("-") for line in wrapped)


def test_a_line_that_is_mostly_indentation_is_wrapped_within_the_width() -> None:
    # A mail whose text begins far to the right: "invalid width -10" was the answer.
    wrapped = paragraphs(" " * 90 + "svar senast den 8 juni").splitlines()

    assert max(map(len, wrapped)) <= 80
    assert " ".join(" ".join(wrapped).split()) == "svar senast den 8 juni"


@pytest.mark.parametrize(
    ("columns", "width"), [("100", 100), ("", 80), ("0", 80), ("9999", 80), ("många", 80), ("²", 80)]
)
def test_the_width_is_80_unless_columns_says_something_that_can_be_used(columns: str, width: int) -> None:
    assert width_of({"COLUMNS": columns}) == width


def test_a_list_is_read_aloud() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b och c"
