"""The proof with the events that its premises rest on, by their numbers in the case's chain."""

from collections.abc import Callable
from dataclasses import dataclass

from states.breach import Evidence, Leaf, Proof
from workflow.store.chain import NUMBERS_ABOUT, chain_of
from workflow.store.reader import Reader


@dataclass(frozen=True, slots=True)
class EventRef:
    """An event that a premise rests on. `number` None: it cannot be found, because its content has been disposed of."""

    kind: str
    about: str
    number: int | None


@dataclass(frozen=True, slots=True)
class LeafView:
    """A premise (see `states.breach.Leaf`)."""

    premise: str
    holds: bool
    ground: str
    missing: str
    evidence: tuple[EventRef, ...]
    weak: bool


@dataclass(frozen=True, slots=True)
class SubpointView:
    """The premises for one sub-point."""

    subpoint: str
    holds: bool
    leaves: tuple[LeafView, ...]


@dataclass(frozen=True, slots=True)
class ProofView:
    """The proof for a deficiency."""

    deficiency: str
    subpoints: tuple[SubpointView, ...]


def of_deficiency(reader: Reader, case_uuid: str, proof: Proof) -> ProofView:
    """The proof with the events of that case."""

    def number_of(evidence: Evidence) -> int | None:
        chain = chain_of(case_uuid)
        found = reader.one(NUMBERS_ABOUT, chain=chain, kind=evidence.kind, about=evidence.about)
        return found.value if found else None

    return numbered(proof, number_of)


def numbered(proof: Proof, number_of: Callable[[Evidence], int | None]) -> ProofView:
    """The proof with the number of every event that it names."""

    def leaf(one: Leaf) -> LeafView:
        events = tuple(EventRef(e.kind, e.about, number_of(e)) for e in one.evidence)
        return LeafView(one.premise, one.holds, one.ground, one.missing, events, one.weak)

    points = (SubpointView(p.subpoint, p.holds, tuple(leaf(one) for one in p.leaves)) for p in proof.subpoints)
    return ProofView(proof.deficiency, tuple(points))
