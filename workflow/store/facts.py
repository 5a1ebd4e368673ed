"""The facts of a case, read from the copies that the events have left."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from states.facts import CaseFacts, CaseHead, Notice
from states.ruleset import Ruleset
from states.ruleset_text import parse
from workflow.errors import NotFound
from workflow.store import queries
from workflow.store.reader import Query, Reader, Row

_KNOWN: dict[str, Ruleset] = {}  # by the hash of its text, which never changes: a register has a handful


def load_facts(reader: Reader, case_uuid: str) -> CaseFacts:
    """Everything registered about the case. Raises NotFound if there is no such case."""
    head = reader.one(queries.CASE, case=case_uuid)
    if head is None:
        raise NotFound("ärende", case_uuid, "brist ärende lista")
    (beside,) = reader.all(queries.BESIDE, case=case_uuid, mailbox=head.mailbox)

    def rows(query: Query[Row], *, has_any: bool = True) -> tuple[Row, ...]:
        return tuple(reader.all(query, case=case_uuid)) if has_any else ()

    return CaseFacts(
        head=head,
        deficiencies=rows(queries.DEFICIENCIES),
        subpoints=rows(queries.SUBPOINTS),
        notices=_with_parts(
            rows(queries.NOTICES),
            rows(queries.NOTICE_SUBPOINTS),
            rows(queries.NOTICE_USED_UP, has_any=beside.used_up),
        ),
        deadlines=rows(queries.DEADLINES),
        findings=rows(queries.FINDINGS, has_any=beside.findings),
        proposals=rows(queries.PROPOSALS, has_any=beside.proposals),
        mailbox_read_to=beside.mailbox_read_to,
        extension_requests=rows(queries.EXTENSION_REQUESTS, has_any=beside.extension_requests),
        milestones=rows(queries.MILESTONES, has_any=beside.milestones),
        questions=rows(queries.QUESTIONS, has_any=beside.questions),
        pauses=rows(queries.PAUSES, has_any=beside.pauses),
        meetings=rows(queries.MEETINGS, has_any=beside.meetings),
    )


def _with_parts(
    notices: Iterable[Notice], named: Iterable[queries.NoticePart], used_up: Iterable[queries.NoticePart]
) -> tuple[Notice, ...]:
    """Each notice with the sub-points that it names, and the deficiencies for which it is used up."""
    names, uses = _grouped(named), _grouped(used_up)
    return tuple(replace(one, subpoints=names[one.uuid], used_up_for=uses[one.uuid]) for one in notices)


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
    if sha256 not in _KNOWN:
        row = reader.one(queries.RULESET, sha256=sha256)
        if row is None:
            raise NotFound("regeluppsättning", sha256, "brist drift kontrollera")
        _KNOWN[sha256] = parse(row.text, f"regler {row.key} {row.version}")
    return _KNOWN[sha256]


def _grouped(parts: Iterable[queries.NoticePart]) -> defaultdict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for part in parts:
        found[part.notice].add(part.part)
    return defaultdict(frozenset, {notice: frozenset(names) for notice, names in found.items()})
