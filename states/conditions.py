"""The conditions on the edges: each returns None when it holds, else the reason with its rule and a way on."""

from states.breach import prove
from states.deadlines import live_notices, waits_for_nothing
from states.edge import Attempt, Situation
from states.facts import Regime, Verdict
from states.refusal import Reason
from states.ruleset import Consequence
from states.trigger import Cause
from states.workdays import local_day


def goes_into_a_notice(situation: Situation, attempt: Attempt) -> Reason | None:
    """A requirement whose grade does not lead to dialogue only (readings A14 and A42)."""
    deficiency = situation.deficiency
    if not deficiency.is_requirement:
        return Reason(
            "det är en rekommendation, inte ett krav",
            "en rekommendation påpekas inte och räknas inte (läsning A42)",
            f"anteckna den till nästa uppföljning: brist notera {situation.reference} --skäl TEXT",
        )
    consequence = situation.ruleset.consequence(deficiency.grade)
    if consequence is Consequence.NOTICE:
        return None
    source = situation.ruleset.sources.get(f"foljder.{deficiency.grade}", "graden är ingen avvikelse")
    return Reason(
        f"graden '{deficiency.grade}' leder till {consequence}, inte till ett påpekande",
        f"gradens följd (läsning A14; {source})",
        f"anteckna den till nästa uppföljning: brist notera {situation.reference} --skäl TEXT",
    )


def no_notice_is_live(situation: Situation, attempt: Attempt) -> Reason | None:
    """One prescribed time at a time: a second notice about the same thing follows on a result decision (A1, A51)."""
    code = situation.deficiency.code
    live = [f"nr {n.number}" for n in situation.case.notices_of(code) if code not in n.used_up_for]
    if not live:
        return None
    return Reason(
        f"påpekande {', '.join(live)} gäller redan bristen, och dess tid är inte förbrukad av ett resultatbeslut",
        "samma fel påpekas på nytt först när det förra påpekandets tid har prövats (läsning A1, A51)",
        f"ge längre tid: brist anstånd bevilja {situation.case.head.serial} … – eller sänd om: brist påpekande omsänt",
    )


def waits_for_the_next_follow_up(situation: Situation, attempt: Attempt) -> Reason | None:
    """A recommendation, or a grade that leads to dialogue (readings A14 and A42)."""
    deficiency = situation.deficiency
    if goes_into_a_notice(situation, attempt) is not None:
        return None
    return Reason(
        f"{deficiency.code} är ett krav" + (f" med graden '{deficiency.grade}'" if deficiency.grade else ""),
        "bara en rekommendation, eller en grad som leder till dialog, väntar till nästa uppföljning (läsning A14, A42)",
        "påpeka den: brist begär-plan … – eller återkalla den om den var fel",
    )


def no_notice_is_decided(situation: Situation, attempt: Attempt) -> Reason | None:
    """Nothing has been pointed out yet: what comes before a notice cannot come after it (reading A30)."""
    numbers = [f"nr {notice.number}" for notice in situation.case.notices_of(situation.deficiency.code)]
    if not numbers:
        return None
    return Reason(
        f"påpekande {', '.join(numbers)} nämner bristen redan",
        "sakgranskning och anteckning kommer före påpekandet (läsning A30, A42)",
        f"återkalla bristen om den var fel: brist återkalla {situation.reference} --skäl TEXT",
    )


def ruleset_has_fact_check(situation: Situation, attempt: Attempt) -> Reason | None:
    """The municipality lets the provider check the facts first (reading A30)."""
    if situation.ruleset.has_fact_check:
        return None
    return Reason(
        "regeluppsättningen har ingen sakgranskning",
        situation.ruleset.sources["sakgranskning.finns"],
        "gå vidare med påpekandet: brist begär-plan …",
    )


def plan_wants_approval(situation: Situation, attempt: Attempt) -> Reason | None:
    """Plans are approved only where the rule set says so."""
    if situation.ruleset.plan_wants_approval:
        return None
    return Reason(
        "åtgärdsplaner godkänns inte enligt regeluppsättningen",
        situation.ruleset.sources["plan.godkanns"],
        f"räcker planen inte: brist begär-komplettering {situation.reference} --senast DATUM --skäl TEXT",
    )


def another_subpoint_is_left(situation: Situation, attempt: Attempt) -> Reason | None:
    """One of several standing sub-points is withdrawn; the last one takes the whole deficiency with it."""
    standing = {point.code for point in situation.case.standing_subpoints(situation.deficiency.code)}
    if attempt.subpoint not in standing:
        return Reason(
            f"delbrist {attempt.subpoint} står inte kvar att återkalla",
            "en delbrist återkallas en gång (läsning A32)",
            f"se delbristerna: brist ärende visa {situation.case.head.serial}",
        )
    if len(standing) > 1:
        return None
    return Reason(
        f"{attempt.subpoint} är den enda delbrist som står kvar",
        "utan delbrist finns ingen brist (läsning A32)",
        f"återkalla hela bristen: brist återkalla {situation.reference} --skäl TEXT",
    )


def the_unit_is_in_house(situation: Situation, attempt: Attempt) -> Reason | None:
    """Only in-house is a deficiency escalated (reading A37)."""
    if situation.case.head.regime is Regime.IN_HOUSE:
        return None
    return Reason(
        "utföraren är extern och har ett avtal",
        "eskalering till förvaltningschef eller nämnd är för egen regi (läsning A37)",
        f"pröva avtalsbrott: brist avtalsbrott pröva {situation.reference}",
    )


def prescribed_time_has_passed(situation: Situation, attempt: Attempt) -> Reason | None:
    """The day after the prescribed time's effective end has come, or the provider has consented in writing.

    Only a person may go by a consent; a missing plan never blocks (reading A44).
    Source: rapport Sov 609/2022 rad 60–61; reading A49.
    """
    first_day = situation.first_review_day
    case, deficiency = situation.case, situation.deficiency
    if first_day is None and (live_notices(case, deficiency.code) or waits_for_nothing(case, deficiency)):
        return _time_is_unknown(situation, attempt)
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


def _time_is_unknown(situation: Situation, attempt: Attempt) -> Reason | None:
    """Where the source gives no day no clock runs, and only a person leads on (lifecycle, "Deadlines")."""
    if attempt.cause is Cause.PERSON:
        return None
    return Reason(
        "den föreskrivna tiden är okänd",
        "en okänd tid har ingen klocka; bara en människa leder vidare",
        f"brist inled-resultatuppföljning {situation.reference}",
    )


def every_subpoint_is_remedied(situation: Situation, attempt: Attempt) -> Reason | None:
    """A deficiency is åtgärdad only if every sub-point is (reading A20)."""
    points = situation.case.standing_subpoints(situation.deficiency.code)
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
        f"lyft frågan till förvaltningschef eller nämnd: brist eskalera {situation.reference} --till TEXT --skäl TEXT",
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
