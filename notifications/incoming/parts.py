"""The parts of a mail, taken apart in time that grows with its size and not with its cunning.

The library's own parser tries every open boundary on every line, calls itself for every level and reads a header in
time that grows with the square of its length. Here a level is one search through the bytes, levels and parts are
counted, and the library is asked only about single headers of limited length.
"""

import re
from binascii import Error as BinasciiError
from binascii import a2b_qp, a2b_uu
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Header

from notifications.incoming.harmless import file_name, from_base64, one_line, text_of, words_decoded

_FIELD = re.compile(r"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_END_OF_HEADERS = re.compile(rb"^\r?\n", re.MULTILINE)
_PARAMETERS_LENGTH = 4_000
_FAILURES = (ValueError, LookupError, TypeError, AttributeError)  # what the library raises for a broken header


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one mail is understood. What lies beyond is kept in the bytes, and told."""

    header_bytes: int = 256_000
    header_length: int = 16_000
    headers: int = 1_000
    depth: int = 10
    parts: int = 500
    text: int = 200_000


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields in order, as written: unfolded, encoded words unread."""

    fields: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """The values of every field of that name, case-blind."""
        return tuple(value for key, value in self.fields if key.lower() == name.lower())

    def first(self, name: str) -> str:
        """The first value of that name, "" where there is none."""
        return next(iter(self.all(name)), "")

    def parameter(self, of: str, name: str) -> str:
        """A parameter of a field, as `boundary` of Content-Type; "" where there is none or it cannot be read."""
        header = Header()
        header["x"] = self.first(of)[:_PARAMETERS_LENGTH]
        try:
            found = header.get_param(name, "", "x")
            value = text_of(found[2].encode("latin-1"), found[0] or "")[0] if isinstance(found, tuple) else str(found)
        except _FAILURES:
            plain = re.search(rf'{name}\*?=\s*"?([^";]*)', self.first(of)[:_PARAMETERS_LENGTH], re.IGNORECASE)
            value = plain[1] if plain else ""
        return value.strip()

    def word(self, name: str) -> str:
        """What stands before the first semicolon, in lower case."""
        return self.first(name).partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its own headers.

    `content` is decoded; that of a container is empty, that of a mail in the mail is its bytes.
    """

    headers: Headers
    media_type: str
    content: bytes
    children: tuple["Part", ...]

    @property
    def is_container(self) -> bool:
        """Whether it only holds others; a mail in the mail is something in itself."""
        return bool(self.children) and not self.is_mail

    @property
    def is_mail(self) -> bool:
        """Whether it is a mail in the mail."""
        return self.media_type in ("message/rfc822", "message/global")

    @property
    def name(self) -> str:
        """The file name as written, "" where there is none."""
        disposition = self.headers.parameter("Content-Disposition", "filename")
        return words_decoded(disposition or self.headers.parameter("Content-Type", "name"))

    @property
    def is_attached(self) -> bool:
        """Whether the sender made it a file of its own."""
        return self.headers.word("Content-Disposition") == "attachment" or bool(self.name)

    def own(self) -> Iterator["Part"]:
        """Itself and what lies in it, but not what lies in a mail that it brings."""
        yield self
        if self.is_container:
            for child in self.children:
                yield from child.own()

    def walk(self) -> Iterator["Part"]:
        """Itself and what lies in it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Reader:
    """Takes one mail apart, and remembers what it had to leave."""

    limits: Limits
    problems: dict[str, None] = field(default_factory=dict)
    parts: int = 0

    def part(self, raw: bytes, depth: int = 0, usual: str = "text/plain") -> Part:
        """The part that the bytes are; `usual` is its type where it says none."""
        self.parts += 1
        headers, body = self._split(raw)
        media_type = _media_type(headers, usual)
        main = media_type.partition("/")[0]
        if main not in ("multipart", "message"):
            return Part(headers, media_type, self._decoded(headers, body), ())
        if depth >= self.limits.depth:
            self.tell(f"delarna ligger i varandra i mer än {self.limits.depth} steg: det innersta lästes inte")
            return Part(headers, media_type, body, ())
        if main == "multipart":
            return self._container(headers, media_type, body, depth)
        return self._mail(headers, media_type, body, depth)

    def _container(self, headers: Headers, media_type: str, body: bytes, depth: int) -> Part:
        usual = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
        children = tuple(self.part(piece, depth + 1, usual) for piece in self._pieces(headers, body))
        if children:
            return Part(headers, media_type, b"", children)
        self.tell("mejlet säger att det har flera delar men de går inte att skilja åt: det lästes som text")
        return Part(headers, "text/plain", body, ())

    def _mail(self, headers: Headers, media_type: str, body: bytes, depth: int) -> Part:
        content = self._decoded(headers, body)
        inner = self.parts < self.limits.parts and media_type in ("message/rfc822", "message/global")
        return Part(headers, media_type, content, (self.part(content, depth + 1),) if inner else ())

    def _pieces(self, headers: Headers, body: bytes) -> Iterator[bytes]:
        boundary = headers.parameter("Content-Type", "boundary").encode("utf-8", "replace")
        if not boundary:
            return
        lines = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
        start = None
        for line in lines.finditer(body):
            if start is not None:
                yield _without_last_break(body[start : line.start()])
            start = line.end()
            if line[1]:
                return
            if self.parts >= self.limits.parts:
                self.tell(f"mejlet har fler än {self.limits.parts} delar: resten lästes inte")
                return
        if start is not None:
            yield body[start:]

    def _split(self, raw: bytes) -> tuple[Headers, bytes]:
        """The headers and what follows; a line that is no header begins the body, as mail servers have it."""
        end = _END_OF_HEADERS.search(raw)
        size = end.start() if end else len(raw)
        folded: list[list[bytes]] = []
        for line in _LINE.finditer(raw, 0, min(size, self.limits.header_bytes)):
            written = line[0].rstrip(b"\r\n")
            if folded and written[:1] in (b" ", b"\t"):
                folded[-1].append(written)
            elif _FIELD.match(written[:300].decode("latin-1")):
                folded.append([written])
            elif line.start() or not written.startswith(b"From "):
                return self._headers(folded), raw[line.start() :]
        if size > self.limits.header_bytes:
            self.tell(f"mejlhuvudet är större än {self.limits.header_bytes // 1000} kB: resten av det lästes inte")
        return self._headers(folded), raw[end.end() :] if end else b""

    def _headers(self, folded: list[list[bytes]]) -> Headers:
        if len(folded) > self.limits.headers:
            self.tell(f"mejlhuvudet har fler än {self.limits.headers} rader: resten lästes inte")
        return Headers(tuple(self._field(b"".join(lines)) for lines in folded[: self.limits.headers]))

    def _field(self, written: bytes) -> tuple[str, str]:
        if len(written) > self.limits.header_length:
            self.tell(f"en rad i mejlhuvudet är längre än {self.limits.header_length} tecken: den lästes till dit")
        text, _ = text_of(written[: self.limits.header_length].replace(b"\0", b"?"), "")
        name, _, value = text.partition(":")
        return one_line(name), value.strip()

    def _decoded(self, headers: Headers, body: bytes) -> bytes:
        encoding = headers.word("Content-Transfer-Encoding")
        if encoding == "base64":
            content, is_whole = from_base64(body)
            if not is_whole:
                self.tell("en del är trasigt kodad (base64): det som gick att läsa är kvar")
            return content
        if encoding == "quoted-printable":
            return a2b_qp(body)
        if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            return _from_uu(body)
        return body

    def text(self, part: Part) -> str:
        """The characters of a part that is text."""
        charset = part.headers.parameter("Content-Type", "charset")
        text, is_right = text_of(part.content, charset)
        if not is_right:
            self.tell(f"texten är inte skriven i den teckenkodning som mejlet anger ({one_line(charset, 40)})")
        return text

    def cut(self, text: str) -> str:
        """As much of the text as is read."""
        if len(text) > self.limits.text:
            self.tell(f"texten är längre än {self.limits.text} tecken: resten lästes inte")
        return text[: self.limits.text]

    def tell(self, problem: str) -> None:
        """Remember what could not be understood, once."""
        self.problems.setdefault(problem)


def file_name_of(part: Part) -> str:
    """The harmless name of a part; a mail in the mail that has none is called after its subject."""
    if not part.name and part.is_mail and part.children:
        subject = one_line(words_decoded(part.children[0].headers.first("Subject")), 100).replace("/", "-")
        return file_name(f"{subject or 'mejl'}.eml")
    return file_name(part.name)


def _media_type(headers: Headers, usual: str) -> str:
    written = headers.word("Content-Type")
    return written if re.fullmatch(r"[\w.+-]{1,80}/[\w.+-]{1,120}", written, re.ASCII) else usual


def _without_last_break(piece: bytes) -> bytes:
    """The line break before a boundary belongs to the boundary."""
    return piece[:-2] if piece.endswith(b"\r\n") else piece.removesuffix(b"\n")


def _from_uu(body: bytes) -> bytes:
    out = []
    for line in body.splitlines():
        if line.startswith(b"begin ") or not line.strip():
            continue
        if line.strip() == b"end":
            break
        try:
            out.append(a2b_uu(line))
        except BinasciiError:
            return b"".join(out)
    return b"".join(out)
