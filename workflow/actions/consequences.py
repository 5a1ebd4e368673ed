"""What a correction changes, for the one who decides on it: before it is made (--torrkör) and after."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from notifications import outbox
from states.breach import prove
from states.facts import NO_DOCUMENT, PLAN_ITEM, CaseFacts, Deadline
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
    """The rows that stand otherwise, with what they were; those that change alike in one sentence."""
    old = {(row.key, row.version): _stand(row) for row in was.deadlines}
    new = {(row.key, row.version): _stand(row) for row in now.deadlines}
    alike: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in (*was.deadlines, *now.deadlines):
        key = (row.key, row.version)
        if old.get(key) != new.get(key):
            change = f"{old.get(key, 'fanns inte')} → {new.get(key, 'finns inte')}"
            alike[_name(row), change].add(row.deficiency)
    for (name, change), codes in alike.items():
        yield f"{name}, {', '.join(sorted(codes))}: {change}"


def _name(row: Deadline) -> str:
    return row.kind if row.item in (PLAN_ITEM, NO_DOCUMENT) else f"{row.kind} {row.item}"


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


def events(act: Sequence[int], chain: Sequence[StoredEvent], instead: Mapping[int, Body | None]) -> Iterator[str]:
    """Which other events count otherwise; `act` are the numbers of the corrected event and its own steps."""
    alike: defaultdict[tuple[str, str], list[StoredEvent]] = defaultdict(list)
    for event in chain:
        if event.number in instead and event.number not in act:
            alike[event.kind, "gäller inte" if instead[event.number] is None else "räknas om"].append(event)
    for (kind, what), found in alike.items():
        if len(found) == 1:
            yield f"händelse {found[0].number} ({kind}, {found[0].effective_on}) {what}"
        else:
            yield f"händelserna {', '.join(str(event.number) for event in found)} ({kind}) {what}"
