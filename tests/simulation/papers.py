"""What the municipality's people write, out of the dice: case files and notices."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from states.facts import CaseFacts, Subpoint
from states.ruleset import Ruleset
from tests.simulation.providers import Unit
from tests.workflow.papers import toml
from workflow.demo.story import MAILBOX

_REQUIREMENTS = ("Samverkan", "Rutin för läkemedel", "Egenkontroll", "Bemanning", "Genomförandeplan", "Avvikelser")


def case_text(dice: Random, unit: Unit, rules: Ruleset, opened_on: date, number: int, responsible: str) -> str:
    """A follow-up of the unit that found one to four deficiencies."""
    case = {
        "diarienummer": f"SOC {opened_on.year}/{number}",
        "avtal": unit.agreement,
        "regler": rules.key,
        "brevlada": MAILBOX,
        "oppnat": opened_on,
        "handlaggare": responsible or None,
    }
    provider = {"namn": unit.provider, "enhet": unit.name}
    contact = {"namn": "Kim Kontakt", "adress": unit.address}
    parts = [toml("[arende]", case), toml("[utforare]", provider), toml("[[kontakt]]", contact)]
    kinds = ["krav", "krav", "krav", "rekommendation"] if rules.has_recommendations else ["krav"]
    grades = [None, *rules.consequences]
    for index in range(1, dice.randint(1, 4) + 1):
        code = f"D{index}"
        found = {
            "kod": code,
            "slag": dice.choice(kinds),
            "grad": dice.choice(grades),
            "punkt": dice.choice(_REQUIREMENTS),
        }
        points = [{"kod": f"{code}{letter}", "text": "Fel"} for letter in "abc"[: dice.randint(1, 3)]]
        parts += [toml("[[brist]]", found), *(toml("[[brist.delbrist]]", point) for point in points)]
    return "\n".join(parts)


def notice_text(dice: Random, points: Sequence[Subpoint], today: date) -> str:
    """A notice that names the sub-points and demands a plan, documents, both or neither."""
    codes = sorted(point.code for point in points)
    plan_by, documents_by = (today + timedelta(days=dice.randint(*span)) for span in ((7, 25), (20, 70)))
    has_plan = dice.random() < 0.75
    table = {
        "beslutat": today,
        "delbrister": codes,
        "plan_senast": plan_by if has_plan else None,
        "plan_for": sorted({code[:-1] for code in codes})[:1] if has_plan and dice.random() < 0.3 else None,
        "handlingar_senast": documents_by,
        "skyndsamt": True if dice.random() < 0.1 else None,
        "uppfoljning_tidigast": documents_by + timedelta(days=9) if dice.random() < 0.1 else None,
    }
    demands = [_demand(dice, codes, number, today) for number in range(1, dice.randint(0, 3) + 1)]
    return toml("[papekande]", table) + "".join(demands)


def _demand(dice: Random, codes: list[str], number: int, today: date) -> str:
    own_day = today + timedelta(days=dice.randint(10, 60))
    return toml(
        "[[begard_handling]]",
        {
            "kod": f"R{number}",
            "namn": dice.choice(_REQUIREMENTS),
            "delbrister": sorted(dice.sample(codes, dice.randint(1, len(codes)))),
            "senast": dice.choice((own_day, None, None, "okänt" if dice.random() < 0.2 else None)),
            "endast_i_texten": True if dice.random() < 0.1 else None,
        },
    )


def remaining(case: CaseFacts) -> list[Subpoint]:
    """The sub-points whose working verdict is that they remain."""
    return [point for point in case.subpoints if point.verdict == "kvarstår" and point.withdrawn_on is None]
