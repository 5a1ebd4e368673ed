"""`brist kalender ÅR`: which days are free, by which rule, and how many working days there are."""

import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workflow import config
from workflow.cli.commands.calendar import CALENDAR

if TYPE_CHECKING:
    from tests.workflow.cli.conftest import Brist, Called

CONFIG = """
[kommun]
namn = "Exempelkommunen"
avsandare = "bristvakt@exempelkommunen.example"
brevlador = ["egetval@exempelkommunen.example"]

[data]
mapp = "data-som-inte-finns"
"""
OWN_DAYS = "\n[kalender]\nextra_lediga = [2027-05-07, 2027-05-08, 2027-06-25, 2028-05-26]\n"


@pytest.fixture(autouse=True)
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine and a folder where nothing has been configured."""
    monkeypatch.setattr(config, "SYSTEM_WIDE", tmp_path / "etc.toml")
    monkeypatch.chdir(tmp_path)


def calendar(brist: "Brist", *words: str, file: Path | None = None) -> "Called":
    environ = {"BRIST_CONFIG": str(file)} if file else {}
    return brist("kalender", *words, environ=environ, commands=CALENDAR.commands)


def configured(folder: Path, own_days: str = "") -> Path:
    file = folder / "kommunen.toml"
    file.write_text(CONFIG + own_days, encoding="utf-8")
    return file


def test_the_free_days_are_shown_with_weekday_name_and_rule(brist: "Brist") -> None:
    answer = calendar(brist, "2027")

    lines = answer.out.splitlines()
    assert (answer.code, answer.err) == (0, "")
    assert lines[0] == "Lediga dagar 2027, utöver vanliga lördagar och söndagar"
    assert lines[4] == "2027-01-01  fredag    nyårsdagen              lag (1989:253) 1 §"
    assert "2027-06-25  fredag    midsommarafton          lag (1930:173) 2 §" in lines
    assert "2027-06-06  söndag    nationaldagen           lag (1989:253) 1 §" in lines


def test_ordinary_saturdays_and_sundays_are_not_shown(brist: "Brist") -> None:
    answer = calendar(brist, "2027")

    assert "2027-01-02" not in answer.out
    assert "2027-01-03" not in answer.out


@pytest.mark.parametrize(
    ("year", "name"), [("2004", "annandag pingst"), ("2008", "första maj och Kristi himmelsfärdsdag")]
)
def test_a_year_has_the_days_of_its_own_law(brist: "Brist", year: str, name: str) -> None:
    assert name in calendar(brist, year).out


# By hand: 2025 has 261 days from Monday to Friday. Free among them are 1 and 6 January, 18 and 21 April, 1 and 29 May,
# 6 and 20 June, and 24, 25, 26 and 31 December.
def test_the_working_days_are_counted_per_month_and_for_the_year(brist: "Brist") -> None:
    lines = calendar(brist, "2025").out.splitlines()

    assert "januari             21" in lines
    assert "juni                19" in lines
    assert "december            19" in lines
    assert f"hela året          {261 - 12}" in lines


def test_without_any_configuration_it_says_that_the_municipalitys_own_days_are_missing(brist: "Brist") -> None:
    answer = calendar(brist, "2027")

    assert answer.code == 0
    assert answer.out.splitlines()[-1] == "Visat utan kommunens egna dagar: ingen konfiguration finns."


def test_the_municipalitys_own_days_are_shown_without_any_database(brist: "Brist", tmp_path: Path) -> None:
    answer = calendar(brist, "2027", file=configured(tmp_path, OWN_DAYS))

    lines = answer.out.splitlines()
    assert "2027-05-07  fredag    ledig dag               [kalender] extra_lediga" in lines
    assert "maj                 19" in lines  # one fewer than without it
    assert "Visat utan" not in answer.out
    assert not (tmp_path / "data-som-inte-finns").exists()


def test_an_own_day_that_is_free_anyway_or_in_another_year_is_not_shown(brist: "Brist", tmp_path: Path) -> None:
    answer = calendar(brist, "2027", file=configured(tmp_path, OWN_DAYS))

    assert answer.out.count("[kalender] extra_lediga") == 1
    assert "2027-06-25  fredag    midsommarafton          lag (1930:173) 2 §" in answer.out.splitlines()


def test_a_configuration_without_own_days_is_named(brist: "Brist", tmp_path: Path) -> None:
    answer = calendar(brist, "2027", file=configured(tmp_path))

    assert "finns inga egna lediga dagar." in " ".join(answer.out.split())


def test_a_configuration_that_is_named_but_missing_is_an_error(brist: "Brist", tmp_path: Path) -> None:
    answer = calendar(brist, "2027", "--config", "finns-inte.toml")

    assert answer.code == 6
    assert answer.out == ""


def test_a_configuration_that_cannot_be_used_is_not_passed_over(brist: "Brist", tmp_path: Path) -> None:
    answer = calendar(brist, "2027", file=configured(tmp_path, '\n[kalender]\nextra_lediga = ["2027-05-07"]\n'))

    assert answer.code == 6
    assert "extra_lediga" in answer.err


def test_as_json_it_has_days_rules_and_counts(brist: "Brist", tmp_path: Path) -> None:
    file = configured(tmp_path, OWN_DAYS)

    answer = json.loads(calendar(brist, "2027", "--json", file=file).out)

    assert (answer["schema"], answer["typ"]) == (1, "kalender")
    assert answer["data"]["year"] == 2027
    assert answer["data"]["config"] == str(file)
    assert {
        "day": "2027-05-07",
        "weekday": "fredag",
        "name": "ledig dag",
        "rule": "[kalender] extra_lediga",
    } in answer["data"]["red_days"]
    assert answer["data"]["workdays"][4] == {"month": "2027-05", "count": 19}
    assert len(answer["data"]["workdays"]) == 12


def test_as_json_without_configuration_there_is_none(brist: "Brist") -> None:
    assert json.loads(calendar(brist, "2027", "--json").out)["data"]["config"] is None


@pytest.mark.parametrize("typed", ["1989", "9999", "27", "02027", "tjugo", "²⁰²⁷", "-2027", "2027-01"])
def test_a_year_outside_1990_to_9998_is_refused_with_what_to_write(brist: "Brist", typed: str) -> None:
    answer = calendar(brist, "--", typed)

    assert answer.code == 2
    assert "Skriv ett år från 1990 till 9998" in " ".join(answer.err.split())


@pytest.mark.parametrize("year", ["1990", "2004", "2005", "2027", "9998"])
def test_no_line_is_wider_than_80_columns(brist: "Brist", year: str, tmp_path: Path) -> None:
    answer = calendar(brist, year, file=configured(tmp_path, OWN_DAYS))

    assert answer.code == 0
    assert max(len(line) for line in answer.out.splitlines()) <= 80
    assert unicodedata.is_normalized("NFC", answer.out)


def test_the_help_ends_in_an_example(brist: "Brist") -> None:
    answer = calendar(brist, "--hjälp")

    assert answer.code == 0
    assert "  brist kalender 2027\n" in answer.out
    assert max(len(line) for line in answer.out.splitlines()) <= 80
