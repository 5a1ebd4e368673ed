"""The named queries about cases: what is asked of the register, with a line of purpose each.

Every query runs in the tests on both databases with equal results.
"""

from dataclasses import dataclass
from datetime import datetime

from states.dialogue import Meeting, Question, ReminderPause
from states.facts import (
    CaseHead,
    Deadline,
    Deficiency,
    ExtensionRequest,
    Finding,
    Milestone,
    Notice,
    Proposal,
    Subpoint,
)
from workflow.store.reader import Query


@dataclass(frozen=True, slots=True)
class Number:
    """One number."""

    value: int


@dataclass(frozen=True, slots=True)
class Word:
    """One text."""

    value: str


@dataclass(frozen=True, slots=True)
class NoticePart:
    """A notice with one of the sub-points that it names, or one deficiency that it is used up for."""

    notice: str
    part: str


@dataclass(frozen=True, slots=True)
class Instant:
    """One instant."""

    value: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """Which of the lists that most cases have nothing in have something, and to when its mailbox is read."""

    used_up: bool
    findings: bool
    proposals: bool
    extension_requests: bool
    milestones: bool
    questions: bool
    pauses: bool
    meetings: bool
    mailbox_read_to: datetime | None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A demanded document."""

    notice: str
    code: str
    name: str
    in_text_only: bool


@dataclass(frozen=True, slots=True)
class SubmittedLines:
    """What one submission was about, comma between, and when it was registered."""

    lines: str
    registered_at: datetime

    @property
    def codes(self) -> list[str]:
        """Each line by itself: "plan:D1", "R2"."""
        return self.lines.split(",")


@dataclass(frozen=True, slots=True)
class RulesetRow:
    """A stored rule set."""

    sha256: str
    key: str
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class NoticeDocument:
    """The handling of a notice."""

    document: str
    name: str


_HEAD = (
    "SELECT uuid, serial, reference, register_number, agreement, regime, provider, unit, mailbox, ruleset, "
    "version, opened_on, dates_assumed, EXISTS (SELECT 1 FROM followup_case later WHERE later.unit_uuid = c.unit_uuid "
    "AND later.agreement_uuid = c.agreement_uuid AND later.opened_on > c.opened_on), responsible FROM followup_case c "
)
CASE = Query("The case of a uuid.", _HEAD + "WHERE uuid = :case", CaseHead)
CASES = Query("Every case, by serial.", _HEAD + "ORDER BY serial", CaseHead)
CASE_BY_SERIAL = Query("The case of a serial number.", _HEAD + "WHERE serial = :serial", CaseHead)
CASE_BY_REGISTER = Query("The case of a register number.", _HEAD + "WHERE register_number = :register_number", CaseHead)
CASES_OF_AGREEMENT = Query(
    "The cases of an agreement, by serial.", _HEAD + "WHERE agreement_uuid = :agreement ORDER BY serial", CaseHead
)
HIGHEST_SERIAL = Query(
    "The highest serial number given so far.", "SELECT COALESCE(MAX(serial), 0) FROM followup_case", Number
)
BESIDE = Query(
    "What a case has beside its deficiencies, notices and rows: asked once, instead of each list by itself.",
    "SELECT EXISTS (SELECT 1 FROM notice n JOIN notice_used_up u ON u.notice_uuid = n.uuid WHERE n.case_uuid = :case), "
    "EXISTS (SELECT 1 FROM finding WHERE case_uuid = :case), EXISTS (SELECT 1 FROM proposal WHERE case_uuid = :case), "
    "EXISTS (SELECT 1 FROM extension_request WHERE case_uuid = :case), "
    "EXISTS (SELECT 1 FROM milestone WHERE case_uuid = :case), "
    "EXISTS (SELECT 1 FROM question WHERE case_uuid = :case), "
    "EXISTS (SELECT 1 FROM reminder_pause WHERE case_uuid = :case), "
    "EXISTS (SELECT 1 FROM meeting WHERE case_uuid = :case), "
    "(SELECT read_to FROM mailbox_read WHERE mailbox = :mailbox)",
    Beside,
)
DEFICIENCIES = Query(
    "A case's deficiencies.",
    "SELECT code, requirement, point, state, state_since_on, is_requirement, grade FROM deficiency "
    "WHERE case_uuid = :case ORDER BY id",
    Deficiency,
)
SUBPOINTS = Query(
    "A case's sub-points.",
    "SELECT code, deficiency, text, verdict, withdrawn_on FROM subpoint WHERE case_uuid = :case ORDER BY id",
    Subpoint,
)
NOTICES = Query(
    "A case's notices, without what they name.",
    "SELECT uuid, number, decided_on, registered_at, document, dispatched_on, dispatched_by, received_on, "
    "received_by, look_again_at, bounced_on, resent_on FROM notice WHERE case_uuid = :case ORDER BY number",
    Notice,
)
NOTICE_SUBPOINTS = Query(
    "What a case's notices name.",
    "SELECT s.notice_uuid, s.subpoint FROM notice_subpoint s JOIN notice n ON n.uuid = s.notice_uuid "
    "WHERE n.case_uuid = :case ORDER BY s.notice_uuid, s.subpoint",
    NoticePart,
)
NOTICE_USED_UP = Query(
    "For which deficiencies a case's notices are used up.",
    "SELECT u.notice_uuid, u.deficiency FROM notice_used_up u JOIN notice n ON n.uuid = u.notice_uuid "
    "WHERE n.case_uuid = :case ORDER BY u.notice_uuid, u.deficiency",
    NoticePart,
)
DEADLINES = Query(
    "A case's deadline rows, also those that an extension has replaced.",
    "SELECT cause, deficiency, kind, item, version, due_on, status, answered_on, look_again_at, subpoints, length, "
    "counted_from FROM deadline WHERE case_uuid = :case ORDER BY COALESCE(due_on, '9999'), id",
    Deadline,
)
EXTENSION_REQUESTS = Query(
    "What a case's provider has asked more time for.",
    "SELECT uuid, asked_on, rows, decided FROM extension_request WHERE case_uuid = :case ORDER BY asked_on, uuid",
    ExtensionRequest,
)
MILESTONES = Query(
    "What the municipality has done in a case that moves nothing.",
    "SELECT what, deficiency, on_day FROM milestone WHERE case_uuid = :case ORDER BY on_day, id",
    Milestone,
)
FINDINGS = Query(
    "What result decisions have found.",
    "SELECT decision, effective_on, subpoint, verdict FROM finding WHERE case_uuid = :case "
    "ORDER BY effective_on, decision, subpoint",
    Finding,
)
PROPOSALS = Query(
    "A case's proposals.",
    "SELECT uuid, deficiency, decision, proposed_on, settled FROM proposal WHERE case_uuid = :case "
    "ORDER BY proposed_on, deficiency, uuid",
    Proposal,
)
MAILBOX_READ = Query("To when a mailbox is read.", "SELECT read_to FROM mailbox_read WHERE mailbox = :mailbox", Instant)
DOCUMENT_LINES = Query(
    "The documents that a case's notices demand.",
    "SELECT d.notice_uuid, d.code, d.name, d.in_text_only FROM demand d JOIN notice n ON n.uuid = d.notice_uuid "
    "WHERE n.case_uuid = :case ORDER BY n.number, d.code",
    DocumentLine,
)
SUBMITTED_LINES = Query(
    "What has come in to a case.", "SELECT lines, registered_at FROM submission WHERE case_uuid = :case", SubmittedLines
)
NOTICE_DOCUMENT = Query(
    "The handling of a notice.", "SELECT document, document_name FROM notice WHERE uuid = :notice", NoticeDocument
)
RULESET = Query(
    "A rule set's text by its hash.",
    "SELECT sha256, key, version, text FROM ruleset_text WHERE sha256 = :sha256",
    RulesetRow,
)
RULESET_VERSION = Query(
    "A rule set's text by key and version.",
    "SELECT sha256, key, version, text FROM ruleset_text WHERE key = :key AND version = :version",
    RulesetRow,
)
# `|| ''` keeps the databases from reading every row in the order of the cases to spare themselves the sorting: what is
# due is few, what waits is many. Only the index of what is due is left to them.
DUE_CASES = Query(
    "Which cases have something to look at by now, by index: the next hundred after a case.",
    "SELECT case_uuid || '' FROM deadline WHERE look_again_at <= :now AND case_uuid || '' > :after "
    "UNION SELECT case_uuid || '' FROM notice WHERE look_again_at <= :now AND case_uuid || '' > :after "
    "ORDER BY 1 LIMIT 100",
    Word,
)
STILL_DUE = Query(
    "Whether the case has something to look at by now.",
    "SELECT case_uuid FROM deadline WHERE case_uuid = :case AND look_again_at <= :now "
    "UNION SELECT case_uuid FROM notice WHERE case_uuid = :case AND look_again_at <= :now",
    Word,
)
SETTING = Query("A fact about the installation.", "SELECT value FROM setting WHERE name = :name", Word)
LATEST_RECORDED = Query(
    "The latest instant at which anything was recorded.",
    "SELECT recorded_at FROM event_head ORDER BY recorded_at DESC LIMIT 1",
    Instant,
)
SETTLED = Query(
    "The instant at which the daemon last had nothing left to do.",
    "SELECT value FROM setting WHERE name = 'settled_at'",
    Instant,
)

# ── the year beside the ladder ──

QUESTIONS = Query(
    "What a case's provider has been asked.",
    "SELECT number, deficiency, text, asked_on, answer_by, state, state_on FROM question WHERE case_uuid = :case "
    "ORDER BY number",
    Question,
)
PAUSES = Query(
    "When the provider of a case is reminded of nothing.",
    "SELECT uuid, from_on, until_on, reason, resumed_on FROM reminder_pause WHERE case_uuid = :case "
    "ORDER BY from_on, uuid",
    ReminderPause,
)
MEETINGS = Query(
    "A case's booked meetings.",
    "SELECT uuid, starts_at, place, booked_at, called_on, held_on, cancelled_on FROM meeting "
    "WHERE case_uuid = :case ORDER BY starts_at, uuid",
    Meeting,
)
