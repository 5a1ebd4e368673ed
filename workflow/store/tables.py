"""The tables of the register. Everything but the events is a copy: replaying the events rebuilds it.

Instants and days are TEXT (`states.instants`), the same on both databases: text order is time order and one reader
serves both (ADR 0008).
"""

from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

import notifications.tables  # noqa: F401 – its tables belong to the same schema
import workflow.store.inbox_tables
import workflow.store.register_tables  # noqa: F401 – and the registers

metadata = SQLModel.metadata


class EventHead(SQLModel, table=True):
    """The head of an event: what is hashed and chained. UPDATE and DELETE are refused by triggers."""

    __tablename__: ClassVar[str] = "event_head"
    __table_args__ = (UniqueConstraint("chain", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    chain: str = Field(sa_type=Text)
    number: int
    head: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text, unique=True)
    kind: str = Field(sa_type=Text)
    effective_on: str = Field(sa_type=Text)
    recorded_at: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    act_id: str = Field(sa_type=Text)


class EventBody(SQLModel, table=True):
    """The salted body of an event, in a table of its own, which alone a disposal may empty later."""

    __tablename__: ClassVar[str] = "event_body"

    head_hash: str = Field(sa_type=Text, primary_key=True, foreign_key="event_head.hash")
    salt: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)


class Setting(SQLModel, table=True):
    """Facts about the installation: its trial id, when the daemon last settled."""

    __tablename__: ClassVar[str] = "setting"

    name: str = Field(sa_type=Text, primary_key=True)
    value: str = Field(sa_type=Text)


class RulesetText(SQLModel, table=True):
    """A rule set's text under its hash, from its first use on."""

    __tablename__: ClassVar[str] = "ruleset_text"
    __table_args__ = (UniqueConstraint("key", "version"),)

    sha256: str = Field(sa_type=Text, primary_key=True)
    key: str = Field(sa_type=Text)
    version: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)


class DeficiencyState(SQLModel, table=True):
    """The states that exist; filled by migrations."""

    __tablename__: ClassVar[str] = "deficiency_state"

    value: str = Field(sa_type=Text, primary_key=True)


class FollowupCase(SQLModel, table=True):
    """One follow-up of one unit under one agreement.

    `agreement`, `provider` and `unit` are their names as they were when it was opened; `responsible` is "" or the
    os_user whose tasks it gives.
    """

    __tablename__: ClassVar[str] = "followup_case"

    id: int | None = Field(default=None, primary_key=True)
    uuid: str = Field(sa_type=Text, unique=True)
    serial: int = Field(unique=True)
    reference: str = Field(sa_type=Text, unique=True)
    register_number: str = Field(sa_type=Text, unique=True)
    agreement: str = Field(sa_type=Text)
    regime: str = Field(sa_type=Text)
    provider: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    agreement_uuid: str = Field(sa_type=Text, foreign_key="agreement.uuid", index=True)
    unit_uuid: str = Field(sa_type=Text, foreign_key="unit.uuid", index=True)
    responsible: str = Field(sa_type=Text)
    mailbox: str = Field(sa_type=Text, index=True)
    ruleset: str = Field(sa_type=Text, foreign_key="ruleset_text.sha256")
    version: int
    opened_on: str = Field(sa_type=Text)
    dates_assumed: int


class DeficiencyRow(SQLModel, table=True):
    """A brist and a copy of its state."""

    __tablename__: ClassVar[str] = "deficiency"
    __table_args__ = (UniqueConstraint("case_uuid", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid")
    code: str = Field(sa_type=Text)
    requirement: str = Field(sa_type=Text)
    point: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text, foreign_key="deficiency_state.value", index=True)
    state_since_on: str = Field(sa_type=Text)
    is_requirement: int
    grade: str = Field(sa_type=Text)


class SubpointRow(SQLModel, table=True):
    """A delbrist with its working verdict."""

    __tablename__: ClassVar[str] = "subpoint"
    __table_args__ = (UniqueConstraint("case_uuid", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid")
    code: str = Field(sa_type=Text)
    deficiency: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    verdict: str | None = Field(default=None, sa_type=Text)
    withdrawn_on: str | None = Field(default=None, sa_type=Text)


class NoticeRow(SQLModel, table=True):
    """A decided påpekande, with its dispatch and its receipt."""

    __tablename__: ClassVar[str] = "notice"
    __table_args__ = (
        UniqueConstraint("case_uuid", "number"),
        Index("ix_notice_look", "look_again_at", sqlite_where=text("look_again_at IS NOT NULL"),
              postgresql_where=text("look_again_at IS NOT NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    uuid: str = Field(sa_type=Text, unique=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid")
    number: int
    decided_on: str = Field(sa_type=Text)
    registered_at: str = Field(sa_type=Text)
    document: str = Field(sa_type=Text)
    document_name: str = Field(sa_type=Text)
    dispatched_on: str | None = Field(default=None, sa_type=Text)
    dispatched_by: str | None = Field(default=None, sa_type=Text)
    received_on: str | None = Field(default=None, sa_type=Text)
    received_by: str | None = Field(default=None, sa_type=Text)
    bounced_on: str | None = Field(default=None, sa_type=Text)
    resent_on: str | None = Field(default=None, sa_type=Text)
    look_again_at: str | None = Field(default=None, sa_type=Text)


class NoticeSubpoint(SQLModel, table=True):
    """Which delbrister a notice names."""

    __tablename__: ClassVar[str] = "notice_subpoint"

    notice_uuid: str = Field(sa_type=Text, primary_key=True, foreign_key="notice.uuid")
    subpoint: str = Field(sa_type=Text, primary_key=True)


class NoticeUsedUp(SQLModel, table=True):
    """For which deficiencies a result decision has used up the notice's prescribed time."""

    __tablename__: ClassVar[str] = "notice_used_up"

    notice_uuid: str = Field(sa_type=Text, primary_key=True, foreign_key="notice.uuid")
    deficiency: str = Field(sa_type=Text, primary_key=True)
    decision: str = Field(sa_type=Text)


class Demand(SQLModel, table=True):
    """A document line of a notice. `in_text_only`: asked for in the text, not in the decision list (reading A39)."""

    __tablename__: ClassVar[str] = "demand"

    notice_uuid: str = Field(sa_type=Text, primary_key=True, foreign_key="notice.uuid")
    code: str = Field(sa_type=Text, primary_key=True)
    name: str = Field(sa_type=Text)
    in_text_only: int


class DeadlineRow(SQLModel, table=True):
    """One date for one item of one deficiency; an extension adds a version."""

    __tablename__: ClassVar[str] = "deadline"
    __table_args__ = (
        UniqueConstraint("cause", "deficiency", "kind", "item", "version"),
        CheckConstraint(
            "status IN ('vilande', 'löpande', 'hållen', 'flyttad', 'avbruten', 'utebliven')", name="status"
        ),
        Index("ix_deadline_look", "look_again_at", sqlite_where=text("look_again_at IS NOT NULL"),
              postgresql_where=text("look_again_at IS NOT NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid", index=True)
    cause: str = Field(sa_type=Text)  # the uuid of a notice or a fact-check
    deficiency: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    item: str = Field(sa_type=Text)
    version: int
    due_on: str | None = Field(default=None, sa_type=Text)  # NULL: okänt
    status: str = Field(sa_type=Text)
    answered_on: str | None = Field(default=None, sa_type=Text)
    look_again_at: str | None = Field(default=None, sa_type=Text)
    subpoints: str = Field(sa_type=Text)  # the delbrister that the document answers, comma between
    length: str = Field(sa_type=Text)  # "4 veckor" where the day was counted, "" where it is printed
    counted_from: str | None = Field(default=None, sa_type=Text)


class SubmissionRow(SQLModel, table=True):
    """Something that came in. `reached_at` is when it reached the municipality, not when it was registered."""

    __tablename__: ClassVar[str] = "submission"

    uuid: str = Field(sa_type=Text, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid", index=True)
    reached_at: str = Field(sa_type=Text)
    registered_at: str = Field(sa_type=Text)
    means: str = Field(sa_type=Text)
    lines: str = Field(sa_type=Text)
    note: str = Field(sa_type=Text)


class FindingRow(SQLModel, table=True):
    """What a result decision found of a sub-point."""

    __tablename__: ClassVar[str] = "finding"

    decision: str = Field(sa_type=Text, primary_key=True)
    subpoint: str = Field(sa_type=Text, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid", index=True)
    effective_on: str = Field(sa_type=Text)
    verdict: str = Field(sa_type=Text)


class ProposalRow(SQLModel, table=True):
    """A proposal, unique per deficiency and used-up prescribed time."""

    __tablename__: ClassVar[str] = "proposal"
    __table_args__ = (UniqueConstraint("case_uuid", "deficiency", "decision"),)

    uuid: str = Field(sa_type=Text, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid")
    deficiency: str = Field(sa_type=Text)
    decision: str = Field(sa_type=Text)
    proposed_on: str = Field(sa_type=Text)
    settled: str | None = Field(default=None, sa_type=Text)


class ExtensionRequestRow(SQLModel, table=True):
    """The provider has asked for more time. `rows`: the keys of the rows that it names, comma between."""

    __tablename__: ClassVar[str] = "extension_request"

    uuid: str = Field(sa_type=Text, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid", index=True)
    asked_on: str = Field(sa_type=Text)
    rows: str = Field(sa_type=Text)
    decided: str | None = Field(default=None, sa_type=Text)


class MilestoneRow(SQLModel, table=True):
    """Something that the municipality has done on a day: escalated, met, approved a plan."""

    __tablename__: ClassVar[str] = "milestone"

    id: int | None = Field(default=None, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid", index=True)
    what: str = Field(sa_type=Text)
    deficiency: str = Field(sa_type=Text)
    on_day: str = Field(sa_type=Text)


class MailboxRead(SQLModel, table=True):
    """To which instant a person has said that a function mailbox is read."""

    __tablename__: ClassVar[str] = "mailbox_read"

    mailbox: str = Field(sa_type=Text, primary_key=True)
    read_to: str = Field(sa_type=Text)


# ── the year beside the ladder ──


class QuestionRow(SQLModel, table=True):
    """Something that the municipality has asked the provider, numbered within its case."""

    __tablename__: ClassVar[str] = "question"

    case_uuid: str = Field(sa_type=Text, primary_key=True, foreign_key="followup_case.uuid")
    number: int = Field(primary_key=True)
    deficiency: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    asked_on: str = Field(sa_type=Text)
    answer_by: str | None = Field(default=None, sa_type=Text)
    state: str = Field(sa_type=Text)
    state_on: str = Field(sa_type=Text)


class ReminderPauseRow(SQLModel, table=True):
    """A time during which the provider is reminded of nothing."""

    __tablename__: ClassVar[str] = "reminder_pause"

    uuid: str = Field(sa_type=Text, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid", index=True)
    from_on: str = Field(sa_type=Text)
    until_on: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    resumed_on: str | None = Field(default=None, sa_type=Text)


class MeetingRow(SQLModel, table=True):
    """A booked meeting with the provider."""

    __tablename__: ClassVar[str] = "meeting"

    uuid: str = Field(sa_type=Text, primary_key=True)
    case_uuid: str = Field(sa_type=Text, foreign_key="followup_case.uuid", index=True)
    starts_at: str = Field(sa_type=Text)
    place: str = Field(sa_type=Text)
    booked_at: str = Field(sa_type=Text)
    called_on: str | None = Field(default=None, sa_type=Text)
    held_on: str | None = Field(default=None, sa_type=Text)
    cancelled_on: str | None = Field(default=None, sa_type=Text)
