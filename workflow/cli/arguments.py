"""What several commands take: the case, the deficiency, days, documents, choices.

The names of the values (`dest`) are English and the same everywhere: see docs/cli.md for the
Swedish ones that a user types.
"""

from argparse import Action, ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any

from workflow.cli import values

SUBMISSION_MEANS = ("epost", "post", "brevlåda", "bud")
DISPATCH_MEANS = ("epost", "brev", "bud")
RECEIPT_MEANS = ("kvittens", "svar", "kvitto")


class _Reference(Action):
    """Puts "1/D3" into `case` and the argument's own name."""

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        if isinstance(values, tuple):
            namespace.case, named = values
            setattr(namespace, self.dest, named)


def nothing(parser: ArgumentParser) -> None:
    """The command takes nothing of its own."""


def case(parser: ArgumentParser) -> None:
    """NR: `case`."""
    parser.add_argument("case", metavar="NR", type=values.case, help="ärendets löpnummer eller diarienummer")


def deficiency(parser: ArgumentParser) -> None:
    """NR/D3: `case` and `deficiency`."""
    parser.add_argument(
        "deficiency",
        metavar="NR/D3",
        action=_Reference,
        type=values.deficiency,
        help="ärendets nummer och bristen i det",
    )


def case_and_deficiencies(parser: ArgumentParser) -> None:
    """NR/D1,D3: `case` and `deficiencies`."""
    parser.add_argument(
        "deficiencies",
        metavar="NR/D1,D3",
        action=_Reference,
        type=values.case_and_deficiencies,
        help="ärendets nummer och en eller flera brister i det",
    )


def case_or_deficiencies(parser: ArgumentParser) -> None:
    """NR or NR/D1,D3: `case`, and `deficiencies` or None."""
    parser.add_argument(
        "deficiencies",
        metavar="NR|NR/D1,D3",
        action=_Reference,
        type=values.case_or_deficiencies,
        help="hela ärendet, eller en eller flera brister i det (går det inte för alla sägs för vilka det går)",
    )


def case_or_deficiency(parser: ArgumentParser) -> None:
    """NR or NR/D3: `case`, and `deficiency` or None."""
    parser.add_argument(
        "deficiency",
        metavar="NR|NR/D3",
        action=_Reference,
        type=values.case_or_deficiency,
        help="hela ärendet, eller en brist i det",
    )


def on_day(parser: ArgumentParser, about: str, *, required: bool = False) -> None:
    """--den DATUM: `on_day`."""
    parser.add_argument("--den", dest="on_day", metavar="DATUM", type=values.day, required=required, help=about)


def until_day(parser: ArgumentParser, about: str, *, required: bool = False) -> None:
    """--till DATUM: `until_day`."""
    parser.add_argument("--till", dest="until_day", metavar="DATUM", type=values.day, required=required, help=about)


def document(parser: ArgumentParser, about: str, *, required: bool = False) -> None:
    """--handling FIL: `document`."""
    parser.add_argument("--handling", dest="document", metavar="FIL", type=values.file, required=required, help=about)


def notice_file(parser: ArgumentParser, about: str, *, required: bool = False) -> None:
    """--påpekande FIL.toml: `notice_file`."""
    parser.add_argument(
        "--påpekande", dest="notice_file", metavar="FIL.toml", type=values.file, required=required, help=about
    )


def notice_number(parser: ArgumentParser) -> None:
    """--påpekande N: `notice_number`."""
    parser.add_argument(
        "--påpekande",
        dest="notice_number",
        metavar="N",
        type=values.count,
        help="vilket påpekande i ordningen (annars det senaste)",
    )


def plan_for(parser: ArgumentParser) -> None:
    """--plan-för D1,D3: `plan_for`."""
    parser.add_argument(
        "--plan-för",
        dest="plan_for",
        metavar="D1,D3",
        type=values.deficiencies,
        help="de brister som plan begärs för (annars som påpekandet säger)",
    )


def concerns(parser: ArgumentParser, about: str, *, required: bool = True) -> None:
    """--avser plan:D1,R2: `concerns`."""
    parser.add_argument(
        "--avser", dest="concerns", metavar="plan:D1,R2", type=values.concerns, required=required, help=about
    )


def means(parser: ArgumentParser, choices: Sequence[str], about: str, *, option: str = "--sätt") -> None:
    """--sätt, --genom: `means`, one of the words."""
    one_of(parser, option, "means", choices, about)


def one_of(
    parser: ArgumentParser, option: str, dest: str, choices: Sequence[str], about: str, *, required: bool = True
) -> None:
    """An option with one of the words as its value."""
    parser.add_argument(
        option,
        dest=dest,
        metavar="|".join(choices),
        type=values.one_of(*choices),
        choices=tuple(choices),
        required=required,
        help=about,
    )


def words(parser: ArgumentParser, option: str, dest: str, metavar: str, about: str, *, required: bool = False) -> None:
    """An option that takes free text."""
    parser.add_argument(option, dest=dest, metavar=metavar, type=values.text, required=required, help=about)


def reason(parser: ArgumentParser, about: str, *, required: bool = False) -> None:
    """--skäl TEXT: `reason`."""
    words(parser, "--skäl", "reason", "TEXT", about, required=required)


def note(parser: ArgumentParser) -> None:
    """--anteckning TEXT: `note`."""
    words(parser, "--anteckning", "note", "TEXT", "en anteckning, bara för kommunen")
