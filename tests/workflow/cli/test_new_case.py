"""ärende ny out of a file or a form, ärende mall and ärende genomgånget, as a person gives them."""

from pathlib import Path

from openpyxl import load_workbook

from tests.workflow.cli.conftest import Brist, Trial
from tests.workflow.mid_life import CASE_001, CORRECTED_001, case_002

JULY = "2024-07-10T09:00:00+02:00"


def case_file(folder: Path, text: str) -> str:
    for name in ("rapport0.txt", "rapport1.txt"):
        (folder / name).write_text("Rapport\n", encoding="utf-8")
    path = folder / "arende.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_dry_run_tells_the_mails_of_thirty_days_and_opens_nothing(brist: Brist, trial: Trial, tmp_path: Path) -> None:
    called = brist(*trial(JULY), "ärende", "ny", case_file(tmp_path, CORRECTED_001), "--torrkör")

    assert called.code == 0, called.err
    assert "Torrkörning, ingenting är gjort." in called.out
    assert "2024-07-31 till utförare: påminnelse före: plan senast 2024-08-02 (K3)" in words(called.out)
    assert "bara om brevlådan är läst" in words(called.out)
    assert "Inga ärenden." in brist(*trial(JULY), "ärende", "lista").out


def unwrapped(text: str) -> str:
    """Without any space: a long path is broken in the middle, wherever the machine's folder lets it end."""
    return "".join(text.split())


def test_a_dry_run_tells_every_problem_with_the_file_and_with_the_installation(
    brist: Brist, trial: Trial, tmp_path: Path
) -> None:
    text = CASE_001.replace("orebro-egen-regi", "okand").replace('namn = "Eva Enhetschef"', 'namn = "xxx"')

    called = brist(*trial(JULY), "ärende", "ny", case_file(tmp_path, text), "--torrkör")

    told = unwrapped(called.err)
    assert called.code == 4
    for said in (
        "arende.toml: kontakt.1.namn: har kvar en platshållare: xxx",
        "arende.toml: matvarde.3.period: perioden 'mellan 2024-03-15 och 2023-06-14'",
        "arende.toml: arende.regler: 'okand' finns inte",
    ):
        assert unwrapped(said) in told


def test_a_form_is_written_filled_in_and_told_cell_by_cell(brist: Brist, trial: Trial, tmp_path: Path) -> None:
    path = tmp_path / "ärende.xlsx"
    written = brist(*trial(JULY), "ärende", "mall", str(path))
    assert written.code == 0, written.err
    book = load_workbook(path)
    values = (
        "SOC 2024/7",
        "avtal",
        "orebro-extern",
        "fel@exempelkommunen.example",
        "2024-07-01",
        None,
        None,
        "AB",
        "E",
    )
    for row, value in enumerate(values, 2):
        book["Ärende"].cell(row, 2).value = value
    book["Kontakter"].append(("utförare", "Vera Verksam", "vera@bjorken.example"))
    book["Brister"].append(("D1", None, "Samverkan", None, None, "D1a", "Rutinen saknar aktörer"))
    book.save(path)

    refused = brist(*trial(JULY), "ärende", "ny", str(path))
    said = "ärende.xlsx: Ärende!B5: 'fel@exempelkommunen.example' finns inte"
    assert unwrapped(said) in unwrapped(refused.err)

    book["Ärende"]["B5"] = "egetval@exempelkommunen.example"
    book.save(path)
    assert "Ärende 1 (SOC 2024/7) är upplagt." in brist(*trial(JULY), "ärende", "ny", str(path)).out


def test_what_fell_due_before_the_registration_is_settled_by_one_command(
    brist: Brist, trial: Trial, tmp_path: Path
) -> None:
    options = trial("2024-12-02T09:00:00+01:00")
    assert brist(*options, "ärende", "ny", case_file(tmp_path, CORRECTED_001)).code == 0
    assert "Gå igenom det som förföll före registreringen 2024-12-02" in words(brist(*options, "att-göra").out)

    assert brist(*options, "ärende", "genomgånget", "1").code == 0

    assert "förföll före" not in words(brist(*options, "att-göra").out)
    assert "registrerad i efterhand" in words(brist(*options, "historik", "1").out)
    assert "ok   register mot händelser" in brist(*options, "drift", "kontrollera", "--utan-epost").out


def test_a_case_shows_its_counts_as_the_source_states_them(brist: Brist, trial: Trial, tmp_path: Path) -> None:
    options = trial(JULY)
    assert brist(*options, "ärende", "ny", case_file(tmp_path, case_002())).code == 0

    shown = words(brist(*options, "ärende", "visa", "1").out)

    assert "2 av 14" in shown
    assert "okända" in shown
    assert "grön" not in shown
