"""Which mails a machine wrote without anyone's deciding it, and what an absent person says about coming back."""

import re
from datetime import date, timedelta

from notifications.incoming.harmless import one_line, words_decoded
from notifications.incoming.mail import MailKind, Message
from notifications.incoming.parts import Headers, Part
from states.workdays import local_day

_SUBJECT = re.compile(
    r"(?:automati(?:skt|sk|c)[- ]?(?:svar|reply|response)|autosvar|auto[- ]?(?:reply|response|svar)"
    r"|out of (?:the )?office|frånvaro(?:meddelande)?|frånvarande|ej på plats|semestermeddelande)"
    r"(?:\s*[:!–-]|\s*$|\s+(?:re|sv)\b)",
    re.IGNORECASE,
)
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-AutoReply-From")
_TO_MANY = ("bulk", "list", "junk")


def is_auto_reply(top: Part) -> bool:
    """Whether it was sent by itself, because something came.

    What a system made without being asked (auto-generated) counts only where it answers something: a notice that a
    secure message waits, or a scanned document, is what a person sent. Source: RFC 3834, section 5; Exchange marks
    its absence replies auto-generated, with In-Reply-To.
    """
    headers = top.headers
    submitted = headers.word("Auto-Submitted")
    if submitted.startswith("auto-replied") or any(_says_yes(headers, name) for name in _MARKS):
        return True
    precedence = headers.word("Precedence")
    is_suppressing = bool(headers.first("X-Auto-Response-Suppress")) and bool(precedence)
    if precedence in ("auto_reply", "auto-reply") or is_suppressing:
        return True
    subject = one_line(words_decoded(headers.first("Subject")))
    is_answer = bool(headers.first("In-Reply-To") or headers.first("References"))
    if submitted.startswith("auto-") and (is_answer or _SUBJECT.match(subject)):
        return True
    is_machine = headers.first("Return-Path").replace(" ", "") == "<>" or _SUBJECT.match(subject) is not None
    return is_machine and not any(part.is_attached for part in top.walk())


def _says_yes(headers: Headers, name: str) -> bool:
    return headers.word(name) not in ("", "no", "false")


def is_calendar_reply(top: Part) -> bool:
    """Whether it accepts, declines or proposes another time (RFC 5546). An invitation is a person's mail."""
    calendars = (part for part in top.own() if part.media_type == "text/calendar")
    return any(_calendar_method(part) in ("REPLY", "COUNTER") for part in calendars)


def _calendar_method(part: Part) -> str:
    said = re.search(rb"^METHOD:([A-Za-z]{1,20})", part.content[:20_000], re.MULTILINE)
    return (said[1].decode() if said else part.headers.parameter("Content-Type", "method")).upper()


def is_list(headers: Headers) -> bool:
    """Whether it was sent to many."""
    return bool(headers.first("List-Id") or headers.first("List-Unsubscribe")) or headers.word("Precedence") in _TO_MANY


def may_be_answered(message: Message) -> bool:
    """Whether a receipt may be sent: never to a machine, whatever kind of mail it made. Source: RFC 3834, section 2."""
    said = {name.lower(): value.lower() for name, value in message.headers}
    submitted = said.get("auto-submitted", "no").partition(";")[0].strip()
    precedence = said.get("precedence", "").strip()
    is_by_itself = submitted != "no" or precedence in (*_TO_MANY, "auto_reply") or message.return_path == ""
    is_for_many = "list-id" in said or "list-unsubscribe" in said
    is_person = message.kind is MailKind.ANSWER and message.sender != ""
    return is_person and not is_by_itself and not is_for_many


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb", "mars march mar", "april apr", "maj may", "juni june jun",
            "juli july jul", "augusti august aug", "september sept sep", "oktober october okt oct", "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("måndag monday mån mon", "tisdag tuesday tis tue", "onsdag wednesday ons wed", "torsdag thursday tors tor thu",
         "fredag friday fre fri", "lördag saturday lör sat", "söndag sunday sön sun")
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_DAY = (
    rf"(?:(?P<weekday>{_WEEKDAY})(?:en)?\.?,?\s+)?(?:den\s+|the\s+)?(?:"
    r"(?P<y1>20\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)"
    rf"|(?P<d2>\d{{1,2}})(?::?e|:?a|st|nd|rd|th)?\s+(?:of\s+)?(?P<m2>{_MONTH})\b\.?(?:,?\s+(?P<y2>20\d\d))?"
    rf"|(?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y3>20\d\d))?"
    r"|(?P<d4>\d{1,2})/(?P<m4>\d{1,2})(?:[ -](?P<y4>(?:20)?\d\d)(?![\d:/.]))?"
    r")(?![\d/-]*\d)"
)
_BACK = re.compile(
    r"\b(?:(?P<swedish>åter|tillbaka|tillbaks|på plats|i tjänst)|back|return(?:ing)?)\b"
    rf"(?P<between>(?:(?!\b(?:åter|tillbaka|back|t\.?o\.?m)\b)[^.!?\n\d]){{0,40}}?)\s*\b{_DAY}",
    re.IGNORECASE,
)
_THROUGH = re.compile(
    rf"(?:\b(?P<swedish>t\.? ?o\.? ?m\.?|till och med)|\bthrough|\bup to and including|\buntil and including)\s+{_DAY}",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:efter|after|before|före|innan|tidigast|earliest|omkring|cirka|ca|around|ledig|borta|bortrest|frånvarande"
    r"|semester|away|off|leave)\b",
    re.IGNORECASE,
)
_AHEAD = timedelta(days=400)  # who says more has written the wrong year
_TURN = timedelta(days=180)  # a day without a year that has passed may be next year's, if that is this near


def away_until(message: Message) -> date | None:
    """The day on which the sender says to be back; None where it is not said, or not with certainty.

    A year that is not written is taken from when the mail was sent. Two different days, a weekday that is not that
    of the day, a day that has passed and "efter den 14 augusti" are no certainty. The last day away ("t.o.m.") gives
    the day after, unless a day of coming back is said as well.
    """
    if message.sent_at is None:
        return None
    text, sent_on = " ".join(f"{message.subject}\n{message.own_text[:5_000]}".split()), local_day(message.sent_at)
    back = [None if _UNSURE.search(said["between"]) else _day(said, sent_on) for said in _BACK.finditer(text)]
    through = [_day(said, sent_on) for said in _THROUGH.finditer(text)]
    after = {day and day + timedelta(days=1) for day in through}
    said = set(back) or after
    if len(said) != 1 or None in said | after:
        return None
    (day,) = said
    return day if day and all(other and other <= day for other in after) else None


def _day(said: re.Match[str], sent_on: date) -> date | None:
    """The day that is written, where it is one, lies ahead and bears the weekday that is said."""
    is_english = said["d4"] is not None and said["swedish"] is None  # 8/9 is in August or in September
    day, month, year = (next(filter(None, (said[f"{of}{form}"] for form in "1234")), "") for of in "dmy")
    number = _MONTHS.get(month.lower()) or int(month)
    found = None if is_english else _in_year(year, number, int(day), sent_on)
    weekday = said["weekday"]
    if found is None or not sent_on <= found <= sent_on + _AHEAD:
        return None
    return found if weekday is None or found.weekday() == _WEEKDAYS[weekday.lower()] else None


def _in_year(year: str | None, month: int, day: int, sent_on: date) -> date | None:
    try:
        if year:
            return date(int(year) % 100 + 2000, month, day)
        found = date(sent_on.year, month, day)
        later = date(sent_on.year + 1, month, day)
    except ValueError:
        return None
    return found if found >= sent_on else later if later <= sent_on + _TURN else None


_RECEIVED = re.compile(
    r"\b(?:mottag(?:et|it|en|na|its)|(?:tagit|tog) emot|har (?:fått|läst|tagit del av)"
    r"|reagerade på ditt|reacted to your|kommit fram|kvitterar|kvitteras"
    r"|bekräfta[rs] mottagande\w*|(?:well )?received)\b",
    re.IGNORECASE,
)
_THANKS_FOR = re.compile(
    r"\btack för (?:påminnelsen|påpekandet|brevet|mejlet|beskedet|beslutet|meddelandet|informationen|underrättelsen)\b",
    re.IGNORECASE,
)
_ONLY_THANKS = re.compile(
    r"(?=.*(?:ok|tack|noterat|thank|👍))(?:\W|\b(?:ok|okej|tack|tackar|hej|så mycket|noterat|thanks|thank you)\b)+",
    re.IGNORECASE | re.DOTALL,
)
_MORE = re.compile(
    r"[?]|https?:|\b(?:inte|ej|icke|aldrig|men|dock|not|but|ni|(?<!thank )you|bifog\w*|bilag\w*|attach\w*|nedan"
    r"|below|överklag\w*|bestrid\w*|skicka[rd]?|skickat (?!\w+ vidare))\b",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^\s*(?:--\s*$|(?:med )?(?:vänlig(?:a|en)?|bästa) hälsning|vänligen\b|hälsning|mvh\b|m\.v\.h|/\w"
    r"|(?:best |kind )?regards\b|skickat från min|sent from my|hämta outlook|get outlook)",
    re.IGNORECASE | re.MULTILINE,
)
_WORDS = 20  # more than so many are more than a receipt
_SMALL = 30_000  # a logotype under the signature, as Outlook names it
_LOGOTYPE = re.compile(r"(?:image|bild)\d{3}\.(?:png|jpe?g|gif)", re.IGNORECASE)


def is_acknowledgement(message: Message) -> bool:
    """Whether a person says that our mail has come, and nothing else. In doubt not: then someone reads it."""
    said = _SIGNATURE.split(message.own_text, maxsplit=1)[0]
    only_logotypes = all(len(a.content) <= _SMALL and _LOGOTYPE.fullmatch(a.name) for a in message.attachments)
    is_short = len(said.split()) <= _WORDS
    is_thanks = bool(message.references and (_THANKS_FOR.search(said) or _ONLY_THANKS.fullmatch(said)))
    says_so = (_RECEIVED.search(said) is not None or is_thanks) and _MORE.search(said) is None
    return message.kind is MailKind.ANSWER and only_logotypes and is_short and says_so
