"""What grades there are, how they are written, and what they mean."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.grades import Grade, Outcome, Scale, UnitCount, count_units, is_finding, parse_grade

GRADES = [Grade(scale, word) for scale in Scale for word in scale.words]
ALL_GRADES = pytest.mark.parametrize("grade", GRADES, ids=lambda grade: f"{grade.scale}-{grade.word}")


def refusal(typed: str, scale: Scale) -> str:
    with pytest.raises(ValueError) as refused:
        parse_grade(typed, scale)
    return str(refused.value)


@pytest.mark.parametrize(
    ("scale", "typed", "word", "outcome"),
    [
        (Scale.BINARY, "Uppfyller kravet", "uppfyller kravet", Outcome.MET),  # rapport 001 rad 16–26
        (Scale.BINARY, "Uppfyller inte kravet", "uppfyller inte kravet", Outcome.NOT_MET),
        (Scale.BINARY, "brister", "uppfyller inte kravet", Outcome.NOT_MET),  # rapport Sov 609/2022
        (Scale.COLOUR, "Finns/uppnås", "grön", Outcome.MET),  # rapport 002 rad 629–630
        (Scale.COLOUR, "Finns delvis/uppnås delvis", "gul", Outcome.PARTLY),
        (Scale.COLOUR, "Saknas/uppnås ej", "röd", Outcome.NOT_MET),
        (Scale.COLOUR, "gron", "grön", Outcome.MET),  # a keyboard without ö
        (Scale.NUMBER, "1", "1", Outcome.MET),  # rapport 002 rad 633–645
        (Scale.NUMBER, "Tillfredställande", "1", Outcome.MET),  # as the report spells it
        (Scale.NUMBER, "med anmärkning", "2", Outcome.PARTLY),
        (Scale.NUMBER, "3", "3", Outcome.NOT_MET),
        (Scale.YEAR, "godkänt", "godkänd", Outcome.MET),
        (Scale.YEAR, "Ej godkänd", "inte godkänd", Outcome.NOT_MET),  # rapport 003 rad 165
    ],
)
def test_a_grade_may_be_written_as_the_reports_write_it(scale: Scale, typed: str, word: str, outcome: Outcome) -> None:
    grade = parse_grade(typed, scale)

    assert (grade.word, grade.outcome) == (word, outcome)


@ALL_GRADES
def test_every_grade_is_read_as_it_is_shown(grade: Grade) -> None:
    assert parse_grade(grade.word, grade.scale) == grade


@given(st.sampled_from(GRADES), st.sampled_from(["NFC", "NFD"]), st.sampled_from([str.upper, str.lower, str.title]))
def test_unicode_form_case_and_spaces_make_no_difference(grade: Grade, form: str, case) -> None:
    typed = unicodedata.normalize(form, case(grade.word).replace(" ", " \N{NO-BREAK SPACE}"))

    assert parse_grade(f" {typed}\n", grade.scale) == grade


@pytest.mark.parametrize("scale", Scale)
def test_every_scale_has_a_way_to_say_not_applicable_and_not_known(scale: Scale) -> None:
    assert parse_grade("ej tillämpligt", scale).outcome is Outcome.NOT_APPLICABLE
    assert parse_grade("okänt", scale).outcome is Outcome.UNKNOWN


def test_where_there_are_two_scales_a_grade_of_either_can_be_written() -> None:
    assert [parse_grade(typed, Scale.COLOUR, Scale.NUMBER).scale for typed in ("gul", "2")] == ["färg", "tal"]
    with pytest.raises(ValueError) as refused:
        parse_grade("godkänd", Scale.COLOUR, Scale.NUMBER)
    assert str(refused.value) == (
        "'godkänd' är ingen grad på skalan färg eller tal. "
        "Skriv grön, gul, röd, ej tillämpligt, okänt, 1, 2 eller 3. Det hör till skalan årsresultat (godkänd)."
    )


@ALL_GRADES
def test_partly_and_not_met_can_give_rise_to_a_deficiency_and_nothing_else_can(grade: Grade) -> None:
    assert is_finding(grade) is (grade.outcome in (Outcome.PARTLY, Outcome.NOT_MET))


def test_what_cannot_be_read_is_refused_with_what_can_be_written_and_the_nearest() -> None:
    assert refusal("gröm", Scale.COLOUR) == (
        "'gröm' är ingen grad på skalan färg. Skriv grön, gul, röd, ej tillämpligt eller okänt. Närmast: grön."
    )


def test_a_grade_of_another_scale_is_refused_and_its_own_scale_named() -> None:
    assert refusal("gul", Scale.BINARY).endswith("Det hör till skalan färg (gul).")


def test_partly_met_is_never_proposed_to_be_met_where_the_scale_has_no_partly() -> None:
    assert "Närmast" not in refusal("uppfyller delvis kravet", Scale.BINARY)


@pytest.mark.parametrize("typed", ["", "  ", "-", "–"])
def test_nothing_or_a_dash_is_no_grade_since_it_may_mean_two_things(typed: str) -> None:
    assert "ej tillämpligt eller okänt" in refusal(typed, Scale.COLOUR)


@given(st.text(max_size=30), st.sampled_from(Scale))
def test_whatever_is_typed_is_a_grade_of_that_scale_or_refused(typed: str, scale: Scale) -> None:
    try:
        assert parse_grade(typed, scale).word in scale.words
    except ValueError as refused:
        assert "Skriv" in str(refused)


@pytest.mark.parametrize("word", ["Gul", "uppfyller kravet", ""])
def test_a_stored_grade_stands_on_its_scale_in_its_stored_form(word: str) -> None:
    with pytest.raises(ValueError, match="är ingen grad på skalan färg") as refused:
        Grade(Scale.COLOUR, word)

    assert "hör till skalan färg" not in str(refused.value)


def test_two_of_fourteen_deviate_though_the_report_does_not_say_which() -> None:
    complaints = UnitCount(14, ok=12, deviating=2)  # rapport 002, Synpunkter/klagomål

    assert str(complaints) == "2 av 14 avviker (2 utan namngiven enhet), 12 uppfyller"


def test_a_deficiency_arises_only_in_a_unit_that_is_named() -> None:
    records = UnitCount(14, ok=3, deviating=11, named=frozenset({"enhet A"}))  # rapport 002, Rutin för hjälpmedel

    assert (records.named, records.unnamed) == ({"enhet A"}, 10)


def test_the_unit_that_a_requirement_does_not_concern_is_neither_met_nor_deviating() -> None:
    mouth_care = UnitCount(14, ok=7, deviating=6, not_applicable=1)  # rapport 002, Rutin för munhälsa

    assert mouth_care.unknown == 0
    assert str(mouth_care) == "6 av 14 avviker (6 utan namngiven enhet), 7 uppfyller, 1 ej tillämpligt"


def test_what_was_lost_with_the_diagram_is_unknown_and_not_met() -> None:
    plans_in_practice = UnitCount(14, ok=0, deviating=0)  # rapport 002 rad 447–456

    assert str(plans_in_practice) == "0 av 14 avviker, 14 okänt"


def test_a_requirement_for_external_units_counts_only_those() -> None:
    assert UnitCount(4, ok=2, deviating=2).unknown == 0  # rapport 002, livsmedelsregistrering 2/4


def test_units_without_a_grade_are_unknown_and_a_lost_colour_too() -> None:
    colours = {"enhet A": "grön", "enhet B": "gul", "enhet C": "röd", "natten": "ej tillämpligt", "enhet D": "okänt"}

    count = count_units({unit: Grade(Scale.COLOUR, word) for unit, word in colours.items()}, total=14)

    assert count == UnitCount(14, ok=1, deviating=2, not_applicable=1, named=frozenset({"enhet B", "enhet C"}))
    assert count.unknown == 10


@pytest.mark.parametrize(("ok", "deviating"), [(13, 2), (-1, 2)])
def test_more_units_than_there_are_or_fewer_than_none_is_refused(ok: int, deviating: int) -> None:
    with pytest.raises(ValueError, match=re.escape("går inte ihop med 14 enheter. Skriv")):
        UnitCount(14, ok=ok, deviating=deviating)


def test_more_named_units_than_deviate_is_refused() -> None:
    with pytest.raises(ValueError, match="2 enheter är namngivna som avvikande men antalet avvikande är 1"):
        UnitCount(14, ok=12, deviating=1, named=frozenset({"enhet A", "enhet B"}))


@given(st.dictionaries(st.text(max_size=3), st.sampled_from(GRADES), max_size=14))
def test_every_unit_is_counted_once(grades: dict[str, Grade]) -> None:
    count = count_units(grades, total=14)

    assert count.ok + count.deviating + count.not_applicable + count.unknown == 14
    assert count.unnamed == 0
