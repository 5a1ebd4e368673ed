"""Which case a mail concerns: what a program sorts alone, and what it leaves to a person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.incoming.mail import Message
from notifications.incoming.matching import FORGED, Match, codes_in, match, numbers_in, plain_number
from notifications.incoming.message import read

VERA = "vera@bjorken.example"
OURS = "<b.00000000-0000-0000-0000-00000000000{}@exempelkommunen.example>"


@dataclass
class Register:
    """Two cases of one contact, and one of another."""

    senders: dict[str, list[str]] = field(default_factory=lambda: {VERA: ["1", "2"], "viktor@linden.example": ["3"]})
    decided: dict[str, list[str]] = field(default_factory=dict)

    def of_our_mail(self, message_id: str) -> Sequence[str]:
        mails = {OURS.format(1): ["1"], OURS.format(2): ["2"], OURS.format(3): ["3"], OURS.format(9): ["1", "2"]}
        return mails.get(message_id, [])

    def of_code(self, code: str) -> str | None:
        return {"BV-1-C": "1", "BV-2-E": "2", "BV-3-G": "3"}.get(code)

    def of_number(self, number: str) -> str | None:
        return {"soc2023/101": "1", "soc2023/102": "2", "sov609/2022": "3", "soc2023/10123": "2"}.get(number)

    def of_sender(self, address: str) -> Sequence[str]:
        return self.senders.get(address, [])

    def decided_for(self, address: str) -> Sequence[str]:
        return self.decided.get(address, [])


def mail(text: str = "Hej", *, subject: str = "Svar", sender: str = VERA, more: str = "") -> Message:
    head = (
        f"From: {sender}\nSubject: {subject}\nDate: Thu, 8 Jun 2023 10:00:00 +0200\nMessage-ID: <m@x.example>\n{more}"
    )
    return read(f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode(), "exempelkommunen.example")


def found(message: Message, register: Register | None = None, *, is_forged: bool = False) -> Match:
    return match(message, register or Register(), is_forged=is_forged)


def replies(*mails: int) -> str:
    """In-Reply-To the first, References to the others."""
    first, *others = (OURS.format(number) for number in mails)
    return f"In-Reply-To: {first}\n" + (f"References: {' '.join(others)}\n" if others else "")


# ── what leaves no doubt ──


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(mail(subject="Plan BV-1-C"), id="koden i ämnet"),
        pytest.param(mail("Gäller bv 1 c."), id="koden omskriven"),
        pytest.param(mail("Gäller SOC 2023/101."), id="diarienumret"),
        pytest.param(mail("Gäller soc–2023-101."), id="diarienumret med tankstreck"),
        pytest.param(mail(more=replies(1)), id="svar i tråden"),
        pytest.param(mail("Hej BV-1-C", sender=f"Vera Verksam <{VERA.upper()}>"), id="adressen med versaler"),
        pytest.param(mail("Hej BV-1-C", sender=f"{VERA} (på väg)"), id="avsändaren med en kommentar"),
    ],
)
def test_a_contact_that_names_the_case_is_sorted_to_it(message: Message) -> None:
    assert found(message).certain == ("1",)


def test_one_mail_may_answer_two_cases(  # the sender is contact in both
) -> None:
    assert set(found(mail("Planer för BV-1-C och BV-2-E.")).certain) == {"1", "2"}


# ── what a person has to say ──


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(mail("Hej BV-1-C", sender="vikarie@bjorken.example"), id="koden är ingen behörighet"),
        pytest.param(mail("Gäller SOC 2023/101", sender="okand@annan.example"), id="numret är ingen behörighet"),
        pytest.param(mail("Hej BV-3-G"), id="kontakt i ett ärende nämner ett annat"),
        pytest.param(mail("Hej BV-1-C och BV-3-G"), id="ett av två ärenden är inte avsändarens"),
        pytest.param(mail("Hej BV-1-D"), id="fel kontrolltecken"),
        pytest.param(mail("Hej BV-1-C och BV-1-D"), id="en rätt kod och en fel"),
        pytest.param(mail("BV-1-C, SOC 2023/102"), id="koden och numret hör till olika ärenden"),
        pytest.param(mail("Hej"), id="inget pekar"),
        pytest.param(mail(more=replies(9)), id="svar på ett mejl om två ärenden"),
        pytest.param(mail("BV-2-E", more=replies(1)), id="svarar i ett ärende, nämner ett annat"),
        pytest.param(mail("BV-2-E", subject="SV: Påminnelse [BV-1-C]", more=replies(1)), id="ämnet är vårt eget"),
        pytest.param(mail(subject="SV: Påminnelse [BV-1-C]", text="BV-2-E"), id="ett svar utan tråd nämner ett annat"),
        pytest.param(mail(more=replies(1, 2)), id="tråden går genom två ärenden"),
        pytest.param(mail(more=replies(3)), id="svar på ett mejl till någon annan"),
        pytest.param(mail("BV-1-C", sender='"vera@bjorken.example" <ond@annan.example>'), id="namnet är en kontakts"),
        pytest.param(mail("BV-1-C", sender="ond@annan.example (vera@bjorken.example)"), id="kommentaren är det"),
        pytest.param(mail("BV-1-C", sender=f"{VERA}, ond@annan.example"), id="två avsändare"),
        pytest.param(mail("BV-1-C", sender=f"ond@annan.example\nFrom: {VERA}"), id="två From"),
        pytest.param(mail("BV-1-C", sender=f"{VERA[:-1]}\u0435"), id="kyrilliskt e"),
        pytest.param(mail("BV-1-C", sender="vera@bjor\u212aen.example"), id="kelvin som blir k"),
        pytest.param(mail("BV-1-C", more="List-Id: <nyheter.bjorken.example>\n"), id="utskick"),
    ],
)
def test_what_leaves_a_doubt_waits_and_says_why(message: Message) -> None:
    result = found(message)

    assert result.certain == ()
    assert result.doubts


def test_what_our_server_does_not_vouch_for_is_never_sorted() -> None:
    result = found(mail("BV-1-C", more=replies(1)), is_forged=True)

    assert result.certain == ()
    assert FORGED in result.doubts


def test_a_hint_is_shown_and_decides_nothing() -> None:
    result = found(mail(sender="vikarie@bjorken.example"), Register(decided={"vikarie@bjorken.example": ["1"]}))

    assert result.certain == ()
    assert [guess.reasons for guess in result.guesses] == [("en handläggare har fördelat avsändarens mejl hit förut",)]


def test_a_code_in_what_is_quoted_is_no_word_of_the_sender() -> None:
    result = found(mail("Hej, se nedan.\n\n> Referens: BV-2-E\n> Svara till oss."))

    assert result.certain == ()
    assert result.guesses[0].case == "2"


def test_a_code_in_a_quote_that_the_sender_has_made_up_gives_no_access() -> None:
    text = "Den 1 juni 2023 skrev Exempelkommunen:\n> Referens: BV-1-C"

    assert found(mail(text, sender="okand@annan.example")).certain == ()


def test_ten_thousand_references_change_nothing() -> None:
    more = f"References: {' '.join(f'<{number}@x.example>' for number in range(10_000))}\n"

    assert found(mail("BV-1-C", more=more)).certain == ("1",)


# ── codes ──

CHECKS = "ABCDEFGHJKLMNPRSTUVWXYZ"
DASH = st.sampled_from(["-", "–", "—", "‑", "−", " ", " - ", "\n", "-\n", "\u00a0", "", ".", "_"])


@given(st.integers(1, 99_999), st.sampled_from(CHECKS), DASH, DASH, st.booleans())
def test_a_code_is_found_however_it_is_spaced_dashed_and_broken(
    serial: int, check: str, first: str, second: str, is_lower: bool
) -> None:
    written = f"BV{first}{serial}{second}{check}"

    assert codes_in(f"Se {written.lower() if is_lower else written}.") == [f"BV-{serial}-{check}"]


@given(st.integers(1, 99_999), st.sampled_from(CHECKS), st.integers(1, 3))
def test_a_code_broken_over_quoted_lines_is_found(serial: int, check: str, depth: int) -> None:
    marks = "> " * depth

    assert codes_in(f"{marks}Referens: BV-{serial}-\n{marks}{check}") == [f"BV-{serial}-{check}"]


@given(st.text("0123456789 -–/.:\n+()"))
def test_there_is_no_code_and_no_register_number_in_digits(text: str) -> None:
    assert codes_in(text) == []
    assert numbers_in(text) == []


@given(st.text())
def test_whatever_is_found_is_written_as_we_write_it(text: str) -> None:
    assert all(re.fullmatch(r"BV-[0-9]+-[A-Z]", code) for code in codes_in(text))


@pytest.mark.parametrize("text", ["ABV-1-C", "BV-1-CD", "BV-1-C2", "BV-C", "BV-1-Ä", "BV-12345678901-C", "9BV-1-C"])
def test_what_only_looks_like_a_code_is_none(text: str) -> None:
    assert "BV-1-C" not in codes_in(text)


# ── register numbers ──


@pytest.mark.parametrize(
    "written", ["Sov 609/2022", "SOV 609/2022", "sov609/2022", "Sov-609/2022", "SOV 609–2022", "Sov: 609 / 2022"]
)
def test_a_register_number_is_one_however_it_is_spelled(written: str) -> None:
    assert plain_number(written) == "sov609/2022"
    assert "sov609/2022" in numbers_in(f"Gäller dnr {written}, tack.")


@given(st.text("SovÅÄÖåäö 0123456789/–-:."))
def test_a_plain_number_is_plain_already(written: str) -> None:
    plain = plain_number(written)

    assert plain_number(plain) == plain


@pytest.mark.parametrize(
    "text", ["SOC 2023/101234", "SOC 2023/101/2", "FOLKSOC 2023/10123", "SOC 2023/10123/1/2/3", "12SOC 2023/101"]
)
def test_a_longer_number_is_another_number(text: str) -> None:
    assert not {"soc2023/101", "soc2023/10123"} & set(numbers_in(text))
