"""drift kontrollera, the settings: whether they fit what is in the register, and reach far enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.config import Config
from workflow.errors import ConfigError
from workflow.rulebooks import rulesets
from workflow.store import queries
from workflow.store.reader import Query, Reader


@dataclass(frozen=True, slots=True)
class _Mailbox:
    serial: int
    mailbox: str


@dataclass(frozen=True, slots=True)
class _Day:
    value: date | None


MAILBOXES = Query(
    "The mailboxes of the cases that have an open deficiency.",
    "SELECT c.serial, c.mailbox FROM followup_case c WHERE EXISTS (SELECT 1 FROM deficiency d "
    "WHERE d.case_uuid = c.uuid AND d.state NOT IN ('åtgärdad', 'noterad', 'återkallad', 'avslutad')) ORDER BY 1",
    _Mailbox,
)
FURTHEST = Query("The furthest day that still runs.", "SELECT MAX(due_on) FROM deadline WHERE status = 'löpande'", _Day)


def misfits(config: Config, reader: Reader) -> Iterator[str]:
    """Where the settings and the register do not fit together, in Swedish."""
    for row in reader.all(MAILBOXES):
        if row.mailbox not in config.mailboxes:
            yield f"ärende {row.serial} svarar till {row.mailbox}, som inte står i [kommun] brevlador"
    yield from _changed_rulesets(config, reader)
    metrics = config.watch.metrics_file
    if metrics is not None and not metrics.parent.is_dir():
        yield f"[drift] matvarden: mappen {metrics.parent} finns inte"


def _changed_rulesets(config: Config, reader: Reader) -> Iterator[str]:
    try:
        found = rulesets(config.rules_folder)
    except ConfigError as error:
        yield str(error)
        return
    for ruleset, text in found.values():
        stored = reader.one(queries.RULESET_VERSION, key=ruleset.key, version=ruleset.version)
        if stored is not None and stored.text != text:
            yield f"regeluppsättningen {ruleset.key} {ruleset.version} har ändrats i filen sedan den togs i bruk"


def calendar_note(config: Config, reader: Reader, today: date) -> str:
    """Holidays are computed for every year; the municipality's own free days reach as far as somebody has written."""
    if not config.extra_free_days:
        return ""
    last = max(config.extra_free_days)
    if last < today:
        return f"[kalender] extra_lediga har bara dagar som har gått; den sista är {last}"
    row = reader.one(FURTHEST)
    if row is not None and row.value is not None and row.value.year > last.year:
        return f"frister löper till {row.value}, men [kalender] extra_lediga har inga dagar efter {last}"
    return ""
