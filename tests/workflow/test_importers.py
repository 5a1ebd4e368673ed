"""The files that people write: checked as a whole, every problem told at once."""

import unicodedata
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
        ('adress = "vera@bjorken.example"', 'adress = "vera"', "e-postadress"),
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


@pytest.mark.parametrize(
    "address",
    ["a:b@x.example", "a(b@x.example", "(@)", ".@.", "[@[", "a@x", "a\\u0000@x.example", "vera@bjorken.example>",
     "\u212bsa@x.example"],
)  # fmt: skip
def test_an_address_that_some_mail_server_refuses_is_refused_here(tmp_path: Path, address: str) -> None:
    told = "\n".join(problems(tmp_path, CASE.replace("vera@bjorken.example", address, 1)))

    assert "kontakt.1.adress" in told


def test_a_domain_with_swedish_letters_is_told_how_it_is_written(tmp_path: Path) -> None:
    told = "\n".join(problems(tmp_path, CASE.replace("vera@bjorken.example", "vera@björken.example", 1)))

    assert "skriv den vera@xn--bjrken-xxa.example" in told


@pytest.mark.parametrize("sign", ["\\n", "\\u0000", "\\u001b[2J", "\\t", "\u2028"], ids=repr)
@pytest.mark.parametrize("text", ["Vera Verksam", "Samverkan", "SOC 2023/101", "Björkens Omsorg AB"])
def test_a_control_character_is_refused_in_every_text(tmp_path: Path, text: str, sign: str) -> None:
    told = "\n".join(problems(tmp_path, CASE.replace(text, f"{text[:3]}{sign}{text[3:]}", 1)))

    assert "styrtecken" in told
    assert "\x1b" not in told


def test_a_text_over_several_lines_may_end_with_a_line_break(tmp_path: Path) -> None:
    case = read_case(written(tmp_path, CASE.replace('"Vera Verksam"', '"""\nVera Verksam\n"""', 1)))

    assert case.kontakt[0].namn == "Vera Verksam"


def test_both_unicode_spellings_are_kept_as_one(tmp_path: Path) -> None:
    case = read_case(written(tmp_path, unicodedata.normalize("NFD", CASE)))

    assert case == read_case(written(tmp_path, CASE))


@pytest.mark.parametrize(
    ("read", "text", "old", "new", "said"),
    [
        (read_case, CASE, "oppnat = 2023-05-22", 'oppnat = "2023-05-22"', "utan citattecken"),
        (read_case, CASE, "oppnat = 2023-05-22", "oppnat = 0", "ska vara ett datum"),
        (read_case, CASE, "oppnat = 2023-05-22", "oppnat = 2023-05-22T08:00:00", "klockslag"),
        (read_case, CASE, "oppnat = 2023-05-22", "oppnat = 2200-01-01", "år från 1900 till 2199"),
        (read_case, CASE, "oppnat = 2023-05-22", "oppnat = 1899-12-31", "(nu: 1899-12-31)"),
        (read_notice, NOTICE, "beslutat = 2023-05-22", "beslutat = 0", "ska vara ett datum"),
        (read_notice, NOTICE, "plan_senast = 2023-06-08", 'plan_senast = "2023-06-08"', "utan citattecken"),
        (read_notice, NOTICE, "plan_senast = 2023-06-08", "plan_senast = 9999-06-08", "år från 1900 till 2199"),
        (read_notice, NOTICE, 'kod = "R2"', 'kod = "R2"\nendast_i_texten = "yes"', "true eller false"),
        (read_notice, NOTICE, 'kod = "R2"', 'kod = "R2"\nendast_i_texten = 1', "true eller false"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_not_read_as_what_it_looks_like(
    tmp_path: Path, read: object, text: str, old: str, new: str, said: str
) -> None:
    assert old in text

    assert said in "\n".join(problems(tmp_path, text.replace(old, new, 1), read))


def test_a_day_that_the_source_does_not_give_is_still_unknown(tmp_path: Path) -> None:
    notice = read_notice(written(tmp_path, NOTICE.replace("plan_senast = 2023-06-08", 'plan_senast = "okänt"')))

    assert notice.papekande.plan_senast == "okänt"


def test_a_byte_order_mark_before_the_first_line_is_no_error(tmp_path: Path) -> None:
    assert len(read_case(written(tmp_path, "\ufeff" + CASE)).brist) == 6


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (CASE.replace("[arende]", "[arende", 1), "tecken 8"),
        (CASE.replace('avtal = "', "avtal = ", 1), "tecken 9"),
        ("x = [", "filens slut"),
        ("x = " + "9" * 5000, "fil.toml: "),
        ("x = " + "[" * 100_000, "fil.toml: "),
    ],
    ids=["bracket", "quote", "end", "digits", "depth"],
)
def test_what_is_no_toml_is_told_with_its_place_and_without_english(tmp_path: Path, text: str, place: str) -> None:
    (told,) = problems(tmp_path, text)

    assert place in told
    assert "går inte att läsa som TOML" in told
    assert not any(word in told for word in ("Expected", "Invalid", "Unclosed", "line"))


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
