"""A rule set's text: every value with its source, and nothing that is not understood."""

import pytest

from states.ruleset import RulesetError, parse, sha256_of
from tests.states.golden import RULES, TEXT


def problem(text: str) -> str:
    with pytest.raises(RulesetError) as found:
        parse(text, "prov.toml")
    return str(found.value)


def test_the_rule_set_of_the_report_counts_two_occasions_after_the_second_time() -> None:
    # rapport Sov 609/2022 rad 69–71; läsning A1-ii
    assert (RULES.breach_occasions, RULES.breach_rule) == (2, "efter andra tiden")


def test_every_value_has_a_source() -> None:
    assert all(source.strip() for source in RULES.sources.values())


def test_a_value_without_a_source_is_refused() -> None:
    text = TEXT.replace("tillfallen = { varde = 2,", "tillfallen = 2 # {")

    assert "källa" in problem(text)


def test_an_unknown_key_is_refused() -> None:
    assert "[regler] farg är okänd" in problem(TEXT.replace("[uppfoljning]", 'farg = "röd"\n\n[uppfoljning]'))


def test_a_missing_value_is_refused() -> None:
    assert "version saknas" in problem(TEXT.replace('version = "2023-1"', ""))


def test_a_value_of_the_wrong_kind_is_refused() -> None:
    assert "heltal" in problem(TEXT.replace("paminnelse_efter = 2", 'paminnelse_efter = "två"'))


def test_a_ladder_that_does_not_rise_is_refused() -> None:
    assert "stiga" in problem(TEXT.replace("paminnelse_efter = 2", "paminnelse_efter = 9"))


def test_one_occasion_is_no_two_occasions() -> None:
    assert "från 2" in problem(TEXT.replace("tillfallen = { varde = 2", "tillfallen = { varde = 1"))


def test_a_text_that_is_no_toml_is_refused() -> None:
    assert "TOML" in problem("[regler")


def test_another_text_has_another_name() -> None:
    assert sha256_of(TEXT + "\n") != RULES.sha256
