"""Subjects measured by turns in one run, and how a line of the result is printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

Subject = Callable[[int], object]  # does what is measured once; the number says to what


@dataclass(frozen=True, slots=True)
class Spent:
    """What a turn cost, in µs: by the wall, and of this process's own time."""

    wall: float
    cpu: float


def spent(subject: Subject, numbers: Sequence[int]) -> Spent:
    """What each of the turns cost on average."""
    wall, cpu = perf_counter(), process_time()
    _each(subject, numbers)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return Spent(wall / len(numbers) * 1e6, cpu / len(numbers) * 1e6)


def interleaved(
    subjects: dict[str, Subject], rounds: Sequence[Sequence[int]], before: Subject | None = None
) -> dict[str, list[Spent]]:
    """Every subject once a round, another one first each time. The first round only warms up and is left out.

    What is done `before` with each number of a round is not measured.
    """
    found: dict[str, list[Spent]] = {name: [] for name in subjects}
    names = list(subjects)
    for turn, numbers in enumerate(rounds):
        if before is not None:
            _each(before, numbers)
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            found[name].append(spent(subjects[name], numbers))
    return {name: times[1:] for name, times in found.items()}


def _each(subject: Subject, numbers: Sequence[int]) -> None:
    for number in numbers:
        subject(number)


def line(name: str, values: Sequence[float], *, digits: int = 0) -> None:
    """Print the median, and the lowest and the highest."""
    middle, low, high = (f"{value:.{digits}f}" for value in (median(values), min(values), max(values)))
    print(f"  {name:32}{middle:>10}   ({low}–{high})")


def ratios(over: Sequence[Spent], under: Sequence[Spent]) -> list[float]:
    """The one's wall time through the other's, round by round."""
    return [one.wall / other.wall for one, other in zip(over, under, strict=True)]
