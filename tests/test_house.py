"""The house itself: words in step, invented names only, the picture of the lifecycle, small functions."""

import ast
import importlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from notifications.intents import Mailable
from states.deadline_kind import DeadlineKind
from states.drawing import own_edges
from states.facts import DeadlineStatus
from states.flags import Flag
from states.state import State
from states.trigger import Trigger
from workflow.cli.output import Terminal
from workflow.errors import NotFound
from workflow.status.history import _TOLD
from workflow.store.kinds import Kind

ROOT = Path(__file__).resolve().parents[1]
OURS = ("states", "notifications", "workflow", "tests", "docs", ".ci", "benchmarks")
TEXT = {".py", ".toml", ".md", ".j2", ".sh", ".mako", ""}
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


def texts() -> list[Path]:
    folders = [path for name in OURS for path in (ROOT / name).rglob("*") if "__pycache__" not in path.parts]
    found = [path for path in (*folders, *ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile") if path.is_file()]
    return [path for path in found if path.suffix in TEXT]


def test_every_address_is_invented() -> None:
    wrong = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in texts()
        for match in _ADDRESS.finditer(path.read_text(encoding="utf-8"))
        if not match[1].endswith((".example", ".test"))
    }

    assert wrong == set()


def test_nothing_names_a_path_of_some_machine() -> None:
    words = ("/" + "root/", "/" + "home/", "/" + "work/")
    wrong = [path for path in texts() if any(word in path.read_text(encoding="utf-8") for word in words)]

    assert wrong == []


def test_the_glossary_has_every_word_with_its_name() -> None:
    page = (ROOT / "docs" / "ordlista.md").read_text(encoding="utf-8")
    words = [*State, *Trigger, *DeadlineStatus, *DeadlineKind, *Flag]

    missing = [
        word for word in words if not re.search(rf"\| {word.value} \|.*`{type(word).__name__}\.{word.name}`", page)
    ]

    assert missing == []


def test_the_picture_in_the_readme_shows_every_way_that_not_all_states_share() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    drawn = sorted(re.findall(r"^    (\S+) --> (\S+) : (.+)$", page, re.MULTILINE))
    edges = [edge for state in State for edge in own_edges(state) if edge.end is not edge.start]

    assert drawn == sorted((e.start.replace(" ", "_"), e.end.replace(" ", "_"), e.trigger.value) for e in edges)


def test_every_kind_of_event_is_told_in_history() -> None:
    assert set(_TOLD) == set(Kind)


def test_every_mail_has_a_text_and_an_html_template() -> None:
    from typing import get_args

    folder = ROOT / "notifications" / "templates"

    assert all(
        (folder / f"{kind.template}.{form}.j2").exists() for kind in get_args(Mailable) for form in ("txt", "html")
    )


def functions() -> list[int]:
    """The lengths of all functions of the product."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in texts()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in OURS[:3] and "migrations" not in path.parts
    ]
    defined = [
        node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [(node.end_lineno or 0) - node.lineno + 1 for node in defined]


def test_half_of_all_functions_are_under_ten_lines_and_nearly_all_under_fifty() -> None:
    lengths = sorted(functions())

    assert lengths[len(lengths) // 2] < 10
    assert sum(length >= 50 for length in lengths) <= len(lengths) // 100


def test_no_file_is_named_after_nothing() -> None:
    wrong = {"utils", "helpers", "common", "core", "base", "manager", "service"}

    assert [path for path in texts() if path.stem in wrong] == []


def test_an_environment_that_lies_in_another_folder_is_not_emptied(tmp_path: Path) -> None:
    other, here = tmp_path / "annan", tmp_path / "här"
    for folder in (other, here):
        folder.mkdir()
    (other / "kvar").touch()
    (here / ".venv").symlink_to(other)
    (here / "requirements.lock").touch()
    shutil.copy(ROOT / "Makefile", here)

    done = subprocess.run(["make", ".venv/klar"], cwd=here, capture_output=True, text=True, timeout=60, check=False)

    assert (other / "kvar").exists()
    assert done.returncode != 0
    assert done.stderr.startswith(".venv är en länk")


def test_the_demonstration_comes_to_what_it_should(tmp_path: Path) -> None:
    import io
    from argparse import Namespace

    from workflow.demo.run import run_command

    out = io.StringIO()

    assert run_command(Namespace(folder=tmp_path / "demo"), Terminal(out, out, {}, 80)) == 0, out.getvalue()[-9000:]
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == [
        "exempelkommunen",
        "inkorgen",
        "mallkoping",
        "ovningsvik",
    ]


def test_a_demonstration_that_comes_to_something_else_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    from argparse import Namespace
    from dataclasses import replace

    from workflow.demo import orebro, run
    from workflow.demo.stage import Stage

    def nothing_happens(stage: Stage) -> None:
        stage.at("2023-05-22 10:00")
        stage.brist("databas", "skapa", "--prov")

    other = replace(
        orebro.MUNICIPALITY, stories=(nothing_happens,), deficiencies="1/D1: kvarstår, 2", mails="", tasks=""
    )
    monkeypatch.setattr(run, "MUNICIPALITIES", (other,))
    out = io.StringIO()

    assert run.run_command(Namespace(folder=tmp_path / "demo"), Terminal(out, out, {}, 80)) == 8
    assert "FEL  1/D1" in out.getvalue()


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "LICENSE", "Makefile", "config.toml", "requirements.lock"]
)
def test_what_stands_at_the_top_is_kept_by_git(name: str) -> None:
    if not (ROOT / ".git").exists():
        return  # an unpacked archive

    assert subprocess.run(["git", "ls-files", "--error-unmatch", name], cwd=ROOT, capture_output=True).returncode == 0


def readings() -> list[tuple[str, str, str]]:
    """Of each reading its number, the function where it is computed, and the test that shows it."""
    page = (ROOT / "docs" / "läsningar.md").read_text(encoding="utf-8")
    return re.findall(r"^## (A\d+)\. .*?^- `([\w.]+)`, `(test_\w+)`$", page, re.MULTILINE | re.DOTALL)


def test_every_reading_of_the_domain_is_told_once() -> None:
    assert [number for number, _, _ in readings()] == [f"A{number}" for number in range(1, 52)]


@pytest.mark.parametrize(("number", "function", "test"), readings(), ids=lambda value: value if value[0] == "A" else "")
def test_a_reading_names_a_function_and_a_test_that_exist(number: str, function: str, test: str) -> None:
    parts = function.split(".")
    depth = next(n for n in range(len(parts), 0, -1) if (ROOT / Path(*parts[:n])).with_suffix(".py").exists())
    found: object = importlib.import_module(".".join(parts[:depth]))
    for name in parts[depth:]:
        found = getattr(found, name)

    assert f"def {test}(" in TESTS


def test_what_is_not_found_is_told_in_its_own_gender() -> None:
    neuter = {"avtal", "mejl", "påpekande", "ärende", "expedierat påpekande", "inkommet mejl"}
    sought = {
        word
        for path in (ROOT / "workflow").rglob("*.py")
        for word in re.findall(r'(?:NotFound\(|_missing\(past, )"([^"]+)"', path.read_text(encoding="utf-8"))
    }

    assert {word for word in sought if f"Det finns inget {word}" in str(NotFound(word, "x", "y"))} == sought & neuter
