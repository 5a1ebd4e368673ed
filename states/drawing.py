"""The lifecycle as a text, as a Mermaid diagram, as a picture (SVG) and as docs/lifecycle.md, all from the edges.

What may happen in every state that is not final would be twenty arrows that say three things. It is told once,
as leaving "varje pågående brist"; which edges these are is found in the table, so that an edge that differs in one
state is drawn where it differs. What does not move the deficiency stands inside the box of its state: "här: …".
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from states.edge import PERSON, Edge
from states.lifecycle import EDGES, PAGES, START
from states.page import StatePage
from states.state import State
from states.trigger import Cause

ONGOING = "varje pågående brist"
_UNFINISHED = frozenset(state for state in State if not state.is_final)


# The edges, sorted into those of one state and those of every state that is not final


def own_edges(state: State) -> tuple[Edge, ...]:
    """The edges that leave this state, but for those that leave every state that is not final."""
    return tuple(edge for edge in EDGES if edge.start is state and not _is_shared(edge))


def shared_edges() -> tuple[Edge, ...]:
    """The edges that leave every state that is not final, each once, as it leaves one of them.

    One that leads to a certain state does not leave that state itself.
    """
    return tuple({_but_for_its_start(edge): edge for edge in EDGES if _is_shared(edge)}.values())


def _is_shared(edge: Edge) -> bool:
    starts = {other.start for other in EDGES if _but_for_its_start(other) == _but_for_its_start(edge)}
    return starts == _UNFINISHED - ({edge.end} if _moves(edge) else set())


def _but_for_its_start(edge: Edge) -> tuple[object, ...]:
    return edge.trigger, edge.end if _moves(edge) else None, edge.causes, edge.source, edge.conditions


def _moves(edge: Edge) -> bool:
    return edge.end is not edge.start


# Words that all four have in common


def _who(edge: Edge) -> str:
    return ", ".join(cause for cause in Cause if cause in edge.causes)


def _who_unless_a_person(edge: Edge) -> str:
    return "" if edge.causes == PERSON else f"({_who(edge)})"


def _where(edge: Edge) -> str:
    if not _moves(edge):
        return "flyttar inte"
    return f"{edge.end} (om den inte redan är det)" if _is_shared(edge) and not edge.end.is_final else edge.end


def _conditions(edge: Edge) -> str:
    return f"{len(edge.conditions)} villkor" if edge.conditions else "utan villkor"


def _deadlines(page: StatePage) -> str:
    return ", ".join(page.open_kinds) or "inga"


def _here(edges: Iterable[Edge]) -> str:
    """What happens without moving the deficiency: "här: påpeka, föreslå avtalsbrott (klockan)", or nothing."""
    staying = [f"{edge.trigger} {_who_unless_a_person(edge)}".rstrip() for edge in edges if not _moves(edge)]
    return f"här: {', '.join(staying)}" if staying else ""


def _wrapped(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(f"{line} {word}") > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".lstrip()
    yield line


# Text

_BESIDES = f"Tillkommer: det som gäller {ONGOING} (sist i listan)."


def as_text(width: int = 80) -> str:
    """State by state: what it means, its deadlines and reminders, and what may happen in it.

    No line is longer than `width`, which must have room for the longest word.
    """
    return "\n".join(_text_lines(width))


def _text_lines(width: int) -> Iterator[str]:
    finals = sum(state.is_final for state in State)
    about = f"En brists livscykel: {len(State)} tillstånd, varav {finals} slutliga. Den börjar som {START}."
    yield from _wrapped(about, width)
    for page in PAGES:
        state = page.state
        yield from ("", f"{state} (slutligt)" if state.is_final else state)
        yield from _hanging("Betyder: ", page.meaning, width)
        yield from _hanging("Frister: ", _deadlines(page), width)
        yield from _hanging("Påminnelser: ", page.reminders, width)
        yield from _edge_lines(own_edges(state), width)
        if not state.is_final:
            yield from _hanging("- ", _BESIDES, width)
    yield from ("", ONGOING)
    yield from _edge_lines(shared_edges(), width)


def _edge_lines(edges: Iterable[Edge], width: int) -> Iterator[str]:
    for edge in edges:
        yield from _hanging("- ", f"{edge.trigger} {'->' if _moves(edge) else '–'} {_where(edge)}", width)
        yield from _hanging("  ", f"{_who(edge)}; {_conditions(edge)}", width)
        yield from _hanging("  ", edge.source, width)


def _hanging(label: str, text: str, width: int) -> Iterator[str]:
    """Indented by two, with the lines that follow the first under the text and not under its label."""
    first, *rest = _wrapped(text, width - 2 - len(label))
    yield f"  {label}{first}"
    yield from (" " * (2 + len(label)) + line for line in rest)


# Mermaid


def as_mermaid() -> str:
    """A stateDiagram-v2: an arrow for each edge that moves the deficiency; the shared ones leave a box of their own."""
    return "\n".join(_mermaid_lines())


def _mermaid_lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in State:
        yield from _mermaid_box(state, own_edges(state))
    yield from _mermaid_box(ONGOING, shared_edges())
    yield "    classDef streckad stroke-dasharray: 5 4"
    yield f"    class {_identifier(ONGOING)} streckad"
    yield f"    [*] --> {START}"
    for state in State:
        yield from _mermaid_arrows(state, own_edges(state))
    yield from _mermaid_arrows(ONGOING, shared_edges())
    yield from (f"    {_identifier(state)} --> [*]" for state in State if state.is_final)


def _mermaid_box(name: str, edges: Iterable[Edge]) -> Iterator[str]:
    yield f'    state "{name}" as {_identifier(name)}'
    if here := _here(edges):
        yield f"    {_identifier(name)} : {here.replace(':', ' –')}"  # a second colon would end the text


def _mermaid_arrows(start: str, edges: Iterable[Edge]) -> Iterator[str]:
    for edge in filter(_moves, edges):
        label = f"{edge.trigger} {_who_unless_a_person(edge)}".rstrip()
        yield f"    {_identifier(start)} --> {_identifier(edge.end)} : {label}"


def _identifier(name: str) -> str:
    return "varje" if name == ONGOING else name.replace(" ", "_")  # what `class` names must be ASCII


# docs/lifecycle.md

_INTRODUCTION = f"""# Livscykeln

<!-- Gjord ur programmet: python -m states.drawing > docs/lifecycle.md. Ändra inte här. -->

En brist är alltid i ett av {len(State)} tillstånd. En pil är något som händer och flyttar den; det som händer utan att
flytta den står i tillståndets ruta efter *här*. Inom parentes står vem som gör det, om det inte bara är en person.
Den streckade rutan är inget tillstånd: det som går ut från den kan hända i varje tillstånd som inte är slutligt.

`brist livscykel` visar det här som text, `brist livscykel --format svg` som bild.

```mermaid"""
_TABLE = "| vad som händer | leder till | vem | villkor | källa |\n|---|---|---|---|---|"


def as_page() -> str:
    """docs/lifecycle.md: the diagram, and a table for each state."""
    return "\n".join(_page_lines())


def _page_lines() -> Iterator[str]:
    yield from (_INTRODUCTION, as_mermaid(), "```")
    for page in PAGES:
        if not page.state.is_final:
            yield f"\n## {page.state}\n\n{_sentence(page.meaning)}\n"
            yield f"- Öppna frister: {_deadlines(page)}.\n- Påminnelser: {page.reminders}.\n"
            yield from _rows(own_edges(page.state))
    yield f"\n## {ONGOING}\n\nDet här kan dessutom hända i varje tillstånd som inte är slutligt.\n"
    yield from _rows(shared_edges())
    yield "\n## Slutliga tillstånd\n\nIngenting mer väntas av någon.\n"
    yield "| tillstånd | betyder | öppna frister |\n|---|---|---|"
    for page in PAGES:
        if page.state.is_final:
            yield f"| {page.state} | {page.meaning} | {_deadlines(page)} |"


def _rows(edges: Iterable[Edge]) -> Iterator[str]:
    yield _TABLE
    for edge in edges:
        yield f"| {edge.trigger} | {_where(edge)} | {_who(edge)} | {len(edge.conditions) or '–'} | {edge.source} |"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


# SVG: a fixed layout, in pixels. A state that is added needs a place here, an edge a road: a test says which.

_PICTURE = (1070, 890)
_BOX = (240, 64)
_BESIDE, _LADDER, _RIGHT = 140, 500, 930  # the middles of the columns
_PLACES: dict[str, tuple[int, int]] = {
    State.IDENTIFIED: (_LADDER, 120),
    State.ACTION_PLAN_REQUESTED: (_LADDER, 250),
    State.SUBMITTED: (_LADDER, 380),
    State.RESULT_FOLLOWUP: (_LADDER, 510),
    State.REMAINS: (_LADDER, 640),
    State.MATERIAL_BREACH: (_LADDER, 770),
    State.REMEDIED: (_BESIDE, 640),
    State.FACT_CHECK: (_RIGHT, 120),
    State.NOTED: (_RIGHT, 250),
    State.ENDED: (_RIGHT, 510),
    ONGOING: (_RIGHT, 640),
    State.WITHDRAWN: (_RIGHT, 770),
}


class _Road(NamedTuple):
    """Where an arrow goes, as the path of an SVG, and where its text stands: the first line's base."""

    path: str
    x: int
    y: int
    anchor: str = "start"  # which end of the text x is


_ROADS: dict[tuple[str, str], _Road] = {
    (State.IDENTIFIED, State.FACT_CHECK): _Road("M620 98H810", 628, 92),
    (State.FACT_CHECK, State.IDENTIFIED): _Road("M810 122H620", 628, 116),
    (State.IDENTIFIED, State.NOTED): _Road("M620 146H785V236H810", 628, 140),
    (State.IDENTIFIED, State.ACTION_PLAN_REQUESTED): _Road("M500 152V218", 508, 189),
    (State.IDENTIFIED, State.RESULT_FOLLOWUP): _Road("M380 120H160V506H380", 168, 100),
    (State.FACT_CHECK, State.NOTED): _Road("M930 152V218", 938, 189),
    (State.ACTION_PLAN_REQUESTED, State.SUBMITTED): _Road("M470 282V348", 462, 312, "end"),
    (State.ACTION_PLAN_REQUESTED, State.RESULT_FOLLOWUP): _Road("M380 250H184V488H380", 192, 230),
    (State.SUBMITTED, State.ACTION_PLAN_REQUESTED): _Road("M530 348V282", 538, 319),
    (State.SUBMITTED, State.RESULT_FOLLOWUP): _Road("M500 412V478", 508, 442),
    (State.RESULT_FOLLOWUP, State.REMEDIED): _Road("M380 528H140V608", 150, 545),
    (State.RESULT_FOLLOWUP, State.REMAINS): _Road("M470 542V608", 462, 579, "end"),
    (State.REMAINS, State.RESULT_FOLLOWUP): _Road("M530 608V542", 538, 572),
    (State.REMAINS, State.ACTION_PLAN_REQUESTED): _Road("M620 640H750V262H620", 628, 634),
    (State.REMAINS, State.MATERIAL_BREACH): _Road("M500 672V738", 508, 709),
    (State.MATERIAL_BREACH, State.REMEDIED): _Road("M380 770H140V672", 150, 764),
    (ONGOING, State.ENDED): _Road("M930 608V542", 938, 579),
    (ONGOING, State.MATERIAL_BREACH): _Road("M810 640H785V770H620", 628, 750),
    (ONGOING, State.WITHDRAWN): _Road("M930 672V738", 938, 709),
}
_KEY = (
    "En pil är något som händer och flyttar bristen; inom parentes vem som gör det, om inte bara en person.",
    "här: det som händer i tillståndet utan att flytta bristen.",
    "Dubbel ram: slutligt tillstånd. Streckad ram: inget tillstånd, utan det som gäller i alla som inte är slutliga.",
)
_LABEL_WIDTH, _BOX_WIDTH, _LINE = 26, 34, 14  # letters, letters, pixels
_STYLE = """
  .livscykel { font-family: sans-serif; font-size: 12px }
  .livscykel rect, .livscykel path { fill: white; stroke: black; stroke-width: 1.2 }
  .livscykel .pil path { fill: none }
  .livscykel .spets { fill: black }
  .livscykel .grund { stroke: none }
  .livscykel .streckad { stroke-dasharray: 6 4 }
  .livscykel .namn { font-size: 14px; font-weight: bold }
  .livscykel .här { font-size: 11px }
"""


def as_svg() -> str:
    """A picture that is read without colours, and by a screen reader as the list of its arrows."""
    return "\n".join(_svg_lines())


def _svg_lines() -> Iterator[str]:
    width, height = _PICTURE
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    yield '     class="livscykel" lang="sv" role="img" aria-labelledby="livscykel-titel livscykel-text">'
    yield '<title id="livscykel-titel">En brists livscykel</title>'
    yield f'<desc id="livscykel-text">{_escaped(" ".join(_told()))}</desc>'
    yield f"<style>{_STYLE}</style>"
    yield '<defs><marker id="spets" viewBox="0 0 10 8" refX="10" refY="4" markerWidth="10" markerHeight="8"'
    yield '  markerUnits="userSpaceOnUse" orient="auto"><path class="spets" d="M0 0L10 4L0 8z"/></marker></defs>'
    yield f'<rect class="grund" width="{width}" height="{height}"/>'
    yield '<circle cx="500" cy="45" r="7"/><path d="M500 52V88" marker-end="url(#spets)"/>'
    for start, edge in _arrows():
        yield from _arrow(start, edge)
    for page in PAGES:
        yield from _box(page.state, page.meaning, own_edges(page.state), is_final=page.state.is_final)
    yield from _box(ONGOING, "varje tillstånd som inte är slutligt", shared_edges())
    yield from _written(_KEY, x=20, y=height - 2 * _LINE - 20, anchor="start")
    yield "</svg>"


def _arrows() -> Iterator[tuple[str, Edge]]:
    """Every edge that is drawn, with the name of the box that it leaves."""
    yield from ((state, edge) for state in State for edge in own_edges(state) if _moves(edge))
    yield from ((ONGOING, edge) for edge in shared_edges() if _moves(edge))


def _told() -> Iterator[str]:
    yield f"Börjar som {START}."
    yield from (_arrow_told(start, edge) for start, edge in _arrows())
    yield from (f"{page.state}, {here}." for page in PAGES if (here := _here(own_edges(page.state))))
    yield f"{ONGOING}, {_here(shared_edges())}."
    yield f"Slutliga: {', '.join(state for state in State if state.is_final)}."


def _arrow_told(start: str, edge: Edge) -> str:
    return f"{start}: {edge.trigger} ({_who(edge)}) leder till {_where(edge)}."


def _arrow(start: str, edge: Edge) -> Iterator[str]:
    road = _ROADS[start, edge.end]
    yield f'<g class="pil" data-start="{start}" data-trigger="{edge.trigger}" data-end="{edge.end}">'
    yield f"<title>{_escaped(_arrow_told(start, edge))}</title>"
    yield f'<path d="{road.path}" marker-end="url(#spets)"/>'
    lines = [*_wrapped(edge.trigger, _LABEL_WIDTH), *filter(None, [_who_unless_a_person(edge)])]
    yield from _written(lines, x=road.x, y=road.y, anchor=road.anchor)
    yield "</g>"


def _box(name: str, meaning: str, edges: Iterable[Edge], *, is_final: bool = False) -> Iterator[str]:
    (x, y), (width, height) = _PLACES[name], _BOX
    left, top = x - width // 2, y - height // 2
    frame = ' class="streckad"' if name == ONGOING else ""
    yield f'<g class="ruta" data-state="{name}">'
    yield f"<title>{_escaped(f'{name}: {meaning}')}</title>"
    yield f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="8"{frame}/>'
    if is_final:
        yield f'<path d="M{left + 5} {top + 5}h{width - 10}v{height - 10}h{10 - width}z"/>'
    here = [*filter(None, _wrapped(_here(edges), _BOX_WIDTH))]
    first = y + 5 - len(here) * _LINE // 2
    yield from _written((name,), x=x, y=first, anchor="middle", kind="namn")
    yield from _written(here, x=x, y=first + _LINE + 2, anchor="middle", kind="här")
    yield "</g>"


def _written(lines: Iterable[str], *, x: int, y: int, anchor: str, kind: str = "text") -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f'<text class="{kind}" x="{x}" y="{y + number * _LINE}" text-anchor="{anchor}">{_escaped(line)}</text>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    import sys

    sys.stdout.write(as_page() + "\n")
