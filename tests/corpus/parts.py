"""MIME by hand, so that a mail looks as the program that sent it would have written it, its mistakes included."""

import base64
import quopri
from dataclasses import dataclass
from urllib.parse import quote

from tests.corpus.files import File

_WIDTH = 75


@dataclass(frozen=True)
class Part:
    """A part's own header lines (without Content-Transfer-Encoding's neighbours of the mail) and its encoded body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def raw(self) -> bytes:
        return b"".join(_line(name, value) for name, value in self.headers) + b"\n" + self.body


def _line(name: str, value: str) -> bytes:
    return f"{name}: {value}\n".encode()


def text(
    words: str, subtype: str = "plain", charset: str = "utf-8", encoding: str = "quoted-printable", more: str = ""
) -> Part:
    """A text part. `more` is added to Content-Type; "8bit" and "7bit" leave the bytes as they are."""
    charset = fitting(words, charset)
    body = encoded(words.rstrip("\n").encode(charset) + b"\n", encoding)
    kind = f'text/{subtype}; charset="{charset}"{more}'
    return Part((("Content-Type", kind), ("Content-Transfer-Encoding", encoding)), body)


def fitting(words: str, charset: str) -> str:
    """The charset, or the wider one that a program takes to where the words do not fit."""
    for wider in (charset, "Windows-1252"):
        try:
            words.encode(wider)
        except UnicodeEncodeError:
            continue
        return wider
    return "utf-8"


def encoded(data: bytes, encoding: str) -> bytes:
    """The bytes under a transfer encoding, in lines of 76."""
    if encoding == "base64":
        return base64.encodebytes(data)
    if encoding == "quoted-printable":
        return quopri.encodestring(data)
    return data


def multipart(subtype: str, boundary: str, *parts: Part, more: str = "", preamble: str = "") -> Part:
    """A part of parts."""
    start = preamble.encode() + (b"\n" if preamble else b"")
    inner = b"".join(b"--" + boundary.encode() + b"\n" + part.raw().rstrip(b"\n") + b"\n\n" for part in parts)
    kind = f'multipart/{subtype}; boundary="{boundary}"{more}'
    return Part((("Content-Type", kind),), start + inner + b"--" + boundary.encode() + b"--\n")


def attached(file: File, style: str = "utf8", disposition: str = "attachment") -> Part:
    """A file; `style` is how its name is written: utf8 (RFC 2231), word-q, word-b (RFC 2047), or raw."""
    plain, extended = _file_name(file.name, style)
    return Part(
        (
            ("Content-Type", f"{file.media_type};\n name={plain}"),
            ("Content-Disposition", f"{disposition};\n {extended}"),
            ("Content-Transfer-Encoding", "base64"),
        ),
        base64.encodebytes(file.content),
    )


def _file_name(name: str, style: str) -> tuple[str, str]:
    if name.isascii() or style == "raw":
        return f'"{name}"', f'filename="{name}"'
    if style == "utf8":
        return f'"{word(name, "utf-8", "B")}"', f"filename*=UTF-8''{quote(name)}"
    charset, form = ("iso-8859-1", "Q") if style == "word-q" else ("utf-8", "B")
    return f'"{word(name, charset, form)}"', f'filename="{word(name, charset, form)}"'


def word(value: str, charset: str = "utf-8", form: str = "Q") -> str:
    """A header's value in encoded words, folded between them; ASCII is left as it is."""
    if value.isascii():
        return value
    charset = fitting(value, charset)
    pieces, piece = [], ""
    for character in value:
        if piece and len(_word(piece + character, charset, form)) > _WIDTH - 12:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\n ".join(_word(one, charset, form) for one in [*pieces, piece])


def _word(value: str, charset: str, form: str) -> str:
    data = value.encode(charset)
    if form == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    safe = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
    shown = "".join(chr(byte) if byte in safe else "_" if byte == 32 else f"={byte:02X}" for byte in data)
    return f"=?{charset}?Q?{shown}?="
