"""One mail, from bytes to what it says. Any bytes: what is not understood is told, never raised."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from notifications.incoming.addresses import addresses, ids, instant
from notifications.incoming.autoreplies import is_auto_reply, is_calendar_reply, is_list
from notifications.incoming.bounces import report
from notifications.incoming.harmless import one_line, shown, words_decoded
from notifications.incoming.mail import Attachment, Bounce, MailKind, Message
from notifications.incoming.parts import Headers, Limits, Part, Reader, file_name_of
from notifications.incoming.plain import from_html, own_words

__all__ = ["Attachment", "Bounce", "Limits", "MailKind", "Message", "read"]

_TEXTS = ("text/plain", "text/html")
_WRITTEN_BY_PEOPLE = ("subject", "from", "to", "cc", "reply-to", "sender", "comments", "keywords", "thread-topic")
_SEALED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")


def read(raw: bytes, own_domain: str = "", limits: Limits | None = None) -> Message:
    """The mail, understood as far as it goes. Pure; for any bytes, in time that grows with their number.

    `own_domain` is that of our own Message-IDs: a mail that bears one is our own.
    """
    reader = Reader(limits or Limits())
    top = reader.part(raw)
    headers = top.headers
    bodies = tuple(_bodies(top))
    text = _text(bodies, reader)
    _remark(top, reader)
    kind, bounce = _kind(top, text, own_domain)
    sender, name = _sender(headers, reader)
    digest = sha256(raw).hexdigest()
    return Message(
        sha256=digest,
        size=len(raw),
        identity=_identity(top, sender, reader) or digest,
        kind=kind,
        message_id=_message_id(headers),
        sender=sender,
        sender_name=name,
        return_path=_return_path(headers),
        recipients=_recipients(headers),
        subject=one_line(words_decoded(headers.first("Subject"))),
        sent_at=instant(headers.first("Date")),
        references=_references(headers),
        text=text,
        own_text=own_words(text),
        attachments=tuple(_attachments(top)),
        headers=tuple(_shown_header(key, value) for key, value in headers.fields),
        bounce=bounce,
        problems=tuple(reader.problems),
    )


def _bodies(part: Part) -> Sequence[Part]:
    """The parts that make the body: of alternatives the plain one, of a report what it says to people."""
    if not part.is_container:
        return (part,) if part.media_type in _TEXTS and not part.is_attached else ()
    inner = [_bodies(child) for child in part.children]
    if part.media_type == "multipart/report":
        return inner[0]
    if part.media_type != "multipart/alternative":
        return tuple(body for bodies in inner for body in bodies)
    plain = (bodies for bodies in inner if any(_is_plain(body) for body in bodies))
    return next(plain, next((bodies for bodies in reversed(inner) if bodies), ()))


def _is_plain(part: Part) -> bool:
    return part.media_type == "text/plain" and bool(part.content.strip())


def _text(bodies: Sequence[Part], reader: Reader) -> str:
    return shown(reader.cut("\n".join(_lines(part, reader) for part in bodies), reader.limits.text))


def _lines(part: Part, reader: Reader) -> str:
    text = reader.text(part)
    return from_html(reader.cut(text, reader.limits.html)) if part.media_type == "text/html" else text


def _attachments(part: Part) -> Iterator[Attachment]:
    """What is no body, in order; a mail in the mail, and after it what that one brings."""
    is_file = part.media_type not in _TEXTS or part.is_attached or part.is_mail
    if not part.is_container and is_file:
        yield Attachment(file_name_of(part), part.media_type, part.content)
    for child in part.children:
        yield from _attachments(child)


def _sender(headers: Headers, reader: Reader) -> tuple[str, str]:
    """The address and the name; no address where there are several, of which a stranger may have added one."""
    found = [pair for value in headers.all("From") for pair in addresses(value)]
    if len({address for address, _ in found}) > 1:
        reader.tell("mejlet har mer än en avsändare: ingen av dem tas för given")
        return "", found[0][1]
    sender, name = next(iter(found), ("", ""))
    if "@" in name and sender not in name.lower():
        reader.tell(f"avsändarens namn ser ut som en annan adress än den som mejlet kom från, {sender}")
    return sender, name


def _remark(top: Part, reader: Reader) -> None:
    kinds = {part.media_type for part in top.walk()}
    if kinds & set(_SEALED):
        reader.tell("mejlet eller en del av det är krypterat: innehållet går inte att läsa här")
    if kinds & set(_TNEF) or any(part.name.lower() == "winmail.dat" for part in top.walk()):
        reader.tell(
            "winmail.dat är Outlooks eget format och läses inte: be avsändaren skicka filerna som vanliga filer"
        )
    for name in ("From", "Date", "Message-ID"):
        if not top.headers.first(name):
            reader.tell(f"mejlhuvudet saknar {name}")


def _kind(top: Part, text: str, own_domain: str) -> tuple[MailKind, Bounce | None]:
    if _is_ours(_message_id(top.headers), own_domain):
        return MailKind.OWN, None
    if told := report(top, text):
        return told
    if is_calendar_reply(top):
        return MailKind.CALENDAR, None
    if is_auto_reply(top):
        return MailKind.AUTO_REPLY, None
    return (MailKind.LIST if _is_to_many(top.headers, own_domain) else MailKind.ANSWER), None


def _is_to_many(headers: Headers, own_domain: str) -> bool:
    """A list does not answer mails of ours; a provider's group address does, and bears the marks of a list."""
    is_answer = any(_is_ours(name, own_domain) for name in _references(headers))
    return is_list(headers) and not is_answer


def _is_ours(message_id: str, own_domain: str) -> bool:
    """Whether the id is one that `compose.message_id` makes."""
    uuid, _, domain = message_id.lower().removeprefix("<b.").partition("@")
    is_made = message_id.lower().startswith("<b.") and re.fullmatch("[0-9a-f-]{32,36}", uuid) is not None
    return bool(own_domain) and is_made and domain == f"{own_domain.lower()}>"


def _message_id(headers: Headers) -> str:
    return next(iter(ids(headers.first("Message-ID"))), "")


def _return_path(headers: Headers) -> str | None:
    if not headers.all("Return-Path"):
        return None
    written = headers.first("Return-Path").strip().strip("<>").strip()
    return one_line(written.lower(), 320)


def _recipients(headers: Headers) -> tuple[str, ...]:
    fields = (*headers.all("To"), *headers.all("Cc"))
    return tuple(dict.fromkeys(address for value in fields for address, _ in addresses(value)))


def _references(headers: Headers) -> tuple[str, ...]:
    earlier = ids(" ".join(headers.all("References")))
    return tuple(dict.fromkeys((*ids(headers.first("In-Reply-To")), *reversed(earlier))))


def _shown_header(name: str, value: str) -> tuple[str, str]:
    """Only what people write is read as encoded words.

    A server quotes what a stranger said in Received; read as encoded words it could say what the server did not.
    """
    is_written = name.lower() in _WRITTEN_BY_PEOPLE
    return name, one_line(words_decoded(value) if is_written else value, 16_000)


def _identity(top: Part, sender: str, reader: Reader) -> str:
    """What a copy that a server rendered anew has in common with the first; "" where nothing names the mail.

    Encodings, line ends, boundaries and the white space at the end of lines may differ; sender, time, name and
    content may not.
    """
    name, sent = _message_id(top.headers), top.headers.first("Date")
    if not name and not sent:
        return ""
    digest = sha256(repr((name, str(instant(sent) or sent), sender)).encode("utf-8", "replace"))
    for part in top.walk():
        if not part.children:
            digest.update(sha256(_steady(part, reader)).digest())
    return digest.hexdigest()


def _steady(part: Part, reader: Reader) -> bytes:
    if part.media_type not in _TEXTS:
        return part.content
    lines = reader.text(part).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip().encode("utf-8", "replace")
