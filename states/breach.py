"""The two-notice rule as a small proof: each leaf holds, or says what is missing and what would supply it.

"Ett väsentligt avtalsbrott föreligger om fel i tjänsten påpekats av Enheten för uppföljning vid två
tillfällen men trots det inte åtgärdas inom föreskriven tid." (rapport Sov 609/2022 rad 69–71)

The proof is counted per agreement, unit, requirement and sub-point (reading A3) – a case is one unit under one
agreement, a deficiency one requirement: it holds for a sub-point that two received notices name, whose latest
prescribed time has lapsed, and that a result decision after that found still remaining (reading A1-ii). A sub-point
once found remedied begins again at notice 1 (reading A24). It is a proposal's ground and a decision's support –
never a declaration: that is a body's decision (reading A35).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.deadlines import lapse_day, latest_day, time_rows
from states.facts import (
    NO_DOCUMENT,
    CaseFacts,
    Done,
    Finding,
    Notice,
    Regime,
    Settlement,
    Subpoint,
    Verdict,
)
from states.receipt import Receipt, receipt_of
from states.ruleset import BreachRule, Outcome, Ruleset
from states.state import State
from states.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Evidence:
    """The event that a leaf rests on: its kind, and the uuid that it is about ("" for the case's own)."""

    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One premise. `ground` says by what it holds; `missing` what would supply it where it does not.

    A `weak` leaf holds by a presumption; its `missing` says what would prove it.
    """

    premise: str
    holds: bool
    ground: str
    missing: str
    evidence: tuple[Evidence, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True)
class SubpointProof:
    """The premises for one sub-point, in the order of the clause."""

    subpoint: str
    leaves: tuple[Leaf, ...]

    @property
    def holds(self) -> bool:
        """Every premise holds."""
        return all(leaf.holds for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof for a deficiency: it holds if it holds for at least one sub-point."""

    deficiency: str
    subpoints: tuple[SubpointProof, ...]

    @property
    def holds(self) -> bool:
        """Förutsättningarna är uppfyllda – which still requires a decision."""
        return any(proof.holds for proof in self.subpoints)

    @property
    def proven(self) -> tuple[str, ...]:
        """The codes of the sub-points for which every premise holds."""
        return tuple(proof.subpoint for proof in self.subpoints if proof.holds)


@dataclass(frozen=True, slots=True)
class _Chain:
    """What has been said about one sub-point since it was last found remedied."""

    case: CaseFacts
    point: Subpoint
    ruleset: Ruleset
    calendar: Calendar
    latest: Finding | None
    dispatched: tuple[Notice, ...]
    received: tuple[tuple[Notice, Receipt], ...]


def prove(case: CaseFacts, deficiency: str, ruleset: Ruleset, calendar: Calendar) -> Proof:
    """The proof as the facts stand. Computes and shows; decides nothing."""
    chains = (_chain(case, point, ruleset, calendar) for point in case.subpoints_of(deficiency))
    return Proof(deficiency, tuple(SubpointProof(c.point.code, (_breakable(c), *_conduct(c))) for c in chains))


def escalation_is_due(case: CaseFacts, deficiency: str, ruleset: Ruleset, calendar: Calendar) -> date | None:
    """Since when an in-house deficiency asks to be escalated; None if it does not (reading A37).

    It does when all premises of the two-notice rule hold but the agreement, and nobody has escalated since.
    """
    if case.head.regime is not Regime.IN_HOUSE or ruleset.outcome is not Outcome.ESCALATION:
        return None
    chains = [_chain(case, point, ruleset, calendar) for point in case.subpoints_of(deficiency)]
    since = [c.latest.effective_on for c in chains if c.latest and all(leaf.holds for leaf in _conduct(c))]
    if not since:
        return None
    escalated = max(case.done(Done.ESCALATED, deficiency), default=date.min)
    return None if escalated >= max(since) else max(since)


def latest_finding(case: CaseFacts, subpoint: str) -> Finding | None:
    """What the latest result decision found of the sub-point."""
    found = [f for f in case.findings if f.subpoint == subpoint]
    return max(found, key=lambda f: f.effective_on, default=None)


def _chain(case: CaseFacts, point: Subpoint, ruleset: Ruleset, calendar: Calendar) -> _Chain:
    remedied = [f.effective_on for f in case.findings if f.subpoint == point.code and f.verdict is Verdict.REMEDIED]
    begins_after = max(remedied, default=date.min)
    dispatched = tuple(
        notice
        for notice in case.notices
        if point.code in notice.subpoints and notice.dispatched_on is not None and notice.decided_on > begins_after
    )
    latest = latest_finding(case, point.code)
    receipts = ((notice, receipt_of(notice, ruleset, calendar)) for notice in dispatched)
    received = tuple((notice, receipt) for notice, receipt in receipts if receipt and _counts(receipt, latest))
    return _Chain(case, point, ruleset, calendar, latest, dispatched, received)


def _counts(receipt: Receipt, latest: Finding | None) -> bool:
    """A presumed receipt counts from its day on: it must have come before the finding that rests on it."""
    return receipt.is_proven or (latest is not None and receipt.on <= latest.effective_on)


def _conduct(chain: _Chain) -> Iterator[Leaf]:
    """The premises about what was pointed out and not remedied; they are the same for any provider."""
    yield _stands(chain)
    yield _pointed_out(chain)
    yield _receipts(chain)
    yield _lapsed(chain)
    yield _still_remains(chain)
    yield _not_abstained(chain)


def _breakable(chain: _Chain) -> Leaf:
    head, rules = chain.case.head, chain.ruleset
    holds = head.regime is Regime.EXTERNAL and rules.outcome is Outcome.BREACH
    if head.regime is Regime.IN_HOUSE:
        missing = "Egen regi har inget avtal: eskalera internt till förvaltningschef eller nämnd."
    else:
        missing = "Regeluppsättningen har ingen klausul om två påpekanden; en jurist läser avtalet."
    return Leaf(
        "Utföraren har ett avtal som kan brytas efter två påpekanden",
        holds,
        f"{head.agreement}, {head.regime}, följd: {rules.outcome} (läsning A37)",
        "" if holds else missing,
        (Evidence("ärende öppnat"),),
    )


def _stands(chain: _Chain) -> Leaf:
    on = chain.point.withdrawn_on
    return Leaf(
        "Delbristen står kvar som påpekad",
        on is None,
        "inte återkallad" if on is None else f"återkallad {on}; påpekandena gäller inte från början (läsning A32)",
        "" if on is None else "Inget: en återkallad delbrist räknas inte. Finns felet ändå är det en ny delbrist.",
    )


def _pointed_out(chain: _Chain) -> Leaf:
    wanted = chain.ruleset.breach_occasions
    holds = len(chain.dispatched) >= wanted
    listed = "; ".join(f"påpekande nr {n.number} expedierat {n.dispatched_on}" for n in chain.dispatched)
    return Leaf(
        f"Samma delbrist är påpekad vid {wanted} tillfällen",
        holds,
        listed or "inget expedierat påpekande nämner delbristen",
        "" if holds else "Ett nytt påpekande som nämner delbristen: brist besluta-resultat … --påpekande FIL.",
        tuple(Evidence("påpekande expedierat", n.uuid) for n in chain.dispatched),
    )


def _receipts(chain: _Chain) -> Leaf:
    """Only as many as the rule wants; a proven receipt is taken before a presumed one (reading A33)."""
    wanted = chain.ruleset.breach_occasions
    taken = sorted(chain.received, key=lambda pair: not pair[1].is_proven)[:wanted]  # else in their order
    taken.sort(key=lambda pair: pair[0].number)
    holds = len(taken) >= wanted
    weak = holds and any(not receipt.is_proven for _, receipt in taken)
    proven = {notice.uuid for notice, receipt in chain.received if receipt.is_proven}
    unproven = ", ".join(f"nr {n.number}" for n in chain.dispatched if n.uuid not in proven) or "påpekandet"
    listed = "; ".join(f"nr {n.number} mottaget {r.on} ({r.means})" for n, r in taken)
    return Leaf(
        "Påpekandena är mottagna",
        holds,
        listed or "inget mottagande är bekräftat",
        "" if holds and not weak else f"Bekräftelse för {unproven}: brist bekräfta-mottagande NR --den DATUM …",
        tuple(Evidence("mottagande bekräftat" if r.is_proven else "påpekande expedierat", n.uuid) for n, r in taken),
        weak=weak,
    )


def _lapsed(chain: _Chain) -> Leaf:
    premise = "Föreskriven tid har gått ut före resultatbeslutet"
    unknown = Leaf(premise, False, "okänt: påpekandet anger ingen tid", "En person anger tiden i ett nytt påpekande.")
    if not chain.dispatched:
        return unknown
    notice = chain.dispatched[0 if chain.ruleset.breach_rule is BreachRule.AT_SECOND_NOTICE else -1]
    due_on = _prescribed(chain, notice)
    if due_on is None:
        return unknown
    lapse = lapse_day(due_on, chain.calendar)
    latest = chain.latest
    holds = latest is not None and latest.effective_on >= lapse
    found = f"; senaste resultatbeslut {latest.effective_on}" if latest else "; inget resultatbeslut finns"
    return Leaf(
        premise,
        holds,
        f"påpekande nr {notice.number}: tiden gick ut {due_on}, förfallen från {lapse}{found}",
        "" if holds else f"En resultatuppföljning som beslutas den {lapse} eller senare.",
        (Evidence("påpekande beslutat", notice.uuid),),
    )


def _prescribed(chain: _Chain, notice: Notice) -> date | None:
    """The sub-point's own rows of the notice (document → delbrist), else the deficiency's "*" row, else its latest."""
    rows = time_rows(row for row in chain.case.deadlines_of(chain.point.deficiency) if row.cause == notice.uuid)
    own = [row for row in rows if chain.point.code in row.subpoints]
    general = [row for row in rows if row.item == NO_DOCUMENT]
    return latest_day(own or general or rows)


def _still_remains(chain: _Chain) -> Leaf:
    finding = chain.latest
    holds = (
        finding is not None
        and finding.verdict is Verdict.REMAINS
        and chain.case.deficiency(chain.point.deficiency).state in (State.REMAINS, State.MATERIAL_BREACH)
    )
    ground = f"{finding.verdict} enligt resultatbeslut {finding.effective_on}" if finding else "inte prövad än"
    return Leaf(
        "Delbristen kvarstår trots det",
        holds,
        ground,
        "" if holds else "Ett resultatbeslut som finner att delbristen kvarstår.",
        (Evidence("resultat beslutat", finding.decision),) if finding else (),
    )


def _not_abstained(chain: _Chain) -> Leaf:
    """A body that has abstained has used up the time: only a new lapse opens the question again (reading A47)."""
    decision = chain.latest.decision if chain.latest else ""
    closed = [
        p
        for p in chain.case.proposals
        if p.deficiency == chain.point.deficiency and p.decision == decision and p.settled is Settlement.ABSTAINED
    ]
    return Leaf(
        "Kommunen har inte avstått för den föreskrivna tiden",
        not closed,
        "ett behörigt organ har avstått" if closed else "inget är avstått",
        "En ny tid i ett nytt påpekande, som går ut utan att det åtgärdas (läsning A47)." if closed else "",
        tuple(Evidence("avstått", p.uuid) for p in closed),
    )
