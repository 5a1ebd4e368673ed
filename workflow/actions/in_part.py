"""One command on several deficiencies or lines: all of it may be done, or each is told what it can and cannot."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from states.decide import Decision
from states.refusal import Reason, Refused, RefusedInPart
from states.trigger import Trigger
from workflow.engine import Work
from workflow.errors import InputError, InputErrors

Made = TypeVar("Made")


def codes_of(deficiencies: str | Iterable[str]) -> tuple[str, ...]:
    """The codes of one deficiency or several, each once, in the order given."""
    return (deficiencies,) if isinstance(deficiencies, str) else tuple(dict.fromkeys(deficiencies))


def codes_in(work: Work, deficiencies: str | Iterable[str] | None) -> tuple[str, ...]:
    """The codes that a command names; of a command on the whole case (None) every deficiency that has not ended.

    Raises Refused where all of them have.
    """
    if deficiencies is not None:
        return codes_of(deficiencies)
    codes = tuple(deficiency.code for deficiency in work.facts.deficiencies if not deficiency.state.is_final)
    if not codes:
        look = f"brist ärende visa {work.facts.head.serial}"
        reason = Reason("ärendet har ingen öppen brist", "livscykeln", f"se bristerna: {look}")
        raise work.refused("ett kommando på hela ärendet", reason)
    return codes


def decided_for(
    work: Work, codes: Iterable[str], trigger: Trigger, *, consent: str = "", subpoint: str = ""
) -> list[Decision]:
    """The decision for each deficiency; raises as `all_or_told`."""
    return all_or_told(
        work, trigger.command, codes, lambda code: work.decide(code, trigger, consent=consent, subpoint=subpoint)
    )


def all_or_told(work: Work, attempt: str, names: Iterable[str], make: Callable[[str], Made]) -> list[Made]:
    """What `make` gives for each name, in order.

    Raises RefusedInPart, with why not for each that cannot and the names that can, unless all can. One name alone
    raises its own error, and so do several that all fail for what was given (InputErrors). Nothing has been done.
    """
    made: dict[str, Made] = {}
    failed: dict[str, Refused | InputError] = {}
    for name in names:
        try:
            made[name] = make(name)
        except (Refused, InputError) as no:
            failed[name] = no
    if not failed:
        return list(made.values())
    if len(failed) + len(made) == 1:
        raise next(iter(failed.values()))
    given = [no for no in failed.values() if isinstance(no, InputError)]
    if not made and len(given) == len(failed):
        raise _of_what_was_given(given)
    refusals = {name: _why(no) for name, no in failed.items()}
    raise RefusedInPart(f"Ärende {work.facts.head.serial}", attempt, tuple(made), refusals, work.ruleset.title)


def _of_what_was_given(given: list[InputError]) -> InputError | InputErrors:
    """One error where they all say the same, of however many."""
    if len({(no.what, no.remedy) for no in given}) > 1:
        return InputErrors(given)
    return InputError(", ".join(no.where for no in given), given[0].what, given[0].remedy)


def _why(no: Refused | InputError) -> str:
    if isinstance(no, InputError):
        return f"{no.what}. Gör i stället: {no.remedy}"
    return " ".join(f"{reason.what} ({reason.rule}). Gör i stället: {reason.instead}" for reason in no.reasons)
