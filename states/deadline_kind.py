"""The kinds of deadlines: whom each binds, where its day comes from, and what follows when it has passed.

A printed day is frozen by its document. A derived day follows the rule set that the case began with: it is
counted from a registered event, never from a date in a header (reading A10). Nothing is ever said to a
provider about the municipality's own days (reading A11).
"""

from dataclasses import dataclass
from enum import StrEnum


class Bound(StrEnum):
    """Whose deadline it is."""

    PROVIDER = "utföraren"
    MUNICIPALITY = "kommunen"


class DeadlineKind(StrEnum):
    """What a date is for."""

    PLAN_DUE = "åtgärdsplan senast"
    EVIDENCE_DUE = "handlingar senast"
    REVIEW_NOT_BEFORE = "uppföljning tidigast"
    REMEDY_WITHIN = "åtgärdat inom"
    MEETING_WITHIN = "möte inom"
    NEXT_OCCASION = "vid nästa uppföljning"
    PROMPTLY = "skyndsamt"
    CYCLE_MAX = "ny uppföljning senast"
    # a step's own days: neither is a notice's time
    FACT_CHECK_DUE = "sakgranskning senast"
    SUPPLEMENT_DUE = "komplettering senast"
    RESULT_DUE = "resultat senast"

    @property
    def about(self) -> "KindPage":
        """Whom it binds, whence its day, what follows."""
        return _PAGES[self]

    @property
    def binds_provider(self) -> bool:
        """The provider can be late by it."""
        return _PAGES[self].bound is Bound.PROVIDER


@dataclass(frozen=True, slots=True)
class KindPage:
    """What a kind of deadline is. Texts are Swedish: `frist förklara` shows them."""

    bound: Bound
    origin: str
    follows: str
    source: str


_PRINTED = "tryckt i påpekandet, som fryser den"
_PAGES = {
    DeadlineKind.PLAN_DUE: KindPage(
        Bound.PROVIDER,
        _PRINTED,
        "en sen eller utebliven plan är en uppgift, aldrig i sig ett fel i tjänsten och inget hinder",
        "rapport Sov 609/2022 rad 22–23; läsning A5, A44",
    ),
    DeadlineKind.EVIDENCE_DUE: KindPage(
        Bound.PROVIDER,
        _PRINTED,
        "resultatuppföljning inleds; föreskriven tid har gått ut",
        "rapport Sov 609/2022 rad 56–61; läsning A4, A43",
    ),
    DeadlineKind.REVIEW_NOT_BEFORE: KindPage(
        Bound.MUNICIPALITY,
        _PRINTED,
        "resultatuppföljning får inledas tidigast den dagen",
        "rapport Sov 609/2022 rad 60–61; läsning A49",
    ),
    DeadlineKind.REMEDY_WITHIN: KindPage(
        Bound.PROVIDER,
        "räknad i veckor från påpekandets registrerade start enligt regeluppsättningen",
        "resultatuppföljning inleds; föreskriven tid har gått ut",
        "Botkyrka, hemtjänst 2022, rad 645 'inom fyra veckor'; läsning A12, A13",
    ),
    DeadlineKind.MEETING_WITHIN: KindPage(
        Bound.MUNICIPALITY,
        "räknad i månader från expedieringen enligt regeluppsättningen",
        "en uppgift för kommunen; utföraren är aldrig sen",
        "Nynäshamn SON/2024/0476/739 rad 182 'inom tre (3) månader'; läsning A10, A11, A12",
    ),
    DeadlineKind.NEXT_OCCASION: KindPage(
        Bound.MUNICIPALITY,
        "en händelse, ingen dag: nästa ordinarie uppföljning",
        "bristen tas upp igen då",
        "Botkyrka, hemtjänst 2022, rad 639 'vid nästa uppföljningstillfälle'; läsning A42",
    ),
    DeadlineKind.PROMPTLY: KindPage(
        Bound.PROVIDER,
        "utan dag: 'skyndsamt'",
        "ingen klocka; en uppgift för kommunen att stämma av",
        "Botkyrka, hemtjänst 2022, rad 649",
    ),
    DeadlineKind.CYCLE_MAX: KindPage(
        Bound.MUNICIPALITY,
        "räknad i månader från uppföljningen enligt regeluppsättningen",
        "en uppgift för kommunen att planera nästa uppföljning",
        "rapport Sov 609/2022 rad 5 'minst en gång var tredje år'",
    ),
    DeadlineKind.FACT_CHECK_DUE: KindPage(
        Bound.PROVIDER,
        "tryckt i utskicket till sakgranskning",
        "en uppgift för kommunen; inget påpekande och ingen följd för utföraren",
        "Botkyrka, hemtjänst 2022, rad 71–72; läsning A30",
    ),
    DeadlineKind.SUPPLEMENT_DUE: KindPage(
        Bound.PROVIDER,
        "tryckt i begäran om komplettering",
        "en uppgift för kommunen; planens egen dag är hållen av den första planen",
        "läsning A45",
    ),
    DeadlineKind.RESULT_DUE: KindPage(
        Bound.MUNICIPALITY,
        "räknad i arbetsdagar från resultatuppföljningens början enligt regeluppsättningen",
        "en uppgift: passivitet kan försvaga rätten till sanktioner",
        "läsning A38",
    ),
}
