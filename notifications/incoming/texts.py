"""What the files that came with a mail say. Each is read in a process of its own; whatever happens there is a finding.

The process has no network, no file to write and no other program to start, and so much memory and time; nothing of
the libraries that open such files is loaded here.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from notifications.incoming.confined import Ending, Limits, run
from notifications.incoming.extracted import Cell, Extracted, Table, unpacked
from notifications.incoming.forms import Form, ending, form_of, in_words, name_contradicts
from notifications.incoming.harmless import one_line, shown
from notifications.incoming.mail import Attachment

_ROOT = Path(__file__).resolve().parents[2]
_READ = {Form.PACKAGE, Form.PDF, Form.OLD_OFFICE, Form.HTML, Form.TEXT}
_MOST_FILES = 60
_ALL_WALL_SECONDS = 240
_TOO_MANY = "lästes inte: mejlet har för många eller för tunga filer."
_UNREAD = {
    Form.EMPTY: "är tom.",
    Form.IMAGE: "är en bild, vars text inte läses.",
    Form.PROGRAM: "är ett program. Det körs inte här, och ska inte köras.",
    Form.TNEF: "är ett winmail.dat från Outlook, som inte öppnas här: be om filerna en och en.",
    Form.RTF: "är en RTF, som inte öppnas här: be om .docx eller .pdf.",
    Form.UNKNOWN: "är av ett slag som programmet inte känner, och lästes inte.",
}


def texts_of(attachments: Sequence[Attachment], limits: Limits | None = None) -> tuple[Extracted, ...]:
    """What each of them says, in their order. The same content is read once. Never raises for what a file is."""
    deadline = time.monotonic() + _ALL_WALL_SECONDS
    known: dict[str, Extracted] = {}
    found = []
    for number, attachment in enumerate(attachments):
        key = f"{sha256(attachment.content).hexdigest()}.{ending(attachment.name)}"
        if key not in known and (number >= _MOST_FILES or time.monotonic() > deadline):
            found.append(_told(attachment.name, Extracted("", findings=(_TOO_MANY,))))
            continue
        if key not in known:
            known[key] = _read(attachment, limits or Limits())
        found.append(_told(attachment.name, known[key]))
    return tuple(found)


def _read(attachment: Attachment, limits: Limits) -> Extracted:
    """The findings are what is said of the file, without its being named."""
    form = form_of(attachment.content)
    if len(attachment.content) > limits.content_bytes:
        return Extracted("", form, findings=("lästes inte: den är större än en fil som läses får vara.",))
    read = _asked(attachment, form, limits) if form in _READ else Extracted("", form, findings=(_UNREAD[form],))
    if name_contradicts(attachment.name, Form(read.form)):
        told = f"heter .{ending(attachment.name)} men är {in_words(Form(read.form))}."
        return replace(read, findings=(told, *read.findings))
    return read


def _asked(attachment: Attachment, form: Form, limits: Limits) -> Extracted:
    outcome = run(_command(attachment.name, limits), attachment.content, limits)
    if outcome.ending is not Ending.DONE:
        known = Form.UNKNOWN if form is Form.PACKAGE else form  # which kind of package was never said
        return Extracted("", known, findings=(f"{outcome.ending}.",))
    try:
        read = unpacked(outcome.output)
        Form(read.form)
    except ValueError:
        return Extracted("", form, findings=("gick inte att läsa: läsningen gav inget begripligt svar.",))
    return read


def _command(name: str, limits: Limits) -> list[str]:
    numbers = (limits.memory_bytes, limits.cpu_seconds, limits.characters, limits.unpacked_bytes)
    program = (
        f"import sys; sys.path.insert(0, {str(_ROOT)!r}); "
        f"from notifications.incoming.reading.child import main; main{(*numbers, ending(name)[:8])!r}"
    )
    return [sys.executable, "-I", "-B", "-c", program]


def _told(name: str, read: Extracted) -> Extracted:
    """What was read under the file's name, in characters that are harmless, and what was found in sentences."""
    return Extracted(
        name,
        read.form,
        shown(read.text),
        tuple(Table(one_line(table.place), tuple(map(_shown_row, table.rows))) for table in read.tables),
        tuple(one_line(f"Filen {finding}") for finding in read.findings),
    )


def _shown_row(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(Cell(shown(cell.text), one_line(cell.place), cell.is_merged) for cell in row)
