"""The proof as a person reads it: which event each premise rests on, what is weak, and what would supply it."""

from dataclasses import replace

from states.breach import Evidence, prove
from states.ruleset import Ruleset
from tests.states.golden import CALENDAR, FIRST, RULES, second
from tests.workflow.world import World
from workflow.cli.breach import told
from workflow.status.proof import ProofView, numbered, of_deficiency
from workflow.store.chain import OF_CHAIN
from workflow.store.facts import find_case
from workflow.store.reader import reading

PRESUMES = replace(RULES, receipt_presumption_workdays=3)
_NUMBERS = {("påpekande expedierat", "n1"): 5, ("mottagande bekräftat", "n1"): 6, ("påpekande expedierat", "n2"): 17}


def number_of(evidence: Evidence) -> int | None:
    return _NUMBERS.get((evidence.kind, evidence.about))


def lines(case: object = None, rules: Ruleset = RULES) -> list[str]:
    proof = prove(case or second(received=False), "D3", rules, CALENDAR)  # type: ignore[arg-type]
    text = "\n".join(told(numbered(proof, number_of)))
    return text[text.index("Delbrist D3d") :].splitlines()


def after(found: list[str], premise: str) -> list[str]:
    """The line of that premise and those indented under it."""
    at = next(i for i, line in enumerate(found) if premise in line)
    under = [i for i in range(at + 1, len(found)) if not found[i].startswith("       ")]
    return found[at : under[0] if under else None]


def test_a_premise_that_holds_names_the_events_that_it_rests_on_by_their_numbers() -> None:
    assert "       Vilar på händelse nr 5 och 17 (påpekande expedierat)" in after(lines(), "Samma delbrist")


def test_a_premise_that_holds_because_nothing_was_registered_says_so() -> None:
    assert after(lines(), "Kommunen har inte avstått")[1:] == ["       Ingen händelse säger annat"]


def test_a_receipt_that_is_only_presumed_is_marked_weak_with_what_would_prove_it() -> None:
    found = after(lines(rules=PRESUMES), "Påpekandena är mottagna")

    assert found[0].startswith("  ja, svagt  Påpekandena är mottagna")
    assert found[1] == "       Vilar på händelse nr 6 (mottagande bekräftat) och nr 17 (påpekande expedierat)"
    assert found[2].startswith("       Styrks av: Bekräftelse för nr 2: brist bekräfta-mottagande")


def test_a_premise_that_does_not_hold_says_what_is_missing_and_what_there_is() -> None:
    found = after(lines(FIRST), "Samma delbrist")

    assert found[0].startswith("  nej  Samma delbrist är påpekad vid 2 tillfällen")
    assert found[1] == "       Det som finns: händelse nr 5 (påpekande expedierat)"
    assert found[2].startswith("       Saknas: Ett nytt påpekande som nämner delbristen")


def test_an_event_whose_content_is_gone_is_still_named_by_its_kind() -> None:
    # en gallring får tömma innehållet, och då står numret inte att finna
    assert "       Vilar på händelse utan innehåll (ärende öppnat)" in after(lines(), "Utföraren har ett avtal")


def proof_of(world: World) -> ProofView:
    with reading(world.url) as reader:
        rules = world.context.rulesets["orebro-extern"][0]
        proof = prove(world.case(), "D3", rules, world.context.calendar)
        return of_deficiency(reader, find_case(reader, "1").uuid, proof)


def test_every_event_that_the_proof_names_is_that_event_in_the_cases_chain(world: World) -> None:
    world.to_the_proposal()

    found = proof_of(world)

    with reading(world.url) as reader:
        events = {e.number: e for e in reader.all(OF_CHAIN, chain=f"ärende:{find_case(reader, '1').uuid}")}
    named = [(one.number, one) for point in found.subpoints for leaf in point.leaves for one in leaf.evidence]
    assert {events[number or 0].kind for number, _ in named} == {
        "ärende öppnat", "påpekande beslutat", "påpekande expedierat", "mottagande bekräftat", "resultat beslutat",
    }  # fmt: skip
    for number, one in named:
        event = events[number or 0]
        assert event.kind == one.kind
        assert one.about in ("", event.content.get("notice"), event.content.get("decision"))
