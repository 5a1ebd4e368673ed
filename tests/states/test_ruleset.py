"""A rule set's text: every value with its source, and nothing that is not understood."""

import copy
import json
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from states.facts import Regime
from states.grades import Scale
from states.ruleset import ASSUMED, Consequence, Outcome, Ruleset, sha256_of
from states.ruleset_text import KEYS, RulesetError, bare_key, parse

TEXTS = {
    file.name: file.read_text(encoding="utf-8")
    for file in sorted(files("states.rulesets").iterdir(), key=lambda file: file.name)
    if file.name.endswith(".toml")
}
EXTERNAL = TEXTS["orebro-extern.toml"]
GRADED = TEXTS["botkyrka-extern.toml"]
YEARLY = TEXTS["nynashamn-lou.toml"]


def rules(name: str) -> Ruleset:
    return parse(TEXTS[f"{name}.toml"], f"{name}.toml")


def problem(text: str) -> str:
    with pytest.raises(RulesetError) as found:
        parse(text, "prov.toml")
    return str(found.value)


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def without(text: str, key: str) -> str:
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{key} = ")]
    assert len(kept) == len(lines) - 1
    return "".join(kept)


# what the rule sets say


@pytest.mark.parametrize("name", TEXTS)
def test_every_rule_set_that_ships_is_named_after_its_key(name: str) -> None:
    assert parse(TEXTS[name], name).key == name.removesuffix(".toml")


@pytest.mark.parametrize("name", TEXTS)
def test_every_value_has_a_source(name: str) -> None:
    paths = {
        f"{table}.{key}" for table, keys in KEYS.items() if table not in ("regler", "foljder") for key in keys or ()
    }
    ruleset = parse(TEXTS[name], name)

    paths.remove("plan.inskickad_av_mejl")  # may be left out, and is then no
    assert set(ruleset.sources) == paths | {f"foljder.{grade}" for grade in ruleset.consequences}
    assert all(source.strip() for source in ruleset.sources.values())


@pytest.mark.parametrize("name", TEXTS)
def test_a_source_is_a_line_in_a_report_a_reading_or_said_to_be_assumed(name: str) -> None:
    reports = ("rapport Sov 609/2022", "Örebro resultatuppföljning 2024", "Botkyrka, hemtjänst 2022", "Nynäshamn")
    sources = parse(TEXTS[name], name).sources

    odd = {path: source for path, source in sources.items() if not source.startswith((*reports, ASSUMED, "läsning"))}

    assert odd == {}


def test_the_rule_set_of_the_report_counts_two_occasions_after_the_second_time() -> None:
    # rapport Sov 609/2022 rad 69–71; läsning A1-ii
    orebro = rules("orebro-extern")

    assert (orebro.outcome, orebro.breach_occasions, orebro.breach_rule) == (Outcome.BREACH, 2, "efter andra tiden")


@pytest.mark.parametrize("name", ["orebro-egen-regi", "botkyrka-egen-regi"])
def test_what_remains_in_house_is_escalated_and_never_a_breach(name: str) -> None:
    # läsning A37
    assert (rules(name).regime, rules(name).outcome) == (Regime.IN_HOUSE, Outcome.ESCALATION)


@pytest.mark.parametrize("name", ["botkyrka-extern", "nynashamn-lou", "nynashamn-hemtjanst-extern"])
def test_where_the_report_gives_no_rule_nothing_follows(name: str) -> None:
    assert (rules(name).regime, rules(name).outcome) == (Regime.EXTERNAL, Outcome.NONE)


@pytest.mark.parametrize(
    ("grade", "leads_to"),
    [
        ("grön", Consequence.NOTHING),
        ("gul", Consequence.DIALOGUE),
        ("röd", Consequence.NOTICE),
        ("1", Consequence.NOTHING),
        ("2", Consequence.DIALOGUE),
        ("3", Consequence.NOTICE),
        ("", Consequence.NOTICE),
    ],
)
@pytest.mark.parametrize("name", ["botkyrka-extern", "botkyrka-egen-regi"])
def test_in_botkyrka_yellow_is_taken_up_in_dialogue_and_red_in_a_notice(
    name: str, grade: str, leads_to: Consequence
) -> None:
    # Botkyrka, hemtjänst 2022, rad 633–645; läsning A14
    assert rules(name).consequence(grade) is leads_to


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("grade", ["okänt", "ej tillämpligt"])
def test_what_nobody_has_judged_and_what_does_not_concern_the_unit_is_no_finding(name: str, grade: str) -> None:
    # an unknown colour is never pointed out as red; rapport 002 rad 324: a grade for what does not apply
    assert parse(TEXTS[name], name).consequence(grade) is Consequence.NOTHING


@pytest.mark.parametrize(
    ("grade", "leads_to"), [("uppfyller kravet", "ingenting"), ("uppfyller inte kravet", "påpekande")]
)
def test_where_the_rule_set_says_nothing_of_a_grade_only_a_finding_is_pointed_out(grade: str, leads_to: str) -> None:
    assert rules("orebro-extern").consequence(grade) == leads_to


@pytest.mark.parametrize("name", ["botkyrka-extern", "botkyrka-egen-regi"])
def test_in_botkyrka_the_chief_checks_the_facts_the_plan_is_approved_and_four_weeks_run_from_receipt(name: str) -> None:
    # Botkyrka, hemtjänst 2022, rad 71–72, 643–645; läsning A13
    botkyrka = rules(name)

    assert botkyrka.has_fact_check
    assert botkyrka.plan_wants_approval
    assert (botkyrka.remedy_weeks, botkyrka.remedy_from) == (4, "mottagande")


def test_the_same_method_applies_in_botkyrka_whoever_performs() -> None:
    # Botkyrka, hemtjänst 2022, rad 11: "på samma sätt oavsett regiform"
    external, in_house = rules("botkyrka-extern"), rules("botkyrka-egen-regi")
    same = ("scales", "consequences", "remedy_weeks", "meeting_months", "cycle_months", "ladder")

    assert [getattr(external, name) for name in same] == [getattr(in_house, name) for name in same]


@pytest.mark.parametrize("name", ["nynashamn-lou", "nynashamn-hemtjanst-extern"])
def test_nynashamn_grades_the_year_recommends_and_calls_to_a_meeting_within_three_months(name: str) -> None:
    # Nynäshamn SON/2024/0476/739 rad 165, 177, 182
    nynashamn = rules(name)

    assert nynashamn.scales == (Scale.YEAR,)
    assert nynashamn.has_recommendations
    assert (nynashamn.meeting_months, nynashamn.cycle_months) == (3, 12)


def test_the_ladder_is_the_same_everywhere() -> None:
    assert len({parse(text, name).ladder for name, text in TEXTS.items()}) == 1


def test_another_text_has_another_name() -> None:
    assert sha256_of(EXTERNAL + "\n") != rules("orebro-extern").sha256


# what is refused


def test_a_text_that_is_no_toml_is_refused() -> None:
    assert problem("[regler").startswith("prov.toml: filen är inte giltig TOML")


def test_an_unknown_table_is_refused_with_the_nearest_one() -> None:
    text = changed(EXTERNAL, "[stege]", "[stegen]")

    assert problem(text) == "prov.toml: [stegen] är en okänd tabell. Gör så här: menade du 'stege'?"


def test_a_table_that_is_a_value_is_refused() -> None:
    text = "stege = 2\n" + EXTERNAL.partition("[stege]")[0]

    assert problem(text) == "prov.toml: stege = 2 ska vara en tabell. Gör så här: skriv [stege] på en egen rad."


def test_an_unknown_key_is_refused_with_the_nearest_one() -> None:
    text = changed(EXTERNAL, "godkanns =", "godkans =")

    assert problem(text) == "prov.toml: [plan] godkans är okänd. Gör så här: menade du 'godkanns'?"


def test_a_missing_value_is_refused() -> None:
    assert problem(without(EXTERNAL, "version")) == "prov.toml: [regler] version saknas. Gör så här: lägg till värdet."


def test_weeks_without_a_start_are_refused() -> None:
    assert "[atgard] raknas_fran saknas" in problem(without(GRADED, "raknas_fran"))


def test_an_empty_name_is_refused() -> None:
    assert "[regler] namn = ' ' ska vara en text" in problem(changed(EXTERNAL, '"Örebro extern"', '" "'))


@pytest.mark.parametrize(
    "source",
    ["", ', kalla = ""', ", kalla = 7", ', kalla = "rad 1", sida = 2'],
    ids=["none", "empty", "number", "more"],
)
def test_a_value_without_a_source_is_refused(source: str) -> None:
    line = f"godkanns = {{ varde = 'nej'{source} }}\n"
    text = without(EXTERNAL, "godkanns").replace("[plan]\n", f"[plan]\n{line}")

    assert "[plan] godkanns" in problem(text)
    assert 'ska ha ett värde och en källa: godkanns = { varde = …, kalla = "…" }' in problem(text)


@pytest.mark.parametrize(
    ("value", "shown", "nearest"),
    [
        ("1", "1", 2),
        ("10", "10", 9),
        ("-9_000", "-9000", 2),
        ("2.5", "2.5", 2),
        ("nan", "nan", 2),
        ("inf", "inf", 9),
        ("true", "True", 2),
        ('"två"', "'två'", 2),
        ("[2]", "[2]", 2),
        ("0x" + "f" * 4000, "något för stort att visa", 9),
        ("9" * 400, "9" * 60 + " …", 9),
    ],
)
def test_a_senseless_number_is_refused_with_the_nearest_possible(value: str, shown: str, nearest: int) -> None:
    text = changed(EXTERNAL, "tillfallen = { varde = 2", f"tillfallen = {{ varde = {value}")

    assert problem(text) == (
        f"prov.toml: [avtalsbrott] tillfallen = {shown} ska vara ett heltal från 2 till 9. "
        f"Gör så här: närmast möjliga är {nearest}."
    )


def test_a_number_with_thousands_of_digits_is_refused() -> None:
    text = changed(EXTERNAL, "tillfallen = { varde = 2", "tillfallen = { varde = " + "9" * 5000)

    assert "inte giltig TOML" in problem(text)


def test_lists_in_lists_without_end_are_refused() -> None:
    assert "listor i listor utan slut" in problem("a = " + "[" * 100_000)


def test_tables_in_tables_without_end_are_refused() -> None:
    text = without(EXTERNAL, "godkanns").replace("[plan]\n", "[plan]\ngodkanns" + ".a" * 5000 + " = 1\n")

    assert "[plan] godkanns = något för stort att visa ska ha ett värde och en källa" in problem(text)


def test_never_is_no_answer_where_there_must_be_a_number() -> None:
    assert "ska vara ett heltal från 1 till 366. " in problem(
        changed(EXTERNAL, "dagar_efter_tiden = { varde = 1", 'dagar_efter_tiden = { varde = "aldrig"')
    )


def test_where_there_may_be_no_rule_never_is_offered() -> None:
    text = changed(GRADED, "inom_veckor = { varde = 4", "inom_veckor = { varde = 0")

    assert "ett heltal från 1 till 104, eller 'aldrig'. Gör så här: närmast möjliga är 1." in problem(text)


def test_an_unknown_word_is_refused_with_the_nearest_one() -> None:
    text = changed(EXTERNAL, 'regel = { varde = "efter andra tiden"', 'regel = { varde = "efter 2:a tiden"')

    assert "menade du 'efter andra tiden'?" in problem(text)


def test_an_unknown_regime_is_refused_with_the_nearest_one() -> None:
    text = changed(EXTERNAL, 'regim = "extern"', 'regim = "externt"')

    assert "[regler] regim = 'externt' ska vara ett av 'extern', 'egen regi'" in problem(text)
    assert problem(text).endswith("menade du 'extern'?")


def test_an_unknown_scale_is_refused_with_the_nearest_one() -> None:
    assert problem(changed(EXTERNAL, '["binär"]', '["binar"]')).endswith("menade du 'binär'?")


def test_a_scale_outside_a_list_is_refused() -> None:
    assert 'ska vara en lista. Gör så här: skriv till exempel ["binär"].' in problem(
        changed(EXTERNAL, '["binär"]', '"binär"')
    )


def test_the_same_scale_twice_is_refused() -> None:
    assert 'skriv ["färg"].' in problem(changed(GRADED, '["färg", "tal"]', '["färg", "färg"]'))


# grades and what they lead to


def test_a_grade_is_written_in_ascii_and_stored_as_it_is_shown() -> None:
    assert [bare_key(word) for word in ("grön", "inte godkänd", "ej tillämpligt", "okänt", "3")] == [
        "gron",
        "inte_godkand",
        "ej_tillampligt",
        "okant",
        "3",
    ]
    assert rules("botkyrka-extern").sources["foljder.grön"].endswith("'räknas som godkänt'")


def test_the_year_can_have_consequences_too() -> None:
    table = (
        "[foljder]\n"
        'godkand = { varde = "ingenting", kalla = "prov" }\n'
        'inte_godkand = { varde = "påpekande", kalla = "prov" }\n'
        'okant = { varde = "ingenting", kalla = "prov" }\n\n[plan]\n'
    )

    assert parse(changed(YEARLY, "[plan]\n", table), "prov.toml").consequences == {
        "godkänd": "ingenting",
        "inte godkänd": "påpekande",
        "okänt": "ingenting",
    }


def test_a_grade_in_its_swedish_spelling_is_refused_with_the_ascii_one() -> None:
    assert problem(changed(GRADED, "gron =", '"grön" =')) == (
        "prov.toml: [foljder] grön är ingen grad på skalan färg eller tal. Gör så här: menade du 'gron'?"
    )


def test_a_grade_of_a_scale_that_is_not_declared_is_refused() -> None:
    text = changed(GRADED, '["färg", "tal"]', '["tal"]')

    assert problem(text) == (
        "prov.toml: [foljder] gron är ingen grad på skalan tal. Gör så här: välj bland 1, 2, 3, ej_tillampligt, okant."
    )


def test_an_unknown_consequence_is_refused_with_the_nearest_one() -> None:
    text = changed(GRADED, 'rod = { varde = "påpekande"', 'rod = { varde = "papekande"')

    assert problem(text).endswith("menade du 'påpekande'?")


@pytest.mark.parametrize("key", ["gron", "gul", "rod", "1", "2", "3"])
def test_a_scale_with_a_grade_that_lacks_its_consequence_is_refused(key: str) -> None:
    found = problem(without(GRADED, key))

    assert f"[foljder] {key} saknas, men " in found
    assert found.endswith("Lägg till den, med en av: ingenting, dialog, påpekande.")


def test_a_scale_without_any_consequence_leads_to_notices() -> None:
    head, _, rest = GRADED.partition("[foljder]")
    text = head + "[sakgranskning]" + rest.partition("[sakgranskning]")[2]

    assert parse(text, "prov.toml").consequence("gul") is Consequence.NOTICE


# values that contradict each other


def test_a_ladder_that_does_not_rise_is_refused() -> None:
    text = changed(EXTERNAL, "paminnelse_efter = { varde = 2", "paminnelse_efter = { varde = 5")

    assert problem(text).endswith("Nu står där 1, 5, 5.")


def test_egen_regi_has_no_agreement_to_breach() -> None:
    text = changed(TEXTS["orebro-egen-regi.toml"], 'foljd = { varde = "eskalering"', 'foljd = { varde = "avtalsbrott"')

    assert problem(text).endswith("Skriv foljd 'eskalering'.")


def test_an_external_provider_is_not_escalated_to_the_municipality_itself() -> None:
    text = changed(EXTERNAL, 'foljd = { varde = "avtalsbrott"', 'foljd = { varde = "eskalering"')

    assert problem(text).endswith("Skriv 'avtalsbrott' eller 'ingen'.")


def test_a_meeting_after_the_next_follow_up_is_refused() -> None:
    text = changed(YEARLY, "mote_inom_manader = { varde = 3", "mote_inom_manader = { varde = 12")

    assert problem(text).endswith("Skriv färre månader än 12.")


def test_a_met_requirement_cannot_lead_to_a_notice() -> None:
    text = changed(GRADED, 'gron = { varde = "ingenting"', 'gron = { varde = "påpekande"')

    assert "[foljder] gron = 'påpekande' går inte: graden betyder uppfyllt" in problem(text)


def test_a_worse_grade_cannot_lead_to_less() -> None:
    text = changed(GRADED, 'rod = { varde = "påpekande"', 'rod = { varde = "ingenting"')

    assert problem(text) == (
        "prov.toml: [foljder] rod = 'ingenting' är lindrigare än gul = 'dialog', fast graden är sämre. "
        "Skriv rod 'dialog', eller byt plats på dem."
    )


# whatever is written


FREE = {("regler", key) for key in ("nyckel", "namn", "version", "kommun", "avtalstyp")}
NO_VALUE = st.one_of(
    st.integers(min_value=1000),
    st.integers(max_value=-1000),
    st.floats(),
    st.booleans(),
    st.lists(st.sampled_from(["x", 1, True]), max_size=3),
    st.fixed_dictionaries({}, optional={"varde": st.integers(), "kalla": st.just(" ")}),
    st.text("xyz \n\"'\\", max_size=9),
)


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)


def written(raw: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(table)} = {toml(section)}\n" for table, section in raw.items())


def places(raw: dict[str, Any]) -> list[tuple[str, ...]]:
    """The path of every table, value and part of a value."""
    values = [(table, key) for table, section in raw.items() for key in section]
    parts = [(table, key, part) for table, key in values if table != "regler" for part in ("varde", "kalla")]
    return [*((table,) for table in raw), *values, *parts]


GRADED_RAW = tomllib.loads(GRADED)
PLACES = places(GRADED_RAW)


def holder(raw: dict[str, Any], place: tuple[str, ...]) -> dict[str, Any]:
    for step in place[:-1]:
        raw = raw[step]
    return raw


def test_a_rule_set_may_be_written_in_other_lines() -> None:
    assert parse(written(GRADED_RAW), "prov.toml").ladder == rules("botkyrka-extern").ladder


@given(st.sampled_from(PLACES))
def test_nothing_can_be_dropped(place: tuple[str, ...]) -> None:
    assume(place != ("foljder",))  # no grade has a consequence of its own: that is a rule set too
    raw = copy.deepcopy(GRADED_RAW)
    del holder(raw, place)[place[-1]]

    assert problem(written(raw)).startswith("prov.toml: ")


@given(st.sampled_from(PLACES), NO_VALUE)
def test_nothing_can_be_replaced_by_what_is_no_value(place: tuple[str, ...], value: Any) -> None:
    is_text = isinstance(value, str) and value.strip()
    assume(not (is_text and (place in FREE or place[-1] == "kalla")))
    assume(not (place == ("foljder",) and value == {}))
    raw = copy.deepcopy(GRADED_RAW)
    holder(raw, place)[place[-1]] = value

    assert problem(written(raw)).startswith("prov.toml: ")


@given(st.sampled_from([place for place in PLACES if len(place) < 3]), st.text("abcdeåäö_-1", min_size=1), NO_VALUE)
def test_nothing_unknown_can_be_added(place: tuple[str, ...], name: str, value: Any) -> None:
    raw = copy.deepcopy(GRADED_RAW)
    assume(name not in holder(raw, place))
    holder(raw, place)[name] = value

    assert problem(written(raw)).startswith("prov.toml: ")


@given(st.integers(0, len(GRADED)), st.integers(0, 40), st.text(max_size=5))
def test_a_text_that_has_been_damaged_is_read_or_refused(start: int, length: int, instead: str) -> None:
    text = GRADED[:start] + instead + GRADED[start + length :]

    try:
        parse(text, "prov.toml")
    except RulesetError as refused:
        assert str(refused).startswith("prov.toml: ")


def test_a_plan_by_mail_moves_nothing_unless_the_rule_set_says_so() -> None:
    text = TEXTS["orebro-extern.toml"]
    said = text.replace(
        "[plan]\n", '[plan]\ninskickad_av_mejl = { varde = "ja", kalla = "antaget, bekräftas av kommunen" }\n'
    )

    assert not parse(text, "utan").plan_by_mail
    assert parse(said, "med").plan_by_mail
