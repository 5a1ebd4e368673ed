"""On which day something counts as having come in. Pure; the program proposes, a person confirms.

22 § förvaltningslagen (2017:900): a handling has come in on the day that it reaches the authority (first paragraph).
What a postal item has brought counts as having come in on the nearest working day before, unless that seems unlikely
(second paragraph); so does what lies in the authority's letterbox when it is emptied for the first time of the day
(third paragraph).
"""

from dataclasses import dataclass
from datetime import date

from states.workdays import Calendar

_PARAGRAPHS = {"post": "andra stycket", "brevlåda": "tredje stycket"}


@dataclass(frozen=True, slots=True)
class Presumption:
    """The day that the law presumes, and the paragraph that does."""

    day: date
    paragraph: str  # "22 § andra stycket förvaltningslagen (2017:900)"


def presumption(means: str, reached_on: date, calendar: Calendar) -> Presumption | None:
    """What the law presumes of something that reached the municipality on that day; None where it presumes nothing."""
    paragraph = _PARAGRAPHS.get(means)
    if paragraph is None:
        return None
    return Presumption(calendar.workday_before(reached_on, 1), f"22 § {paragraph} förvaltningslagen (2017:900)")
