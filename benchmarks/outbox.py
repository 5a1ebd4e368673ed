"""Reminders from plan to a real SMTP server, each claimed and marked, beside the same loop without a database (goal 4).

Each mail is a collected reminder about five plans of one case. What is measured is delivery's whole tick: premises,
address, text and HTML, frozen bytes, the claim, the mark before DATA, and after the server's 250 the case's event –
two durable commits for each mail. By turns with it, on the same mails:

- the loop without a database, the floor: text and HTML by the same templates, `EmailMessage`, the same SMTP client and
  server, connections kept;
- the same with the message put together by hand, to show what leaner building would give.
"""

import argparse
import binascii
import cProfile
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.header import Header
from email.policy import default
from email.utils import format_datetime
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import Engine

from benchmarks.rounds import interleaved, line, ratios
from benchmarks.sink import counting
from benchmarks.tick import fill, ripe_at
from benchmarks.town import DATABASES, Database, StandingClock, Town, engine_on, town
from notifications import compose, smtp
from notifications.compose import Envelope
from notifications.intents import Mailable
from notifications.settings import SmtpSettings
from workflow.clockwork import sweep
from workflow.context import Context
from workflow.delivery import deliver


@dataclass(frozen=True, slots=True)
class Heard:
    """What the product composed: once more the same for the loop without a database."""

    said: Mailable
    envelope: Envelope


Build = Callable[[Heard], bytes]


def by_the_product(heard: Heard) -> bytes:
    """As the product builds it."""
    return compose.compose(heard.said, heard.envelope)


def by_hand(heard: Heard) -> bytes:
    """The same headers and parts, written down without `EmailMessage`."""
    subject, text = compose._text(heard.said)
    html = compose._render(heard.said, "html")
    boundary = "=_" + heard.envelope.message_id.strip("<>").replace("@", "_")
    head = {
        "From": f"{_word(heard.envelope.sender_name)} <{heard.envelope.sender}>",
        "To": heard.envelope.recipient,
        "Reply-To": heard.envelope.reply_to,
        "Subject": _word(subject),
        "Date": format_datetime(heard.envelope.date),
        "Message-ID": heard.envelope.message_id,
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    headers = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    parts = [_part(boundary, kind, content) for kind, content in (("plain", text), ("html", html))]
    return headers.encode() + b"\r\n" + b"".join(parts) + f"--{boundary}--\r\n".encode()


def _word(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=72).encode(linesep="\r\n")


def _part(boundary: str, kind: str, content: str) -> bytes:
    head = (
        f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + binascii.b2a_qp(content.encode()).replace(b"\n", b"\r\n") + b"\r\n"


def refuse_another_mail(heard: Heard) -> None:
    """Stop unless the two ways of building say the same."""
    one, other = (message_from_bytes(build(heard), policy=default) for build in (by_the_product, by_hand))
    for name in ("From", "To", "Subject", "Date", "Message-ID", "Reply-To"):
        if one[name] != other[name]:
            sys.exit(f"byggt för hand är {name} en annan: {other[name]} mot {one[name]}")
    for kind in ("plain", "html"):
        texts = [message.get_body((kind,)).get_content().splitlines() for message in (one, other)]
        if texts[0] != texts[1]:
            sys.exit(f"byggt för hand är texten en annan ({kind})")


def server_at(port: int) -> SmtpSettings:
    """The sink, over two connections as by default, without a limit per minute that would hold anything up."""
    return SmtpSettings("127.0.0.1", port, "ingen", None, None, max_connections=2, max_per_minute=10_000)


@dataclass(frozen=True, slots=True)
class Post:
    """The product on one database: a group's reminders are planned, and then leave."""

    context: Context
    clock: StandingClock

    def plan(self, group: int) -> None:
        """The tick that plans them."""
        self.clock.at = ripe_at(group)
        sweep(self.context)

    def leave(self, group: int) -> None:
        """The tick that delivers them."""
        self.clock.at = ripe_at(group)
        deliver(self.context)


def post(place: Town, engine: Engine, settings: SmtpSettings) -> Post:
    """The product, with that server."""
    clock = StandingClock()
    return Post(replace(place.context(engine, clock), smtp=settings), clock)


@contextmanager
def hearing() -> Iterator[list[Heard]]:
    """Write down what is composed meanwhile."""
    heard: list[Heard] = []
    build = compose.compose

    def listen(said: Mailable, envelope: Envelope, attachments: Sequence[Any] = ()) -> bytes:
        heard.append(Heard(said, envelope))
        return build(said, envelope, attachments)

    compose.compose = listen
    try:
        yield heard
    finally:
        compose.compose = build


def record(sender: Post, groups: range) -> dict[int, list[Heard]]:
    """What each group's mails say."""
    said = {}
    for group in groups:
        sender.plan(group)
        with hearing() as heard:
            sender.leave(group)
        said[group] = list(heard)
    return said


def send(settings: SmtpSettings, mails: Sequence[Heard], build: Build) -> None:
    """The loop without a database."""
    letters = (
        smtp.Letter(one.envelope.message_id, one.envelope.sender, one.envelope.recipient, build(one)) for one in mails
    )
    smtp.deliver(settings, None, letters, before_data=lambda _: True, done=lambda *_: None)


def measure(database: Database, place: Town, rounds: int, size: int) -> None:
    """Fill, record, measure by turns, count what came, and print."""
    groups = range(rounds + 1)
    fill(database, place, len(groups), size)
    for copy in ("produkt", "inspelning"):
        database.copy("mall", copy)
    with counting() as (port, _), engine_on(database.url("inspelning")) as engine:
        said = record(post(place, engine, server_at(port)), groups)
    refuse_another_mail(said[0][0])
    with ExitStack() as stack:
        (port, sent), (floor, _) = stack.enter_context(counting()), stack.enter_context(counting())
        product = post(place, stack.enter_context(engine_on(database.url("produkt"))), server_at(port))
        subjects = {
            "utkorgen": product.leave,
            "utan databas": lambda group: send(server_at(floor), said[group], by_the_product),
            "byggt för hand": lambda group: send(server_at(floor), said[group], by_hand),
        }
        times = interleaved(subjects, [[group] for group in groups], before=product.plan)
    if not sent.came == sent.different == len(groups) * size:
        sys.exit(f"{sent.came} mejl kom, {sent.different} olika; {len(groups) * size} skulle ha kommit")
    print(f"\n{database.name}: {database.settings()}; {sent.came} mejl kom, alla olika")
    for name, found in times.items():
        line(f"{name}, mejl per s", [size / one.wall * 1e6 for one in found])
        line("  därav CPU, µs per mejl", [one.cpu / size for one in found])
    line("utkorgen / utan databas", ratios(times["utan databas"], times["utkorgen"]), digits=2)
    line("för hand / EmailMessage", ratios(times["utan databas"], times["byggt för hand"]), digits=2)
    print_building(said[0])


def print_building(mails: Sequence[Heard]) -> None:
    """What it costs to build one mail, and which part of it is the templates."""
    ways: dict[str, Callable[[int], object]] = {
        "mallarna, µs": lambda n: (compose._text(mails[n].said), compose._render(mails[n].said, "html")),
        "EmailMessage, µs": lambda n: by_the_product(mails[n]),
        "för hand, µs": lambda n: by_hand(mails[n]),
    }
    for name, found in interleaved(ways, [range(len(mails))] * 10).items():
        line(f"ett mejl: {name}", [one.wall for one in found])


def profile(database: Database, place: Town, rounds: int, size: int) -> None:
    """Print the functions in which the product's process time goes, without the first tick."""
    fill(database, place, rounds + 1, size)
    profiler = cProfile.Profile(process_time)
    with counting() as (port, _), engine_on(database.url("mall")) as engine:
        sender = post(place, engine, server_at(port))
        for group in range(rounds + 1):
            sender.plan(group)
            if group:
                profiler.enable()
            sender.leave(group)
            profiler.disable()
    print(f"\n{database.name}: {rounds * size} mejl")
    for order in ("tottime", "cumtime"):
        pstats.Stats(profiler).strip_dirs().sort_stats(order).print_stats(30)


def main() -> None:
    """Measure, or profile, on the databases that are asked for."""
    parser = argparse.ArgumentParser(description="mät utkorgen mot samma slinga utan databas")
    parser.add_argument("--profil", action="store_true", help="visa i stället var tiden går")
    parser.add_argument("--varv", type=int, default=9, help="antal varv (standard: 9)")
    parser.add_argument("--mejl", dest="size", type=int, default=30, help="mejl i varje varv (standard: 30)")
    parser.add_argument("--databas", choices=DATABASES, action="append", help="bara den (standard: båda)")
    arguments = parser.parse_args()
    print(f"{arguments.size} samlade påminnelser per varv; {arguments.varv} varv")
    for name in arguments.databas or DATABASES:
        with tempfile.TemporaryDirectory() as folder:
            run = profile if arguments.profil else measure
            run(DATABASES[name](Path(folder)), town(Path(folder)), arguments.varv, arguments.size)


if __name__ == "__main__":
    main()
