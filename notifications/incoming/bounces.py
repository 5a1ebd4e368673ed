"""What mail systems say about a mail of ours: that it bounced, waits, arrived or was opened.

Only the mail as a whole can be such a report. One that a person forwards or quotes has a person for sender, and is
that person's mail.
"""

import re
from collections.abc import Mapping

from notifications.incoming.addresses import addresses, ids
from notifications.incoming.harmless import one_line, words_decoded
from notifications.incoming.mail import Bounce, MailKind
from notifications.incoming.parts import Limits, Part, Reader

_MACHINES = re.compile(
    r"(?:mailer[-_.]?daemon|postmaster|mail-?daemon|mdaemon|maildelivery|mail\.delivery|microsoftexchange[0-9a-f]{8,40}"
    r"|exchange-administrator)(?:\+.*)?",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"^(?:delivery delayed|delayed( mail)?\b|warning: (?:message|could not send)|delivery status notification \(delay\)"
    r"|undelivered mail: delayed|fördröjd|försenad|leveransen är fördröjd|leverans(?:en)? fördröjd)",
    re.IGNORECASE,
)
_DELIVERED = re.compile(
    r"^(?:delivered:|relayed:|levererat:|levererad:|vidarebefordrat:|successful mail delivery report"
    r"|delivery status notification \(success\)|read:|läst:|mottagningskvitto|return receipt)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"^(?:undeliver(?:able|ed)\b|undelivered mail|mail delivery (?:failed|failure|system)|mail system error"
    r"|failure notice|returned mail|delivery (?:status notification|failure|has failed|failed)|delivery report"
    r"|message (?:undeliverable|not delivered)|nondeliverable|non[- ]delivery|could not deliver|address not found"
    r"|kunde inte levereras|kan inte levereras|gick inte att leverera|det gick inte att leverera"
    r"|det går inte att leverera|går inte att leverera|olevererbart?|ej levererat\b"
    r"|(?:ditt|ert) (?:brev|mejl|mail|meddelande|e-post\w*) (?:kunde|kan|gick) inte"
    r"|returnerad post|leveransfel|meddelandet kunde inte)",
    re.IGNORECASE,
)
_SAID = re.compile(  # how the text of a report begins that has neither form nor a subject to know it by
    r"qmail-send program|this message was created automatically by mail delivery software"
    r"|this is the mail system at host"
    r"|could not be delivered to one or more recipients|wasn't delivered to"
    r"|delivery to the following recipients? failed|your message (?:to .{1,200} )?couldn't be delivered"
    r"|kunde inte levereras till|gick inte att leverera till"
    r"|delivery has failed to these recipients|the following addresses had permanent fatal errors|address not found"
    r"|leverans till följande mottagare misslyckades|user unknown|mailbox unavailable",
    re.IGNORECASE,
)
_WAITS = re.compile(
    r"you do not need to resend|will (?:be retried|keep trying|continue to try)|still being retried"
    r"|has not (?:yet )?been delivered|delivery .{0,40}delayed|har ännu inte levererats|nya försök"
    r"|försöker fortfarande",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^-{2,}.{0,80}(?:copy of (?:the|your) message|original message|ursprungligt meddelande|returned message).*$"
    r"|^-{2,} ?The header of the original message.*$|^Original message headers:|^Ursprungliga meddelanderubriker:"
    r"|^-{2,} This is a copy of .*$",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_CODE = re.compile(r"\b[45]\d\d[ -]")
_NAMED = re.compile(r"^[ \t>]{0,8}Message-ID:[ \t]{0,8}(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_OURS_LOOK = re.compile(r"<b\.[0-9a-f-]{32,36}@[^<>\s]{1,255}>", re.IGNORECASE)
_ADDRESS = r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
_RECIPIENT = re.compile(
    rf"^[ \t]*<({_ADDRESS})>:|^[ \t]{{1,8}}\*?<?({_ADDRESS})>?\*?[ \t]*$|\b(?:to|till) \*?<?({_ADDRESS})", re.MULTILINE
)
_ACTIONS = {
    "failed": MailKind.BOUNCE,
    "delayed": MailKind.DELAYED,
    "delivered": MailKind.DELIVERED,
    "relayed": MailKind.DELIVERED,
    "expanded": MailKind.DELIVERED,
}
_CLASSES = {"5": MailKind.BOUNCE, "4": MailKind.DELAYED, "2": MailKind.DELIVERED}
_WEIGHT = (MailKind.BOUNCE, MailKind.DELAYED, MailKind.DELIVERED)  # the worst that is said of anyone is what is told
_READ_LENGTH = 20_000
_DIAGNOSIS_LENGTH = 300

Group = Mapping[str, str]


def report(top: Part, text: str) -> tuple[MailKind, Bounce] | None:
    """What the mail reports about another, None where it is no report.

    Source: RFC 3464 (delivery), RFC 8098 (reading), and the common forms that keep to neither.
    """
    is_report = top.media_type == "multipart/report"
    if not is_report and not _is_from_machine(top):
        return None
    status = _first(top, ("message/delivery-status", "message/global-delivery-status"))
    if status is not None and (told := _delivery(top, text, _groups(status))):
        return told
    opened = _first(top, ("message/disposition-notification", "message/global-disposition-notification"))
    if is_report and opened is not None:
        return _opening(top, text, _groups(opened))
    return _in_words(top, text)


def _is_from_machine(top: Part) -> bool:
    sender = next(iter(addresses(top.headers.first("From"))), ("", ""))[0]
    is_null = top.headers.first("Return-Path").replace(" ", "") == "<>"
    name = sender.partition("@")[0] or top.headers.first("From").partition("(")[0].strip(" <>")
    if _MACHINES.fullmatch(name):
        return True
    return is_null and not top.headers.word("Auto-Submitted").startswith("auto-replied")


def _first(top: Part, media_types: tuple[str, ...]) -> Part | None:
    """The part of that type in the mail itself, not in a mail that it brings."""
    return next((part for part in top.own() if part.media_type in media_types), None)


def _groups(part: Part) -> list[Group]:
    """The fields about the mail, then those about each recipient; names in lower case."""
    reader = Reader(Limits())
    blocks = re.split(rb"(?:\r?\n){2,}", part.content[:_READ_LENGTH].strip())
    return [_fields(reader.part(block.strip() + b"\n\n")) for block in blocks[:100]]


def _fields(part: Part) -> Group:
    return {name.lower(): one_line(words_decoded(value)) for name, value in reversed(part.headers.fields)}


def _delivery(top: Part, text: str, groups: list[Group]) -> tuple[MailKind, Bounce] | None:
    told = [(kind, group) for group in groups if (kind := _kind(group)) is not None]
    if not told:
        return None
    worst = min((kind for kind, _ in told), key=_WEIGHT.index)
    decisive = [group for kind, group in told if kind is worst]
    first = decisive[0]
    return worst, Bounce(
        message_id=_original(top, text) or _from_envelope(groups),
        recipients=tuple(dict.fromkeys(filter(None, map(_recipient, decisive)))),
        status="".join(_STATUS.findall(first.get("status", ""))[:1]),
        diagnosis=one_line(_untyped(first.get("diagnostic-code", "")) or _reason(text), _DIAGNOSIS_LENGTH),
    )


def _kind(group: Group) -> MailKind | None:
    action = re.match(r"[a-z]*", group.get("action", "").lower())
    if action and action[0] in _ACTIONS:
        return _ACTIONS[action[0]]
    return _CLASSES.get(group.get("status", "")[:1]) if "final-recipient" in group else None


def _recipient(group: Group) -> str:
    """The address that we wrote to, if the report keeps it; else the one where it ended."""
    for name in ("original-recipient", "final-recipient"):
        if found := addresses(_untyped(group.get(name, ""))):
            return found[0][0]
    return ""


def _untyped(value: str) -> str:
    """Without what says of which kind it is: "rfc822;", "smtp;"."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and re.fullmatch(r"\s*[\w-]{1,30}\s*", kind) else value


def _from_envelope(groups: list[Group]) -> str:
    """The envelope id, where it is written as a Message-ID is (RFC 3461: special characters as +HH)."""
    written = next((group["original-envelope-id"] for group in groups if "original-envelope-id" in group), "")
    plain = re.sub(r"\+([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), written)
    return next(iter(ids(plain)), "")


def _opening(top: Part, text: str, groups: list[Group]) -> tuple[MailKind, Bounce]:
    fields: Group = groups[0] if groups else {}
    recipient = _recipient(fields)
    return MailKind.DELIVERED, Bounce(
        message_id=next(iter(ids(fields.get("original-message-id", ""))), "") or _original(top, text),
        recipients=(recipient,) if recipient else (),
        status="",
        diagnosis=one_line(fields.get("disposition", ""), _DIAGNOSIS_LENGTH),
    )


def _in_words(top: Part, text: str) -> tuple[MailKind, Bounce] | None:
    """A report that only people can read: known by its sender, and by how its subject or text begins."""
    subject = one_line(words_decoded(top.headers.first("Subject")))
    said = _before_copy(text)
    kind = _kind_in_words(subject, said) or (MailKind.BOUNCE if _OURS_LOOK.search(said) else None)
    if kind is None:
        return None
    return kind, Bounce(
        message_id=_original(top, text),
        recipients=_failed(top, said),
        status="".join(_STATUS.findall(said)[:1]),
        diagnosis=one_line(_reason(text), _DIAGNOSIS_LENGTH),
    )


def _kind_in_words(subject: str, said: str) -> MailKind | None:
    if _DELAYED.search(subject):
        return MailKind.DELAYED
    if _DELIVERED.search(subject):
        return MailKind.DELIVERED
    if not _FAILED.search(subject) and not _SAID.search(said[:2_000]):
        return None
    return MailKind.DELAYED if _WAITS.search(said[:2_000]) else MailKind.BOUNCE


def _before_copy(text: str) -> str:
    text = text[:_READ_LENGTH]
    copy = _COPY.search(text)
    return text[: copy.start()] if copy else text


def _failed(top: Part, said: str) -> tuple[str, ...]:
    named = addresses(", ".join(top.headers.all("X-Failed-Recipients")))
    if named:
        return tuple(dict.fromkeys(address for address, _ in named))
    found = ["".join(groups).lower() for groups in _RECIPIENT.findall(said)] or _any_address(said)
    own = {address for value in top.headers.all("To") for address, _ in addresses(value)}
    return tuple(dict.fromkeys(address for address in found if address not in own))


def _any_address(said: str) -> list[str]:
    return re.findall(_ADDRESS, _OURS_LOOK.sub("", said).lower())[:1]


def _reason(text: str) -> str:
    """The line that says why: with a status or a reply code, else the first."""
    lines = [line.strip() for line in _before_copy(text).splitlines() if line.strip()]
    telling = (line for line in lines if _STATUS.search(line) or _CODE.search(line))
    return next(telling, lines[0] if lines else "")


def _original(top: Part, text: str) -> str:
    """The Message-ID of the mail that it is about: in the returned mail, in In-Reply-To, or written in the text."""
    returned = (part for part in top.walk() if part.is_mail or part.media_type.startswith("text/rfc822"))
    for part in returned:
        headers = (part.children[0] if part.children else Reader(Limits()).part(part.content)).headers
        if found := ids(headers.first("Message-ID")):
            return found[0]
    if found := ids(top.headers.first("In-Reply-To")):
        return found[0]
    named = _NAMED.search(text) or _OURS_LOOK.search(text)
    return one_line(named[named.re.groups]) if named else ""
