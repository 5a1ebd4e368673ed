"""What a person should look at in a text before it leaves: placeholders that were left, demands outside the list.

Nothing is corrected; the reader is told what stands where (readings A9 and A39).
"""

import re
from collections.abc import Iterable

# "senast den 1:a november 2024 mån år" and "Version xxx" are left-overs of templates in published reports.
_PLACEHOLDER = re.compile(
    r"\bmån år\b|\bx{3,}\b|\b(?:ÅÅÅÅ|yyyy)-MM-DD\b|[\[<](?:namn|datum|enhet|text)[\]>]|_{4,}",
    re.IGNORECASE,
)


# What an empty form says where something is to be written; in a decided document it may be an honest word.
_UNFILLED = re.compile(r"\bfyll i\b|\[(?:…|\.\.\.)\]|\b[yY]{4}-[mM]{2}-[dD]{2}\b", re.IGNORECASE)


def unfilled(value: str) -> str | None:
    """What a form or template left to be filled in, in one value of a file; None if nothing."""
    found = _PLACEHOLDER.search(value) or _UNFILLED.search(value)
    return found[0] if found else None


def placeholders(text: str) -> tuple[str, ...]:
    """Each place that a template left to be filled in, with its line: "rad 63: mån år"."""
    return tuple(
        f"rad {number}: {found[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for found in _PLACEHOLDER.finditer(line)
    )


def outside_the_list(demands: Iterable[tuple[str, str, bool]]) -> tuple[str, ...]:
    """The demands (code, name, in the text only) that the decision list lacks: the list governs (reading A39)."""
    return tuple(f"{code} {name}" for code, name, in_text_only in demands if in_text_only)
