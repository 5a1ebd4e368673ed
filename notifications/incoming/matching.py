"""Which case a mail concerns: scored, with the reasons shown. A program sorts only what leaves no doubt.

A code or a number alone is no access: the sender has to be one of the case's own contacts. What points two ways, what
is forged, and what is only likely waits for a person.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from notifications.incoming.mail import Bounce, MailKind, Message

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−­", "-"))
_CODE = re.compile(r"(?<![0-9A-ZÅÄÖ])B[\s.]?V[\s\-_:.]*([0-9][0-9\s]{0,9}?)[\s\-_:./]*([A-Z])(?![0-9A-ZÅÄÖ])")
_NUMBER = re.compile(r"(?<![^\W_])[^\W\d_]{2,6}[\s:.\-/]*[0-9]{1,5}(?:\s?[/\-]\s?[0-9]{1,5}){1,3}(?![0-9]|[/\-][0-9])")
_ANSWERING = re.compile(r"\s*(?:sv|re|vb|fw|fwd|vs|aw)\s*:", re.IGNORECASE)
_QUOTE_MARKS = re.compile(r"^[>\s|]+", re.MULTILINE)
FORGED = "kommunens egna servrar intygar inte att mejlet är vad det ger sig ut för"
THREAD, CODE, NUMBER, SENDER, HINT, QUOTED, COLLECTED = 50, 45, 35, 25, 15, 10, 15


class Register(Protocol):
    """What is known of cases and mails of ours. A case is named by any text of the caller's."""

    def of_our_mail(self, message_id: str) -> Sequence[str]:
        """The cases that a mail of ours was about; none where it is no mail of ours."""

    def of_code(self, code: str) -> str | None:
        """The case of a reference code as we write it, "BV-12-K"; None where its check character is wrong too."""

    def of_number(self, number: str) -> str | None:
        """The case of a register number, without case, spaces and kinds of dashes: "sov609/2022"."""

    def of_sender(self, address: str) -> Sequence[str]:
        """The cases whose unit is reached at that address on the day that the mail came."""

    def decided_for(self, address: str) -> Sequence[str]:
        """The cases to which a person has assigned earlier mails from that address."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A case that it may concern, and why."""

    case: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The likeliest first. `certain`: the cases that it is sorted to without a person; `doubts`: why not."""

    guesses: tuple[Guess, ...]
    certain: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    """What points at which case."""

    thread: list[str] = field(default_factory=list)  # a mail of ours about that case alone
    collected: list[str] = field(default_factory=list)  # a mail of ours about several
    coded: list[str] = field(default_factory=list)  # by a reference code, in what the sender has written
    numbered: list[str] = field(default_factory=list)  # by a register number there
    texted: list[str] = field(default_factory=list)  # by either, in the text and not only in the subject
    quoted: list[str] = field(default_factory=list)  # by a code in what the sender quotes
    unknown: list[str] = field(default_factory=list)  # codes that are nobody's
    scores: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reasons: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def named(self) -> list[str]:
        """What the sender names, in the order in which it was met."""
        return list(dict.fromkeys([*self.coded, *self.numbered]))

    def points(self, case: str, score: int, reason: str) -> None:
        if reason not in self.reasons[case]:
            self.scores[case] += score
            self.reasons[case].append(reason)


def match(message: Message, register: Register, *, is_forged: bool) -> Match:
    """Where the mail belongs.

    `is_forged`: our own server says that it is not from whom it claims to be from, or it claims a way that it has not
    gone (`arrival.is_suspect`).
    """
    found = _Found()
    if message.bounce is not None:
        return _about_ours(found, message.bounce, register, is_forged=is_forged)
    _follow_thread(found, message, register)
    if message.kind is not MailKind.LIST:
        _read_names(found, message, register)
    _know_sender(found, message, register)
    if message.kind is not MailKind.ANSWER and (found.thread or found.collected):
        return _matched(found, [*found.thread, *found.collected], _doubts_of_any(found, is_forged=is_forged))
    pointed = _pointed(found, message, register)
    return _matched(found, pointed, _doubts(found, message, register, pointed, is_forged=is_forged))


def _pointed(found: _Found, message: Message, register: Register) -> list[str]:
    """By name or thread; by a quoted code only where the sender has no other case that could be meant."""
    pointed = list(dict.fromkeys([*found.named, *found.thread]))
    if not pointed and not found.collected and len(set(found.quoted)) == 1:
        return [case for case in found.quoted if list(register.of_sender(message.sender)) == [case]]
    return pointed


def _about_ours(found: _Found, bounce: Bounce, register: Register, *, is_forged: bool) -> Match:
    """A mail system names the mail of ours that it tells of; no contact has written it."""
    cases = register.of_our_mail(bounce.message_id) if bounce.message_id else ()
    for case in cases:
        found.points(case, THREAD, "gäller vårt mejl i ärendet")
    doubts = [] if cases else ["det går inte att se vilket av våra mejl det gäller"]
    return _matched(found, list(cases), [*doubts, *([FORGED] if is_forged else [])])


def _matched(found: _Found, pointed: Sequence[str], doubts: Iterable[str]) -> Match:
    guesses = (Guess(case, score, tuple(found.reasons[case])) for case, score in found.scores.items())
    ordered = tuple(sorted(guesses, key=lambda guess: (-guess.score, guess.case)))
    told = tuple(doubts)
    return Match(ordered, () if told else tuple(pointed), told)


def codes_in(text: str) -> list[str]:
    """The reference codes in a text as we write them, however they were retyped, each once.

    "bv 12 k", "BV–12–K" and a code broken over two lines are found; whether the check character is right is not asked.
    """
    plain = _QUOTE_MARKS.sub("", unicodedata.normalize("NFKC", text).translate(_DASHES)).upper()
    return list(dict.fromkeys(f"BV-{''.join(digits.split())}-{check}" for digits, check in _CODE.findall(plain)))


def numbers_in(text: str) -> list[str]:
    """What looks like register numbers, without case, spaces and kinds of dashes, each once."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return list(dict.fromkeys(plain_number(written) for written in _NUMBER.findall(plain)))


def plain_number(written: str) -> str:
    """What two spellings of one register number share: "Sov 609/2022", "SOV-609/2022" and "sov 609-2022"."""
    plain = unicodedata.normalize("NFKC", written).translate(_DASHES).casefold()
    joined = re.sub(r"(?<=[^\W\d_])[:.\-/]+(?=[0-9])", "", re.sub(r"\s+", "", plain))
    return joined.replace("-", "/")


def _follow_thread(found: _Found, message: Message, register: Register) -> None:
    for message_id in message.references:
        cases = register.of_our_mail(message_id)
        for case in cases:
            if len(cases) == 1:
                found.thread += [case] if case not in found.thread else []
                found.points(case, THREAD, "svarar på vårt mejl i ärendet")
            else:
                found.collected += [case] if case not in found.collected else []
                found.points(case, COLLECTED, f"svarar på vårt mejl om {len(cases)} ärenden")


def _read_names(found: _Found, message: Message, register: Register) -> None:
    # A reply bears the subject of our own mail: where that was about several cases it does not say which is meant.
    written = message.own_text if found.collected else f"{message.subject}\n{message.own_text}"
    for code in codes_in(written):
        case = register.of_code(code)
        if case is None:
            found.unknown.append(code)
        else:
            found.coded.append(case)
            found.points(case, CODE, f"koden {code}")
    for number in numbers_in(written):
        if case := register.of_number(number):
            found.numbered.append(case)
            found.points(case, NUMBER, "diarienumret")
    texted = (
        *map(register.of_code, codes_in(message.own_text)),
        *map(register.of_number, numbers_in(message.own_text)),
    )
    found.texted = [case for case in texted if case]
    for code in codes_in(message.text):
        if (case := register.of_code(code)) and case not in found.named:
            found.quoted.append(case)
            found.points(case, QUOTED, f"koden {code} i det citerade")


def _know_sender(found: _Found, message: Message, register: Register) -> None:
    for case in register.of_sender(message.sender) if message.sender else ():
        found.points(case, SENDER, "avsändaren är ärendets kontakt")
    for case in register.decided_for(message.sender) if message.sender else ():
        found.points(case, HINT, "en handläggare har fördelat avsändarens mejl hit förut")


def _doubts(
    found: _Found, message: Message, register: Register, pointed: Sequence[str], *, is_forged: bool
) -> Iterable[str]:
    yield from _doubts_of_any(found, is_forged=is_forged)
    if not pointed:
        yield "inget i mejlet pekar ut ett enda ärende"
    if found.coded and found.numbered and not set(found.numbered) <= set(found.coded):
        yield "koden och diarienumret hör till olika ärenden"
    if found.unknown:
        yield f"koden {', '.join(found.unknown)} är inget ärendes: kontrolltecknet eller numret är fel"
    known = set(register.of_sender(message.sender)) if message.sender else set()
    if not set(pointed) <= known:
        yield "avsändaren är inte kontakt i det ärende som mejlet pekar ut"
    if found.named and found.thread and not set(found.thread) <= set(found.named):
        yield "mejlet svarar i ett ärende och nämner ett annat"
    if found.texted and _bears_our_subject(message) and not set(found.named) <= set(found.texted):
        yield "ämnet är det mejls som besvaras, och texten nämner ett annat ärende"
    if len(found.thread) > 1 and not found.named:
        yield "mejlet svarar på våra mejl i olika ärenden"
    if found.named and found.collected and not set(found.named) <= set(found.collected):
        yield "mejlet svarar på ett mejl om andra ärenden än det nämner"


def _bears_our_subject(message: Message) -> bool:
    return bool(message.references) or _ANSWERING.match(message.subject) is not None


def _doubts_of_any(found: _Found, *, is_forged: bool) -> Iterable[str]:
    """What a machine's answer can be doubted for: to which mail of ours it answers, its thread says."""
    if is_forged:
        yield FORGED
