"""The registers: providers, agreements, units, contacts, the municipality's people, requirements.

A database that already holds cases was made by a version that was never released; its contacts belong to cases, not
to units. It is refused, and nothing is changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Refuse what cannot be carried over, then make the tables those of the models."""
    if op.get_bind().execute(sa.text("SELECT COUNT(*) FROM followup_case")).scalar_one():
        raise ValueError(
            "databasen har ärenden från en version som aldrig gavs ut; de kan inte föras över. "
            "Gör en ny datamapp med brist databas skapa"
        )
    op.drop_table("contact")
    _providers()
    _people()
    _cases()


def _providers() -> None:
    _table("provider", "name", "folded", "organisation_number", unique=("folded",))
    _table(
        "agreement", "provider", "number", "folded", "form", "ruleset", "valid_from?", "valid_to?",
        unique=("folded",), refers={"provider": "provider"}, indexed=("provider",),
    )  # fmt: skip
    _table("unit", "provider", "name", "folded", refers={"provider": "provider"}, together=("provider", "folded"))
    _table(
        "contact", "unit", "position#", "role", "name", "address", "valid_from?", "valid_to?",
        refers={"unit": "unit"}, indexed=("unit",),
    )  # fmt: skip
    _table(
        "requirement", "agreement", "number", "name", "folded",
        refers={"agreement": "agreement"}, together=("agreement", "number", "folded"),
    )  # fmt: skip


def _people() -> None:
    _table("person", "os_user", "name", "role", "address", "valid_from?", "valid_to?", unique=("os_user",))
    _table(
        "substitute", "person", "stand_in", "valid_from", "valid_to",
        refers={"person": "person", "stand_in": "person"}, indexed=("person",),
    )  # fmt: skip


def _cases() -> None:
    with op.batch_alter_table("followup_case") as table:
        table.add_column(sa.Column("agreement_uuid", sa.Text(), nullable=False))
        table.add_column(sa.Column("unit_uuid", sa.Text(), nullable=False))
        table.add_column(sa.Column("responsible", sa.Text(), nullable=False))
        for column, other in (("agreement_uuid", "agreement"), ("unit_uuid", "unit")):
            table.create_foreign_key(op.f(f"fk_followup_case_{column}"), other, [column], ["uuid"])
    for column in ("agreement_uuid", "unit_uuid"):
        op.create_index(op.f(f"ix_followup_case_{column}"), "followup_case", [column], unique=False)


def _table(
    name: str,
    *columns: str,
    unique: tuple[str, ...] = (),
    together: tuple[str, ...] = (),
    refers: dict[str, str] | None = None,
    indexed: tuple[str, ...] = (),
) -> None:
    """A table with a uuid as its key. "x?" may be NULL, "x#" is a number."""
    keys = [(column, other) for column, other in (refers or {}).items()]
    op.create_table(
        name,
        sa.Column("uuid", sa.Text(), nullable=False),
        *(
            sa.Column(column.rstrip("?#"), sa.Integer() if "#" in column else sa.Text(), nullable="?" in column)
            for column in columns
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.uuid"], name=op.f(f"fk_{name}_{column}"))
            for column, other in keys
        ),
        *(sa.UniqueConstraint(column, name=op.f(f"uq_{name}_{column}")) for column in unique),
        *([sa.UniqueConstraint(*together, name=op.f(f"uq_{name}_{'_'.join(together)}"))] if together else []),
        sa.PrimaryKeyConstraint("uuid", name=op.f(f"pk_{name}")),
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)
