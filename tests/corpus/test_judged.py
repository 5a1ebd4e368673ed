"""How well the corpus is sorted: nothing wrong without a person, and most of what is certain without one."""

from collections.abc import Sequence
from functools import cache

import pytest

from tests.corpus import Labelled, load
from tests.corpus.judge import Judged, judged, report
from tests.corpus.mutations import mutated

FIRST, SECOND = pytest.param(None, id="den första"), pytest.param(1, id="den muterade")
LEAST = 0.85


@cache
def found(seed: int | None) -> Sequence[Judged]:
    return [judged(mail) for mail in (load() if seed is None else mutated(seed))]


@pytest.mark.parametrize("seed", [FIRST, SECOND])
def test_no_mail_is_sorted_to_a_case_that_its_label_does_not_name(seed: int | None) -> None:
    assert [one.mail.name for one in found(seed) if one.assignment == "fel"] == []


@pytest.mark.parametrize("seed", [FIRST, SECOND])
def test_most_of_what_is_certain_is_sorted_without_a_person(seed: int | None) -> None:
    certain = [one for one in found(seed) if one.mail.certain]

    assert 2 * len(certain) >= len(found(seed))
    assert sum(one.assignment == "rätt" for one in certain) >= LEAST * len(certain)


@pytest.mark.parametrize("seed", [FIRST, SECOND])
def test_what_is_forged_or_from_a_stranger_is_never_sorted(seed: int | None) -> None:
    strange = [one for one in found(seed) if one.mail.category in ("förfalskad", "okänd-avsändare", "felaktig-kod")]

    assert strange
    assert [one.mail.name for one in strange if one.match.certain and not one.mail.certain] == []


@pytest.mark.parametrize("seed", [FIRST, SECOND])
def test_what_waits_for_a_person_says_why(seed: int | None) -> None:
    assert [one.mail.name for one in found(seed) if not one.match.certain and not one.match.doubts] == []


@pytest.mark.parametrize("seed", [FIRST, SECOND])
def test_no_mail_is_taken_to_have_come_at_another_time_than_it_did(seed: int | None) -> None:
    assert [one.mail.name for one in found(seed) if one.network_at != one.mail.network_at] == []


def test_the_report_counts_every_mail_and_names_what_differs() -> None:
    mails: list[Labelled] = [mail for mail in load() if mail.category == "felaktig-kod"]

    told = list(report(mails))

    assert told[0] == f"{len(mails)} mejl"
    assert any(line.startswith("Ärende (rad: facit") for line in told)
