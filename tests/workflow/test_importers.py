"""The files that people write: checked as a whole, every problem told at once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.workdays import Calendar
from workflow.demo.stage import template
from workflow.demo.story import CASES
from workflow.errors import InputErrors
from workflow.importers.case_file import read_case
from workflow.importers.notice_file import read_notice, red_days

CASE = template("arende.toml").format(**CASES["1"])
NOTICE = template("papekande1.toml")


def written(folder: Path, text: str) -> Path:
    path = folder / "fil.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str, read: object = read_case) -> list[str]:
    with pytest.raises(InputErrors) as found:
        read(written(folder, text))  # type: ignore[operator]
    return [str(problem) for problem in found.value.problems]


def test_the_files_of_the_demonstration_can_be_read(tmp_path: Path) -> None:
    assert len(read_case(written(tmp_path, CASE)).brist) == 6
    assert len(read_notice(written(tmp_path, NOTICE)).begard_handling) == 6


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("avtal =", "avtl =", "menade du 'avtal'?"),
        ("oppnat = 2023-05-22", 'oppnat = "i maj"', "datum"),
        ('adress = "vera@bjorken.example"', 'adress = "vera"', "har fel form"),
        ('kod = "D2"', 'kod = "D1"', "används två gånger"),
        ('kod = "D2a"', 'kod = "D9a"', "ska börja med D2"),
        ('punkt = "Samverkan"', 'punkt = ""', "tom"),
        ('namn = "Vera Verksam"', "namn = 3", "ska vara en text"),
        ("[arende]", "[[arende]]", "tabell"),
        ("[arende]", "[arende", "TOML"),
    ],
)
def test_a_case_that_cannot_be_used_is_told_with_place_and_remedy(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    told = "\n".join(problems(tmp_path, CASE.replace(old, new, 1)))

    assert said in told
    assert "Gör så här:" in told


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = CASE.replace("avtal =", "avtl =").replace('namn = "Vera Verksam"', "namn = 3")

    assert len(problems(tmp_path, text)) == 3  # unknown key, missing key, wrong type


def test_a_file_that_is_not_there_and_one_that_is_no_text_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "bild.toml").write_bytes(b"\xff\xfe\x00")

    for name, said in (("saknas.toml", "finns inte"), ("bild.toml", "UTF-8")):
        with pytest.raises(InputErrors, match=said):
            read_case(tmp_path / name)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("plan_senast = 2023-06-08", "plan_senast = 2023-05-21", "före beslutet"),
        ('delbrister = ["D2a"]', 'delbrister = ["D7a"]', "som påpekandet inte nämner"),
        ('kod = "R2"', 'kod = "R1"', "används två gånger"),
        ("plan_senast = 2023-06-08", 'plan_for = ["D1"]', "saknas fast plan begärs"),
        ("handlingar_senast = 2023-09-04", "", "saknas"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in "\n".join(problems(tmp_path, NOTICE.replace(old, new, 1), read_notice))


def test_a_red_day_is_pointed_out_and_never_moved(tmp_path: Path) -> None:
    notice = read_notice(written(tmp_path, NOTICE.replace("2023-06-08", "2023-06-06")))

    assert red_days(notice, Calendar()) == [(date(2023, 6, 6), "nationaldagen")]
    assert notice.papekande.plan_senast == date(2023, 6, 6)


@given(st.text(max_size=200))
def test_whatever_a_file_holds_it_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("f") / "fil.toml"
    path.write_text(text, encoding="utf-8", errors="replace")

    with pytest.raises(InputErrors):
        read_case(path)
