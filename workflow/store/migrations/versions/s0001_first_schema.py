"""The first schema: register, events, mail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

STATES = (
    "identifierad",
    "åtgärdsplan begärd",
    "inskickad",
    "resultatuppföljning",
    "åtgärdad",
    "kvarstår",
    "väsentligt avtalsbrott",
)
EVENT_TABLES = ("event_head", "event_body")


def upgrade() -> None:
    """Create everything, fill the states, and refuse changes to events."""
    _create_tables()
    states = sa.table("deficiency_state", sa.column("value"))
    op.bulk_insert(states, [{"value": value} for value in STATES])
    _refuse_changes_to_events()


def _refuse_changes_to_events() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in EVENT_TABLES:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'händelser ändras aldrig'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION events_never_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'händelser ändras aldrig'; END $$"
    )
    for table in EVENT_TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION events_never_change()"
        )


def _create_tables() -> None:
    op.create_table(
        "deficiency_state",
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("value", name=op.f("pk_deficiency_state")),
    )
    op.create_table(
        "event_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_head")),
        sa.UniqueConstraint("chain", "number", name=op.f("uq_event_head_chain_number")),
        sa.UniqueConstraint("hash", name=op.f("uq_event_head_hash")),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("bundle_key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("composed_at", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('köad', 'påbörjad', 'avsänd', 'ej avsänd', 'nekad', 'oklart')",
            name=op.f("ck_mail_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint(
            "contact",
            "bundle",
            "bundle_key",
            name=op.f("uq_mail_contact_bundle_bundle_key"),
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_mail_uuid")),
    )
    op.create_index(
        "ix_mail_queued",
        "mail",
        ["next_try_at"],
        unique=False,
        sqlite_where=sa.text("status = 'köad'"),
        postgresql_where=sa.text("status = 'köad'"),
    )
    op.create_table(
        "mailbox_read",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("read_to", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_mailbox_read")),
    )
    op.create_table(
        "ruleset_text",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_ruleset_text")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_ruleset_text_key_version")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "event_body",
        sa.Column("head_hash", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["head_hash"], ["event_head.hash"], name=op.f("fk_event_body_head_hash")),
        sa.PrimaryKeyConstraint("head_hash", name=op.f("pk_event_body")),
    )
    op.create_table(
        "followup_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("register_number", sa.Text(), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("ruleset", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Text(), nullable=False),
        sa.Column("dates_assumed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ruleset"], ["ruleset_text.sha256"], name=op.f("fk_followup_case_ruleset")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_case")),
        sa.UniqueConstraint("reference", name=op.f("uq_followup_case_reference")),
        sa.UniqueConstraint("register_number", name=op.f("uq_followup_case_register_number")),
        sa.UniqueConstraint("serial", name=op.f("uq_followup_case_serial")),
        sa.UniqueConstraint("uuid", name=op.f("uq_followup_case_uuid")),
    )
    op.create_index(op.f("ix_followup_case_mailbox"), "followup_case", ["mailbox"], unique=False)
    op.create_table(
        "planned_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("cause_kind", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Text(), nullable=False),
        sa.Column("cause_version", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("recipient_role", sa.Text(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("bundle IN ('samlad', 'ensam')", name=op.f("ck_planned_mail_bundle")),
        sa.CheckConstraint(
            "status IN ('planerad', 'struken', 'ingår')",
            name=op.f("ck_planned_mail_status"),
        ),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_planned_mail_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_mail")),
        sa.UniqueConstraint(
            "cause_kind",
            "cause_id",
            "cause_version",
            "rung",
            "recipient_role",
            name=op.f("uq_planned_mail_cause_kind_cause_id_cause_version_rung_recipient_role"),
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_planned_mail_uuid")),
    )
    op.create_index(op.f("ix_planned_mail_case_uuid"), "planned_mail", ["case_uuid"], unique=False)
    op.create_index(op.f("ix_planned_mail_mail_id"), "planned_mail", ["mail_id"], unique=False)
    op.create_index(
        "ix_planned_mail_open",
        "planned_mail",
        ["planned_at"],
        unique=False,
        sqlite_where=sa.text("status = 'planerad'"),
        postgresql_where=sa.text("status = 'planerad'"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_contact_case_uuid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("case_uuid", "position", name=op.f("uq_contact_case_uuid_position")),
    )
    op.create_table(
        "deficiency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_since_on", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_deficiency_case_uuid")),
        sa.ForeignKeyConstraint(["state"], ["deficiency_state.value"], name=op.f("fk_deficiency_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deficiency")),
        sa.UniqueConstraint("case_uuid", "code", name=op.f("uq_deficiency_case_uuid_code")),
    )
    op.create_index(op.f("ix_deficiency_state"), "deficiency", ["state"], unique=False)
    op.create_table(
        "finding",
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("subpoint", sa.Text(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_finding_case_uuid")),
        sa.PrimaryKeyConstraint("decision", "subpoint", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_case_uuid"), "finding", ["case_uuid"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("document_name", sa.Text(), nullable=False),
        sa.Column("dispatched_on", sa.Text(), nullable=True),
        sa.Column("dispatched_by", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Text(), nullable=True),
        sa.Column("received_by", sa.Text(), nullable=True),
        sa.Column("look_again_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_notice_case_uuid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("case_uuid", "number", name=op.f("uq_notice_case_uuid_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_notice_uuid")),
    )
    op.create_index(
        "ix_notice_look",
        "notice",
        ["look_again_at"],
        unique=False,
        sqlite_where=sa.text("look_again_at IS NOT NULL"),
        postgresql_where=sa.text("look_again_at IS NOT NULL"),
    )
    op.create_table(
        "proposal",
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("deficiency", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Text(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_proposal_case_uuid")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_proposal")),
        sa.UniqueConstraint(
            "case_uuid",
            "deficiency",
            "decision",
            name=op.f("uq_proposal_case_uuid_deficiency_decision"),
        ),
    )
    op.create_table(
        "submission",
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("reached_at", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_submission_case_uuid")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_submission")),
    )
    op.create_index(op.f("ix_submission_case_uuid"), "submission", ["case_uuid"], unique=False)
    op.create_table(
        "subpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("deficiency", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_subpoint_case_uuid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subpoint")),
        sa.UniqueConstraint("case_uuid", "code", name=op.f("uq_subpoint_case_uuid_code")),
    )
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("notice_uuid", sa.Text(), nullable=False),
        sa.Column("deficiency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Text(), nullable=True),
        sa.Column("look_again_at", sa.Text(), nullable=True),
        sa.Column("subpoints", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('vilande', 'löpande', 'hållen', 'flyttad', 'avbruten', 'utebliven')",
            name=op.f("ck_deadline_status"),
        ),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_deadline_case_uuid")),
        sa.ForeignKeyConstraint(["notice_uuid"], ["notice.uuid"], name=op.f("fk_deadline_notice_uuid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint(
            "notice_uuid",
            "deficiency",
            "kind",
            "item",
            "version",
            name=op.f("uq_deadline_notice_uuid_deficiency_kind_item_version"),
        ),
    )
    op.create_index(op.f("ix_deadline_case_uuid"), "deadline", ["case_uuid"], unique=False)
    op.create_index(
        "ix_deadline_look",
        "deadline",
        ["look_again_at"],
        unique=False,
        sqlite_where=sa.text("look_again_at IS NOT NULL"),
        postgresql_where=sa.text("look_again_at IS NOT NULL"),
    )
    op.create_table(
        "demand",
        sa.Column("notice_uuid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("in_text_only", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_uuid"], ["notice.uuid"], name=op.f("fk_demand_notice_uuid")),
        sa.PrimaryKeyConstraint("notice_uuid", "code", name=op.f("pk_demand")),
    )
    op.create_table(
        "notice_subpoint",
        sa.Column("notice_uuid", sa.Text(), nullable=False),
        sa.Column("subpoint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_uuid"],
            ["notice.uuid"],
            name=op.f("fk_notice_subpoint_notice_uuid"),
        ),
        sa.PrimaryKeyConstraint("notice_uuid", "subpoint", name=op.f("pk_notice_subpoint")),
    )
    op.create_table(
        "notice_used_up",
        sa.Column("notice_uuid", sa.Text(), nullable=False),
        sa.Column("deficiency", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice_uuid"], ["notice.uuid"], name=op.f("fk_notice_used_up_notice_uuid")),
        sa.PrimaryKeyConstraint("notice_uuid", "deficiency", name=op.f("pk_notice_used_up")),
    )
