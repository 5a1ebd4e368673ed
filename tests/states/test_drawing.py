"""The lifecycle as it is drawn: nothing more and nothing less than the edges, and legible."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from transitions.extensions import GraphMachine

from states import drawing
from states.drawing import ONGOING, as_mermaid, as_page, as_svg, as_text
from states.lifecycle import EDGES, PAGES, START
from states.state import State
from states.trigger import Cause, Trigger
from workflow.cli.commands.lifecycle import FORMATS, LIFECYCLE
from workflow.cli.main import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lifecycle.md"
SVG = "{http://www.w3.org/2000/svg}"
Way = tuple[str, str, str]  # from, by what, to


# What is drawn, read back out of each form


def expanded(start: str, trigger: str, end: str | None) -> set[Way]:
    """The ways that one arrow stands for; no end: the deficiency stays where it is."""
    starts = [s for s in State if not s.is_final and s != end] if start == ONGOING else [start]
    return {(here, trigger, end or here) for here in starts}


def stays(start: str, here: str) -> set[Way]:
    """ "här: påpeka, föreslå avtalsbrott (klockan)"."""
    triggers = without_who(re.sub(r"^här(:| –) ", "", here)).split(", ")
    return {way for trigger in triggers for way in expanded(start, trigger, None)}


def without_who(text: str) -> str:
    return re.sub(r" \([^)]*\)", "", text)


def in_text() -> Iterator[Way]:
    state = ""
    for line in as_text(200).splitlines():
        if line and not line.startswith(" "):
            state = without_who(line)
        elif found := re.fullmatch(r"  - (.+) -> (.+)", line):
            yield from expanded(state, found[1], without_who(found[2]))
        elif found := re.fullmatch("  - (.+) – flyttar inte", line):
            yield from expanded(state, found[1], None)


def in_mermaid(diagram: str) -> Iterator[Way]:
    names = {alias: name for name, alias in re.findall(r'^    state "(.+)" as (\S+)$', diagram, re.MULTILINE)}
    for start, end, label in re.findall(r"^    (\S+) --> (\S+) : ([^:;\n]+)$", diagram, re.MULTILINE):
        yield from expanded(names[start], without_who(label), names[end])
    for start, here in re.findall(r"^    (\S+) : (här – [^:;\n]+)$", diagram, re.MULTILINE):
        yield from stays(names[start], here)


def in_svg() -> Iterator[Way]:
    for arrow in groups("pil"):
        yield from expanded(arrow.attrib["data-start"], without_who(written(arrow)), arrow.attrib["data-end"])
    for box in groups("ruta"):
        name, _, here = written(box).partition(" här: ")
        if here:
            yield from stays(name, here)


def in_page_tables() -> Iterator[Way]:
    for section in as_page().split("\n## ")[1:]:
        state = section.splitlines()[0]
        for trigger, end in re.findall(r"^\| (.+?) \| (.+?) \| .+? \| \S+ \| .+? \|$", section, re.MULTILINE)[1:]:
            yield from expanded(state, trigger, None if end == "flyttar inte" else without_who(end))


def groups(kind: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(as_svg()).findall(f"{SVG}g[@class='{kind}']")


def written(group: ElementTree.Element) -> str:
    return " ".join(text.text or "" for text in group.findall(f"{SVG}text"))


def in_the_library() -> set[Way]:
    """The same table, drawn by `transitions` itself."""

    class Dummy:
        """Without a model, the machine has no graph."""

    machine = GraphMachine(
        model=Dummy(),
        states=[state.value for state in State],
        initial=START.value,
        transitions=[[edge.trigger.value, edge.start.value, edge.end.value] for edge in EDGES],
        auto_transitions=False,
        graph_engine="mermaid",
    )
    found = re.findall(r"^ +(.+?) --> (.+?): (.+)$", machine.get_combined_graph().source, re.MULTILINE)
    return {(start, trigger, end) for start, end, label in found for trigger in label.split(" | ")}


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(in_text, id="text"),
        pytest.param(lambda: in_mermaid(as_mermaid()), id="mermaid"),
        pytest.param(in_svg, id="svg"),
        pytest.param(lambda: in_mermaid(as_page()), id="the page's diagram"),
        pytest.param(in_page_tables, id="the page's tables"),
    ],
)
def test_what_is_drawn_is_what_the_library_draws(drawn) -> None:
    assert sorted(drawn()) == sorted(in_the_library())


@pytest.mark.parametrize("form", [as_text, as_mermaid, as_svg, as_page])
def test_every_state_and_every_trigger_is_named(form) -> None:
    drawn = form()

    assert [word for word in (*State, *Trigger) if word not in drawn] == []


def test_an_edge_that_differs_in_one_state_is_drawn_in_each_state(monkeypatch) -> None:
    differing = [
        replace(edge, source="en annan källa")
        if (edge.start, edge.trigger) == (State.REMAINS, Trigger.WITHDRAW)
        else edge
        for edge in EDGES
    ]

    monkeypatch.setattr(drawing, "EDGES", tuple(differing))

    assert Trigger.WITHDRAW not in {edge.trigger for edge in drawing.shared_edges()}
    assert Trigger.WITHDRAW in {edge.trigger for edge in drawing.own_edges(State.REMAINS)}
    assert Trigger.WITHDRAW in {edge.trigger for edge in drawing.own_edges(State.SUBMITTED)}


# Text and page


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_of_the_text_is_longer_than_the_terminal_is_wide(width: int) -> None:
    assert [line for line in as_text(width).splitlines() if len(line) > width] == []


@pytest.mark.parametrize("form", [lambda: as_text(400), as_page], ids=["text", "page"])
def test_every_source_meaning_and_reminder_is_told(form) -> None:
    drawn = form().lower()
    texts = {edge.source for edge in EDGES} | {p.meaning for p in PAGES}
    texts |= {p.reminders for p in PAGES} | {kind for p in PAGES for kind in p.open_kinds}

    assert [text for text in texts if text.lower() not in drawn] == []


def test_the_text_says_who_and_how_many_conditions() -> None:
    assert "  - föreslå avtalsbrott – flyttar inte\n    klockan; 3 villkor\n" in as_text()
    assert "  - registrera plan -> inskickad\n    person, mejl; utan villkor\n" in as_text()


def test_the_page_is_in_step_with_the_edges() -> None:
    # To mend it: make docs
    assert PAGE.read_text(encoding="utf-8") == as_page() + "\n"


# The picture


class Area(NamedTuple):
    """A rectangle; a line is one without height or width."""

    left: float
    top: float
    right: float
    bottom: float
    what: str

    def meets(self, other: "Area") -> bool:
        """More than a common border."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


_LETTER = {"text": (12, 0.62), "här": (11, 0.62), "namn": (14, 0.7)}  # pixels, and a wide font's share of them


def boxes() -> list[Area]:
    found = []
    for group in groups("ruta"):
        rect = group.find(f"{SVG}rect")
        assert rect is not None
        left, top, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        found.append(Area(left, top, left + width, top + height, group.attrib["data-state"]))
    return found


def texts(parent: ElementTree.Element) -> list[Area]:
    return [area_of(text) for text in parent.iter(f"{SVG}text")]


def area_of(text: ElementTree.Element) -> Area:
    size, share = _LETTER[text.attrib["class"]]
    words = text.text or ""
    width = len(words) * size * share
    x, y = float(text.attrib["x"]), float(text.attrib["y"])
    left = x - {"start": 0, "middle": width / 2, "end": width}[text.attrib["text-anchor"]]
    return Area(left, y - 0.8 * size, left + width, y + 0.2 * size, words)


def corners(arrow: ElementTree.Element) -> list[tuple[float, float]]:
    """The points of a path of the form M x y, then H x or V y."""
    path = arrow.find(f"{SVG}path")
    assert path is not None
    first = re.match(r"M(\d+) (\d+)", path.attrib["d"])
    assert first is not None
    found = [(float(first[1]), float(first[2]))]
    for direction, to in re.findall(r"([HV])(\d+)", path.attrib["d"]):
        x, y = found[-1]
        found.append((float(to), y) if direction == "H" else (x, float(to)))
    return found


def lines() -> list[Area]:
    return [
        Area(min(x, u), min(y, v), max(x, u), max(y, v), arrow.attrib["data-trigger"])
        for arrow in groups("pil")
        for (x, y), (u, v) in zip(corners(arrow), corners(arrow)[1:], strict=False)
    ]


def labels() -> list[Area]:
    return [area for arrow in groups("pil") for area in texts(arrow)]


def test_every_state_has_its_box_and_no_two_boxes_overlap() -> None:
    assert sorted(box.what for box in boxes()) == sorted([*State, ONGOING])
    assert [(a.what, b.what) for a, b in combinations(boxes(), 2) if a.meets(b)] == []


def test_everything_is_inside_the_picture() -> None:
    picture = ElementTree.fromstring(as_svg())
    width, height = (float(picture.attrib[name]) for name in ("width", "height"))

    areas = (*texts(picture), *boxes(), *lines())
    outside = [a.what for a in areas if a.left < 0 or a.top < 0 or a.right > width or a.bottom > height]

    assert outside == []
    assert picture.attrib["viewBox"] == f"0 0 {width:.0f} {height:.0f}"


def test_what_is_written_in_a_box_has_room_in_it() -> None:
    wrong = [
        area.what
        for group, box in zip(groups("ruta"), boxes(), strict=True)
        for area in texts(group)
        if area.left < box.left or area.right > box.right or area.top < box.top or area.bottom > box.bottom
    ]

    assert wrong == []


def test_no_text_lies_on_a_box_on_a_line_or_on_another_text() -> None:
    assert [(a.what, b.what) for a in labels() for b in (*boxes(), *lines()) if a.meets(b)] == []
    assert [(a.what, b.what) for a, b in combinations(labels(), 2) if a.meets(b)] == []


def test_no_arrow_goes_through_a_box_or_crosses_another() -> None:
    assert [(a.what, b.what) for a in lines() for b in boxes() if a.meets(b)] == []
    assert [(a.what, b.what) for a, b in combinations(lines(), 2) if a.meets(b)] == []


def test_every_arrow_goes_from_the_border_of_its_box_to_the_border_of_the_other() -> None:
    by_name = {box.what: box for box in boxes()}

    def touches(point: tuple[float, float], box: Area) -> bool:
        x, y = point
        on_side = x in (box.left, box.right) and box.top < y < box.bottom
        return on_side or (y in (box.top, box.bottom) and box.left < x < box.right)

    wrong = [
        written(arrow)
        for arrow in groups("pil")
        if not touches(corners(arrow)[0], by_name[arrow.attrib["data-start"]])
        or not touches(corners(arrow)[-1], by_name[arrow.attrib["data-end"]])
    ]

    assert wrong == []


def test_the_picture_can_be_heard_and_needs_no_colours() -> None:
    picture = ElementTree.fromstring(as_svg())
    named = [picture.find(f"{SVG}*[@id='{name}']") for name in picture.attrib["aria-labelledby"].split()]
    heard = " ".join(part.text or "" for part in named if part is not None)

    assert picture.attrib["role"] == "img"
    assert [word for word in (*State, *Trigger, *Cause) if word not in heard] == []
    assert set(re.findall(r"(?:fill|stroke): (\w+)", as_svg())) == {"none", "black", "white"}


# The command


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_shows_each_form_without_configuration_or_database(form: str, tmp_path, monkeypatch) -> None:
    out, err = StringIO(), StringIO()
    monkeypatch.chdir(tmp_path)

    code = main(["livscykel", "--format", form], stdout=out, stderr=err, environ={}, commands=LIFECYCLE.commands)

    drawn = {"text": as_text, "mermaid": as_mermaid, "svg": as_svg}[form]()
    assert (code, out.getvalue(), err.getvalue()) == (0, drawn + "\n", "")
    assert list(tmp_path.iterdir()) == []


def test_the_command_shows_the_text_unless_another_form_is_asked_for() -> None:
    out = StringIO()

    main(["livscykel"], stdout=out, stderr=StringIO(), environ={"COLUMNS": "60"}, commands=LIFECYCLE.commands)

    assert out.getvalue() == as_text(60) + "\n"
