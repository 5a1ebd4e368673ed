"""The two-notice rule as a small proof: each leaf holds, or says what is missing and what would supply it.

"Ett väsentligt avtalsbrott föreligger om fel i tjänsten påpekats av Enheten för uppföljning vid två
tillfällen men trots det inte åtgärdas inom föreskriven tid." (rapport Sov 609/2022 rad 69–71)

The proof is counted per agreement, unit, requirement and sub-point (reading A3): it holds for a sub-point
that two received notices name, whose latest prescribed time has lapsed, and that a result decision after
that found still remaining (reading A1-ii). It is a proposal's ground and a decision's support – never a
declaration: that is a body's decision (reading A35).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.deadlines import lapse_day
from states.facts import NO_DOCUMENT, CaseFacts, Deadline, DeadlineKind, Finding, Notice, Regime, Verdict
from states.ruleset import AT_SECOND_NOTICE, Ruleset
from states.state import State
from states.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Leaf:
    """One premise. `ground` says by what it holds; `missing` what would supply it where it does not."""

    premise: str
    holds: bool
    ground: str
    missing: str = ""


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


def prove(case: CaseFacts, deficiency: str, ruleset: Ruleset, calendar: Calendar) -> Proof:
    """The proof as the facts stand. Computes and shows; decides nothing."""
    points = case.subpoints_of(deficiency)
    return Proof(
        deficiency,
        tuple(SubpointProof(p.code, tuple(_leaves(case, deficiency, p.code, ruleset, calendar))) for p in points),
    )


def _leaves(case: CaseFacts, deficiency: str, subpoint: str, ruleset: Ruleset, calendar: Calendar) -> Iterator[Leaf]:
    dispatched = [n for n in case.notices if subpoint in n.subpoints and n.dispatched_on is not None]
    counted = [notice for notice in dispatched if notice.received_on is not None]
    latest = max((f for f in case.findings if f.subpoint == subpoint), key=lambda f: f.effective_on, default=None)
    yield _external(case)
    yield _pointed_out(dispatched, ruleset)
    yield _receipts(dispatched, counted, ruleset)
    yield _lapsed(case, deficiency, subpoint, dispatched, latest, ruleset, calendar)
    yield _still_remains(case, deficiency, latest)


def _external(case: CaseFacts) -> Leaf:
    holds = case.head.regime is Regime.EXTERNAL
    return Leaf(
        "Utföraren har ett avtal som kan brytas",
        holds,
        f"{case.head.agreement}, {case.head.regime} (läsning A37)",
        "" if holds else "Egen regi har inget avtal: eskalera internt till förvaltningschef eller nämnd.",
    )


def _pointed_out(dispatched: list[Notice], ruleset: Ruleset) -> Leaf:
    holds = len(dispatched) >= ruleset.breach_occasions
    listed = "; ".join(f"påpekande nr {n.number} expedierat {n.dispatched_on}" for n in dispatched)
    return Leaf(
        f"Samma delbrist är påpekad vid {ruleset.breach_occasions} tillfällen",
        holds,
        listed or "inget expedierat påpekande nämner delbristen",
        "" if holds else "Ett nytt påpekande som nämner delbristen: brist besluta-resultat … --påpekande FIL.",
    )


def _receipts(dispatched: list[Notice], counted: list[Notice], ruleset: Ruleset) -> Leaf:
    holds = len(counted) >= ruleset.breach_occasions
    unproven = [n for n in dispatched if n not in counted]
    listed = "; ".join(f"nr {n.number} mottaget {n.received_on} ({n.received_by})" for n in counted)
    numbers = ", ".join(f"nr {n.number}" for n in unproven) or "påpekandet"
    return Leaf(
        "Påpekandena är bevisligen mottagna",
        holds,
        listed or "inget mottagande är bekräftat",
        "" if holds else f"Bekräftelse för {numbers}: brist bekräfta-mottagande NR --den DATUM --genom kvittens.",
    )


def _lapsed(
    case: CaseFacts,
    deficiency: str,
    subpoint: str,
    dispatched: list[Notice],
    finding: Finding | None,
    ruleset: Ruleset,
    calendar: Calendar,
) -> Leaf:
    premise = "Föreskriven tid i det senaste påpekandet har gått ut före resultatbeslutet"
    notices = dispatched[:1] if ruleset.breach_rule == AT_SECOND_NOTICE else dispatched[-1:]
    due_on = max((_prescribed(case, deficiency, subpoint, n) or date.min for n in notices), default=date.min)
    if due_on == date.min:
        return Leaf(premise, False, "okänt: påpekandet anger ingen tid", "En person anger tiden i ett nytt påpekande.")
    lapse = lapse_day(due_on, calendar)
    holds = finding is not None and finding.effective_on >= lapse
    ground = f"tiden gick ut {due_on}; förfallen från {lapse}"
    found = f"; senaste resultatbeslut {finding.effective_on}" if finding else "; inget resultatbeslut finns"
    return Leaf(
        premise,
        holds,
        ground + found,
        "" if holds else f"En resultatuppföljning som beslutas den {lapse} eller senare.",
    )


def _prescribed(case: CaseFacts, deficiency: str, subpoint: str, notice: Notice) -> date | None:
    """The sub-point's own row of the notice (document → delbrist), else the deficiency's "*" row, else its latest."""
    rows = [
        row
        for row in case.deadlines_of(deficiency)
        if row.notice == notice.uuid and row.kind is DeadlineKind.EVIDENCE_DUE
    ]
    own: list[Deadline] = [row for row in rows if subpoint in row.subpoints]
    general = [row for row in rows if row.item == NO_DOCUMENT]
    return max((row.due_on for row in own or general or rows), default=None)


def _still_remains(case: CaseFacts, deficiency: str, finding: Finding | None) -> Leaf:
    holds = (
        finding is not None
        and finding.verdict is Verdict.REMAINS
        and case.deficiency(deficiency).state in (State.REMAINS, State.MATERIAL_BREACH)
    )
    ground = f"{finding.verdict} enligt resultatbeslut {finding.effective_on}" if finding else "inte prövad än"
    return Leaf(
        "Delbristen kvarstår trots det",
        holds,
        ground,
        "" if holds else "Ett resultatbeslut som finner att delbristen kvarstår.",
    )
