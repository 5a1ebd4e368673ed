"""The facts of a case, read from the copies that the events have left."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from states.facts import CaseFacts, CaseHead
from states.ruleset import Ruleset
from states.ruleset_text import parse
from workflow.errors import NotFound
from workflow.store import queries
from workflow.store.reader import Reader


def load_facts(reader: Reader, case_uuid: str) -> CaseFacts:
    """Everything registered about the case. Raises NotFound if there is no such case."""
    head = reader.one(queries.CASE, case=case_uuid)
    if head is None:
        raise NotFound("ärende", case_uuid, "brist ärende lista")
    named = _grouped(reader.all(queries.NOTICE_SUBPOINTS, case=case_uuid))
    used_up = _grouped(reader.all(queries.NOTICE_USED_UP, case=case_uuid))
    read_to = reader.one(queries.MAILBOX_READ, mailbox=head.mailbox)
    return CaseFacts(
        head=head,
        deficiencies=tuple(reader.all(queries.DEFICIENCIES, case=case_uuid)),
        subpoints=tuple(reader.all(queries.SUBPOINTS, case=case_uuid)),
        notices=tuple(
            replace(notice, subpoints=named[notice.uuid], used_up_for=used_up[notice.uuid])
            for notice in reader.all(queries.NOTICES, case=case_uuid)
        ),
        deadlines=tuple(reader.all(queries.DEADLINES, case=case_uuid)),
        findings=tuple(reader.all(queries.FINDINGS, case=case_uuid)),
        proposals=tuple(reader.all(queries.PROPOSALS, case=case_uuid)),
        mailbox_read_to=read_to.value if read_to else None,
        extension_requests=tuple(reader.all(queries.EXTENSION_REQUESTS, case=case_uuid)),
        milestones=tuple(reader.all(queries.MILESTONES, case=case_uuid)),
        questions=tuple(reader.all(queries.QUESTIONS, case=case_uuid)),
        pauses=tuple(reader.all(queries.PAUSES, case=case_uuid)),
        meetings=tuple(reader.all(queries.MEETINGS, case=case_uuid)),
    )


def find_case(reader: Reader, name: str) -> CaseHead:
    """The case that a person means by its serial number, reference code or register number.

    Raises NotFound with the way to see the cases there are.
    """
    head = None
    if name.isdecimal():
        head = reader.one(queries.CASE_BY_SERIAL, serial=int(name))
    head = head or reader.one(queries.CASE_BY_REGISTER, register_number=name)
    if head is None:
        raise NotFound("ärende", name, "brist ärende lista")
    return head


def stored_ruleset(reader: Reader, sha256: str) -> Ruleset:
    """The rule set whose text has that hash. Raises NotFound if the database lacks it."""
    row = reader.one(queries.RULESET, sha256=sha256)
    if row is None:
        raise NotFound("regeluppsättning", sha256, "brist drift kontrollera")
    return _parsed(row.text, f"regler {row.key} {row.version}")


@cache
def _parsed(text: str, where: str) -> Ruleset:
    """The same text is the same rule set: a register has a handful, and every command asks."""
    return parse(text, where)


def _grouped(parts: Iterable[queries.NoticePart]) -> defaultdict[str, frozenset[str]]:
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for part in parts:
        found[part.notice] |= {part.part}
    return found
