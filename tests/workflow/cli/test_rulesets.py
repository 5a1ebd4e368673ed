"""regler visa, kontrollera and skillnad: what a lawyer reads, without database and ORM."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import workflow
from tests.workflow.cli.test_main import HEAVY
from workflow.cli.commands.rulesets import RULES
from workflow.cli.rulesets import entries
from workflow.rulebooks import rulesets

if TYPE_CHECKING:
    from tests.workflow.cli.conftest import Brist, Called

ROOT = Path(workflow.__file__).parent.parent
SHIPPED = {key: rules for key, (rules, _) in rulesets(None).items()}
TEXT = (files("states.rulesets") / "orebro-extern.toml").read_text(encoding="utf-8")
OWN = TEXT.replace('version = "2023-2"', 'version = "2031-1"').replace(
    "stryks_efter = { varde = 5", "stryks_efter = { varde = 7"
)

Regler = Callable[..., "Called"]


@pytest.fixture
def regler(brist: "Brist", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Regler:
    """`regler("visa")`: one command line, in a folder that is no installation."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: brist("regler", *words, commands=RULES.commands)


def file(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


@pytest.fixture
def config(tmp_path: Path) -> str:
    """An installation with a folder for rule sets, and no database."""
    (tmp_path / "regler").mkdir()
    text = (
        '[kommun]\nnamn = "Exempelkommunen"\navsandare = "brist@exempelkommunen.example"\n'
        'brevlador = ["svar@exempelkommunen.example"]\n[data]\nmapp = "data"\n[regler]\nmapp = "regler"\n'
    )
    return file(tmp_path, "prov.toml", text)


# visa


def test_all_rule_sets_are_listed_by_key_with_version_regime_and_outcome(regler: Regler) -> None:
    answer = regler("visa")

    rows = [line.split("  ") for line in answer.out.splitlines()[2:]]
    assert answer.code == 0
    assert [row[0] for row in rows if row[0]] == sorted(SHIPPED)
    assert "orebro-egen-regi            Örebro egen regi 2024-1       egen regi  eskalering\n" in answer.out


def test_a_key_can_be_copied_out_of_the_list(regler: Regler) -> None:
    words = regler("visa").out.split()

    assert all(key in words for key in SHIPPED)


def test_a_rule_set_is_shown_value_by_value_with_its_source(regler: Regler) -> None:
    answer = regler("visa", "botkyrka-extern")

    assert answer.code == 0
    assert answer.out.startswith(
        "Botkyrka extern 2022-1 (botkyrka-extern)\n\nGäller\n  Kommun: Botkyrka\n"
        "  Avtalstyp: hemtjänst, externa utförare\n  Regim: extern\n\nBedömning\n  Skalor: färg och tal\n"
    )
    assert (
        "\nÅtgärd\n  Bristen ska vara åtgärdad inom: 4 veckor\n"
        "    Källa: Botkyrka, hemtjänst 2022, rad 645: 'inom fyra veckor'\n"
    ) in answer.out


def test_it_is_said_how_many_values_are_assumed(regler: Regler) -> None:
    answer = regler("visa", "botkyrka-extern")

    assert answer.out.count("Källa: antaget, bekräftas av kommunen") == 11
    assert "\n11 av 25 värden är antagna och ska bekräftas av kommunen.\n" in answer.out


def test_the_text_is_known_by_its_sum(regler: Regler) -> None:
    assert regler("visa", "nynashamn-lou").out.endswith(f"\nSHA-256: {SHIPPED['nynashamn-lou'].sha256}\n")


@pytest.mark.parametrize("key", SHIPPED)
def test_no_value_and_no_source_is_left_out(key: str) -> None:
    found = {entry.path: entry.source for entry in entries(SHIPPED[key]) if entry.source}

    assert found == SHIPPED[key].sources


@pytest.mark.parametrize("key", SHIPPED)
def test_no_line_is_wider_than_the_window(key: str, regler: Regler) -> None:
    assert max(map(len, regler("visa", key).out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("key", "path", "words"),
    [
        ("botkyrka-extern", "bedomning.skalor", "färg och tal"),
        ("botkyrka-extern", "plan.godkanns", "ja"),
        ("botkyrka-extern", "foljder.gul", "dialog"),
        ("orebro-extern", "plan.godkanns", "nej"),
        ("orebro-extern", "uppfoljning.mote_inom_manader", "ingen sådan regel"),
        ("orebro-extern", "uppfoljning.dagar_efter_tiden", "1 dag"),
        ("orebro-extern", "uppfoljning.cykel_manader", "36 månader"),
        ("orebro-extern", "stege.paminnelse_fore", "2 arbetsdagar"),
        ("orebro-extern", "stege.kontrollera_brevladan", "1 arbetsdag"),
        ("orebro-extern", "avtalsbrott.tillfallen", "2"),
    ],
)
def test_a_value_is_read_in_words(key: str, path: str, words: str) -> None:
    assert [entry.words for entry in entries(SHIPPED[key]) if entry.path == path] == [words]


def test_a_key_may_be_written_in_capitals(regler: Regler) -> None:
    assert regler("visa", "Orebro-Extern").out == regler("visa", "orebro-extern").out


def test_a_file_is_shown_too(regler: Regler, tmp_path: Path) -> None:
    assert regler("visa", file(tmp_path, "egna.toml", OWN)).out.startswith("Örebro extern 2031-1 (orebro-extern)\n")


def test_a_key_that_does_not_exist_ends_with_5_and_the_nearest(regler: Regler) -> None:
    answer = regler("visa", "orebro-externa")

    assert (answer.code, answer.out) == (5, "")
    assert "'orebro-externa'" in answer.err
    assert answer.err.endswith("brist regler visa (menade du orebro-extern?)\n")


def test_the_list_as_json(regler: Regler) -> None:
    answer = json.loads(regler("visa", "--json").out)

    assert answer["typ"] == "regeluppsättningar"
    assert answer["data"][0] == {
        "key": "botkyrka-egen-regi",
        "name": "Botkyrka egen regi",
        "version": "2022-1",
        "regime": "egen regi",
        "outcome": "eskalering",
        "sha256": SHIPPED["botkyrka-egen-regi"].sha256,
    }


def test_a_rule_set_as_json_has_values_as_data_and_in_words(regler: Regler) -> None:
    data = json.loads(regler("visa", "orebro-extern", "--json").out)["data"]

    values = {one["path"]: one for one in data["values"]}
    assert values["stege.paminnelse_fore"] == {
        "heading": "Påminnelser, räknat från sista dagen",
        "path": "stege.paminnelse_fore",
        "about": "Påminnelse före",
        "value": -2,
        "words": "2 arbetsdagar",
        "source": "antaget, bekräftas av kommunen",
    }
    assert values["bedomning.skalor"]["value"] == ["binär"]
    assert values["uppfoljning.mote_inom_manader"]["value"] is None


# the municipality's own folder


def test_an_own_rule_set_wins_over_the_one_that_ships(regler: Regler, config: str, tmp_path: Path) -> None:
    file(tmp_path / "regler", "egna.toml", OWN)

    assert regler("visa", "orebro-extern", "--config", config).out.startswith("Örebro extern 2031-1")
    assert regler("visa", "orebro-extern").out.startswith("Örebro extern 2023-2")


def test_an_own_rule_set_that_cannot_be_used_is_told_with_6(regler: Regler, config: str, tmp_path: Path) -> None:
    file(tmp_path / "regler", "egna.toml", OWN.replace("godkanns", "godkans"))

    answer = regler("visa", "--config", config)

    assert answer.code == 6
    assert "menade du 'godkanns'?" in " ".join(answer.err.split())


def test_two_own_rule_sets_with_one_key_are_told_with_6(regler: Regler, config: str, tmp_path: Path) -> None:
    file(tmp_path / "regler", "a.toml", OWN)
    file(tmp_path / "regler", "b.toml", OWN)

    answer = regler("visa", "--config", config)

    assert answer.code == 6
    assert "har samma nyckel, 'orebro-extern'" in " ".join(answer.err.split())


def test_a_configuration_that_is_named_must_exist(regler: Regler) -> None:
    assert regler("visa", "--config", "saknas.toml").code == 6


# kontrollera


def test_a_file_that_can_be_used_is_ok_and_named(regler: Regler, tmp_path: Path) -> None:
    answer = regler("kontrollera", file(tmp_path, "egna.toml", OWN))

    assert answer == (
        0,
        "OK: Örebro extern 2031-1 (orebro-extern).\n7 av 19 värden är antagna och ska bekräftas av kommunen.\n",
        "",
    )


def test_a_file_that_ships_is_ok(regler: Regler, tmp_path: Path) -> None:
    assert regler("kontrollera", file(tmp_path, "samma.toml", TEXT)).code == 0


def test_a_file_that_cannot_be_used_ends_with_4_and_what_to_write(regler: Regler, tmp_path: Path) -> None:
    file(tmp_path, "egna.toml", OWN.replace('"efter andra tiden"', '"efter andra"'))

    answer = regler("kontrollera", "egna.toml")

    assert (answer.code, answer.out) == (4, "")
    assert answer.err.startswith("egna.toml: [avtalsbrott] regel = 'efter andra' ska vara ett av")
    assert "menade du 'efter andra tiden'?" in " ".join(answer.err.split())


def test_another_text_under_a_version_that_ships_ends_with_4(regler: Regler, tmp_path: Path) -> None:
    file(tmp_path, "egna.toml", TEXT.replace("stryks_efter = { varde = 5", "stryks_efter = { varde = 7"))

    answer = regler("kontrollera", "egna.toml")

    assert answer.code == 4
    assert "egna.toml: [regler] version: '2023-2' finns redan med annan text" in answer.err
    assert answer.err.endswith("Gör så här: skriv en ny version\n")


def test_a_file_that_does_not_exist_ends_with_4(regler: Regler) -> None:
    answer = regler("kontrollera", "saknas.toml")

    assert answer == (4, "", "saknas.toml: filen finns inte.\nGör så här: kontrollera namnet\n")


def test_a_file_in_another_encoding_ends_with_4(regler: Regler, tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(TEXT.encode("latin-1", errors="replace"))

    answer = regler("kontrollera", "latin.toml")

    assert answer.code == 4
    assert answer.err.startswith("latin.toml: filen kan inte läsas")


def test_the_check_as_json(regler: Regler, tmp_path: Path) -> None:
    answer = json.loads(regler("kontrollera", file(tmp_path, "egna.toml", OWN), "--json").out)

    assert (answer["typ"], answer["data"]["version"]) == ("regelkontroll", "2031-1")


# skillnad


def test_what_differs_is_shown_with_both_sources(regler: Regler) -> None:
    answer = regler("skillnad", "orebro-extern", "orebro-egen-regi")

    assert answer.code == 0
    assert "Gäller: Regim" in answer.out
    assert "(rapport Sov 609/2022 rad" in answer.out
    assert "(antaget, bekräftas av" in answer.out
    assert "Skalor" not in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


def test_what_only_one_of_them_has_is_shown_as_lacking(regler: Regler) -> None:
    words = ("skillnad", "nynashamn-lou", "botkyrka-extern")

    values = {one["path"]: one for one in json.loads(regler(*words, "--json").out)["data"]["values"]}

    assert values["foljder.röd"]["first"] is None
    assert values["foljder.röd"]["second"]["value"] == "påpekande"
    assert regler(*words).out.count(" –  ") == 6


def test_a_file_is_compared_with_the_one_that_ships(regler: Regler, tmp_path: Path) -> None:
    file(tmp_path, "egna.toml", OWN)

    answer = json.loads(regler("skillnad", "orebro-extern", "egna.toml", "--json").out)["data"]

    source = "antaget, bekräftas av kommunen"
    assert (answer["first"]["version"], answer["second"]["version"]) == ("2023-2", "2031-1")
    assert answer["values"] == [
        {
            "path": "stege.stryks_efter",
            "about": "En påminnelse som inte gått stryks efter",
            "first": {"value": 5, "words": "5 arbetsdagar", "source": source},
            "second": {"value": 7, "words": "7 arbetsdagar", "source": source},
        }
    ]


def test_two_rule_sets_with_the_same_values_are_said_to_be_alike(regler: Regler) -> None:
    answer = regler("skillnad", "orebro-extern", "orebro-extern")

    assert answer == (0, "Örebro extern 2023-2 och Örebro extern 2023-2 har samma värden.\n", "")


def test_the_second_must_exist_too(regler: Regler) -> None:
    assert regler("skillnad", "orebro-extern", "saknas").code == 5
    assert regler("skillnad", "orebro-extern", "saknas.toml").code == 4


# without database and ORM


@pytest.mark.parametrize(
    "words", [("visa",), ("visa", "orebro-extern"), ("skillnad", "orebro-extern", "nynashamn-lou")], ids=" ".join
)
def test_reading_rule_sets_imports_nothing_heavy(words: tuple[str, ...], config: str) -> None:
    code = (
        "import sys\n"
        "from workflow.cli.commands.rulesets import RULES\n"
        "from workflow.cli.main import main\n"
        "main(sys.argv[1:], stdout=sys.stderr, stderr=sys.stderr, environ={}, commands=RULES.commands)\n"
        f"print([name for name in {[*HEAVY, 'sqlite3']} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, "regler", *words, "--config", config], cwd=ROOT, capture_output=True, text=True
    )

    assert (done.stdout, done.returncode) == ("[]\n", 0)
    assert done.stderr.startswith(("Nyckel", "Örebro extern", "Vad"))
