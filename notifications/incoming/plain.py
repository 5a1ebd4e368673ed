"""The body as plain text: HTML turned into lines, and one's own words told from what is quoted."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

_STRAY = re.compile(r"<(?![a-zA-Z/][^<>]{0,4000}>)")
_DECLARATION = re.compile(r"<[!?][^<>]{0,4000}>")
_LINES = {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"}
_UNSHOWN = {"script", "style", "head", "title", "template"}
_DEPTH = 20


def from_html(html: str) -> str:
    """What a reader sees, in lines: links as "text (address)", cells apart by a tab, quoted blocks with "> "."""
    reader = _Reader()
    reader.feed(_tame(html))
    reader.close()
    return reader.text()


def _tame(html: str) -> str:
    """Without comments and declarations, and each < that begins no tag written out: else the parser can be slow."""
    pieces, position = [], 0
    while (start := html.find("<!--", position)) >= 0:
        pieces.append(html[position:start])
        end = html.find("-->", start)
        if end < 0:
            position = start + len("<!--")
            break
        position = end + len("-->")
    pieces.append(html[position:])
    return _STRAY.sub("&lt;", _DECLARATION.sub("", "".join(pieces)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._now: list[str] = []
        self._quoted = 0
        self._unshown = ""
        self._link = ("", 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._unshown = ""
        elif tag in _UNSHOWN:
            self._unshown = self._unshown or tag
        elif tag == "blockquote":
            self._break()
            self._quoted = min(self._quoted + 1, _DEPTH)
        elif tag in _LINES:
            self._break(tag == "br")
        elif tag in ("td", "th") and self._now:
            self._now.append("\t")
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self._now))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unshown or tag == "body":
            self._unshown = ""
        elif tag == "blockquote":
            self._break()
            self._quoted = max(self._quoted - 1, 0)
        elif tag in _LINES:
            self._break()
        elif tag == "a" and self._link[0]:
            self._end_link()

    def handle_data(self, data: str) -> None:
        if not self._unshown:
            self._now.append(re.sub(r"[ \t\r\n\f\xa0]+", " ", data))

    def _end_link(self) -> None:
        address, start = self._link
        self._link = ("", 0)
        said = "".join(self._now[start:]).strip()
        bare = address.removeprefix("mailto:").rstrip("/")
        if not address.startswith("#") and bare not in said:
            self._now.append(f" ({address})")

    def _break(self, is_wanted: bool = False) -> None:
        line = re.sub(" {2,}", " ", "".join(self._now)).strip(" ")
        self._now = []
        if line or is_wanted:
            self._lines.append("> " * self._quoted + line)

    def text(self) -> str:
        self._break()
        return "\n".join(self._lines)


_DASHED = re.compile(
    r"-{2,}\s*(?:Ursprungligt meddelande|Original Message|Original Appointment|Vidarebefordrat (?:meddelande|brev)|"
    r"Forwarded [Mm]essage|Vidarebefordrat av .{1,100}|Forwarded by .{1,100})\s*-{2,}"
)
_APPLE = re.compile(r"(?:Vidarebefordrat brev|Vidarebefordrat meddelande|Begin forwarded message):", re.IGNORECASE)
_FROM = re.compile(r"\*?(?:Från|Fran|From|Fra|Avsändare)\s?:\*?\s", re.IGNORECASE)
_THEN = re.compile(r"\*?(?:Skickat|Sent|Datum|Date|Till|To|Ämne|Amne|Subject)\s?:\*?", re.IGNORECASE)
_WROTE = re.compile(
    r"(?:(?:On|Den|Le) .{6,300} (?:wrote|skrev\b.{0,200}|a écrit) ?:"
    r"|.{0,60}\d{4}.{0,60}\bskrev\b.{1,200}:|.{1,200} skrev (?:den )?.{0,40}\d{4}.{0,40}:)"
)
_SIGNS = 2  # so many of the lines that a client writes above what it quotes
_WRAPPED = 3  # so many lines may the sentence "On … wrote:" take


def own_words(text: str) -> str:
    """The text without what is quoted from earlier mails, as mail clients in Swedish and English mark it.

    Where a client quotes line by line with ">", what is written between and below is one's own; else all that follows
    the client's heading is the earlier mail.
    """
    lines, kept = text.split("\n"), list[str]()
    position = 0
    while position < len(lines):
        skipped = _heading(lines, position)
        if skipped and not _is_marked(lines, position + skipped):
            break
        if not skipped and not lines[position].startswith(">"):
            kept.append(lines[position].rstrip())
        position += skipped or 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _heading(lines: Sequence[str], position: int) -> int:
    """How many lines the heading of an earlier mail takes here; 0 where there is none."""
    line = lines[position].strip()[:600]
    if _DASHED.fullmatch(line) or _APPLE.fullmatch(line):
        return 1
    following = [later.strip()[:600] for later in lines[position + 1 : position + 7]]
    if _FROM.match(line) and sum(bool(_THEN.match(later)) for later in following) >= _SIGNS:
        return 1
    for count in range(1, _WRAPPED + 1):
        sentence = " ".join((line, *following[: count - 1]))
        if line and sentence.endswith(":") and _WROTE.fullmatch(sentence[:900]):
            return count
    return 0


def _is_marked(lines: Sequence[str], position: int) -> bool:
    """Whether the first line with anything on it is quoted with ">"."""
    return next((line for line in lines[position : position + 5] if line.strip()), "").startswith(">")
