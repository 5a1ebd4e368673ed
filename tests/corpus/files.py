"""Documents that people attach: small, valid, the same bytes on every machine.

Nothing is compressed by zlib, whose output differs between its builds; a ZIP stores, and a PDF's stream is one stored block.
"""

import struct
import zlib
from dataclasses import dataclass, replace
from html import escape
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FOLDER = "application/vnd.openxmlformats-officedocument."

Table = list[list[str]]


@dataclass(frozen=True)
class File:
    """A file as the sender's program names and types it, which is not always what it is."""

    name: str
    media_type: str
    content: bytes

    def named(self, name: str) -> "File":
        return replace(self, name=name)

    def typed(self, media_type: str) -> "File":
        return replace(self, media_type=media_type)


def zipped(entries: dict[str, bytes]) -> bytes:
    """A ZIP archive without times."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, content in entries.items():
            archive.writestr(ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def zip_file(name: str, *files: File) -> File:
    return File(name, "application/zip", zipped({file.name: file.content for file in files}))


def docx(name: str, *content: str | Table) -> File:
    """A Word document of paragraphs and tables; a paragraph that begins with `# ` is a heading."""
    body = "".join(_word_table(part) if isinstance(part, list) else _paragraph(part) for part in content)
    document = f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    kind = f"{_FOLDER}wordprocessingml.document"
    return File(name, kind, _office("word/document.xml", kind, {"word/document.xml": document}))


def _paragraph(text: str) -> str:
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if text.startswith("# ") else ""
    words = escape(text.removeprefix("# "), quote=False)
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def _word_table(table: Table) -> str:
    rows = ("".join(f"<w:tc><w:tcPr/>{_paragraph(cell)}</w:tc>" for cell in row) for row in table)
    grid = "<w:gridCol/>" * len(table[0])
    return (
        f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    )


def xlsx(name: str, table: Table, sheet: str = "Blad1") -> File:
    """A workbook of one sheet, its cells text."""
    rows = "".join(
        f'<row r="{number}">{"".join(_cell(row[column], column, number) for column in range(len(row)))}</row>'
        for number, row in enumerate(table, 1)
    )
    kind = f"{_FOLDER}spreadsheetml.sheet"
    entries = {
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}/relationships"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return File(name, kind, _office("xl/workbook.xml", kind, entries, f"{_FOLDER}spreadsheetml.worksheet+xml"))


def _cell(text: str, column: int, row: int) -> str:
    if not text:
        return ""
    return f'<c r="{chr(65 + column)}{row}" t="inlineStr"><is><t xml:space="preserve">{escape(text, quote=False)}</t></is></c>'


def _relations(kind: str, target: str) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/{kind}" Target="{target}"/></Relationships>'
    )


def _office(main: str, kind: str, entries: dict[str, str], sheet: str = "") -> bytes:
    overrides = f'<Override PartName="/{main}" ContentType="{kind}.main+xml"/>'
    if sheet:
        overrides += f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}"/>'
    types = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    whole = {"[Content_Types].xml": types, "_rels/.rels": _relations("officeDocument", main), **entries}
    return zipped({path: text.encode() for path, text in whole.items()})


def odt(name: str, *paragraphs: str) -> File:
    """A text as LibreOffice keeps it."""
    kind = "application/vnd.oasis.opendocument.text"
    body = "".join(f"<text:p>{escape(words, quote=False)}</text:p>" for words in paragraphs)
    entries = {
        "mimetype": kind,
        "META-INF/manifest.xml": f'{_HEAD}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        "content.xml": f'{_HEAD}<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" '
        f'office:version="1.2"><office:body><office:text>{body}</office:text></office:body></office:document-content>',
    }
    return File(name, kind, zipped({path: text.encode() for path, text in entries.items()}))


def txt(name: str, text: str, charset: str = "utf-8") -> File:
    return File(name, "text/plain", text.replace("\n", "\r\n").encode(charset))


def pdf(name: str, *lines: str) -> File:
    """One page of text in Helvetica, å ä ö in WinAnsi, its stream in the form of FlateDecode."""
    shown = b"\n".join(b"(" + _pdf_text(line) + b") Tj T*" for line in lines)
    content = _stored(b"BT /F1 11 Tf 14 TL 56 780 Td\n" + shown + b"\nET")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return File(name, "application/pdf", _pdf(content, b"/Filter /FlateDecode", b"/Font << /F1 5 0 R >>", font))


def scanned(name: str, seed: int = 1) -> File:
    """A PDF of a photographed page: there is no text in it."""
    image = jpeg(name, seed).content
    head = f"<< /Type /XObject /Subtype /Image /Width 80 /Height 112 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length {len(image)} >>\nstream\n"
    picture = head.encode() + image + b"\nendstream"
    return File(name, "application/pdf", _pdf(b"595 0 0 842 0 0 cm /I1 Do", b"", b"/XObject << /I1 5 0 R >>", picture))


def _pdf_text(line: str) -> bytes:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")


def _stored(data: bytes) -> bytes:
    block = b"\x01" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data
    return b"\x78\x01" + block + struct.pack(">I", zlib.adler32(data))


def _pdf(content: bytes, filter_: bytes, resources: bytes, last: bytes) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << " + resources + b" >> >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filter_, content),
        last,
    ]
    made, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def jpeg(name: str, seed: int = 1, across: int = 10, down: int = 14) -> File:
    """A baseline JPEG of even grey squares, as a page that was photographed badly."""
    bits, before = "", 0
    for place in range(across * down):
        level = ((place * 7919 + seed * 104729) >> 3) % 61 - 30
        bits += _difference(level - before) + "0"  # every other coefficient is nought: the code for end of block
        before = level
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    frame = struct.pack(">BHHBBBB", 8, down * 8, across * 8, 1, 1, 0x11, 0)
    dc = b"\x00" + bytes([0, 0, 0, 8] + [0] * 12) + bytes(range(8))  # eight codes of four bits
    ac = b"\x10" + bytes([1] + [0] * 15) + b"\x00"  # one code of one bit
    segments = [
        (0xE0, b"JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x00\x00"),
        (0xDB, b"\x00" + bytes([16] * 64)),
        (0xC0, frame),
        (0xC4, dc),
        (0xC4, ac),
        (0xDA, bytes([1, 1, 0, 0, 63, 0])),
    ]
    head = b"".join(b"\xff%c%s%s" % (mark, struct.pack(">H", len(data) + 2), data) for mark, data in segments)
    return File(name, "image/jpeg", b"\xff\xd8" + head + scan + b"\xff\xd9")


def _difference(value: int) -> str:
    size = abs(value).bit_length()
    magnitude = value if value > 0 else value + (1 << size) - 1
    return f"{size:04b}" + (f"{magnitude:0{size}b}" if size else "")


def winmail(*files: File, subject: str) -> File:
    """What Outlook sends when it believes that the receiver is Outlook: everything in a TNEF stream."""
    made = struct.pack("<IH", 0x223E9F78, 1)
    made += _attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    made += _attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
    made += _attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\x00")
    made += _attribute(1, 0x00018004, subject.encode("cp1252") + b"\x00")
    for file in files:
        made += _attribute(2, 0x00069002, struct.pack("<HIIHH", 1, 0xFFFFFFFF, 0, 0, 0))
        made += _attribute(2, 0x00018010, file.name.encode("cp1252") + b"\x00")
        made += _attribute(2, 0x0006800F, file.content)
    return File("winmail.dat", "application/ms-tnef", made)


def _attribute(level: int, name: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
