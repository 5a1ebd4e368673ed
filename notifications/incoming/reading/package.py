"""Zip packages, looked at before they are opened: how much they unpack into, whether they are locked, what they are."""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import IO
from xml.parsers import expat

from notifications.incoming.forms import Form

_MOST_PARTS = 5_000
_MOST_RATIO = 250
_SMALL = 10_000_000  # what unpacks into less harms nobody, however well it was packed
_CHUNK = 65_536
_MAIN_PARTS = (
    (b"wordprocessingml.", Form.DOCX),
    (b"ms-word.", Form.DOCX),
    (b"presentationml.", Form.PPTX),
    (b"ms-powerpoint.", Form.PPTX),
    (b"spreadsheetml.", Form.XLSX),
    (b"ms-excel.sheet.macro", Form.XLSX),
    (b"ms-excel.template.macro", Form.XLSX),
)


class Unreadable(Exception):
    """It will not be read; the text says why, in Swedish, as what is said of the file."""


def opened(content: bytes, unpacked_bytes: int) -> zipfile.ZipFile:
    """The package, which unpacks into no more than that. Raises Unreadable, BadZipFile."""
    package = zipfile.ZipFile(BytesIO(content))
    parts = package.infolist()
    total = sum(part.file_size for part in parts)  # no part yields more than it declares
    if len(parts) > _MOST_PARTS or total > unpacked_bytes:
        raise Unreadable("packar upp till mer än en fil får ta, och lästes inte (zip-bomb?).")
    if total > _SMALL and total > _MOST_RATIO * len(content):
        raise Unreadable("är packad hårdare än något vanligt dokument, och lästes inte (zip-bomb?).")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("är krypterad eller lösenordsskyddad.")
    return package


def form_of_package(package: zipfile.ZipFile) -> Form:
    """What the package says that it is."""
    names = set(package.namelist())
    if "mimetype" in names:
        with package.open("mimetype") as part:
            return Form.ODT if part.read(64).startswith(b"application/vnd.oasis.opendocument.text") else Form.PACKAGE
    if "[Content_Types].xml" not in names:
        return Form.PACKAGE
    types = package.read("[Content_Types].xml")
    return next((form for word, form in _MAIN_PARTS if word in types and b".main+xml" in types), Form.PACKAGE)


def findings_on(package: zipfile.ZipFile, form: Form) -> list[str]:
    """What is worth saying of the package although it is read."""
    names = [name.lower() for name in package.namelist()]
    found = []
    if any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in names):
        found.append("innehåller makron. De körs inte här, och ska inte köras.")
    if form is not Form.ODT and any("/embeddings/" in name for name in names):
        found.append("har andra filer inbäddade, som inte lästes.")
    return found


def refuse_declarations(package: zipfile.ZipFile, form: Form) -> None:
    """A document has no use for a DTD; its entities fetch what is elsewhere, or grow without end.

    Raises Unreadable.
    """
    names = ("content.xml",) if form is Form.ODT else package.namelist()
    if any(_has_declarations(package, name) for name in names if name.lower().endswith((".xml", ".rels"))):
        raise Unreadable("har en DTD, som kan hämta främmande innehåll, och lästes därför inte.")


class _Seen(Exception):
    """The beginning has been seen."""


def _has_declarations(package: zipfile.ZipFile, name: str) -> bool:
    declared: list[bool] = []

    def doctype(*_: object) -> None:
        declared.append(True)
        raise _Seen

    def element(*_: object) -> None:
        raise _Seen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, element
    with package.open(name) as part:
        try:
            for chunk in _chunks(part):
                parser.Parse(chunk)
        except _Seen:
            pass
        except expat.ExpatError:
            return False  # whoever reads it says so
    return bool(declared)


def _chunks(part: IO[bytes]) -> Iterable[bytes]:
    while chunk := part.read(_CHUNK):
        yield chunk
