"""What a file is, by its first bytes. Its name is only compared with that."""

from enum import StrEnum


class Form(StrEnum):
    """The kinds that are told apart. The value is the usual ending, or a Swedish word where there is none."""

    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    PDF = "pdf"
    HTML = "html"
    TEXT = "txt"
    PACKAGE = "zip"
    OLD_OFFICE = "doc"
    RTF = "rtf"
    IMAGE = "bild"
    TNEF = "winmail.dat"
    PROGRAM = "program"
    EMPTY = "tom"
    UNKNOWN = ""


_STARTS = (
    (b"PK\x03\x04", Form.PACKAGE),
    (b"PK\x05\x06", Form.PACKAGE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Form.OLD_OFFICE),
    (b"{\\rtf", Form.RTF),
    (b"\x89PNG\r\n\x1a\n", Form.IMAGE),
    (b"\xff\xd8\xff", Form.IMAGE),
    (b"GIF8", Form.IMAGE),
    (b"BM", Form.IMAGE),
    (b"II*\x00", Form.IMAGE),
    (b"MM\x00*", Form.IMAGE),
    (b"\x78\x9f\x3e\x22", Form.TNEF),
    (b"MZ", Form.PROGRAM),
    (b"\x7fELF", Form.PROGRAM),
)
_ENDINGS = {
    Form.DOCX: ("docx", "docm", "dotx", "dotm"),
    Form.XLSX: ("xlsx", "xlsm", "xltx", "xltm"),
    Form.PPTX: ("pptx", "pptm", "ppsx", "potx"),
    Form.ODT: ("odt", "ott"),
    Form.PDF: ("pdf",),
    Form.HTML: ("html", "htm", "xhtml"),
    Form.TEXT: ("txt", "csv", "tsv", "md", "log"),
    Form.PACKAGE: ("zip",),
    Form.OLD_OFFICE: ("doc", "xls", "ppt", "dot", "xlt", "msg"),
    Form.RTF: ("rtf",),
    Form.IMAGE: ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic"),
    Form.PROGRAM: ("exe", "dll", "scr", "com"),
}
_WORDS = {
    Form.DOCX: "ett Word-dokument",
    Form.XLSX: "en Excel-bok",
    Form.PPTX: "en PowerPoint-presentation",
    Form.ODT: "ett OpenDocument-dokument",
    Form.PDF: "en PDF",
    Form.HTML: "en webbsida",
    Form.TEXT: "ren text",
    Form.PACKAGE: "ett paket (zip)",
    Form.OLD_OFFICE: "en fil i Office äldre format",
    Form.RTF: "en RTF",
    Form.IMAGE: "en bild",
    Form.TNEF: "ett winmail.dat",
    Form.PROGRAM: "ett program",
    Form.EMPTY: "tom",
    Form.UNKNOWN: "något okänt",
}
_ALSO_OLD_OFFICE = {Form.DOCX, Form.XLSX, Form.PPTX}  # a file with a password is kept in the older container


def form_of(content: bytes) -> Form:
    """What the content is. A package is not opened: Word, Excel and OpenDocument are told apart by who opens it."""
    if not content.strip():
        return Form.EMPTY
    for start, form in _STARTS:
        if content.startswith(start):
            return Form.TEXT if start in (b"BM", b"MZ") and _is_text(content) else form
    if b"%PDF-" in content[:1024]:
        return Form.PDF
    if content[:4] == b"RIFF" or content[4:8] == b"ftyp":
        return Form.IMAGE
    if not _is_text(content):
        return Form.UNKNOWN
    beginning = content[:1024].replace(b"\0", b"").lower()
    return Form.HTML if b"<html" in beginning or b"<!doctype html" in beginning else Form.TEXT


def in_words(form: Form) -> str:
    """With its article: "ett Word-dokument"."""
    return _WORDS[form]


def ending(name: str) -> str:
    """What the name ends in, lower-cased and without the dot; "" if nothing."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def name_contradicts(name: str, form: Form) -> bool:
    """The name ends as another kind of file does. A name with an unknown ending, or none, says nothing."""
    said = {known for known, endings in _ENDINGS.items() if ending(name) in endings}
    if form is Form.OLD_OFFICE and said & _ALSO_OLD_OFFICE:
        return False
    return bool(said) and form not in said and form not in (Form.EMPTY, Form.UNKNOWN)


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    steering = sum(content[:4096].count(bytes([code])) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return steering == 0
