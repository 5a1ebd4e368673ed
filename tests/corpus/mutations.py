"""A second set of mails out of the first: what people, programs and servers do to a mail without changing what is true of it.

Every way keeps the label. Who sent it, the way it took, and the bytes of what is attached are never touched. A machine's
mail is only re-encoded, re-ordered and rendered anew: what it says is not a person's to rewrite.
"""

import email
import random
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.generator import BytesGenerator
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from html import escape, unescape
from io import BytesIO
from urllib.parse import quote

from tests.corpus import Labelled, load
from tests.corpus.parts import encoded, fitting, word

Way = Callable[[Message, random.Random], None]

_CODE = re.compile(r"\bBV-(\d+)-([A-Z])\b")
_HISTORY = re.compile(r"^(?:>|_{20,}|Den .* skrev|\d.* skrev )", re.MULTILINE)
_TRACE = {"return-path", "delivered-to", "received", "authentication-results"}


class NotApplicable(Exception):
    """The mail has nothing for this way to work on."""


def mutated(seed: int) -> Iterator[Labelled]:
    """Two of each mail, each by one to three ways, the same for the same seed; the ways stand after `+` in the name."""
    for mail in load():
        chance = random.Random(f"{seed} {mail.name}")
        for number in (1, 2):
            raw, ways = _other(mail, chance)
            yield replace(mail, name=f"{mail.name}+{number}-{'-'.join(ways)}", raw=raw)


def rendered_anew(mail: Labelled, seed: int = 1) -> Labelled:
    """The same mail as another server would give it: other bytes, but the same names, dates, words and files."""
    raw = _after(mail.raw, ["återgiven"], random.Random(f"{seed} {mail.name}"))
    return replace(mail, name=f"{mail.name}+återgiven", raw=raw)


def _other(mail: Labelled, chance: random.Random) -> tuple[bytes, list[str]]:
    """The mail after ways that leave other bytes than it had. Raises NotApplicable where there is none."""
    known = list(PEOPLES) * (mail.kind == "svar") + list(MACHINES)
    order = chance.sample(known, len(known))
    wanted = chance.randint(1, 3)
    done: list[str] = []
    raw = mail.raw
    for way in order:
        try:
            after = _after(raw, [way], chance)
        except NotApplicable:
            continue
        if after != raw:
            raw, done = after, [*done, way]
        if len(done) == wanted:
            break
    if raw == mail.raw:
        raise NotApplicable(mail.name)
    return raw, done


def _after(raw: bytes, ways: list[str], chance: random.Random) -> bytes:
    has_cr = b"\r\n" in raw
    message = email.message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=compat32)
    for way in ways:
        WAYS[way](message, chance)
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, maxheaderlen=0).flatten(message)
    made = written.getvalue()
    return made.replace(b"\n", b"\r\n") if has_cr else made


# 1. What people do.


def _subject_prefixed(message: Message, chance: random.Random) -> None:
    prefixes = [
        chance.choice(["SV: ", "VB: ", "Re: ", "Fwd: ", "FW: ", "Ang: ", "sv:", "[EXTERN] "])
        for _ in range(chance.randint(1, 3))
    ]
    _set_subject(message, "".join(prefixes) + _subject(message), chance)


def _code_retyped(message: Message, chance: random.Random) -> None:
    """As a person types it: small letters, spaces, en dashes, no hyphens, or across two lines."""
    in_subject, in_text = chance.choice(_TYPED), chance.choice([*_TYPED, r"BV-\1-" + "\n" + r"\2"])
    found = False
    if message["Subject"] and _CODE.search(_subject(message)):
        _set_subject(message, _typed(_subject(message), in_subject), chance)
        found = True
    for part in _bodies(message):
        own, history = _parted(_words(part))
        if _CODE.search(own):
            _put(part, _typed(own, in_text) + history)
            found = True
    if not found:
        raise NotApplicable


_TYPED = [r"bv-\1-\2", r"BV - \1 - \2", r"BV \1 \2", r"BV–\1–\2", r"Bv-\1-\2", r"BV\1\2"]


def _typed(words: str, form: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match.expand(form)
        return code.lower() if form.startswith("bv") else code

    return _CODE.sub(one, words)


def _rewrapped(message: Message, chance: random.Random) -> None:
    """Lines broken elsewhere, also after a hyphen; what is quoted and what stands in columns is left."""
    width = chance.randint(34, 72)
    for part in _bodies(message, "plain"):
        own, history = _parted(_words(part))
        lines = [
            piece for line in own.split("\n") for piece in (textwrap.wrap(line, width, break_long_words=False) or [""])
        ]
        _put(part, "\n".join(lines) + history)


def _quoted_deeper(message: Message, chance: random.Random) -> None:
    found = False
    for part in _bodies(message, "plain"):
        own, history = _parted(_words(part))
        if history:
            _put(part, own + "".join(f"> {line}\n" for line in history.rstrip("\n").split("\n")))
            found = True
    if not found:
        raise NotApplicable


def _signed(message: Message, chance: random.Random) -> None:
    """A signature and what a lawyer once wanted below every mail; an organisation's number is no person's."""
    added = chance.choice(_SIGNATURES)
    for part in _bodies(message):
        words = _words(part)
        if part.get_content_subtype() == "html":
            block = "".join(f"<p>{escape(line, quote=False)}</p>\n" for line in added.split("\n"))
            before, end, after = words.rpartition("</body>")
            _put(part, f"{before}{block}{end}{after}" if end else words + block)
        else:
            own, history = _parted(words)
            _put(part, f"{own.rstrip(chr(10))}\n\n-- \n{added}\n\n{history}")


_SIGNATURES = [
    "Org.nr 556999-0017\nTfn vx 010-555 01 00\nTänk på miljön innan du skriver ut det här mejlet.",
    "Detta meddelande kan innehålla konfidentiell information och är avsett endast för adressaten.\nHar du fått det av misstag, radera det och meddela avsändaren.",
    "This e-mail and any attachments are confidential. If you are not the intended recipient, please delete it.",
    "Läs om hur vi behandlar personuppgifter: https://integritet.example/utskick\nFölj oss gärna!",
]


def _file_renamed(message: Message, chance: random.Random) -> None:
    """As copies are named; the words of the name are kept."""
    named = [
        part for part in message.walk() if part.get_filename() and part.get_content_type() != "application/ms-tnef"
    ]
    if not named or any(re.search(r"[\u202a-\u202e/\\]", _file_name(part)) for part in named):
        raise NotApplicable
    for part in named:
        stem, dot, extension = _file_name(part).rpartition(".")
        _name(part, chance.choice(_COPIES)(stem) + dot + extension if dot else f"{extension} (1)")


_COPIES: list[Callable[[str], str]] = [
    lambda stem: f"{stem} (1)",
    lambda stem: f"Kopia av {stem}",
    lambda stem: stem.replace(" ", "_"),
    lambda stem: f"{stem}_slutlig",
    lambda stem: stem.upper(),
    lambda stem: stem.translate(str.maketrans("åäöÅÄÖ", "aaoAAO")),
]


def _other_form(message: Message, chance: random.Random) -> None:
    """HTML becomes text, text becomes HTML, and of both one is left."""
    for part in _alternatives(message):
        _become(part, chance.choice(part.get_payload()))
        return
    for part in _bodies(message):
        words = _words(part)
        is_html = part.get_content_subtype() == "html"
        part.set_type("text/plain" if is_html else "text/html")
        part.del_param("format")
        _put(part, _text_of(words) if is_html else _html_of(words))


def _text_of(html: str) -> str:
    return (
        unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<style>.*?</style>|<br>", "", html))).replace("\xa0", " ").strip()
        + "\n"
    )


def _html_of(words: str) -> str:
    return (
        "<html><body>\n"
        + "".join(f"<div>{escape(line, quote=False) or '<br>'}</div>\n" for line in words.split("\n"))
        + "</body></html>\n"
    )


def _become(container: Message, part: Message) -> None:
    for name in ("Content-Type", "Content-Transfer-Encoding"):
        del container[name]
        container[name] = part[name]
    container.preamble = container.epilogue = None
    _put(container, _words(part))


def _whitespace(message: Message, chance: random.Random) -> None:
    """Blanks at the ends of lines, and lines with nothing on them."""
    for part in _bodies(message):
        lines = _words(part).split("\n")
        _put(part, "\n".join(line + " " * chance.randint(0, 3) for line in lines) + "\n" * chance.randint(1, 5))


# 2. What programs and servers do.


def _encoded_otherwise(message: Message, chance: random.Random) -> None:
    for part in _bodies(message):
        charset = chance.choice(["utf-8", "iso-8859-1", "Windows-1252"])
        _put(part, _words(part), charset, chance.choice(["quoted-printable", "base64", "8bit"]))


def _reordered(message: Message, chance: random.Random) -> None:
    """The sender's lines in another order; the servers' lines stay where they are, and so do lines that occur twice."""
    lines = message.items()
    names = [name.lower() for name, _ in lines]
    free = [place for place, name in enumerate(names) if name not in _TRACE and names.count(name) == 1]
    order = chance.sample(free, len(free))
    moved = list(lines)
    for place, source in zip(free, order, strict=True):
        moved[place] = lines[source]
    _set_headers(message, moved)


def _rendered_anew(message: Message, chance: random.Random) -> None:
    """Other boundaries, folds, names' letters and encodings, and lines of the server's own."""
    for number, part in enumerate(part for part in _parts(message) if part.is_multipart()):
        if part.get_content_maintype() == "multipart" and not part.defects:
            part.set_boundary(f"_{chance.getrandbits(80):020x}_{number}")
            part.preamble = None
    for part in _readable(message):
        _put(part, _words(part), "utf-8", "base64")
    spelled = {"MIME-Version": "Mime-Version", "Message-ID": "Message-Id", "Content-Type": "Content-type"}
    lines = [(spelled.get(name, name), value) for name, value in message.items()]
    _set_headers(
        message,
        [
            *lines,
            ("X-Server-Spam-Level", str(chance.randint(0, 4))),
            ("X-Server-Rendered", f"{chance.getrandbits(64):016x}"),
        ],
    )


def _set_headers(message: Message, lines: list[tuple[str, str]]) -> None:
    for name in set(message.keys()):
        del message[name]
    for name, value in lines:
        message[name] = value


PEOPLES: dict[str, Way] = {
    "ämne": _subject_prefixed,
    "kod": _code_retyped,
    "radbrott": _rewrapped,
    "citat": _quoted_deeper,
    "signatur": _signed,
    "filnamn": _file_renamed,
    "form": _other_form,
    "blanksteg": _whitespace,
}
MACHINES: dict[str, Way] = {"kodning": _encoded_otherwise, "ordning": _reordered, "återgiven": _rendered_anew}
WAYS = {**PEOPLES, **MACHINES}


# 3. Parts and words.


def _parts(message: Message) -> Iterator[Message]:
    """The mail and its parts, but nothing of a mail within it."""
    yield message
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            yield from _parts(part)


def _readable(message: Message, *subtypes: str) -> list[Message]:
    """The texts of the mail that are no files."""
    kinds = {f"text/{subtype}" for subtype in subtypes or ("plain", "html")}
    return [
        part
        for part in _parts(message)
        if part["Content-Type"] and part.get_content_type() in kinds and not part.get_filename()
    ]


def _bodies(message: Message, *subtypes: str) -> list[Message]:
    """What a person reads. Raises NotApplicable where there is nothing."""
    found = _readable(message, *subtypes)
    if not found:
        raise NotApplicable
    return found


def _alternatives(message: Message) -> list[Message]:
    parts = [part for part in _parts(message) if part.get_content_type() == "multipart/alternative"]
    return [
        part
        for part in parts
        if all(one.get_content_type() in ("text/plain", "text/html") for one in part.get_payload())
    ]


def _words(part: Message) -> str:
    """The text, by the charset that it says it has, else by the one that such mails mostly have."""
    data = part.get_payload(decode=True) or b""
    try:
        return data.decode(part.get_content_charset("us-ascii"))
    except (UnicodeDecodeError, LookupError):
        return data.decode("cp1252")


def _put(part: Message, words: str, charset: str = "", encoding: str = "") -> None:
    """The words into the part, as it was encoded or as said; a charset that they do not fit in gives way."""
    wanted = charset or str(part.get_content_charset("us-ascii"))
    try:
        words.encode(wanted)
    except (LookupError, UnicodeEncodeError):
        wanted = fitting(words, "utf-8")
    way = encoding or str(part.get("Content-Transfer-Encoding", "8bit")).lower()
    if way == "7bit" and not words.isascii():
        way = "8bit"
    part.set_param("charset", wanted)
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = way
    part.set_payload(encoded(words.encode(wanted), way).decode("ascii", "surrogateescape"))


def _parted(words: str) -> tuple[str, str]:
    """What the sender wrote, and the history below it."""
    match = _HISTORY.search(words)
    return (words, "") if match is None else (words[: match.start()], words[match.start() :])


def _subject(message: Message) -> str:
    """Raises NotApplicable where it is missing or cannot be read."""
    if message["Subject"] is None:
        raise NotApplicable
    try:
        shown = str(make_header(decode_header(" ".join(str(message["Subject"]).split()))))
    except (LookupError, UnicodeDecodeError):
        raise NotApplicable from None
    if re.search(r"[\r\n]", shown):
        raise NotApplicable
    return shown


def _set_subject(message: Message, subject: str, chance: random.Random) -> None:
    message.replace_header("Subject", word(subject, "utf-8", chance.choice(["Q", "B"])))


def _file_name(part: Message) -> str:
    return str(make_header(decode_header(str(part.get_filename()))))


def _name(part: Message, name: str) -> None:
    disposition = part.get_content_disposition() or "attachment"
    kind = part.get_content_type()
    for header in ("Content-Type", "Content-Disposition"):
        del part[header]
    part["Content-Type"] = f'{kind};\n name="{word(name, "utf-8", "B")}"'
    part["Content-Disposition"] = f"{disposition};\n filename*=UTF-8''{quote(name)}"
