"""What machines answer: a notice or a reminder that came back, one that is delayed, a contact that is away."""

import pytest

from states.facts import Notice
from tests.notifications.incoming import raw
from tests.workflow.intake.post import MX, Letter, Post, noticed, put
from tests.workflow.world import ANNA, PROVIDER, World, swedish
from workflow.actions.bench import assign
from workflow.actions.dispatch import resend
from workflow.actions.providers import ContactOrder, add_contact
from workflow.actions.register import registering
from workflow.demo.story import CASES
from workflow.store import inbox, lookup
from workflow.store.kinds import Kind

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

VIA = f"Received: from mx.bjorken.example ([203.0.113.9]) by {MX} with ESMTPS; "
FORGER = "Received: from nagon.annan.example ([203.0.113.66]) by brevlada.annan.example with ESMTPS; "


@pytest.fixture
def post(world: World) -> Post:
    return noticed(world)


def ours(post: Post) -> str:
    """The Message-ID of our latest mail to the provider."""
    return str(post.world.letters()[-1]["Message-ID"])


def comes_back(
    post: Post, about: str, when: str, *, action: str = "failed", status: str = "5.1.1", via: str = VIA
) -> inbox.Incoming:
    """A report about that mail of ours; as it is understood."""
    at = swedish(when)
    hop = f"{via}{at:%a, %d %b %Y %H:%M:%S %z}\n".encode()
    put(post.folder, hop + raw.dsn(action, status, original=f"Message-ID: {about}\n\nBrev"), at)
    post.world.at(f"{when[:10]} 17:00")
    post.tick()
    return post.mails()[-1]


def notice(post: Post) -> Notice:
    (found,) = post.world.case().notices
    return found


def test_a_notice_that_came_back_is_without_receipt_and_a_person_is_told(post: Post) -> None:
    mail = comes_back(post, ours(post), "2023-05-22 15:12")

    assert (str(notice(post).bounced_on), notice(post).received_on) == ("2023-05-22", None)
    assert mail.status == "bänk"
    assert "påpekandets följebrev" in mail.why
    assert "550 5.1.1 User unknown" in mail.why
    assert "sänd om" in mail.why
    assert notice(post).came_back


def test_a_notice_that_is_sent_again_stays_the_same_notice(post: Post) -> None:
    comes_back(post, ours(post), "2023-05-22 15:12")
    post.world.at("2023-05-24 09:00")

    resend(post.world.context, "1", "brev", None, ANNA)

    assert (notice(post).number, str(notice(post).dispatched_on)) == (1, "2023-05-22")
    assert not notice(post).came_back


def test_a_late_report_of_the_first_try_does_not_undo_that_it_was_sent_again(post: Post) -> None:
    first = ours(post)
    post.world.at("2023-05-24 09:00")
    resend(post.world.context, "1", "brev", None, ANNA)

    mail = comes_back(post, first, "2023-05-26 15:12")

    assert not notice(post).came_back
    assert mail.status == "bänk"


def test_two_reports_of_one_mail_are_both_kept_and_it_came_back_once(post: Post) -> None:
    first = ours(post)
    comes_back(post, first, "2023-05-22 15:12")
    comes_back(post, first, "2023-05-23 15:12", status="5.4.7")

    assert len(post.mails()) == 2
    assert str(notice(post).bounced_on) == "2023-05-22"
    assert post.world.kinds()[Kind.NOTICE_BOUNCED] == 1


def test_a_report_that_no_server_of_ours_has_received_moves_nothing(post: Post) -> None:
    mail = comes_back(post, ours(post), "2023-05-22 15:12", via=FORGER)

    assert notice(post).bounced_on is None
    assert mail.status == "bänk"
    assert "intygar inte" in mail.why


def test_a_reminder_that_came_back_leaves_the_notice_as_it_was(post: Post) -> None:
    post.world.at("2023-06-05 09:00")
    post.world.tick()
    assert post.world.subjects()[-1] == "Påminnelse"

    mail = comes_back(post, ours(post), "2023-06-05 15:12")

    assert notice(post).bounced_on is None
    assert mail.status == "bänk"
    assert "vårt mejl" in mail.why


def test_a_mail_that_is_only_delayed_has_not_come_back(post: Post) -> None:
    mail = comes_back(post, ours(post), "2023-05-22 15:12", action="delayed", status="4.4.1")

    assert notice(post).bounced_on is None
    assert mail.status == "noterat"


def test_a_report_about_no_mail_of_ours_is_a_question_to_a_person(post: Post) -> None:
    mail = comes_back(post, "<nagot@annan.example>", "2023-05-22 15:12")

    assert notice(post).bounced_on is None
    assert (mail.status, mail.why.partition(",")[0]) == ("bänk", "ett mejl kom i retur")


def test_a_delivery_report_is_no_receipt_by_the_provider(post: Post) -> None:
    mail = comes_back(post, ours(post), "2023-05-22 15:12", action="delivered", status="2.0.0")

    assert notice(post).received_on is None
    assert mail.status == "noterat"


# ── away ──


def away(post: Post, text: str, sender: str = PROVIDER) -> inbox.Incoming:
    """An automatic answer on 5 June; the plan is due on the 8th."""
    post.world.at("2023-06-05 10:00")
    headers = {"Auto-Submitted": "auto-replied", "In-Reply-To": ours(post)}
    post.comes(Letter("2023-06-05 09:30", text, "Autosvar: borta", sender, headers=headers))
    post.tick()
    return post.mails()[-1]


def test_the_only_contact_away_past_the_last_day_is_a_task(post: Post) -> None:
    mail = away(post, "Jag är åter den 14 augusti.")

    assert (mail.status, str(mail.away_until)) == ("bänk", "2023-08-14")
    assert "2023-06-08 är sista dag" in mail.why


def test_the_only_contact_away_nobody_knows_how_long_is_a_task(post: Post) -> None:
    mail = away(post, "Jag läser inte min e-post.")

    assert (mail.status, mail.away_until) == ("bänk", None)


def test_a_contact_that_is_back_before_the_last_day_is_only_noted(post: Post) -> None:
    mail = away(post, "Jag är åter den 7 juni.")

    assert (mail.status, str(mail.away_until)) == ("noterat", "2023-06-07")


def test_with_a_second_contact_an_absence_is_only_noted(post: Post) -> None:
    with registering(post.world.context, ANNA) as registry:
        unit = lookup.unit(registry.reader, CASES["1"]["enhet"])
        add_contact(registry, unit, ContactOrder("Stina Stand-In", "stina@bjorken.example"))

    assert away(post, "Jag är åter den 14 augusti.").status == "noterat"


def test_an_absence_is_no_answer_and_stops_no_reminder(post: Post) -> None:
    away(post, "Jag är åter den 14 augusti.")

    assert post.world.kinds()[Kind.SUBMISSION_REGISTERED] == 0
    assert post.world.subjects()[-1] == "Påminnelse"


def test_an_automatic_answer_proves_no_receipt(post: Post) -> None:
    away(post, "Jag är åter den 14 augusti.")

    assert notice(post).received_on is None


def test_a_person_who_thanks_for_the_notice_has_received_it(post: Post) -> None:
    post.world.at("2023-05-24 09:00")
    post.comes(Letter("2023-05-24 08:30", "Tack, mottaget!", headers={"In-Reply-To": ours(post)}))
    post.tick()

    assert (str(notice(post).received_on), notice(post).received_by) == ("2023-05-24", "svar")


def test_a_stranger_who_answers_in_the_thread_proves_no_receipt(post: Post) -> None:
    post.world.at("2023-05-24 09:00")
    letter = Letter("2023-05-24 08:30", "Tack!", sender="nyfiken@annan.example", headers={"In-Reply-To": ours(post)})
    post.comes(letter)
    post.tick()

    assert notice(post).received_on is None


def test_an_answer_that_a_person_assigns_does_not_decide_that_the_notice_was_received(post: Post) -> None:
    """A stranger in the thread may have it from anybody: whoever knows says so with bekräfta-mottagande."""
    post.world.at("2023-05-24 09:00")
    headers = {"In-Reply-To": ours(post)}
    post.comes(Letter("2023-05-24 08:30", "Här.", sender="nyfiken@annan.example", headers=headers))
    post.tick()
    assign(post.world.context, 1, [("1", ())], "", ANNA)

    assert notice(post).received_on is None


def test_the_answer_to_a_calendar_invitation_is_no_answer_in_the_case(post: Post) -> None:
    post.world.at("2023-05-24 09:00")
    head = Letter("2023-05-24 08:30", subject="Accepterad: möte BV-1-C").raw()
    body = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
    raw_mail = head.replace(b'Content-Type: text/plain; charset="utf-8"', b"Content-Type: text/calendar; method=REPLY")
    put(post.folder, raw_mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body, swedish("2023-05-24 08:30"))
    post.tick()

    assert (post.mails()[-1].status, post.mails()[-1].kind) == ("noterat", "kalendersvar")
    assert post.world.kinds()[Kind.SUBMISSION_REGISTERED] == 0
