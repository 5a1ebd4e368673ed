"""Which demanded document a file is likely to be: a score, the reasons, and whether it is clear. A person decides.

A word counts as much as it tells the lines apart: "rutin" stands in most of them and says little. Words are compared
by their stems, and a compound by its beginning or its end: "avvikelserutin" is both "avvikelse" and "rutin".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from notifications.incoming.folding import words

_CLEAR, _CLEAR_DISTANCE, _LEAST = 65, 15, 25
_SMALL_IMAGE = 60_000
_HEADING_LINES, _HEADING_CHARACTERS, _MOST_CHARACTERS = 6, 400, 60_000
_IN_NAME, _IN_HEADING, _IN_TEXT = 1.0, 0.85, 0.4
_CODE_IN_NAME, _CODE_IN_HEADING, _A_PLAN = 90, 75, 75
_SHORTEST_PART = 5
_NO_CONTENT = {
    "for",
    "av",
    "och",
    "i",
    "pa",
    "om",
    "den",
    "det",
    "de",
    "till",
    "med",
    "en",
    "ett",
    "vid",
    "som",
    "er",
    "ny",
    "nya",
}
_INFLECTION = re.compile(
    r"(?<=[a-z0-9]{4})(?:ningarna|ningens|ningar|ningen|ning|arnas|ornas|ernas|arna|orna|erna|aren|ens|ets|ar|or|er|en"
    r"|et|na|as|es|s|a|e)$"
)
_SAME = {"handlingsplan": "atgardsplan", "handlingsplanen": "atgardsplan"}
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|bmp|webp|svg)$", re.IGNORECASE)
_NO_DOCUMENT = re.compile(r"\.(?:p7s|vcf)$|^signature\.asc$", re.IGNORECASE)
_DECORATION = re.compile(
    r"(?:^|[\W_])(?:logo|logga|logotyp|signatur|banner|ikon)|^image\d{3}\.|^oledata", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the checklist: ("R2", "rutin för avvikelsehantering")."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A file: its name, its text, its size in bytes, and whether a plan could be read in it."""

    name: str
    text: str = ""
    media_type: str = ""
    size: int | None = None
    has_plan: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the file is proposed for; no line where nothing in it points at one. `score` is 0–100.

    `is_clear`: so high, and so far from the next line, that it may be sorted without a question. `reasons` are Swedish.
    """

    document: Named
    line: Line | None
    score: int
    reasons: tuple[str, ...]
    is_clear: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """The words of a file by where they stand."""

    name: tuple[str, ...]
    heading: tuple[str, ...]
    text: frozenset[str]


def propose(lines: Sequence[Line], documents: Sequence[Named]) -> tuple[Proposal, ...]:
    """One proposal for each file, in their order. Two files may be proposed for the same line."""
    weights = _weights(lines)
    return tuple(_proposal(lines, document, weights) for document in documents)


def is_decoration(document: Named) -> bool:
    """A logotype, a picture in a signature, a digital signature or a card: never proposed for anything."""
    if _NO_DOCUMENT.search(document.name):
        return True
    if not (document.media_type.lower().startswith("image/") or _PICTURE.search(document.name)):
        return False
    is_small = document.size is not None and document.size < _SMALL_IMAGE
    return is_small or _DECORATION.search(document.name) is not None


def _proposal(lines: Sequence[Line], document: Named, weights: dict[str, float]) -> Proposal:
    if is_decoration(document):
        return Proposal(document, None, 0, ("en logotyp, en underskrift eller ett visitkort",))
    seen = _seen(document)
    scored = sorted(
        ((*_score(line, document, seen, weights), -number) for number, line in enumerate(lines)),
        key=lambda one: (one[0], one[2]),
        reverse=True,
    )
    if not scored or scored[0][0] < _LEAST:
        return Proposal(document, None, 0, ("varken namnet eller texten liknar något som har begärts",))
    best, reasons, at = scored[0]
    second = scored[1][0] if len(scored) > 1 else 0
    is_clear = best >= _CLEAR and best - second >= _CLEAR_DISTANCE
    if not is_clear and second >= _LEAST and best - second < _CLEAR_DISTANCE:
        reasons = (*reasons, f"liknar också {lines[-scored[1][2]].name}")
    return Proposal(document, lines[-at], best, reasons, is_clear)


def _seen(document: Named) -> _Seen:
    stem = document.name.rpartition(".")[0] or document.name
    apart = re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])|(?<=[A-Za-zåäö]{3})(?=\d)", " ", stem)  # "RutinAvvikelser", "rutin2"
    said = [line for line in document.text[:_MOST_CHARACTERS].split("\n") if line.strip()]
    heading = " ".join(said[:_HEADING_LINES])[:_HEADING_CHARACTERS]
    return _Seen(_stems(apart), _stems(heading), frozenset(_stems(" ".join(said))))


def _score(line: Line, document: Named, seen: _Seen, weights: dict[str, float]) -> tuple[int, tuple[str, ...]]:
    """By words, by code, or by being a plan: the strongest counts, and all are told."""
    found = [_by_words(line, seen, weights)]
    if re.search(r"\d", line.code):
        found.append(_by_code(line.code, document))
    if document.has_plan and _is_plan(line):
        found.append((_A_PLAN, "innehåller en plan med aktiviteter, tid eller ansvarig"))
    told = sorted((one for one in found if one[0] > 0), reverse=True)
    return (told[0][0] if told else 0), tuple(reason for _, reason in told)


def _by_words(line: Line, seen: _Seen, weights: dict[str, float]) -> tuple[int, str]:
    wanted = dict.fromkeys(_stems(line.name))
    total = sum(weights[word] for word in wanted)
    points, places = 0.0, dict[str, None]()
    for word in wanted:
        choices = (
            (_IN_NAME * _likeness(word, seen.name), "namnet"),
            (_IN_HEADING * _likeness(word, seen.heading), "rubriken"),
            (_IN_TEXT * float(word in seen.text), "texten"),
        )
        best, place = max(choices, key=lambda one: one[0])
        points += weights[word] * best
        if best:
            places[place] = None
    share = round(100 * points / total) if total else 0
    return share, f'ord ur "{line.name}" står i {" och ".join(places)} ({share} %)'


def _by_code(code: str, document: Named) -> tuple[int, str]:
    parts = re.findall(r"[^\W\d_]+|\d+", code)
    pattern = re.compile(r"(?<![^\W_])" + r"[ _-]?".join(map(re.escape, parts)) + r"(?![^\W_])(?!\.\d)", re.IGNORECASE)
    if pattern.search(document.name):
        return _CODE_IN_NAME, f"{code} står i namnet"
    heading = "\n".join(document.text[: _HEADING_CHARACTERS * 4].split("\n")[:_HEADING_LINES])[:_HEADING_CHARACTERS]
    return (_CODE_IN_HEADING, f"{code} står i rubriken") if pattern.search(heading) else (0, "")


def _is_plan(line: Line) -> bool:
    return line.code.casefold() == "plan" or "atgardsplan" in _stems(line.name)


def _weights(lines: Sequence[Line]) -> dict[str, float]:
    """Each word's weight: the fewer lines it stands in, the more."""
    stems = [set(_stems(line.name)) for line in lines]
    return {word: log(1 + len(lines) / sum(_is_like(word, others) for others in stems)) for word in set().union(*stems)}


def _is_like(word: str, others: set[str]) -> bool:
    return word in others or any(_parts_match(word, other) for other in others)


def _likeness(word: str, among: Sequence[str]) -> float:
    """1 for the same stem, less for a compound with it, a part of it, or a compound that begins as it does."""
    if word in among:
        return 1.0
    return max((_parts_match(word, other) for other in among), default=0.0)


def _parts_match(word: str, other: str) -> float:
    if len(word) >= _SHORTEST_PART and (other.startswith(word) or other.endswith(word)):
        return 0.8
    if len(other) >= _SHORTEST_PART and (word.startswith(other) or word.endswith(other)):
        return 0.6
    common = next(
        (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    return 0.75 if common >= _SHORTEST_PART + 1 and common * 2 >= len(word) else 0.0


def _stems(text: str) -> tuple[str, ...]:
    return tuple(_stem(_SAME.get(word, word)) for word in words(text) if word not in _NO_CONTENT)


def _stem(word: str) -> str:
    """Without its inflection, as long as four letters remain."""
    return _INFLECTION.sub("", word)
