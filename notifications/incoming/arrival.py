"""When a mail reached us, as far as our own servers have stamped it.

"En handling har kommit in till en myndighet den dag som handlingen når myndigheten eller en behörig befattningshavare"
(22 § förvaltningslagen, 2017:900). What counts is when it reached our network, also where a filter then laid it aside
(NJA 2024 s. 3, "Spamfiltret"), not when somebody found it.

Each server writes its `Received` above the earlier ones. A stranger can write any lines below: only the unbroken chain
from the top, each link handed over by one of ours, is believed.
"""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifications.incoming.addresses import instant
from states.workdays import STOCKHOLM

Headers = Sequence[tuple[str, str]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MAY_DIFFER = timedelta(days=1)  # so much may the clocks of two servers differ before a stamp is impossible
_GROUP = re.compile(r"\(([^()]*)\)")
_CHOSEN = re.compile(r"\b(?:helo|ident)=\S*", re.IGNORECASE)  # what the other side says of itself, in Exim's brackets
_HELO = re.compile(r"\s*(?:HELO|EHLO)\s", re.IGNORECASE)  # the same in qmail's
_BRACKETED = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]")
_BARE = re.compile(r"\s*([0-9A-Fa-f:.]{2,45})\s*")
_NAME_FIRST = re.compile(r"\s*(?:[^\s@\[\]]{1,64}@)?([A-Za-z0-9_.-]{1,253})\.?\s*\[")
_LOCAL = ("localhost", "localhost.localdomain")
_MOST_BRACKETS = 50


@dataclass(frozen=True, slots=True)
class Ours:
    """Which servers the configuration calls ours: names, ".slut" for all below a domain, and networks."""

    hosts: tuple[str, ...]
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, hosts: Sequence[str], networks: Sequence[str] = ()) -> "Ours":
        """From what is written in the configuration. Raises ValueError for what is no network."""
        return cls(tuple(host.lower().rstrip(".") for host in hosts), tuple(map(ipaddress.ip_network, networks)))

    def has_name(self, name: str) -> bool:
        """Whether a server of that name is ours."""
        plain = name.lower().rstrip(".")
        return plain != "" and any(
            plain.endswith(host) if host.startswith(".") else plain == host for host in self.hosts
        )

    def has_address(self, address: str) -> bool:
        """Whether the address lies in a network of ours."""
        found = _address(address)
        return found is not None and any(found in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Hop:
    """One `Received`, from the top. `is_ours`: one of our servers wrote it; `why` says it in Swedish.

    `from_name` and `from_ip` are what the server itself found out about the other side, "" where it says nothing;
    never the name with which that side introduces itself. `at_holds`: the time is believed.
    """

    by: str
    from_name: str
    from_ip: str
    at: datetime | None
    is_ours: bool
    at_holds: bool
    why: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """The three instants, kept apart; those that are not known are None. `why` says which one counts."""

    network_at: datetime | None
    mailbox_at: datetime | None
    registered_at: datetime
    why: str

    @property
    def earliest(self) -> datetime:
        """The earliest instant that is proven: what the provider's lateness is counted by."""
        return self.network_at or self.mailbox_at or self.registered_at


def explain(headers: Headers, ours: Ours, latest: datetime | None = None) -> tuple[Hop, ...]:
    """Every hop from the top, and why it is believed or not.

    `latest` is when the mail lay in the mailbox: a stamp more than a day after that is remarked, and its time not
    believed. Nothing is corrected.
    """
    hops: list[Hop] = []
    is_unbroken, is_from_self = True, False
    for value in (value for name, value in headers if name.lower() == "received"):
        line = _read(value)
        is_ours = is_unbroken and (ours.has_name(line.by) or (is_from_self and line.by.lower() in _LOCAL))
        hops.append(_hop(line, ours, is_ours=is_ours, is_unbroken=is_unbroken, latest=latest))
        is_unbroken, is_from_self = is_ours and _is_from_ours(line, ours), is_ours and _is_from_self(line)
    return tuple(hops)


def arrivals(headers: Headers, ours: Ours, *, mailbox_at: datetime | None, registered_at: datetime) -> Arrival:
    """When the mail reached our network, the mailbox and us."""
    hops = explain(headers, ours, mailbox_at or registered_at)
    believed = [hop for hop in hops if hop.is_ours and hop.at_holds]
    arrival = Arrival(believed[-1].at if believed else None, mailbox_at, registered_at, "")
    return replace(arrival, why=_told(arrival, believed[-1].by if believed else "", any(hop.is_ours for hop in hops)))


def _told(arrival: Arrival, by: str, has_ours: bool) -> str:
    said = f"{_local(arrival.earliest)} gäller: "
    if arrival.network_at is not None:
        said += f"då tog vår server {by} emot mejlet (22 § förvaltningslagen)"
        if arrival.mailbox_at is not None and arrival.mailbox_at < arrival.network_at:
            said += f". Brevlådans klocka säger en tidigare tid, {_local(arrival.mailbox_at)}"
        return said + "."
    lacking = (
        "ingen tid som våra servrar har stämplat går att lita på"
        if has_ours
        else "ingen av våra servrar har stämplat det"
    )
    where = "lades mejlet i brevlådan" if arrival.mailbox_at is not None else "registrerades mejlet"
    return f"{said}då {where}; {lacking}, så när det nådde vårt nät är inte visat."


def _local(at: datetime) -> str:
    return f"{at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M:%S}"


@dataclass(frozen=True, slots=True)
class _Line:
    """What a `Received` says. `is_handed_over`: by the machine itself, with no connection from elsewhere."""

    by: str = ""
    from_name: str = ""
    from_ip: str = ""
    at: datetime | None = None
    is_handed_over: bool = False


def _read(value: str) -> _Line:
    """The line, or only its time where it can be read in more than one way: then somebody has put words into it."""
    said, _, date = value.rpartition(";")
    at = instant(date)
    words = _outside(said).split()
    lowered = [word.lower() for word in words]
    if lowered.count("by") != 1 or lowered.count("from") > 1 or lowered[0] not in ("from", "by"):
        return _Line(at=at)
    if words[-1].lower() == "by" or any(sign in "".join(words) for sign in "()"):
        return _Line(at=at)
    place = lowered.index("by") + 1
    protocol = lowered[lowered.index("with", place) :][1:2] if "with" in lowered[place:] else []
    origin = re.match(r"from\s(.*)", said[: _by_position(said)].strip(), re.DOTALL | re.IGNORECASE)
    name, ip = _verified(origin[1].strip()) if origin else ("", "")
    is_local = protocol != [] and protocol[0].startswith("lmtp") and not name and not ip
    return _Line(words[place], name, ip, at, is_handed_over=origin is None or is_local)


def _outside(said: str) -> str:
    """What stands outside all brackets; a bracket that has no mate stays."""
    if said.count("(") > _MOST_BRACKETS:
        return said
    while (without := _GROUP.sub(" ", said)) != said:
        said = without
    return said


def _by_position(said: str) -> int:
    """Where the word "by" stands outside all brackets."""
    depth = 0
    for found in re.finditer(r"[()]|(?<!\S)by(?=\s)", said, re.IGNORECASE):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0 and found[0] not in "()":
            return found.start()
    return len(said)


def _verified(origin: str) -> tuple[str, str]:
    """The name and the address of the other side that the server found out, each "" where it does not say.

    - Postfix, Sendmail, Gmail: `helo (name [address])`; the name has been looked up both ways, or is "unknown".
    - Exim: `name ([address] helo=…)`, where the name outside has been looked up, and `[address] (helo=…)`.
    - Exchange: `helo (address)`. qmail: `name (HELO helo) (address)`. Dovecot: `helo ([address])`.

    Two different addresses are none: one of them may be the stranger's.
    """
    first = origin.split(maxsplit=1)[0] if origin else ""
    groups = [group for group in _GROUP.findall(origin) if not _HELO.match(group)]
    is_exim = any("helo=" in group.lower() for group in groups)
    found = [(ip, group) for group in groups for ip in _addresses(_CHOSEN.sub("", group))]
    if len({ip for ip, _ in found}) > 1:
        return "", ""
    if not found:
        outer = _BRACKETED.fullmatch(first) if is_exim else None
        return "", outer[1] if outer and _address(outer[1]) else ""
    ip, group = found[0]
    name = _NAME_FIRST.match(group)
    looked_up = name[1] if name else first if is_exim else ""
    return ("" if "forged" in group or looked_up == "unknown" else looked_up.rstrip(".").lower()), ip


def _addresses(group: str) -> list[str]:
    bare = _BARE.fullmatch(group)
    return [text for text in (*_BRACKETED.findall(group), *(bare.groups() if bare else ())) if _address(text)]


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_from_self(line: _Line) -> bool:
    address = _address(line.from_ip)
    return line.is_handed_over or (address is not None and address.is_loopback)


def _is_from_ours(line: _Line, ours: Ours) -> bool:
    return _is_from_self(line) or ours.has_name(line.from_name) or ours.has_address(line.from_ip)


def _hop(line: _Line, ours: Ours, *, is_ours: bool, is_unbroken: bool, latest: datetime | None) -> Hop:
    is_too_late = line.at is not None and latest is not None and line.at - latest > _MAY_DIFFER
    said = _why(line, ours, is_ours=is_ours, is_unbroken=is_unbroken)
    if line.at is None:
        said += "; tiden går inte att läsa eller är omöjlig"
    elif is_too_late:
        said += "; tiden ligger mer än ett dygn efter att mejlet fanns hos oss, och tros inte"
    at_holds = line.at is not None and not is_too_late
    return Hop(line.by, line.from_name, line.from_ip, line.at, is_ours, at_holds, said)


def _why(line: _Line, ours: Ours, *, is_ours: bool, is_unbroken: bool) -> str:
    if not line.by:
        return "raden säger inte entydigt vem som skrev den: den och allt under den tros inte"
    if is_ours:
        return f"vår server {line.by}, som fick det {_whence(line, ours)}"
    if is_unbroken:
        return f"{line.by} hör inte till våra servrar enligt inställningarna: raden och allt under den tros inte"
    if ours.has_name(line.by):
        return f"säger sig vara skriven av vår {line.by}, men mejlet kom utifrån längre upp: tros inte"
    return "skrevs innan mejlet nådde oss: kan vara vad som helst"


def _whence(line: _Line, ours: Ours) -> str:
    whom = line.from_name or line.from_ip
    if _is_from_self(line):
        return "inom maskinen: raden under är också vår"
    if _is_from_ours(line, ours):
        return f"från vår {whom}: raden under är också vår"
    return f"utifrån ({whom or 'okänt varifrån'}): här nådde det vårt nät"


@dataclass(frozen=True, slots=True)
class Authentication:
    """What our own server found about the sender's domain: "pass", "fail", …; "" where it says nothing."""

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""

    @property
    def is_silent(self) -> bool:
        """Whether our server has said nothing of it."""
        return not (self.spf or self.dkim or self.dmarc)

    @property
    def is_bad(self) -> bool:
        """Whether the mail is probably not from whom it says."""
        return self.dmarc == "fail" or (self.spf == "fail" and self.dkim != "pass")


def is_suspect(headers: Headers, authserv_ids: Sequence[str], ours: Ours, sender: str = "") -> bool:
    """Whether our own servers do not vouch for it.

    They say that the sender's domain denies it, or found another domain in From than we do; they say nothing of it,
    though they do of all that comes from outside; it claims a hop of ours that is none; or it has come by no server of
    ours at all. What is not configured is not asked for.
    """
    said, hops = authentication(headers, authserv_ids, ours), explain(headers, ours)
    if sender and _vouched_domains(headers, authserv_ids, ours) - {_as_in_dns(sender.rpartition("@")[2])}:
        return True
    own = [hop for hop in hops if hop.is_ours]
    if said.is_bad or (authserv_ids and said.is_silent and own and _is_outside(own[-1], ours)):
        return True
    return bool(ours.hosts) and (not own or any(not hop.is_ours and ours.has_name(hop.by) for hop in hops))


def _is_outside(hop: Hop, ours: Ours) -> bool:
    """It was handed to our lowest server by somebody else's; not written there, as a bounce of its own is."""
    is_handed = bool(hop.from_ip or hop.from_name)
    return is_handed and not (ours.has_address(hop.from_ip) or ours.has_name(hop.from_name))


def authentication(headers: Headers, authserv_ids: Sequence[str], ours: Ours) -> Authentication:
    """What stands in those Authentication-Results that bear our server's name and that only ours can have written.

    A stranger can write the same below our lowest hop, where some of our own filters also write: of what stands
    between that hop and the next only "fail" is believed, which no forger says of himself. "" among the names stands
    for a server that does not name itself (Exchange Online). Source: RFC 8601, section 7.1.
    """
    names = {name.lower() for name in authserv_ids}
    found = [
        pair
        for value, is_safe in _ours_said(headers, ours)
        for pair in _results(value, names)
        if is_safe or pair[1] == "fail"
    ]
    results = {method: [result for of, result in found if of == method] for method in ("spf", "dkim", "dmarc")}
    return Authentication(_worst(results["spf"]), _best(results["dkim"]), _worst(results["dmarc"]))


def _vouched_domains(headers: Headers, authserv_ids: Sequence[str], ours: Ours) -> set[str]:
    """The domains of From that our servers judged by DMARC: they vouch for that one, whatever else stands there.

    A domain in quotes is not read, since a stranger's words may stand in quotes.
    """
    names = {name.lower() for name in authserv_ids}
    said = (value for value, is_safe in _ours_said(headers, ours) if is_safe and _results(value, names))
    parts = (part for value in said for part in _unquoted(value).split(";") if re.match(r"\s*dmarc\s*=", part, re.I))
    found = (re.search(r"\bheader\.from\s*=\s*([^\s\"]+)", part, re.I) for part in parts)
    return {_as_in_dns(one[1].strip("<>,").rpartition("@")[2]) for one in found if one}


def _as_in_dns(domain: str) -> str:
    """The domain "Björken.example." as "xn--bjrken-xxa.example"; what is no name in DNS as it stands."""
    plain = domain.strip(".").lower()
    try:
        return plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain


def _ours_said(headers: Headers, ours: Ours) -> Iterator[tuple[str, bool]]:
    """The fields down to the first `Received` that is not ours, each with whether only ours can have written it."""
    left = sum(hop.is_ours for hop in explain(headers, ours))
    if not left:
        return
    for name, value in headers:
        if name.lower() == "received":
            left -= 1
            if left < 0:
                return
        elif name.lower() == "authentication-results":
            yield value, left > 0


def _results(value: str, names: set[str]) -> list[tuple[str, str]]:
    """(method, result) of a field that one of those names wrote; of one that cannot be read, nothing."""
    said = _unquoted(value).lower().split(";")
    is_nameless = "=" in said[0]
    author = "" if is_nameless else (said[0].split() or [""])[0]
    if author not in names or (not author and not is_nameless):
        return []
    results = (re.match(r"\s*([a-z-]+)(?:/\d+)?\s*=\s*([a-z]+)", part) for part in said[not is_nameless :])
    return [(result[1], result[2]) for result in results if result]


def _unquoted(value: str) -> str:
    """Without comments and quoted words, where a stranger's words may stand; "" where one of them has no end."""
    out, depth, is_quoted, position = [], 0, False, 0
    while position < len(value):
        sign = value[position]
        if sign == "\\" and (depth or is_quoted):
            position += 1
        elif is_quoted:
            is_quoted = sign != '"'
        elif sign in "()":
            depth = max(depth + (1 if sign == "(" else -1), 0)
        elif not depth:
            is_quoted = sign == '"'
            out.append(sign)
        position += 1
    return "" if depth or is_quoted else "".join(out)


def _worst(results: Sequence[str]) -> str:
    return "fail" if "fail" in results else next(iter(results), "")


def _best(results: Sequence[str]) -> str:
    """One signature that holds is enough."""
    return "pass" if "pass" in results else next(iter(results), "")
