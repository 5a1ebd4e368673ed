"""What only a named person can settle: recorded with outcome and reason, without any effect of its own.

The readings that are marked HUMAN. The program neither proposes an outcome nor acts on one: where something is to
happen, a person gives the command that makes it happen, which `instead` names.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Question:
    """What a person takes a position on: the reading, the possible outcomes, and the command that has effect."""

    reading: str
    asks: str
    outcomes: tuple[str, ...]
    instead: str


class Position(StrEnum):
    """The questions that a person can take a position on."""

    PLAN_LATE = "sen-plan"
    ON_EARLIER_EVIDENCE = "tidigare-underlag"
    EVIDENCE_LATE = "sen-handling"
    IMPOSSIBLE_PERIOD = "omöjlig-period"
    WRONG_ADDRESS = "fel-adress"
    UNREADABLE = "oläsbar-handling"
    WORSE = "sämre-än-förut"
    RECURRENCE = "återkommande"
    REQUIREMENT_MAPPED = "kravbyte"
    RELATED_PROVIDER = "närstående-utförare"
    DISPUTED = "bestridande"
    ROOT_CAUSE = "gemensam-orsak"
    SERIOUS_EVENT = "allvarlig-händelse"
    TWO_DATES = "två-datum"
    PROVIDER_ASKED = "fråga"
    CHAINS_JOINED = "sammanförd-kedja"
    LINK_INSTEAD = "länk-i-stället"
    CONSENT = "samtycke"

    @property
    def question(self) -> Question:
        """What is asked, and what can be answered."""
        return _QUESTIONS[self]


_NOTHING = "inget; det är en uppgift i beslutsunderlaget"
_QUESTIONS = {
    Position.PLAN_LATE: Question("A5", "Vad betyder det att planen kom sent?", ("utan-betydelse", "vägs-in"), _NOTHING),
    Position.ON_EARLIER_EVIDENCE: Question(
        "A6", "Bedöms bristen på det senast inskickade?", ("ja", "nej"), "brist bedöm NR/D …"
    ),
    Position.EVIDENCE_LATE: Question(
        "A7", "Hur vägs handlingar som kom sent men före bedömningen?", ("godtas", "godtas-inte"), "brist bedöm NR/D …"
    ),
    Position.IMPOSSIBLE_PERIOD: Question(
        "A8", "Vilken period avsågs?", ("rättad", "står-kvar"), "brist mätvärde registrera NR/D …, med rätt period"
    ),
    Position.WRONG_ADDRESS: Question(
        "A18", "Har handlingen nått en behörig befattningshavare?", ("inkommen", "inte-inkommen"), "brist registrera …"
    ),
    Position.UNREADABLE: Question(
        "A19", "Räknas handlingen som inkommen fast den inte går att läsa?", ("komplettering", "godtas"),
        "brist begär-komplettering NR/D …",
    ),
    Position.WORSE: Question("A22", "Ska kommunen agera före nästa tid?", ("avvakta", "agera"), "brist eskalera …"),
    Position.RECURRENCE: Question(
        "A24", "Är det samma brist som har åtgärdats förut?", ("samma", "inte-samma"), _NOTHING + "; kedjan börjar om"
    ),
    Position.REQUIREMENT_MAPPED: Question(
        "A25", "Motsvarar det nya kravet det gamla?", ("motsvarar", "motsvarar-inte"), _NOTHING
    ),
    Position.RELATED_PROVIDER: Question(
        "A26", "Är utföraren närstående den tidigare?", ("närstående", "inte-närstående"), _NOTHING
    ),
    Position.DISPUTED: Question(
        "A31", "Löper tiden medan utföraren bestrider?", ("tiden-löper", "tiden-vilar"),
        "brist anstånd bevilja NR … – tiden vilar bara genom anstånd",
    ),
    Position.ROOT_CAUSE: Question(
        "A34", "Har flera enheters brister samma orsak?", ("samma-orsak", "skilda-orsaker"), _NOTHING
    ),
    Position.SERIOUS_EVENT: Question(
        "A36", "Är händelsen så allvarlig att den ska prövas för sig?", ("prövas", "prövas-inte"),
        "brist registrera-beslut NR/D --grund allvarlig-händelse …",
    ),
    Position.TWO_DATES: Question(
        "A40", "Vilken av två dagar gäller bristen?", ("första", "andra"), "brist anstånd bevilja NR …"
    ),
    Position.PROVIDER_ASKED: Question(
        "A41", "Har utföraren svarat på kommunens fråga?", ("ställd", "påmind", "obesvarad", "besvarad"),
        "brist fråga ställd NR … – en obesvarad fråga är ingen brist om inget krav säger det",
    ),
    Position.CHAINS_JOINED: Question(
        "A46", "Hör bristen ihop med en som aldrig följdes upp?", ("hör-ihop", "ny-kedja"), _NOTHING
    ),
    Position.LINK_INSTEAD: Question(
        "A48", "Vilken dag kom handlingen som skickades som länk?", ("länkens-dag", "hämtningens-dag"),
        "brist registrera NR --inkom …",
    ),
    Position.CONSENT: Question(
        "A49", "Har utföraren skriftligen samtyckt till tidigare uppföljning?", ("samtycker", "samtycker-inte"),
        "brist inled-resultatuppföljning NR/D --samtycke TEXT",
    ),
}  # fmt: skip
