"""ärende ny question by question: each answer is checked and kept at once, and one takes up again where one left off."""

import os
import pty
import select
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.cli.conftest import Brist, Trial
from workflow.cli.case_questions import case_questions
from workflow.cli.interview import Draft, Interview
from workflow.cli.notices import ask_what_applies
from workflow.demo.stage import template
from workflow.errors import InputError
from workflow.importers.case_file import checked
from workflow.importers.notice_file import read_notice

HEAD = (
    "SOC 2026/17", "LOV hemtjänst", "orebro-extern", "egetval@exempelkommunen.example", "2026-11-02", "", "nej",
    "Björkens Omsorg AB", "Björken service",
)  # fmt: skip
CONTACT = ("Vera Verksam", "vera@bjorken.example", "nej")
DEFICIENCY = ("", "3.4", "Samverkan", "", "", "", "Rutinen saknar aktörer", "nej", "nej")
NOTHING_YET = ("nej",)
CTRL_C = b"\x03"
ALL = (*HEAD, *CONTACT, *DEFICIENCY, *NOTHING_YET)


class Told:
    """Somebody at a terminal: answers in turn, then leaves with Ctrl-D; keeps what is asked and said."""

    def __init__(self, folder: Path, *typed: str) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self._typed: Iterator[str] = iter(typed)
        self.draft = Draft(folder / "utkast" / "arende.toml")
        self.interview = Interview(self._ask, self.said.append, self.draft)

    def _ask(self, prompt: str) -> str:
        self.asked.append(prompt)
        try:
            return next(self._typed)
        except StopIteration:
            raise EOFError from None

    def tables(self, **installation: Callable[[Any], None]) -> dict[str, Any]:
        return self.interview.run(lambda asks: case_questions(asks, installation))


def test_the_answers_are_the_very_tables_of_a_case_file(tmp_path: Path) -> None:
    tables = Told(tmp_path, *ALL).tables()

    case = checked(tables, tmp_path)
    assert (case.arende.diarienummer, case.arende.oppnat, case.arende.datum_antagna) == (
        "SOC 2026/17", date(2026, 11, 2), False,
    )  # fmt: skip
    assert [(d.kod, d.slag, [p.kod for p in d.delbrist]) for d in case.brist] == [("D1", "krav", ["D1a"])]


@pytest.mark.parametrize(
    ("before", "wrong", "right", "said"),
    [
        ((), "", "SOC 2026/17", "måste fyllas i"),
        ((), "xxx", "SOC 2026/17", "platshållare"),
        (HEAD[:4], "i maj", "2026-11-02", "inget datum"),
        (HEAD[:4], "2026-02-30", "2026-11-02", "finns inte i kalendern"),
        (HEAD[:6], "kanske", "nej", "Skriv ja eller nej"),
        ((*HEAD, "", "Vera Verksam"), "vera", "vera@bjorken.example", "e-postadress"),
        ((*HEAD, *CONTACT), "brist ett", "D1", "fel form"),
        ((*HEAD, *CONTACT, *DEFICIENCY[:5]), "D2a", "D1a", "hör inte till brist D1"),
        ((), "a\ud8ffb", "SOC 2026/17", "UTF-8"),
        ((), "a\x1b[2Jb", "SOC 2026/17", "styrtecken"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_used_is_asked_for_again_at_once(
    tmp_path: Path, before: tuple[str, ...], wrong: str, right: str, said: str
) -> None:
    told = Told(tmp_path, *before, wrong, right)

    with pytest.raises(EOFError):
        told.tables()

    assert told.asked[len(before)] == told.asked[len(before) + 1]
    assert any(said in line for line in told.said)
    assert [answer.typed for answer in told.draft.answers()][-1] == right


def test_what_the_installation_does_not_know_is_said_at_once(tmp_path: Path) -> None:
    def unknown(key: str) -> None:
        if key == "okand":
            raise InputError("arende.regler", "'okand' finns inte", "välj en av: orebro-extern")

    told = Told(tmp_path, *HEAD[:2], "okand")
    with pytest.raises(EOFError):
        told.tables(regler=unknown)

    assert "  'okand' finns inte. Välj en av: orebro-extern." in told.said


def test_a_question_mark_gives_help_and_is_no_answer(tmp_path: Path) -> None:
    told = Told(tmp_path, "?")
    with pytest.raises(EOFError):
        told.tables()

    assert "med diariets beteckning" in told.said[0]
    assert told.draft.answers() == []


def test_one_takes_up_again_at_the_question_where_one_left_off(tmp_path: Path) -> None:
    with pytest.raises(EOFError):
        Told(tmp_path, *ALL[:10]).tables()

    again = Told(tmp_path, *ALL[10:])
    assert again.tables() == Told(tmp_path / "annan", *ALL).tables()
    assert again.asked[0].startswith("E-postadress")


def test_one_can_go_back_a_question(tmp_path: Path) -> None:
    told = Told(tmp_path, "SOC 2026/71", "<", *ALL)

    assert told.tables()["arende"]["diarienummer"] == "SOC 2026/17"


def test_the_draft_is_whole_whenever_it_is_read(tmp_path: Path) -> None:
    told = Told(tmp_path, *ALL)
    told.tables()

    assert len(tomllib.loads(told.draft.path.read_text(encoding="utf-8"))["svar"]) == len(ALL)
    assert [path.name for path in told.draft.path.parent.iterdir()] == ["arende.toml"]
    assert told.draft.path.stat().st_mode & 0o777 == 0o600


def test_a_damaged_draft_is_told_and_left_alone(tmp_path: Path) -> None:
    told = Told(tmp_path)
    told.draft.path.parent.mkdir()
    told.draft.path.write_text("svar = [", encoding="utf-8")

    with pytest.raises(InputError, match="går inte att läsa"):
        Told(tmp_path)


def test_what_has_already_happened_is_asked_for_and_asked_again_while_it_contradicts_itself(tmp_path: Path) -> None:
    document = tmp_path / "rapport.txt"
    document.write_text("Rapport\n", encoding="utf-8")
    notice = ("ja", "påpekande")
    wrong = ("2026-11-03", str(document), "D1a", "okänt", "", "2027-02-12", "2026-11-01", "brev", "", "nej")
    right = ("2026-11-03", str(document), "D1a", "okänt", "", "2027-02-12", "2026-11-04", "brev", "", "nej")
    answer = ("ja", "svar", "2026-11-20 23:41", "", "plan:D1", "e-post", "", "nej")

    told = Told(tmp_path, *ALL[:-1], *notice, *wrong, *right, *answer)
    case = checked(told.tables(), tmp_path)

    assert any("2026-11-01 ligger före beslutat 2026-11-03" in line for line in told.said)
    assert case.tidigare_papekande[0].expedierat == date(2026, 11, 4)
    assert case.tidigare_papekande[0].plan_senast == "okänt"
    assert case.tidigare_svar[0].inkom == datetime(2026, 11, 20, 22, 41, tzinfo=UTC)


def test_a_document_that_only_the_text_demands_is_asked_about(tmp_path: Path) -> None:
    document = tmp_path / "rapport.txt"
    document.write_text("Rapport\n", encoding="utf-8")
    notice = ("ja", "påpekande", "2026-11-03", str(document), "D1a", "", "", "2027-02-12", "2026-11-04", "brev", "")
    demand = ("ja", "D1a", "", "R6", "Kompetensinventering", "ja", "", "nej", "nej", "nej")

    told = Told(tmp_path, *ALL[:-1], *notice, *demand)
    (row,) = told.tables()["tidigare_papekande"][0]["begard_handling"]

    assert any("Ska den begäras ändå?" in prompt for prompt in told.asked)
    assert (row["endast_i_texten"], row["galler"]) == (True, False)
    assert "  Skriv ja eller nej." in told.said  # an empty answer is none


def test_without_a_file_and_without_a_terminal_the_command_line_is_wrong(
    brist: Brist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())

    called = brist("ärende", "ny")

    assert called.code == 2
    assert "ange FIL" in called.err


def test_in_a_real_terminal_ctrl_c_keeps_the_draft_and_the_rest_opens_the_case(tmp_path: Path, trial: Trial) -> None:
    words = [sys.executable, "-m", "workflow", *trial("2026-11-02T09:00:00+01:00"), "ärende", "ny"]

    code, first = _in_a_terminal(words, [*ALL[:3], CTRL_C.decode()])
    assert (code, "Svaren finns kvar" in " ".join(first.split())) == (130, True), first

    code, second = _in_a_terminal(words, ["ja", *ALL[3:], "ja"])
    assert (code, "Ärende 1 (SOC 2026/17) är upplagt." in second) == (0, True), second
    assert list((tmp_path / "data" / "utkast").iterdir()) == []


def _in_a_terminal(words: list[str], typed: list[str]) -> tuple[int, str]:
    """The exit code and everything shown; each line is typed once the terminal asks."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        words, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=_take_terminal
    )
    os.close(slave)
    shown, waiting, last = "", list(typed), b""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([master], [], [], 5)[0]:
            if last == CTRL_C and "Avbrutet" not in shown:
                os.write(master, last)  # it came between the prompt and the reading of it, where Python only notes it
            continue
        try:
            shown += os.read(master, 4096).decode("utf-8", "replace")
        except OSError:
            break
        if waiting and shown.endswith(": "):
            last = waiting.pop(0).encode()
            last += b"" if last == CTRL_C else b"\n"
            os.write(master, last)
    else:
        process.kill()
    os.close(master)
    return process.wait(60), shown


def _take_terminal() -> None:
    """The pty becomes the process's own terminal, so that Ctrl-C reaches it."""
    import fcntl
    import signal
    import termios

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who runs the tests in the background ignores it, and so would we
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "applies"), [(["kanske", "nej"], False), (["ja"], True)])
def test_begar_plan_asks_in_a_terminal_which_of_list_and_text_applies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: list[str], applies: bool
) -> None:
    # Rapport Sov 609/2022 rad 164–166: the competence inventory stands in the text only (reading A39).
    (tmp_path / "papekande.toml").write_text(
        template("papekande1.toml").replace("galler = false", ""), encoding="utf-8"
    )
    notice = read_notice(tmp_path / "papekande.toml")
    waiting = iter(typed)
    monkeypatch.setattr("builtins.input", lambda prompt: next(waiting))
    monkeypatch.setattr("sys.stdin", _Terminal())

    ask_what_applies(notice)

    (demand,) = [demand for demand in notice.begard_handling if demand.endast_i_texten]
    assert (demand.galler, demand.only_in_text) == (applies, not applies)


def test_without_a_terminal_nobody_is_asked_and_the_list_governs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "papekande.toml").write_text(
        template("papekande1.toml").replace("galler = false", ""), encoding="utf-8"
    )
    notice = read_notice(tmp_path / "papekande.toml")
    monkeypatch.setattr("sys.stdin", StringIO())

    ask_what_applies(notice)

    assert [demand.kod for demand in notice.begard_handling if demand.only_in_text] == ["R6"]
