"""One mail of each kind, with invented names."""

from datetime import UTC, date, datetime

from notifications.compose import Envelope, message_id
from notifications.intents import (
    CaseLine,
    CrossedLetter,
    DecisionLetter,
    DueLine,
    ExtensionLetter,
    ExtensionRefusedLetter,
    FactCheckLetter,
    InwardDigest,
    MailReceipt,
    MeetingCancelledLetter,
    MeetingLetter,
    NoticeLetter,
    ProviderReminder,
    ReceivedCase,
    ReminderCase,
    SupplementLetter,
    TaskLine,
    WithdrawalLetter,
)

CASE = CaseLine(
    "BV-1-C", "SOC 2023/101", "LOV service", "Björken <service>", "egetval@exempelkommunen.example", dates_assumed=True
)
R1 = DueLine("R1 Uppdaterad rutin för samverkan (D2)", date(2023, 9, 4))
PLAN = DueLine("åtgärdsplan för D2", date(2023, 6, 8))
NOTICE = NoticeLetter(
    "Exempelkommunen", "Vera Verksam", CASE, 1, ("D2 3.4 Samverkan",), (PLAN,), (R1,), "påpekande.pdf"
)
DECISION = DecisionLetter("Exempelkommunen", "Vera Verksam", CASE, ("D2a Rutin",), ("D3d Egenkontroll",), "beslut.pdf")
EXTENSION = ExtensionLetter("Exempelkommunen", "Vera Verksam", CASE, (R1,))
REFUSED = ExtensionRefusedLetter("Exempelkommunen", "Vera Verksam", CASE, (R1,))
SUPPLEMENT = SupplementLetter("Exempelkommunen", "Vera Verksam", CASE, (PLAN,))
FACT_CHECK = FactCheckLetter(
    "Exempelkommunen", "Vera Verksam", CASE, ("D2 3.4 Samverkan",), date(2023, 5, 10), "utkast.pdf"
)
WITHDRAWAL = WithdrawalLetter("Exempelkommunen", "Vera Verksam", CASE, ("D3d Egenkontroll",))
MEETING = MeetingLetter(
    "Exempelkommunen", "Vera Verksam", CASE, "onsdag 2025-03-12 kl. 13.00", "Rådhuset <rum 3>", replaces=True
)
CANCELLED = MeetingCancelledLetter("Exempelkommunen", "Vera Verksam", CASE, "onsdag 2025-03-12 kl. 13.00")
CROSSED = CrossedLetter(
    "Exempelkommunen",
    "Vera Verksam",
    CASE,
    (date(2023, 6, 5), date(2023, 6, 12)),
    date(2023, 6, 2),
    ("åtgärdsplan för D2",),
    is_whole=False,
)
REMINDER = ProviderReminder("Exempelkommunen", "Vera Verksam", (ReminderCase(CASE, (R1,), (PLAN,)),))
DIGEST = InwardDigest(
    "Exempelkommunen",
    "Egon Exempel",
    True,
    (TaskLine("BV-1-C", "Björken service", "D3 kräver beslut", date(2024, 1, 15), "brist avtalsbrott pröva 1/D3"),),
)
RECEIPT = MailReceipt(
    "Exempelkommunen",
    "Vera Verksam",
    "egetval@exempelkommunen.example",
    "2023-06-08 kl. 23.41",
    4,
    (ReceivedCase(CASE, ("åtgärdsplan för D2",), (R1,), (date(2023, 6, 12),)),),
)
ALL = (
    NOTICE,
    DECISION,
    EXTENSION,
    REFUSED,
    SUPPLEMENT,
    FACT_CHECK,
    WITHDRAWAL,
    MEETING,
    CANCELLED,
    CROSSED,
    REMINDER,
    DIGEST,
    RECEIPT,
)
ENVELOPE = Envelope(
    sender="bristvakt@exempelkommunen.example",
    sender_name="Exempelkommunen",
    recipient="vera@bjorken.example",
    reply_to="egetval@exempelkommunen.example",
    message_id=message_id("0b1c", "exempelkommunen.example"),
    date=datetime(2023, 5, 22, 8, 0, tzinfo=UTC),
)
