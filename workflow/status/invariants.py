"""What must hold between the tables whatever has happened: each query finds nothing where all is well."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.store.reader import Query, Reader


@dataclass(frozen=True, slots=True)
class _Breach:
    serial: int
    which: str


CLOCK_OF_THE_CLOSED = Query(
    "Closed deficiencies for which the clock still has something to look at.",
    "SELECT DISTINCT c.serial, f.code FROM deadline d JOIN deficiency f ON f.case_uuid = d.case_uuid "
    "AND f.code = d.deficiency JOIN followup_case c ON c.uuid = d.case_uuid WHERE d.look_again_at IS NOT NULL "
    "AND f.state IN ('åtgärdad', 'noterad', 'återkallad', 'avslutad') ORDER BY 1, 2",
    _Breach,
)
RUNS_BEFORE_DISPATCH = Query(
    "Days that run although their notice has not left.",
    "SELECT DISTINCT c.serial, d.deficiency FROM deadline d JOIN notice n ON n.uuid = d.cause "
    "JOIN followup_case c ON c.uuid = d.case_uuid WHERE d.status = 'löpande' AND n.dispatched_on IS NULL ORDER BY 1, 2",
    _Breach,
)
RESTS_AFTER_DISPATCH = Query(
    "Days that do not run although their notice has left.",
    "SELECT DISTINCT c.serial, d.deficiency FROM deadline d JOIN notice n ON n.uuid = d.cause "
    "JOIN followup_case c ON c.uuid = d.case_uuid WHERE d.status = 'vilande' AND n.dispatched_on IS NOT NULL "
    "ORDER BY 1, 2",
    _Breach,
)
MAIL_WITHOUT_MAIL = Query(
    "Planned mails that are part of no mail though they say so, or the other way round; a stopped mail keeps its own.",
    "SELECT DISTINCT COALESCE(c.serial, 0), p.rung FROM planned_mail p "
    "LEFT JOIN followup_case c ON c.uuid = p.case_uuid LEFT JOIN mail m ON m.id = p.mail_id "
    "WHERE (p.status = 'ingår' AND p.mail_id IS NULL) OR (p.status = 'planerad' AND p.mail_id IS NOT NULL) "
    "OR (p.status = 'struken' AND p.mail_id IS NOT NULL AND m.status <> 'ej avsänd') ORDER BY 1, 2",
    _Breach,
)
_SAID = (
    (CLOCK_OF_THE_CLOSED, "är avslutad, men klockan bevakar den"),
    (RUNS_BEFORE_DISPATCH, "har en frist som löper fast påpekandet inte har lämnat kommunen"),
    (RESTS_AFTER_DISPATCH, "har en frist som vilar fast påpekandet har lämnat kommunen"),
    (MAIL_WITHOUT_MAIL, "har ett planerat mejl vars läge inte stämmer med mejlet"),
)


def breaches(reader: Reader) -> Iterator[str]:
    """Each place where one of them does not hold, in Swedish."""
    for query, what in _SAID:
        for found in reader.all(query):
            yield f"ärende {found.serial} ({found.which}) {what}"
