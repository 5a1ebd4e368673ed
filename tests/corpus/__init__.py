"""Mails to the municipality's mailboxes, with what a careful registrar would say of each.

`mejl/` has them byte for byte, as a mailbox would give them; `facit.toml` the labels, by judgement; `värld.toml` what
the registrar has at hand. `python -m tests.corpus bygg` writes the mails anew from `letters/`; the labels are written
by hand and by nothing else. A matcher is judged by them, and they are not changed to suit it.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from tests.corpus.world import world

__all__ = ["CATEGORIES", "FACIT", "MAILS", "Labelled", "load", "world"]

_HERE = Path(__file__).parent
MAILS = _HERE / "mejl"
FACIT = _HERE / "facit.toml"
CATEGORIES = (
    "svar-i-tråd",
    "svar-med-kod",
    "svar-med-diarienummer",
    "flera-ärenden",
    "i-delar",
    "okänd-avsändare",
    "felaktig-kod",
    "utan-ledtråd",
    "autosvar",
    "studs",
    "fördröjd-eller-leveranskvitto",
    "kalendersvar",
    "utskick",
    "förfalskad",
    "sent-inkommet",
    "länk-eller-säker-epost",
    "besvärlig",
    "kvittens",
)


@dataclass(frozen=True)
class Labelled:
    """A mail and what is true of it.

    `cases` are the references that it truly concerns; where it is not said which of several is meant, all that may be.
    `certain`: a registrar could assign it without asking anyone – a contact valid that day, with a thread, a right code
    or a right register number, and nothing that contradicts or is forged. Of a machine's answer: it tells which of our
    mails it answers. What concerns no case is never certain.
    `network_at` is when it truly reached a server of ours, by the hops that can be believed; where there is none it is
    the mailbox's own time. `mailbox_at` is what the mailbox says (INTERNALDATE), and `folder` where it lies there.
    `lines` are the demanded lines that it answers, of each case; whether they suffice is another question.
    `flags`: personnummer, länk (something to fetch elsewhere, of which nothing is in the mail), kvittens (a person says
    that our mail came). `about` is the mail of ours that it answers as a machine or acknowledges, as värld.toml names
    it. `why` is the reason where one is needed.
    """

    name: str
    category: str
    raw: bytes
    kind: str
    cases: tuple[str, ...]
    certain: bool
    network_at: datetime
    mailbox_at: datetime
    folder: str
    lines: dict[str, tuple[str, ...]]
    flags: frozenset[str]
    about: str
    why: str


@cache
def load() -> list[Labelled]:
    """All mails, in the order of their numbers. Raises KeyError where a label is missing."""
    facit = tomllib.loads(FACIT.read_text(encoding="utf-8"))
    return [_labelled(name, facit[name]) for name in sorted(path.stem for path in MAILS.glob("*.eml"))]


def category(name: str) -> str:
    """`svar-i-tråd` of `001-svar-i-tråd-plan-som-docx`. Raises StopIteration for a category that is none."""
    return next(known for known in CATEGORIES if name[4:].startswith(f"{known}-"))


def _labelled(name: str, label: dict) -> Labelled:
    return Labelled(
        name=name,
        category=category(name),
        raw=(MAILS / f"{name}.eml").read_bytes(),
        kind=label["kind"],
        cases=tuple(label["cases"]),
        certain=label["certain"],
        network_at=label["network_at"],
        mailbox_at=label["mailbox_at"],
        folder=label["mapp"],
        lines={reference: tuple(codes) for reference, codes in label["lines"].items()},
        flags=frozenset(label["flags"]),
        about=label.get("about", ""),
        why=label.get("why", ""),
    )
