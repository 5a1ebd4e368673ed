"""Files as providers send them, built by the libraries that offices use, and as nobody should send them."""

import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from openpyxl import Workbook

from notifications.incoming.mail import Attachment

ODT = "application/vnd.oasis.opendocument.text"
_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "text", "table")
)


def attached(name: str, content: bytes) -> Attachment:
    return Attachment(name, "application/octet-stream", content)


def word(
    *paragraphs: str, rows: Iterable[Iterable[str]] = (), change: Callable[[WordDocument], None] | None = None
) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    cells = [list(row) for row in rows]
    if cells:
        table = document.add_table(len(cells), len(cells[0]))
        for number, row in enumerate(cells):
            for column, text in enumerate(row):
                table.cell(number, column).text = text
    if change:
        change(document)
    return _saved(document)


def excel(
    rows: Iterable[Iterable[object]], title: str = "Blad1", change: Callable[[Workbook], None] | None = None
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book)
    return _saved(book)


def _saved(thing) -> bytes:
    file = BytesIO()
    thing.save(file)
    return file.getvalue()


def pdf(*lines: str, extra: str = "", content: bytes | None = None) -> bytes:
    """One page in Helvetica, written by hand."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    page = content if content is not None else f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode("cp1252")
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return bytes(out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)


def locked_pdf(password: str, *lines: str, owner: str | None = None) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(pdf(*lines))))
    writer.encrypt(password, owner, algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def locked_office() -> bytes:
    """The beginning and the directory of what Excel saves under a password: an older container with two streams."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("EncryptionInfo", "EncryptedPackage"))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + names.ljust(512, b"\0")


def odt(body: str, manifest: str = "<manifest/>", prolog: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {_NAMESPACES}>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return package({"mimetype": ODT, "content.xml": content, "META-INF/manifest.xml": manifest})


def package(parts: dict[str, str | bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def with_part(content: bytes, name: str, part: str | bytes) -> bytes:
    """The package with one part put in, or put in another's place."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts: dict[str, str | bytes] = {one: packed.read(one) for one in packed.namelist()}
    return package(parts | {name: part})


def part_of(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return packed.read(name).decode()
