"""From what somebody wrote to the bytes that lie in the mailbox. Nothing is random: what varies is taken from the name."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from tests.corpus.letter import Letter, Program
from tests.corpus.parts import Part, attached, multipart, text, word
from tests.corpus.world import outgoing, said

_SWEDEN = ZoneInfo("Europe/Stockholm")
_MX = "mx1.exempelkommunen.example"
_MAIL = "mail.exempelkommunen.example"

Headers = list[tuple[str, str]]


def built(letter: Letter) -> bytes:
    """The mail as it lies in the mailbox."""
    crlf = letter.crlf if letter.crlf is not None else _number(letter, "eol") % 2 == 0
    raw = letter.raw if letter.raw is not None else _raw(letter)
    return raw.replace(b"\n", b"\r\n") if crlf else raw


def _raw(letter: Letter) -> bytes:
    body = letter.body or _FORMS[letter.program](letter)
    content = [("MIME-Version", _mime_version(letter)), *body.headers]
    headers = [*_way(letter), *_written(letter), *content]
    kept = [(name, value) for name, value in headers if name not in letter.without]
    return b"".join(f"{name}: {value}\n".encode() for name, value in kept) + b"\n" + body.body


def _mime_version(letter: Letter) -> str:
    return r"1.0 (Mac OS X Mail 16.0 \(3776.700.51\))" if letter.program is Program.APPLE else "1.0"


# 1. What the servers wrote.


def _way(letter: Letter) -> Headers:
    """From the top: the mailbox, our server, the servers before it."""
    at = moment(letter.at)
    sender = letter.sender[1] if letter.envelope_sender is None else letter.envelope_sender
    own = letter.own_hops if letter.own_hops is not None else [_into_mailbox(letter, at), _into_network(letter, at)]
    hops = letter.hops if letter.hops is not None else _outer(letter, at)
    auth = _authentication(letter)
    return [
        ("Return-Path", f"<{sender}>"),
        ("Delivered-To", letter.to),
        *[("Received", hop) for hop in own[:1]],
        *([("Authentication-Results", auth)] if auth else []),
        *[("Received", hop) for hop in [*own[1:], *hops]],
    ]


def _into_mailbox(letter: Letter, at: datetime) -> str:
    when = format_datetime(at + timedelta(seconds=letter.delay))
    return (
        f"from {_MX} ({_MX} [192.0.2.10])\n\tby {_MAIL} with LMTP id {_token(letter, 'lmtp', 18)}\n"
        f"\tfor <{letter.to}>; {when}"
    )


def _into_network(letter: Letter, at: datetime) -> str:
    name, address = _last_server(letter)
    return (
        f"from {name} ({name} [{address}])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n"
        f"\tby {_MX} (Postfix) with ESMTPS id {_token(letter, 'mx', 11)}\n\tfor <{letter.to}>; {format_datetime(at)} ({at.tzname()})"
    )


def _last_server(letter: Letter) -> tuple[str, str]:
    domain = letter.sender[1].rpartition("@")[2] or "server.test"
    last = _number(letter, "address") % 200 + 10
    if letter.program is Program.OUTLOOK:
        return f"mail-{_token(letter, 'host', 8).lower()}.outbound.moln.example", f"203.0.113.{last}"
    if letter.program is Program.GMAIL:
        return f"mail-wm1-f{last}.gmoln.example", f"198.51.100.{last}"
    return f"smtp.{domain}", f"198.51.100.{last}"


def _outer(letter: Letter, at: datetime) -> list[str]:
    """What stands below our server's line, in the manner of the sender's servers."""
    sent = at - timedelta(seconds=letter.sent_before)
    utc = sent.astimezone(ZoneInfo("UTC"))
    token, last = _token(letter, "outer", 12), _number(letter, "outer") % 200 + 10
    local = f"fe80::{_digest(letter, 'local').hex()[:4]}"
    if letter.program in (Program.OUTLOOK, Program.EXCHANGE):
        name = f"GV{token[:2]}PR0{last % 9}MB{last:04d}.swprd0{last % 9}.prod.moln.example"
        when = utc.strftime("%a, %d %b %Y %H:%M:%S +0000")
        line = (
            f"from {name} ([{local}:1])\n by {name} ([{local}:1%{last % 9}]) with mapi id\n 15.20.{last}.{last}; {when}"
        )
        return [
            line,
            f"from {name} (2001:db8:150:{last}::12) by {name.replace('GV', 'AM')}\n (2001:db8:20b:{last}::7) with Microsoft SMTP Server id 15.20.{last}; {when}",
        ][::-1]
    if letter.program is Program.GMAIL:
        pacific = sent.astimezone(ZoneInfo("America/Los_Angeles"))
        return [
            f"by mail-wm1-f{last}.gmoln.example with SMTP id {token.lower()}so{last}f8f.1\n        for <{letter.to}>; {format_datetime(pacific)} ({pacific.tzname()})"
        ]
    if letter.program in (Program.APPLE, Program.IPHONE, Program.THUNDERBIRD):
        server = _last_server(letter)[0]
        return [
            f"from [192.168.1.{last}] (h-{last}.bredband.example [198.51.100.{last}])\n\tby {server} (Postfix) with ESMTPSA id {token};\n\t{format_datetime(sent)} ({sent.tzname()})"
        ]
    return []


_FOUND = {
    "pass": "spf=pass smtp.mailfrom={domain};\n\tdkim=pass header.d={domain} header.s=s1;\n\tdmarc=pass (policy=none) header.from={domain}",
    "none": "spf=pass smtp.mailfrom={domain};\n\tdkim=none; dmarc=none header.from={domain}",
    "fail": "spf=fail smtp.mailfrom={domain};\n\tdkim=none; dmarc=fail (policy=quarantine) header.from={domain}",
    "spf-fail": "spf=fail smtp.mailfrom={domain};\n\tdkim=none; dmarc=none header.from={domain}",
    "forwarded": "spf=softfail smtp.mailfrom={domain};\n\tdkim=pass header.d={domain} header.s=selector1;\n\tdmarc=pass (policy=reject) header.from={domain}",
}


def _authentication(letter: Letter) -> str:
    domain = letter.sender[1].rpartition("@")[2]
    return f"{_MX};\n\t" + _FOUND[letter.auth].format(domain=domain) if letter.auth else ""


# 2. What the sender's program wrote.


def _written(letter: Letter) -> Headers:
    form = _STYLES[letter.program]
    sent = moment(letter.at) - timedelta(seconds=letter.sent_before)
    thread = outgoing(letter.thread)["message_id"] if letter.thread else ""
    lines: Headers = [
        *form.first(letter),
        ("From", _mailbox(letter.sender, form)),
        (
            "To",
            f"<{letter.to}>" if _number(letter, "to") % 3 else f"{word('Exempelkommunen', form.charset)} <{letter.to}>",
        ),
        *([("Cc", letter.cc)] if letter.cc else []),
        ("Subject", folded(word(letter.subject, form.charset, form.word))),
        ("Date", format_datetime(sent) if letter.date is None else letter.date),
        ("Message-ID", message_id(letter)),
        *([("In-Reply-To", thread), ("References", thread)] if thread else []),
        *letter.extra,
        *form.last(letter),
    ]
    return lines if form.subject_late else sorted(lines, key=lambda line: line[0] in ("From", "To", "Cc"))


def message_id(letter: Letter) -> str:
    """The mail's own name, in its program's manner."""
    if letter.message_id is not None:
        return letter.message_id
    token = _token(letter, "id", 32)
    domain = letter.sender[1].rpartition("@")[2]
    return {
        Program.OUTLOOK: f"<GV{token[:2]}PR05MB1{token[2:26]}@GV{token[:2]}PR05MB1.swprd05.prod.moln.example>",
        Program.EXCHANGE: f"<{token.lower()}@exch01.{domain}>",
        Program.GMAIL: f"<CA{token[:8]}+{token[8:30]}@mail.gmoln.example>",
        Program.APPLE: f"<{_uuid(letter).upper()}@{domain}>",
        Program.IPHONE: f"<{_uuid(letter).upper()}@{domain}>",
        Program.THUNDERBIRD: f"<{_uuid(letter)}@{domain}>",
        Program.WEBMAIL: f"<{token.lower()}@{domain}>",
        Program.BARE: f"<{token[:14]}.{token[14:20]}@{domain}>",
    }[letter.program]


def folded(value: str) -> str:
    """A long line of ASCII broken at a space; encoded words are broken already."""
    if len(value) < 68 or "\n" in value:
        return value
    place = value.rfind(" ", 0, 66)
    return value if place < 1 else value[:place] + "\n" + folded(value[place:])


def _mailbox(sender: tuple[str, str], form: "_Style") -> str:
    name, address = sender
    if not name:
        return address
    shown = word(name, form.charset, form.word) if not name.isascii() else f'"{name}"' if form.quotes_names else name
    return f"{shown} <{address}>"


@dataclass(frozen=True)
class _Style:
    charset: str
    word: str
    first: Callable[[Letter], Headers]
    last: Callable[[Letter], Headers]
    quotes_names: bool = False
    subject_late: bool = True


def _nothing(letter: Letter) -> Headers:
    return []


def _outlook(letter: Letter) -> Headers:
    return [
        ("Thread-Topic", folded(word(letter.subject.removeprefix("SV: "), "iso-8859-1"))),
        ("Thread-Index", _token(letter, "index", 30) + "=="),
        ("Accept-Language", "sv-SE, en-US"),
        ("Content-Language", "sv-SE"),
        ("X-MS-Has-Attach", "yes" if letter.files else ""),
        ("X-MS-TNEF-Correlator", ""),
    ]


def _exchange(letter: Letter) -> Headers:
    return [
        ("X-Mailer", "Microsoft Outlook 16.0"),
        ("Thread-Index", _token(letter, "index", 30) + "=="),
        ("Content-Language", "sv"),
    ]


def _signed(letter: Letter) -> Headers:
    token = _token(letter, "dkim", 60)
    return [
        (
            "DKIM-Signature",
            f"v=1; a=rsa-sha256; c=relaxed/relaxed;\n        d={letter.sender[1].rpartition('@')[2]}; s=20230601; t=1746000000;\n"
            f"        h=to:subject:message-id:date:from:mime-version:from;\n        bh={token[:43]}=;\n        b={token}",
        )
    ]


def _agent(name: str, value: str) -> Callable[[Letter], Headers]:
    return lambda letter: [(name, value)]


_STYLES = {
    Program.OUTLOOK: _Style("iso-8859-1", "Q", _nothing, _outlook),
    Program.EXCHANGE: _Style("Windows-1252", "Q", _nothing, _exchange, quotes_names=True),
    Program.GMAIL: _Style("UTF-8", "B", _signed, _nothing, subject_late=False),
    Program.APPLE: _Style("utf-8", "Q", _nothing, _agent("X-Mailer", "Apple Mail (2.3776.700.51)")),
    Program.IPHONE: _Style("utf-8", "Q", _nothing, _agent("X-Mailer", "iPhone Mail (21F90)")),
    Program.THUNDERBIRD: _Style(
        "UTF-8",
        "Q",
        _agent("User-Agent", "Mozilla Thunderbird"),
        _agent("Content-Language", "sv-SE"),
        subject_late=False,
    ),
    Program.WEBMAIL: _Style("UTF-8", "Q", _nothing, _agent("User-Agent", "Roundcube Webmail/1.6.6")),
    Program.BARE: _Style("utf-8", "B", _nothing, _nothing),
}


# 3. The bodies.


def _quotation(letter: Letter) -> str:
    """What the answer stands above, under the program's own line."""
    if not letter.quoted:
        return ""
    mail, words = outgoing(letter.quoted), said(letter.quoted)
    sent, who = mail["sent_at"], "Exempelkommunen"
    address = "bristvakt@exempelkommunen.example"
    if letter.program in (Program.OUTLOOK, Program.EXCHANGE, Program.BARE):
        head = f"Från: {who} <{address}>\nSkickat: den {sent.day} {_MONTHS[sent.month]} {sent.year} {sent:%H:%M}\nTill: {mail['to']}\nÄmne: {mail['subject']}"
        return f"\n\n________________________________\n{head}\n\n{words}"
    lines = "\n".join(f"> {line}".rstrip() for line in words.splitlines())
    heads = {
        Program.GMAIL: f"Den {_DAYS[sent.weekday()]} {sent.day} {_MONTHS[sent.month][:3]}. {sent.year} kl {sent:%H:%M} skrev {who} <\n{address}>:",
        Program.THUNDERBIRD: f"Den {sent:%Y-%m-%d} kl. {sent:%H:%M}, skrev {who}:",
        Program.WEBMAIL: f"{sent:%Y-%m-%d %H:%M} skrev {who}:",
    }
    head = heads.get(
        letter.program, f"{sent.day} {_MONTHS[sent.month][:4]} {sent.year} kl. {sent:%H:%M} skrev {who} <{address}>:"
    )
    return f"\n\n{head}\n\n{lines}"


_DAYS = ["mån", "tis", "ons", "tors", "fre", "lör", "sön"]
_MONTHS = ["", *"januari februari mars april maj juni juli augusti september oktober november december".split()]


def _html(words: str, letter: Letter) -> str:
    """The same words as the program's HTML."""
    if letter.program in (Program.OUTLOOK, Program.EXCHANGE):
        lines = "".join(
            f'<p class="MsoNormal">{escape(line, quote=False) or "<o:p>&nbsp;</o:p>"}</p>\n'
            for line in words.splitlines()
        )
        return f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>\n<style><!-- p.MsoNormal {{margin:0cm; font-size:11.0pt;}} --></style></head>\n<body lang="SV" link="#0563C1"><div class="WordSection1">\n{lines}</div>\n</body></html>'
    lines = "".join(f"<div>{escape(line, quote=False) or '<br>'}</div>\n" for line in words.splitlines())
    return f'<div dir="ltr">{lines}</div>' if letter.program is Program.GMAIL else f"<html><body>{lines}</body></html>"


def _whole(letter: Letter) -> str:
    signature = "\n\nSkickat från min iPhone" if letter.program is Program.IPHONE else ""
    return letter.text.strip("\n") + signature + _quotation(letter)


def _both_forms(letter: Letter, charset: str, encoding: str) -> Part:
    words = _whole(letter)
    charset, encoding = letter.charset or charset, letter.encoding or encoding
    html = text(_html(words, letter), "html", charset, encoding)
    if letter.html_only:
        return _with_files(letter, html)
    plain = text(words, "plain", charset, encoding)
    return _with_files(letter, multipart("alternative", _boundary(letter, "alternative"), plain, html))


def _plain(letter: Letter, charset: str, encoding: str, more: str = "") -> Part:
    charset, encoding = letter.charset or charset, letter.encoding or encoding
    if letter.html_only:
        return _with_files(letter, text(_html(_whole(letter), letter), "html", charset, encoding))
    return _with_files(letter, text(_whole(letter), "plain", charset, encoding, more))


def _with_files(letter: Letter, words: Part) -> Part:
    if not letter.files:
        return words
    style = _NAMES[letter.program]
    files = [
        attached(file, style, "inline" if letter.program is Program.IPHONE else "attachment") for file in letter.files
    ]
    notice = "This is a multi-part message in MIME format." if letter.program is Program.THUNDERBIRD else ""
    return multipart("mixed", _boundary(letter, "mixed"), words, *files, preamble=notice)


_NAMES = {
    Program.OUTLOOK: "word-q",
    Program.EXCHANGE: "word-b",
    Program.GMAIL: "utf8",
    Program.APPLE: "utf8",
    Program.IPHONE: "utf8",
    Program.THUNDERBIRD: "utf8",
    Program.WEBMAIL: "word-b",
    Program.BARE: "raw",
}
_FORMS: dict[Program, Callable[[Letter], Part]] = {
    Program.OUTLOOK: lambda letter: _both_forms(letter, "iso-8859-1", "quoted-printable"),
    Program.EXCHANGE: lambda letter: _both_forms(letter, "Windows-1252", "base64"),
    Program.GMAIL: lambda letter: _both_forms(letter, "UTF-8", "quoted-printable"),
    Program.APPLE: lambda letter: _plain(letter, "utf-8", "quoted-printable"),
    Program.IPHONE: lambda letter: _plain(letter, "utf-8", "base64"),
    Program.THUNDERBIRD: lambda letter: _plain(letter, "UTF-8", "8bit", "; format=flowed"),
    Program.WEBMAIL: lambda letter: _plain(letter, "UTF-8", "quoted-printable", ";\n format=flowed"),
    Program.BARE: lambda letter: _plain(letter, "iso-8859-1", "8bit"),
}


# 4. What varies, from the name.


def moment(written: str) -> datetime:
    """`2025-04-28 14:12:14`, Swedish time."""
    return datetime.fromisoformat(written).replace(tzinfo=_SWEDEN)


def _digest(letter: Letter, what: str) -> bytes:
    return hashlib.sha256(f"{letter.name} {what}".encode()).digest()


def _number(letter: Letter, what: str) -> int:
    return int.from_bytes(_digest(letter, what)[:4], "big")


def _token(letter: Letter, what: str, length: int) -> str:
    digits = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"
    data = b"".join(_digest(letter, f"{what}{turn}") for turn in range(length // 32 + 1))
    return "".join(digits[byte % len(digits)] for byte in data)[:length]


def _uuid(letter: Letter) -> str:
    found = _digest(letter, "uuid").hex()
    return f"{found[:8]}-{found[8:12]}-4{found[13:16]}-a{found[17:20]}-{found[20:32]}"


def _boundary(letter: Letter, what: str) -> str:
    token = _token(letter, what, 16)
    return {
        Program.OUTLOOK: f"_000_{token}GV1PR05MB1swprd_",
        Program.EXCHANGE: f"----=_NextPart_000_{token[:4]}_01DB{token[4:8]}.{token[8:]}",
        Program.GMAIL: f"000000000000{token.lower()}",
        Program.APPLE: f"Apple-Mail=_{_uuid(letter).upper()}{what[:1]}",
        Program.IPHONE: f"Apple-Mail-{token}",
        Program.THUNDERBIRD: f"------------{token}",
        Program.WEBMAIL: f"=_{token.lower()}",
    }.get(letter.program, f"gr{token}")


def boundary(letter_name: str, what: str = "report") -> str:
    """A boundary for a body that a letter brings itself."""
    return "=_" + hashlib.sha256(f"{letter_name} {what}".encode()).hexdigest()[:24]


def hop(from_: str, by: str, at: str, more: str = "") -> str:
    """A line of `Received`, `at` as in `moment` or already written out."""
    when = format_datetime(moment(at)) if at[:2] == "20" else at
    return f"from {from_}\n\tby {by} {more or 'with ESMTP'};\n\t{when}"


def all_built(letters: Sequence[Letter]) -> dict[str, bytes]:
    return {letter.name: built(letter) for letter in letters}
