"""The commands as a person gives them: what they answer, what they refuse, and with which exit code."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.test_golden_case import open_and_dispatch
from tests.journeys.town import Town
from workflow.store.reader import reading


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one case whose notice has been dispatched."""
    made = Town(tmp_path_factory.mktemp("town") / "folder")
    open_and_dispatch(made)
    made.brist("expediera", "1", "--sätt", "brev")
    return made.folder


@pytest.fixture
def town(prepared: Path, tmp_path: Path) -> Town:
    """The same town, a copy for each test."""
    return Town(shutil.copytree(prepared, tmp_path / "town"))


def test_creating_a_database_again_changes_nothing(town: Town) -> None:
    assert "ingenting är ändrat" in " ".join(town.brist("databas", "skapa", "--prov", clock=False).split())


def test_a_folder_in_use_never_becomes_a_trial(tmp_path: Path) -> None:
    town = Town(tmp_path)
    (tmp_path / "data" / "provmapp").unlink()

    assert "blir en provmapp" in town.brist("databas", "skapa", "--prov", clock=False, code=6)


def test_a_trial_folder_sends_only_to_this_machine(town: Town) -> None:
    text = town.config.read_text(encoding="utf-8")
    away = text.replace('"127.0.0.1"', '"smtp.exempelkommunen.example"').replace('"ingen"', '"tls"')
    town.config.write_text(away, encoding="utf-8")

    assert "bara till den egna datorn" in town.brist("att-göra", code=6)


def test_an_older_database_says_what_to_run(town: Town) -> None:
    with sqlite3.connect(town.folder / "data" / "bristvakt.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")

    assert "brist databas uppgradera" in town.brist("att-göra", code=6)


def test_a_missing_database_says_what_to_run(town: Town) -> None:
    (town.folder / "data" / "bristvakt.sqlite").unlink()

    assert "brist databas skapa" in town.brist("att-göra", code=6)


def test_a_refusal_names_rule_and_rule_set_and_what_is_possible(town: Town) -> None:
    told = town.brist("bedöm", "1/D1", "--åtgärdade", "alla", code=3)

    for said in ("Varför:", "Regel:", "Örebro extern 2023-2", "Gör i stället:"):
        assert said in told


def test_a_case_shows_no_headings_over_nothing(town: Town) -> None:
    town.brist("ärende", "ny", town.case_file("2"))

    told = town.brist("ärende", "visa", "2")
    assert "Påpekande " not in told
    assert "Senast " not in told


def test_what_does_not_exist_is_said_so(town: Town) -> None:
    assert "brist ärende lista" in town.brist("ärende", "visa", "9", code=5)
    assert "brist ärende visa 1" in town.brist("bedöm", "1/D9", "--åtgärdade", "alla", code=5).replace("\n", " ")


def test_a_dry_run_says_what_would_happen_and_does_nothing(town: Town) -> None:
    words = ("registrera", "1", "--avser", "plan", "--inkom", "2023-05-22 09:00", "--sätt", "epost")

    told = town.brist(*words, "--torrkör")

    assert told.startswith("Torrkörning, ingenting är gjort.")
    assert "åtgärdsplan begärd → inskickad" in told
    assert set(town.states().values()) == {"åtgärdsplan begärd"}


def test_a_changed_case_is_said_with_who_changed_it(town: Town) -> None:
    told = town.brist(
        "bekräfta-mottagande", "1", "--den", "2023-05-22", "--genom", "svar", "--ärendeversion", "1", code=7
    )

    assert "påpekande expedierat" in told


def test_who_acts_and_for_whom_is_written_down(town: Town) -> None:
    town.brist("bekräfta-mottagande", "1", "--den", "2023-05-22", "--genom", "svar", "--som", "Bo Exempel")

    assert town.ask("historik", "1")[-1]["actor"].endswith("(som Bo Exempel)")


def test_the_queue_says_what_was_struck_and_why(town: Town) -> None:
    town.brist("daemon", "--en-gång")  # the notice went by letter: its covering mail is not sent

    said = town.brist("epost", "kö")

    assert said.startswith("Inga mejl väntar.\n")
    assert "struket" in said
    assert "påpekandet är redan expedierat (brev)" in " ".join(said.split())
    assert [line["reason"] for line in town.ask("epost", "kö")["struck"]] == ["påpekandet är redan expedierat (brev)"]


def test_the_ascii_spelling_means_the_same(town: Town) -> None:
    assert town.brist("arende", "visa", "1") == town.brist("ärende", "visa", "1")


@pytest.mark.parametrize(
    ("words", "kind"),
    [(("ärende", "lista"), "ärenden"), (("ärende", "visa", "1"), "ärende"), (("frister",), "frister"),
     (("att-göra",), "att-göra"), (("historik", "1"), "historik"), (("avtalsbrott", "pröva", "1/D3"), "avtalsbrott"),
     (("epost", "kö"), "epostkö"), (("konfig", "visa"), "konfig"), (("drift", "kontrollera", "--utan-epost"), "kontroll"),
     (("drift", "försenat"), "försenat")],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)  # fmt: skip
def test_what_reads_answers_in_json_with_a_schema_number(town: Town, words: tuple[str, ...], kind: str) -> None:
    answer = json.loads(town.brist(*words, "--json"))

    assert (answer["schema"], answer["typ"]) == (1, kind)


def test_instants_in_json_bear_their_offset(town: Town) -> None:
    assert town.ask("historik", "1")[0]["recorded_at"] == "2023-05-22T10:00:00+02:00"


@pytest.mark.parametrize(
    "words",
    [("ärende", "lista"), ("ärende", "visa", "1"), ("frister",), ("att-göra",), ("historik", "1"), ("epost", "kö"),
     ("avtalsbrott", "pröva", "1/D3"), ("konfig", "visa"), ("drift", "kontrollera", "--utan-epost")],
    ids=" ".join,
)  # fmt: skip
def test_no_line_is_wider_than_80_columns_and_none_is_coloured(town: Town, words: tuple[str, ...]) -> None:
    lines = town.brist(*words).splitlines()

    assert max(len(line) for line in lines) <= 80
    assert not any("\x1b" in line for line in lines)


Damage = Callable[[Town], None]


def _change_document(town: Town) -> None:
    (file,) = (town.folder / "data" / "handlingar").glob("*/*")
    file.write_text("annat", encoding="utf-8")


def _lose_document(town: Town) -> None:
    (file,) = (town.folder / "data" / "handlingar").glob("*/*")
    file.unlink()


def _change_row(town: Town) -> None:
    with sqlite3.connect(town.folder / "data" / "bristvakt.sqlite") as connection:
        connection.execute("UPDATE deficiency SET state = 'åtgärdad' WHERE code = 'D1'")


def _change_event(town: Town) -> None:
    with sqlite3.connect(town.folder / "data" / "bristvakt.sqlite") as connection:
        connection.execute("DROP TRIGGER event_body_refuses_update")
        connection.execute("UPDATE event_body SET body = replace(body, '2023-06-08', '2023-06-18')")


@pytest.mark.parametrize(
    ("damage", "said"),
    [(_change_document, "har ändrats"), (_lose_document, "saknas"), (_change_row, "deficiency"),
     (_change_event, "innehållet stämmer inte")],
)  # fmt: skip
def test_the_check_finds(town: Town, damage: Damage, said: str) -> None:
    assert "Allt hänger ihop." in town.brist("drift", "kontrollera", "--utan-epost")

    damage(town)

    assert said in " ".join(town.brist("drift", "kontrollera", "--utan-epost", code=8).split())


def test_a_red_day_in_a_notice_is_pointed_out(town: Town) -> None:
    town.brist("ärende", "ny", town.case_file("2"))
    from workflow.demo.stage import template

    notice = town.file("rod.toml", template("papekande1.toml").replace("2023-06-08", "2023-06-06"))

    told = town.brist("begär-plan", "2", "--handling", town.file("b.txt", "b"), "--påpekande", notice)

    assert "2023-06-06 är ingen arbetsdag (nationaldagen)" in told


def test_the_folder_of_a_demonstration_must_be_empty(town: Town) -> None:
    told = town.brist("demo", "--mapp", str(town.folder), code=4, clock=False)

    assert "intetom" in "".join(told.split())  # the folder's path is broken wherever it ends


def test_the_archive_keeps_the_same_bytes_once(town: Town) -> None:
    town.brist("ärende", "ny", town.case_file("2"))
    from workflow.demo.stage import template

    notice = town.file("p.toml", template("papekande1.toml"))
    town.brist("begär-plan", "2", "--handling", town.file("annat-namn.txt", "Beslut\n"), "--påpekande", notice)

    assert len(list((town.folder / "data" / "handlingar").glob("*/*"))) == 1
    with reading(town.url) as reader:
        assert len(reader.rows("SELECT document_name FROM notice")) == 2


def test_the_steps_beside_the_ladder_are_given_as_commands(town: Town) -> None:
    town.brist("registrera", "1", "--avser", "plan:D3", "--inkom", "2023-05-22 09:30", "--sätt", "epost")
    said = town.brist("begär-komplettering", "1/D3", "--senast", "2023-06-30", "--skäl", "ansvarig saknas")
    assert "D3: inskickad → åtgärdsplan begärd" in said
    assert "Anstånd begärt" in town.brist("anstånd", "begärt", "1", "--avser", "R5")
    assert "avslaget" in town.brist("anstånd", "avslå", "1", "--avser", "R5", "--skäl", "handlingen finns")
    assert "i retur" in town.brist("påpekande", "retur", "1", "--den", "2023-05-22")
    assert "sänt igen" in town.brist("påpekande", "omsänt", "1", "--sätt", "brev")
    assert "gäller inte från början" in town.brist("återkalla", "1/D3", "--delbrist", "d3C", "--skäl", "fanns")
    assert "Möte hållet" in town.brist("möte", "hållet", "1", "--den", "2023-05-22")
    ended = town.brist(
        "avtal", "upphör", "SOC 2019/11 lov serviceinsatser", "--orsak", "konkurs", "--beslutat", "2023-05-22", "--gäller-från", "2023-05-22",
        "--skäl", "konkursbeslut",
    )  # fmt: skip
    assert "avslutat med alla frister avbrutna: ärende 1" in " ".join(ended.split())
    assert set(town.states().values()) == {"avslutad"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("skicka-sakgranskning", "1", "--handling", "README.md", "--svar-senast", "2023-06-30"), "ingen brist är"),
        (("avsluta-sakgranskning", "1", "--ändringar", "inga"), "ingen brist är i sakgranskning"),
        (("notera", "1/D1", "--skäl", "x"), "förutsätter"),
        (("godkänn-plan", "1/D1"), "förutsätter"),
        (("eskalera", "1/D1", "--till", "nämnden", "--skäl", "x"), "förutsätter"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_step_that_a_rule_forbids_says_which_and_what_instead(town: Town, words: tuple[str, ...], said: str) -> None:
    answer = town.brist(*words, code=3)

    assert said in " ".join(answer.split())
    assert "Gör i stället:" in answer


def test_a_position_says_which_command_has_effect(town: Town) -> None:
    said = town.brist(
        "ställningstagande", "1/D3", "--fråga", "bestridande", "--utfall", "tiden-vilar", "--skäl", "yttrande 12 juni"
    )  # fmt: skip

    assert "ingen egen verkan" in " ".join(said.split())
    assert "anstånd bevilja" in said
    assert "bestridande: tiden-vilar" in " ".join(town.brist("historik", "1").split())


def test_measured_values_are_shown_with_their_periods_and_judged_by_nobody(town: Town) -> None:
    # domänen §1.2, K5: 55 % och 62 % av "minst 85 %"; första perioden är antagen
    for value, first, last, count in (
        ("55 %", "2024-01-01", "2024-01-22", "47"),
        ("62 %", "2024-03-15", "2024-06-14", "41"),
    ):
        town.brist(
            "mätvärde", "registrera", "1/D1", "--namn", "Undersköterskor", "--värde", value, "--period", first, last,
            "--antal", count, "--krav", "minst 85 %",
        )  # fmt: skip
    shown = " ".join(town.brist("mätvärde", "visa", "1/D1").split())

    assert "55 % (2024-01-01–2024-01-22, n = 47)" in shown
    assert "bättre" in shown


def test_an_impossible_period_is_refused_and_not_corrected(town: Town) -> None:
    # läsning A8: "mellan 2024-03-15 och 2023-06-14"
    said = town.brist(
        "mätvärde", "registrera", "1/D1", "--namn", "x", "--värde", "22 %", "--period", "2024-03-15", "2023-06-14", code=4
    )  # fmt: skip

    assert "Inget har rättats" in " ".join(said.split())


def test_a_deadline_is_explained_with_its_document_its_bound_and_what_follows(town: Town) -> None:
    said = " ".join(town.brist("frist", "förklara", "1/D3").split())

    assert "handlingar senast R5: 2023-09-04 (löpande)" in said
    assert "Binder: utföraren" in said
    assert "Fryst av handlingen: SHA-256" in said
    assert "2023-09-05: klockan inleder resultatuppföljning" in said
    assert "ny uppföljning senast: 2026-05-22 (kommunens egen)" in said


def test_a_day_that_the_source_does_not_give_is_not_explained_as_a_printed_one(town: Town) -> None:
    from workflow.demo.stage import template

    town.brist("ärende", "ny", town.case_file("2"))
    text = template("papekande1.toml").replace("2023-06-08", '"okänt"').replace("2023-09-04", '"okänt"')
    town.brist("begär-plan", "2", "--handling", town.file("b.txt", "b"), "--påpekande", town.file("okant.toml", text))

    said = " ".join(town.brist("frist", "förklara", "2/D2").partition("handlingar senast")[2].split())

    assert "Längd: okänd: källan ger ingen dag" in said
    assert "Följd: ingen klocka löper; en människa avgör" in said
    assert "tryckt i påpekandet" not in said


def test_the_municipalitys_own_day_is_explained_by_the_source_of_its_own_rule_set(town: Town) -> None:
    text = Path(town.case_file("2")).read_text("utf-8").replace("orebro-extern", "nynashamn-lou")
    town.brist("ärende", "ny", town.file("lou.toml", text))

    said = " ".join(town.brist("frist", "förklara", "2/D2").split())

    assert "Nynäshamn SON/2024/0476/739 rad 165: '2024 års" in said
    assert "tre år" not in said


# ── rättelser ──


def test_a_correction_shows_what_follows_before_and_after(town: Town) -> None:
    words = ("registrera", "1", "--avser", "R1", "--inkom", "2023-05-22 09:00", "--sätt", "epost")
    town.brist(*words)
    number = max(line["number"] for line in town.ask("historik", "1") if line["kind"] == "handling registrerad")
    correct = ("rätta", "1", "--händelse", str(number), "--avser", "plan", "--skäl", "Det var planen")

    dry, done = town.brist(*correct, "--torrkör").split(), town.brist(*correct).split()

    assert dry == ["Torrkörning,", "ingenting", "är", "gjort.", "Detta", "skulle", "hända:", *done]
    assert "D1: åtgärdsplan begärd → inskickad" in " ".join(done)


def test_a_change_of_nothing_says_what_can_be_changed(town: Town) -> None:
    assert "--påpekande N --handling FIL" in town.brist("ändra", "1", "--skäl", "x", code=4).replace("\n", " ")


def test_the_words_for_how_something_came_are_those_that_a_correction_takes() -> None:
    from workflow.actions import correct
    from workflow.cli import arguments

    for name in ("SUBMISSION_MEANS", "DISPATCH_MEANS", "RECEIPT_MEANS"):
        assert getattr(correct, name) == getattr(arguments, name)


@pytest.mark.parametrize("sought", ["bjorken", "BJÖRKEN", "Bjo\u0308rken", "soc 2023/101", "BV-1"])
def test_a_case_is_found_however_its_name_is_typed(town: Town, sought: str) -> None:
    assert "SOC 2023/101" in town.brist("ärende", "lista", "--sök", sought)


def test_what_no_case_has_is_not_found(town: Town) -> None:
    assert town.brist("ärende", "lista", "--sök", "granen").strip() == "Inget ärende motsvarar det."
