"""The process that reads one file: content on standard input, JSON on standard output, and then it is over.

What a library raises ends it; whoever started it says then that the file could not be read.
"""

import os
import sys
from collections.abc import Callable
from zipfile import ZipFile

from notifications.incoming.confined import NOT_INSTALLED, OUT_OF_MEMORY, Limits
from notifications.incoming.extracted import Extracted, packed
from notifications.incoming.forms import Form, form_of, in_words
from notifications.incoming.reading import plain
from notifications.incoming.reading.confinement import confine
from notifications.incoming.reading.package import (
    Unreadable,
    findings_on,
    form_of_package,
    opened,
    refuse_declarations,
)

_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_SEPARATED = ("csv", "tsv")


def main(memory_bytes: int, cpu_seconds: int, characters: int, unpacked_bytes: int, ending: str) -> None:
    """Confine, read, answer, exit."""
    limits = Limits(
        memory_bytes=memory_bytes, cpu_seconds=cpu_seconds, characters=characters, unpacked_bytes=unpacked_bytes
    )
    confine(limits.memory_bytes, limits.cpu_seconds)
    try:
        answer = packed(_cut(read(sys.stdin.buffer.read(), ending, limits), characters))
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except ModuleNotFoundError:
        os._exit(NOT_INSTALLED)
    os._exit(0)


def read(content: bytes, ending: str, limits: Limits) -> Extracted:
    """What the file says. `ending` is the name's, by which separated values are told from other text."""
    form = form_of(content)
    readers: dict[Form, Callable[[], Extracted]] = {
        Form.PACKAGE: lambda: _package(content, limits),
        Form.PDF: lambda: _pdf(content, limits),
        Form.OLD_OFFICE: lambda: _old_office(content),
        Form.HTML: lambda: plain.read_html(content),
        Form.TEXT: lambda: plain.read_text(content, ending in _SEPARATED),
    }
    try:
        return readers[form]() if form in readers else Extracted("", form)
    except Unreadable as why:
        return Extracted("", Form.UNKNOWN if form is Form.PACKAGE else form, findings=(str(why),))


def _package(content: bytes, limits: Limits) -> Extracted:
    package = opened(content, limits.unpacked_bytes)
    form = form_of_package(package)
    findings = findings_on(package, form)
    if form not in (Form.DOCX, Form.XLSX, Form.ODT):
        return Extracted("", form, findings=(f"är {in_words(form)}, som inte öppnas här.", *findings))
    try:
        refuse_declarations(package, form)
        read = _read_package(content, package, form)
    except Unreadable as why:
        return Extracted("", form, findings=(*findings, str(why)))
    return Extracted("", form, read.text, read.tables, (*findings, *read.findings))


def _read_package(content: bytes, package: ZipFile, form: Form) -> Extracted:
    if form is Form.DOCX:
        from notifications.incoming.reading import word

        return word.read(content)
    if form is Form.XLSX:
        from notifications.incoming.reading import excel

        return excel.read(content)
    from notifications.incoming.reading import opendocument

    return opendocument.read(package)


def _pdf(content: bytes, limits: Limits) -> Extracted:
    from notifications.incoming.reading import pdf

    return pdf.read(content, limits.characters)


def _old_office(content: bytes) -> Extracted:
    if _LOCKED in content:
        return Extracted("", Form.OLD_OFFICE, findings=("är krypterad eller lösenordsskyddad.",))
    found = ["är i Office äldre format (.doc, .xls), som inte öppnas här: be om .docx, .xlsx eller .pdf."]
    if _MACROS in content:
        found.append("innehåller makron. De körs inte här, och ska inte köras.")
    return Extracted("", Form.OLD_OFFICE, findings=tuple(found))


def _cut(read: Extracted, characters: int) -> Extracted:
    """No more characters than that, in the text and again in the tables."""
    if len(read.text) <= characters:
        return read
    found = (*read.findings, f"är lång: de första {characters} tecknen lästes, och inga tabeller.")
    return Extracted("", read.form, read.text[:characters], (), found)
