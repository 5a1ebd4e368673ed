"""The conditions on the edges: each returns None when it holds, else the reason with its rule and a way on."""

from states.breach import prove
from states.edge import Attempt, Situation
from states.facts import Regime, Verdict
from states.refusal import Reason
from states.trigger import Cause
from states.workdays import local_day


def prescribed_time_has_passed(situation: Situation, attempt: Attempt) -> Reason | None:
    """The day after the prescribed time's effective end has come, or the provider has consented in writing.

    Only a person may go by a consent; a missing plan never blocks (reading A44).
    Source: rapport Sov 609/2022 rad 60–61; reading A49.
    """
    first_day = situation.first_review_day
    if first_day is None:
        return Reason(
            f"{situation.reference} har ingen föreskriven tid som löper: inget expedierat påpekande väntar på svar",
            "resultatuppföljning följer på ett expedierat påpekandes tid (rapport Sov 609/2022 rad 60–61)",
            f"expediera påpekandet: brist expediera {situation.case.head.serial} --sätt brev --den DATUM",
        )
    if local_day(attempt.now) >= first_day:
        return None
    if attempt.cause is Cause.PERSON and attempt.consent.strip():
        return None
    return Reason(
        f"utförarens tid löper; första möjliga dag är {first_day}",
        "resultatuppföljning sker efter den dag som påpekandet anger (rapport Sov 609/2022 rad 60–61; läsning A49)",
        f"vänta till {first_day} – klockan inleder då själv – eller registrera utförarens skriftliga samtycke: "
        f"brist inled-resultatuppföljning {situation.reference} --samtycke TEXT",
    )


def every_subpoint_is_remedied(situation: Situation, attempt: Attempt) -> Reason | None:
    """A deficiency is åtgärdad only if every sub-point is (reading A20)."""
    points = situation.case.subpoints_of(situation.deficiency.code)
    left = [p.code for p in points if attempt.verdicts.get(p.code) is not Verdict.REMEDIED]
    if not left:
        return None
    return Reason(
        f"delbrist {', '.join(left)} är inte bedömd som åtgärdad",
        "en brist är åtgärdad först när varje delbrist är det (läsning A20)",
        f"besluta den som kvarstående, eller ändra bedömningen: brist bedöm {situation.reference} --åtgärdade …",
    )


def some_subpoint_remains(situation: Situation, attempt: Attempt) -> Reason | None:
    """A deficiency remains if at least one sub-point does (reading A20)."""
    if Verdict.REMAINS in attempt.verdicts.values():
        return None
    return Reason(
        "ingen delbrist är bedömd som kvarstående",
        "en brist kvarstår när någon delbrist gör det (läsning A20)",
        f"bedöm delbristerna: brist bedöm {situation.reference} --kvarstår …",
    )


def the_agreement_can_be_breached(situation: Situation, attempt: Attempt) -> Reason | None:
    """Only an external provider has a contract to breach (reading A37)."""
    if situation.case.head.regime is Regime.EXTERNAL:
        return None
    return Reason(
        "enheten drivs i egen regi och har inget avtal som kan brytas",
        "väsentligt avtalsbrott gäller externa utförare (läsning A37)",
        "lyft frågan till förvaltningschef eller nämnd",
    )


def two_notices_are_proven(situation: Situation, attempt: Attempt) -> Reason | None:
    """The two-notice proof holds for at least one sub-point (rapport Sov 609/2022 rad 69–71)."""
    proof = prove(situation.case, situation.deficiency.code, situation.ruleset, situation.calendar)
    if proof.holds:
        return None
    missing = {leaf.premise: leaf.missing for point in proof.subpoints for leaf in point.leaves if not leaf.holds}
    return Reason(
        "förutsättningarna är inte uppfyllda: " + "; ".join(missing),
        "två påpekanden och föreskriven tid (rapport Sov 609/2022 rad 69–71; läsning A1-ii)",
        f"se vad som saknas: brist avtalsbrott pröva {situation.reference}",
    )


def no_proposal_waits(situation: Situation, attempt: Attempt) -> Reason | None:
    """One proposal per used-up prescribed time: abstained stays abstained (reading A47)."""
    code = situation.deficiency.code
    points = {point.code for point in situation.case.subpoints_of(code)}
    latest = max(
        (f for f in situation.case.findings if f.subpoint in points),
        key=lambda f: f.effective_on,
        default=None,
    )
    used = {p.decision for p in situation.case.proposals if p.deficiency == code}
    if latest is None or latest.decision not in used:
        return None
    return Reason(
        "ett förslag finns redan för den föreskrivna tiden",
        "ett förslag per förbrukad tid (läsning A47)",
        "ny tid är ett nytt påpekande",
    )


def a_proposal_waits(situation: Situation, attempt: Attempt) -> Reason | None:
    """There is a proposal to abstain from."""
    if situation.case.open_proposal(situation.deficiency.code):
        return None
    return Reason(
        "det finns inget förslag att avstå från",
        "avstå avser ett förslag om väsentligt avtalsbrott (läsning A47)",
        f"se läget: brist avtalsbrott pröva {situation.reference}",
    )
