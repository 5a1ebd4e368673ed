"""When a mail reached us, and how that is told: by the earliest instant that our own servers prove."""

import io
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path

import pytest

from notifications.incoming.arrival import Ours
from tests.workflow.desk import Desk
from tests.workflow.intake.post import MX, Letter, Post, put
from tests.workflow.world import ANNA, PROVIDER, World, swedish
from workflow.actions.bench import assign
from workflow.clock import set_clock
from workflow.demo.stage import template
from workflow.demo.story import MAILBOX
from workflow.store import queries
from workflow.store.kinds import Kind
from workflow.store.reader import reading

CODE = "BV-1-C"
FORGED = f"Received: from ut.utforaren.example ([203.0.113.9]) by {MX} with ESMTPS; Mon, 05 Jun 2023 08:00:00 +0200\r\n"


@pytest.fixture
def post(world: World) -> Post:
    world.begin()
    return Post(world)


def counted_on(world: World) -> list[tuple[object, list[object]]]:
    found = [event.content for event in world.events() if event.kind == Kind.SUBMISSION_REGISTERED]
    return [(told["counted_on"], [row["late"] for row in told["answered"]]) for told in found]


def with_code(reached: str, boxed: str = "") -> Letter:
    return Letter(reached, subject=CODE, files={"R5.txt": b"Journaler\n"}, boxed=boxed)


@pytest.mark.parametrize(
    ("letter", "day", "is_late"),
    [
        pytest.param(with_code("2023-09-04 23:59"), "2023-09-04", False, id="en minut före midnatt"),
        pytest.param(with_code("2023-09-05 00:00"), "2023-09-05", True, id="midnatt"),
        pytest.param(with_code("2023-09-04 23:50", "2023-09-05 03:00"), "2023-09-04", False, id="legat hos oss"),
    ],
)
def test_the_day_is_that_on_which_it_reached_our_network(post: Post, letter: Letter, day: str, is_late: bool) -> None:
    post.world.at("2023-09-05 08:00")
    post.comes(letter)
    post.tick()

    assert counted_on(post.world) == [(day, [is_late])]


def test_a_forged_hop_below_ours_makes_nothing_earlier_and_the_mail_waits(post: Post) -> None:
    post.world.at("2023-09-05 08:00")
    honest, rest = with_code("2023-09-05 07:00").raw().split(b"From:", 1)
    put(post.folder, honest + FORGED.encode() + b"From:" + rest, swedish("2023-09-05 07:01"))
    post.tick()

    assert post.local(post.one().network_at) == "2023-09-05 07:00"
    assert post.one().status == "bänk"


def test_what_the_sender_claims_proves_nothing(post: Post) -> None:
    post.world.at("2023-09-05 08:00")
    raw = with_code("2023-09-05 07:00").raw()
    claimed = format_datetime(swedish("2023-09-04 12:00")).encode()
    put(
        post.folder,
        raw.replace(b"\r\nDate: Tue, 05 Sep 2023 07:00:00 +0200", b"\r\nDate: " + claimed),
        swedish("2023-09-05 07:01"),
    )
    post.tick()

    assert counted_on(post.world) == [("2023-09-05", [True])]


def test_an_instant_ahead_of_us_is_counted_as_now(post: Post) -> None:
    post.world.at("2023-09-04 16:00")
    post.comes(with_code("2023-09-04 16:20"))
    post.tick()

    assert post.local(post.one().reached_at) == "2023-09-04 16:00"


def test_without_a_server_of_ours_the_mailboxes_time_counts(post: Post) -> None:
    post.world.context = replace(post.world.context, our_hosts=Ours.of([]))
    post.world.at("2023-09-05 08:00")
    post.comes(with_code("2023-09-04 23:00", "2023-09-05 06:00"))
    post.tick()

    assert post.one().network_at is None
    assert counted_on(post.world) == [("2023-09-05", [True])]


def test_a_person_who_assigns_it_later_changes_no_day(post: Post) -> None:
    post.world.at("2023-09-04 16:00")
    post.comes(replace(with_code("2023-09-04 15:59"), sender="vikarie@bjorken.example"))
    post.tick()
    post.world.at("2023-09-20 10:00")

    assign(post.world.context, 1, [("1", ("R5",))], "", ANNA)

    assert counted_on(post.world) == [("2023-09-04", [False])]


# ── silence is told only when the mailbox has been read ──


def test_a_round_that_ended_without_error_says_that_the_mailbox_is_read(post: Post) -> None:
    post.world.at("2023-06-09 07:00")
    post.tick()

    with reading(post.world.url) as reader:
        read_to = reader.one(queries.MAILBOX_READ, mailbox=MAILBOX)
    assert read_to is not None
    assert read_to.value == swedish("2023-06-09 07:00")


def test_a_mailbox_that_could_not_be_read_lets_no_provider_be_told_of_silence(post: Post) -> None:
    world = post.world
    post.folder.rename(world.folder / "borta")
    world.at("2023-06-12 09:00")
    post.tick()

    with reading(world.url) as reader:
        assert reader.one(queries.MAILBOX_READ, mailbox=MAILBOX) is None
    assert "Påminnelse" not in world.subjects()


# ── as it is told ──


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A trial folder where a mail has come in from a pipe."""
    found = Desk(tmp_path)
    found.open()
    set_clock(found.clock, swedish("2023-06-08 23:50"))
    mail = Letter("2023-06-08 23:41", subject=f"Plan {CODE}", sender="vikarie@bjorken.example").raw()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail)))
    found.brist("epost", "läs-in", "--brevlåda", MAILBOX)
    return found


def test_the_arrival_is_explained_hop_by_hop(desk: Desk) -> None:
    told = " ".join(desk.brist("inkorg", "ankomst", "1").split())

    assert desk.ask("inkorg", "ankomst", "1")["hops"][0]["by"] == MX
    assert "Räknas som inkommet: 2023-06-08 23:" in told
    assert "22 § förvaltningslagen" in told
    assert "NJA 2024 s. 3" in told


def test_the_bench_says_who_what_and_why(desk: Desk) -> None:
    told = " ".join(desk.brist("inkorg").split())

    assert "vikarie@bjorken.example" in told
    assert "avsändaren är inte kontakt" in told
    assert "ärende 1" in told


def test_a_mail_is_assigned_shown_and_taken_back_by_command(desk: Desk) -> None:
    assert "ärende 1" in desk.brist("inkorg", "fördela", "1", "--ärende", "1", "--avser", "övrigt")
    assert "klart" in desk.brist("inkorg", "visa", "1")
    assert "brist inkorg ångra 1" in " ".join(
        desk.brist("inkorg", "fördela", "1", "--ärende", "1", "--avser", "övrigt", code=4).split()
    )
    assert "gäller inte" in " ".join(desk.brist("inkorg", "ångra", "1", "--skäl", "fel").split())
    assert "åt sidan" in desk.brist("inkorg", "lägg-åt-sidan", "1", "--skäl", "reklam")
    assert "Inga inkomna mejl väntar" in desk.brist("inkorg")


def test_what_is_left_to_look_at_is_told_case_by_case(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open("2", adress=PROVIDER)
    for case in ("1", "2"):
        notice = desk.file("p.toml", template("papekande1.toml"))
        desk.brist("begär-plan", case, "--handling", desk.file("b.txt", "Beslut\n"), "--påpekande", notice)
        desk.brist("expediera", case, "--sätt", "brev")
    plan = {"Åtgärdsplan.txt": "Åtgärdsplan\n".encode()}
    mail = Letter("2023-06-08 23:41", "Planen gäller båda.", f"{CODE} och BV-2-E", PROVIDER, files=plan).raw()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail)))
    desk.brist("epost", "läs-in", "--brevlåda", MAILBOX)

    assert "kvar att se på: en plan väntar på att prickas av" in desk.brist("inkorg")
    assert "kvar att se på: en plan väntar på att prickas av" in desk.brist("inkorg", "visa", "2")
    assert "brist inkorg bekräfta 2 --ärende 1 --avser RADER" in desk.brist("att-göra")
    told = desk.brist("inkorg", "bekräfta", "2", "--ärende", "1", "--avser", "plan")
    assert told == "Sorteringen av mejl 2 är bekräftad i ärende 1; kvar att se på i ärende 2."
    assert "brist inkorg bekräfta 2 --ärende 2 --avser RADER" in desk.brist("att-göra")
    assert desk.brist("inkorg", "bekräfta", "2", "--ärende", "2") == "Sorteringen av mejl 2 är bekräftad."


def test_the_same_mail_from_the_pipe_again_is_known(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = Letter("2023-06-08 23:41", sender=PROVIDER).raw()
    for expected in ("sparat som nummer 2", "finns redan"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail)))
        assert expected in desk.brist("epost", "läs-in", "--brevlåda", MAILBOX)
