"""What a correction changes, for the one who decides on it: before it is made (--torrkör) and after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from notifications import outbox
from states.breach import prove
from states.facts import CaseFacts, Deadline
from workflow.engine import Work
from workflow.store.chain import StoredEvent
from workflow.store.corrections import Body


@dataclass(frozen=True, slots=True)
class Consequences:
    """Each a list of sentences, in Swedish; empty where nothing of the kind changes."""

    states: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    breach: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    already_mailed: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """What the correction is compared with."""

    facts: CaseFacts
    proven: Mapping[str, tuple[str, ...]]
    mails: Mapping[int, str]


def before(work: Work) -> Before:
    """As things stand now."""
    return Before(work.facts, _proven(work), _planned(work))


def _proven(work: Work) -> dict[str, tuple[str, ...]]:
    codes = [d.code for d in work.facts.deficiencies]
    return {code: prove(work.facts, code, work.ruleset, work.calendar).proven for code in codes}


def _planned(work: Work) -> dict[int, str]:
    told = outbox.of_case(work.connection, work.case_uuid)
    return {t.id: f"{t.intent.rung} till {t.intent.recipient_role}" for t in told if t.status == "planerad"}


def changed_rows(was: CaseFacts, now: CaseFacts) -> list[Deadline]:
    """The rows that were otherwise than they are."""
    after = {(row.key, row.version): _stand(row) for row in now.deadlines}
    return [row for row in was.deadlines if after.get((row.key, row.version)) != _stand(row)]


def states(was: CaseFacts, now: CaseFacts) -> Iterator[str]:
    """The deficiencies that are in another state."""
    after = {d.code: d.state for d in now.deficiencies}
    for deficiency in was.deficiencies:
        if deficiency.code in after and after[deficiency.code] is not deficiency.state:
            yield f"{deficiency.code}: {deficiency.state} → {after[deficiency.code]}"


def deadlines(was: CaseFacts, now: CaseFacts) -> Iterator[str]:
    """The rows that stand otherwise, with what they were."""
    old = {(row.key, row.version): _stand(row) for row in was.deadlines}
    new = {(row.key, row.version): _stand(row) for row in now.deadlines}
    names = {
        (row.key, row.version): f"{row.kind} {row.item} {row.deficiency}" for row in (*was.deadlines, *now.deadlines)
    }
    for key, name in names.items():
        if old.get(key) != new.get(key):
            yield f"{name}: {old.get(key, 'fanns inte')} → {new.get(key, 'finns inte')}"


def _stand(row: Deadline) -> str:
    answered = f", inkom {row.answered_on}" if row.answered_on else ""
    return f"{row.due_on or 'okänd dag'} {row.status}{answered}"


def breach(was: Before, work: Work) -> Iterator[str]:
    """How the two-notice proof and what rests on it have changed."""
    for code, proven in _proven(work).items():
        if proven != was.proven.get(code, ()):
            yield f"{code}: förutsättningarna {_holds(was.proven.get(code, ()))} → {_holds(proven)}"
        count = was.facts.count_of_notices(code), work.facts.count_of_notices(code)
        if count[0] != count[1]:
            yield f"{code}: antal påpekanden {count[0]} → {count[1]}"
    open_before = {p.deficiency for p in was.facts.proposals if p.settled is None}
    open_now = {p.deficiency for p in work.facts.proposals if p.settled is None}
    yield from (f"{code}: förslaget om väsentligt avtalsbrott gäller inte" for code in sorted(open_before - open_now))
    yield from (f"{code}: förslag om väsentligt avtalsbrott" for code in sorted(open_now - open_before))


def _holds(proven: Sequence[str]) -> str:
    return f"uppfyllda ({', '.join(proven)})" if proven else "inte uppfyllda"


def mails(was: Before, work: Work) -> Iterator[str]:
    """What is no longer planned, and what is planned since."""
    now = _planned(work)
    yield from dict.fromkeys(f"stryks: {text}" for planned, text in was.mails.items() if planned not in now)
    yield from dict.fromkeys(f"planeras: {text}" for planned, text in now.items() if planned not in was.mails)


def events(chain: Sequence[StoredEvent], instead: Mapping[int, Body | None]) -> Iterator[str]:
    """Which other events count otherwise."""
    by_number = {event.number: event for event in chain}
    for number, body in sorted(instead.items()):
        what = "gäller inte" if body is None else "räknas om"
        event = by_number[number]
        about = f" {event.content['deficiency']}" if event.content.get("deficiency") else ""
        yield f"händelse {number} ({event.kind}{about}, {event.effective_on}) {what}"
