"""When a mail reached our network: only our own unbroken stamps are believed."""

from datetime import UTC, datetime

import pytest

from notifications.incoming.arrival import Arrival, Authentication, Ours, arrivals, authentication, explain, is_suspect

MX, STORE = "mx1.exempelkommunen.example", "mail.exempelkommunen.example"
OURS = Ours.of([MX, ".inre.exempelkommunen.example", STORE], ["192.0.2.0/28", "2001:db8:1::/48"])

LMTP = f"from {MX} ([192.0.2.10]) by {STORE} with LMTP id x; Fri, 09 Jun 2023 00:02:11 +0200"
EDGE = (
    f"from post.bjorken.example (post.bjorken.example [203.0.113.5]) (using TLSv1.3 with cipher X (256/256 bits)) "
    f"by {MX} (Postfix) with ESMTPS id 4Q; Thu,  8 Jun 2023 23:41:07 +0200 (CEST)"
)
INSIDE = "from [10.0.0.5] (unknown [198.51.100.7]) by post.bjorken.example with ESMTPSA; Thu, 8 Jun 2023 23:41:05 +0200"
FORGED = f"from x.bjorken.example (x [203.0.113.9]) by {MX} (Postfix) with ESMTP id 1; Thu, 1 Jun 2023 08:00:00 +0200"

IN_BOX = datetime(2023, 6, 8, 22, 2, 11, tzinfo=UTC)
LATER = datetime(2023, 6, 9, 5, 0, tzinfo=UTC)
AT_EDGE = datetime(2023, 6, 8, 21, 41, 7, tzinfo=UTC)


def received(*lines: str) -> list[tuple[str, str]]:
    return [("Received", line) for line in lines]


def arrival(*lines: str) -> Arrival:
    return arrivals(received(*lines), OURS, mailbox_at=IN_BOX, registered_at=LATER)


def test_a_mail_has_come_in_when_it_reached_our_outermost_server() -> None:
    found = arrival(LMTP, EDGE, INSIDE)

    assert (found.network_at, found.mailbox_at, found.registered_at) == (AT_EDGE, IN_BOX, LATER)
    assert found.earliest == AT_EDGE
    assert found.why == (f"2023-06-08 23:41:07 gäller: då tog vår server {MX} emot mejlet (22 § förvaltningslagen).")


def test_each_hop_says_why_it_is_believed_or_not() -> None:
    assert [(hop.is_ours, hop.why) for hop in explain(received(LMTP, EDGE, INSIDE, FORGED), OURS)] == [
        (True, f"vår server {STORE}, som fick det från vår 192.0.2.10: raden under är också vår"),
        (True, f"vår server {MX}, som fick det utifrån (post.bjorken.example): här nådde det vårt nät"),
        (False, "skrevs innan mejlet nådde oss: kan vara vad som helst"),
        (False, f"säger sig vara skriven av vår {MX}, men mejlet kom utifrån längre upp: tros inte"),
    ]


@pytest.mark.parametrize(
    "edge",
    [
        EDGE,
        EDGE.replace("from post.bjorken.example", f"from {MX}"),
        EDGE.replace("from post.bjorken.example", "from [127.0.0.1]"),
        EDGE.replace("from post.bjorken.example", "from localhost"),
        EDGE.replace("(post.bjorken.example [203.0.113.5])", f"({MX} [203.0.113.5] (may be forged))"),
        EDGE.replace("(post.bjorken.example [203.0.113.5])", "(unknown [203.0.113.5]) (CN localhost [127.0.0.1])"),
        f"from host.x.example ([203.0.113.5] helo=[127.0.0.1]) by {MX} with esmtp (Exim 4.96) id 1; Thu, 8 Jun 2023 23:41:07 +0200",
        f"from {MX} (203.0.113.5) by {MX} with Microsoft SMTP Server id 15.2; Thu, 8 Jun 2023 23:41:07 +0200",
        f"from unknown (HELO [127.0.0.1]) (203.0.113.5) by {MX} with SMTP; 8 Jun 2023 21:41:07 -0000",
        f"from x with LMTP (y [203.0.113.5]) by {MX} with ESMTP id 1; Thu, 8 Jun 2023 23:41:07 +0200",
    ],
    ids=[
        "honest", "our name", "loopback", "localhost", "looked up one way", "certificate", "Exim", "Exchange", "qmail",
        "LMTP in the name",
    ],
)  # fmt: skip
def test_a_stranger_who_takes_our_name_is_still_a_stranger(edge: str) -> None:
    found = arrival(LMTP, edge, FORGED)

    assert found.network_at == AT_EDGE


@pytest.mark.parametrize(
    "edge",
    [
        f"from a by {MX} (b [127.0.0.1]) by {MX}; Thu, 8 Jun 2023 23:41:07 +0200",
        f"from a (b by {MX}; Thu, 8 Jun 2023 23:41:07 +0200",
        "något annat; Thu, 8 Jun 2023 23:41:07 +0200",
        "",
    ],
    ids=["two readings", "an open bracket", "no line at all", "nothing"],
)
def test_a_line_that_can_be_read_in_two_ways_ends_the_chain(edge: str) -> None:
    found = arrival(LMTP, edge, FORGED)

    assert found.network_at == IN_BOX
    assert [hop.is_ours for hop in explain(received(LMTP, edge, FORGED), OURS)] == [True, False, False]


@pytest.mark.parametrize(
    "inner",
    [
        f"from {MX} by {STORE} with LMTP id x (envelope-from <vera@bjorken.example>); Fri, 09 Jun 2023 00:02:11 +0200",
        f"by {STORE} (Dovecot) with LMTP id x; Fri, 09 Jun 2023 00:02:11 +0200",
        f"from localhost (localhost [127.0.0.1]) by {STORE} (Postfix) with ESMTP; Fri, 09 Jun 2023 00:02:11 +0200",
        f"from x (x [IPv6:2001:db8:1::5]) by {STORE} (Postfix) with ESMTP; Fri, 09 Jun 2023 00:02:11 +0200",
        f"from a (filter.inre.exempelkommunen.example [198.51.100.200]) by {STORE}; Fri, 09 Jun 2023 00:02:11 +0200",
        f"from a.inre.exempelkommunen.example ([198.51.100.200] helo=x) by {STORE} with esmtp; Fri, 09 Jun 2023 00:02:11 +0200",
        f"from [192.0.2.3] (helo=x) by {STORE} with esmtp (Exim 4.96); Fri, 09 Jun 2023 00:02:11 +0200",
        f"from A.annan.example (192.0.2.4) by {STORE.upper()} (192.0.2.5) with Microsoft SMTP Server; Fri, 09 Jun 2023 00:02:11 +0200",
        f"from a (a. [192.0.2.7]) by {STORE}. with ESMTPS id x for <egetval@exempelkommunen.example>; Fri, 09 Jun 2023 00:02:11 +0200",
    ],
    ids=["LMTP", "old LMTP", "loopback", "IPv6", "name", "Exim by name", "Exim by address", "Exchange", "dots"],
)  # fmt: skip
def test_the_chain_goes_on_where_one_of_ours_handed_it_over(inner: str) -> None:
    assert arrival(inner, EDGE, INSIDE).network_at == AT_EDGE


def test_a_filter_on_the_same_machine_is_ours_under_the_name_localhost() -> None:
    after = f"from localhost (localhost [127.0.0.1]) by {MX} (Postfix) with ESMTP; Thu, 8 Jun 2023 23:41:09 +0200"
    inside = f"from {MX} ([127.0.0.1]) by localhost ({MX} [127.0.0.1]) (amavisd-new, port 10024) with ESMTP; Thu, 8 Jun 2023 23:41:08 +0200"

    assert arrival(LMTP, after, inside, EDGE).network_at == AT_EDGE
    assert arrival(LMTP, EDGE, inside, FORGED).network_at == AT_EDGE


def test_without_a_stamp_of_ours_the_mailbox_decides_and_without_mailbox_the_register() -> None:
    found = arrival(INSIDE)

    assert (found.network_at, found.earliest) == (None, IN_BOX)
    assert "ingen av våra servrar har stämplat det" in found.why
    assert arrivals([], OURS, mailbox_at=None, registered_at=LATER).earliest == LATER


def test_a_name_that_only_ends_like_ours_is_not_ours() -> None:
    assert not OURS.has_name(f"x{MX}")
    assert not OURS.has_name("fel-inre.exempelkommunen.example")
    assert OURS.has_name(f"{MX.upper()}.")


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("snart", "; tiden går inte att läsa eller är omöjlig"),
        ("Thu, 8 Jun 1023 23:41:07 +0200", "; tiden går inte att läsa eller är omöjlig"),
        (
            "Sat, 10 Jun 2023 23:41:07 +0200",
            "; tiden ligger mer än ett dygn efter att mejlet fanns hos oss, och tros inte",
        ),
    ],
)
def test_an_impossible_time_is_told_and_the_next_higher_stamp_counts(date: str, told: str) -> None:
    edge = EDGE.rpartition(";")[0] + "; " + date

    assert arrival(LMTP, edge).network_at == IN_BOX
    assert explain(received(LMTP, edge), OURS, IN_BOX)[1].why.endswith(told)


PASS = (
    "Authentication-Results",
    f"{MX}; spf=pass smtp.mailfrom=bjorken.example; dkim=pass header.d=bjorken.example; dmarc=pass",
)
FAIL = ("Authentication-Results", f"{MX}; spf=fail; dkim=none; dmarc=fail header.from=bjorken.example")


def judged(*headers: tuple[str, str]) -> Authentication:
    return authentication(headers, [MX], OURS)


def test_what_our_server_found_about_the_sender_is_read() -> None:
    assert judged(PASS, ("Received", EDGE)) == Authentication("pass", "pass", "pass")
    assert judged(FAIL, ("Received", EDGE)).is_bad


def test_what_a_stranger_writes_about_himself_is_not() -> None:
    other = ("Authentication-Results", "mx.annan.example; dmarc=pass")

    assert judged(other, ("Received", EDGE)) == Authentication()
    assert judged(("Received", EDGE), PASS) == Authentication()
    assert judged(("Received", EDGE), ("Received", FORGED), PASS) == Authentication()
    assert judged(PASS, ("Received", INSIDE)) == Authentication()


def test_a_failure_just_below_our_stamp_is_believed() -> None:
    assert judged(("Received", EDGE), FAIL, PASS) == Authentication("fail", "", "fail")


@pytest.mark.parametrize(
    ("said", "is_bad"),
    [
        ("dmarc=fail (p=none)", True),
        ("spf=fail; dkim=pass", False),
        ("spf=fail; dkim=fail; dkim=pass", False),
        ("spf=fail", True),
        ("spf=softfail; dkim=none; dmarc=none", False),
        ('dmarc=fail reason="x; dmarc=pass"', True),
        ("spf=fail (domain of x; dkim=pass (a) does not) smtp.mailfrom=x", True),
        ('spf=pass smtp.mailfrom="; dmarc=fail"', False),
        ("none", False),
    ],
)
def test_when_the_sender_is_in_doubt(said: str, is_bad: bool) -> None:
    assert judged(("Authentication-Results", f"{MX} 1; {said}"), ("Received", EDGE)).is_bad is is_bad


@pytest.mark.parametrize(
    ("judged_from", "sender", "is_in_doubt"),
    [
        ("bjorken.example", "vera@bjorken.example", False),
        ("BJORKEN.example.", "vera@Bjorken.example", False),
        ("annan.example", "vera@bjorken.example", True),  # our server read another From than we do
        ("bjorken.example.annan.example", "vera@bjorken.example", True),
        ("xn--bjrken-xxa.example", "vera@björken.example", False),
        ("björken.example", "vera@xn--bjrken-xxa.example", False),
        (".".join(["x" * 70] * 2), "vera@bjorken.example", True),
        ('"bjorken.example"', "vera@bjorken.example", False),
        ("vera@bjorken.example", "vera@bjorken.example", False),
        ("bjorken.example; dkim-adsp=pass header.from=annan.example", "vera@bjorken.example", False),
    ],
)
def test_what_is_vouched_for_is_the_domain_that_our_server_judged(
    judged_from: str, sender: str, is_in_doubt: bool
) -> None:
    said = ("Authentication-Results", f"{MX}; spf=pass; dmarc=pass (p=none) header.from={judged_from}")

    assert is_suspect([said, ("Received", EDGE)], [MX], OURS, sender) is is_in_doubt


def test_the_domain_that_a_stranger_says_was_judged_is_not_listened_to() -> None:
    below = ("Authentication-Results", f"{MX}; dmarc=pass header.from=annan.example")
    other = ("Authentication-Results", "mx.annan.example; dmarc=pass header.from=annan.example")

    assert not is_suspect([PASS, other, ("Received", EDGE), below], [MX], OURS, "vera@bjorken.example")


def test_a_server_that_does_not_name_itself_can_be_configured() -> None:
    headers = [("Authentication-Results", "spf=pass (x) smtp.mailfrom=y; dmarc=fail action=none"), ("Received", EDGE)]

    assert authentication(headers, [""], OURS) == Authentication("pass", "", "fail")
    assert authentication(headers, [MX], OURS) == Authentication()
