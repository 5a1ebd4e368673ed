"""From a register's event to its copy: what was entered, or which of its fields got another value."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, update

from workflow.store import register_tables
from workflow.store.alphabet import folded, same_number
from workflow.store.registers import Register


def _table(model: type) -> Any:
    return model.__table__  # type: ignore[attr-defined]


REGISTERS: Mapping[Register, Any] = {
    Register.PROVIDER: _table(register_tables.Provider),
    Register.AGREEMENT: _table(register_tables.Agreement),
    Register.UNIT: _table(register_tables.Unit),
    Register.CONTACT: _table(register_tables.Contact),
    Register.PERSON: _table(register_tables.PersonRow),
    Register.SUBSTITUTE: _table(register_tables.Substitute),
    Register.REQUIREMENT: _table(register_tables.Requirement),
}


def entered(connection: Connection, body: Mapping[str, Any]) -> None:
    """A new entry."""
    register = Register(body["register"])
    connection.execute(insert(REGISTERS[register]), {"uuid": body["uuid"], **_with_folded(register, body["fields"])})


def changed(connection: Connection, body: Mapping[str, Any]) -> None:
    """Other values of some of an entry's fields."""
    register = Register(body["register"])
    copy = REGISTERS[register]
    values = _with_folded(register, body["fields"])
    connection.execute(update(copy).where(copy.c.uuid == body["uuid"]).values(**values))


def _with_folded(register: Register, fields: Mapping[str, Any]) -> dict[str, Any]:
    if register is Register.AGREEMENT and "number" in fields:
        return {**fields, "folded": same_number(fields["number"])}
    if register in (Register.PROVIDER, Register.UNIT, Register.REQUIREMENT) and "name" in fields:
        return {**fields, "folded": folded(fields["name"])}
    return dict(fields)
