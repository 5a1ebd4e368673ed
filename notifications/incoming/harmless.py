"""Text from strangers, made such that it can be shown, logged and stored: it neither steers nor misleads.

What turns the direction of writing and what steers a terminal becomes "�"; what is only invisible is dropped, so that
a code that is read in the text is the code that a person sees.
"""

import codecs
import re
from binascii import a2b_base64, a2b_qp
from string import ascii_letters, digits

_STEERING = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u061c\u00ad\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_WORD = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s=]{1,60}\?[bBqQ]\?)")
_NO_TEXT = {"punycode", "idna", "undefined", "unicode_escape", "raw-unicode-escape", "unicode-escape"}
_NOT_BASE64 = bytes(set(range(256)) - set(ascii_letters.encode() + digits.encode() + b"+/"))
_NAME_LENGTH = 200
_LINE_LENGTH = 1_000


def shown(text: str) -> str:
    """The text in lines, harmless."""
    return _STEERING.sub("�", _INVISIBLE.sub("", _BREAK.sub("\n", text)))


def one_line(text: str, length: int = _LINE_LENGTH) -> str:
    """The text on one line, harmless, each space single; cut after `length` characters with "…"."""
    line = " ".join(shown(text[: length * 4]).split())
    return line if len(line) <= length else line[:length].rstrip() + "…"


def file_name(text: str) -> str:
    """The name without folders, harmless; "utan namn" where nothing is left. What it ends in is kept."""
    name = one_line(text).replace("\\", "/").rpartition("/")[2].strip(" .")
    name = re.sub(r'[<>:"|?*]', "_", name)
    return (name if len(name) <= _NAME_LENGTH else name[:150] + "…" + name[-40:]) or "utan namn"


def words_decoded(value: str) -> str:
    """A header with its encoded words (RFC 2047) read; a word in an unknown encoding stays as it is written.

    Words that stand together in the same charset are read as one: some mailers cut a character in two.
    """
    joined = _BETWEEN_WORDS.sub(r"\1", value)
    found = list(_WORD.finditer(joined))
    out, position = [], 0
    while found:
        word = found.pop(0)
        out.append(joined[position : word.start()])
        content, position = _word_bytes(word), word.end()
        while found and found[0].start() == position and found[0][1].lower() == word[1].lower():
            content, position = content + _word_bytes(found[0]), found.pop(0).end()
        out.append(text_of(content, word[1].partition("*")[0])[0])
    return "".join((*out, joined[position:]))


def _word_bytes(word: re.Match[str]) -> bytes:
    written = word[3].encode("utf-8", "replace")
    return from_base64(written)[0] if word[2] in "bB" else a2b_qp(written, header=True)


def from_base64(written: bytes) -> tuple[bytes, bool]:
    """The bytes, and whether they were whole. What is no base64 is left out, and what comes after the padding."""
    before, _, after = written.partition(b"=")
    kept = before.translate(None, _NOT_BASE64)
    spare = len(kept) % 4
    kept = kept[:-1] if spare == 1 else kept
    return a2b_base64(kept + b"=" * (-len(kept) % 4)), spare != 1 and not after.strip(b"=\r\n \t")


def text_of(content: bytes, charset: str) -> tuple[str, bool]:
    """The characters, and whether they were written in the charset that they claim.

    An unknown or broken one is read as UTF-8 if it can be that, else as Windows-1252.
    """
    name = _codec(charset or "ascii")
    try:
        return content.decode(name), True
    except (LookupError, ValueError):
        pass
    try:
        return content.decode("utf-8"), name == "ascii"
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), name == "ascii"


def _codec(charset: str) -> str:
    """The name of the codec; one that is none of text, or that takes long, is none. Latin-1 is read as Windows-1252."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return "unknown"
    return {"iso8859-1": "cp1252"}.get(name, "unknown" if name in _NO_TEXT else name)
