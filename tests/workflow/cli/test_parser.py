"""Which command is meant, and what its options say."""

import shlex
import unicodedata
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from states.state import State
from workflow.cli.command import Command
from workflow.cli.commands import COMMANDS
from workflow.cli.parser import UsageError, command_parser, find_command
from workflow.cli.values import Concern


def read(*words: str) -> Namespace:
    """The values that a command line gives."""
    found = find_command(words, COMMANDS)
    assert found.command is not None
    return command_parser(found.command).read(found.words)


def name_of(*words: str) -> str:
    """The command that a command line begins with."""
    found = find_command(words, COMMANDS)
    assert found.command is not None
    return found.command.spoken


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ärende visa", "ärende visa"),
        ("arende visa", "ärende visa"),
        ("Ärende Visa", "ärende visa"),
        ("begar-plan", "begär-plan"),
        ("att-gora", "att-göra"),
        ("hist", "historik"),
        ("är v", "ärende visa"),
        ("ar v", "ärende visa"),
        ("epost ko", "epost kö"),
        ("begär-p", "begär-plan"),
        ("registrera", "registrera"),
        ("registrera-", "registrera-beslut"),
        ("inled", "inled-resultatuppföljning"),
    ],
)
def test_a_command_may_be_shortened_and_spelled_in_ascii(typed: str, meant: str) -> None:
    assert name_of(*typed.split()) == meant


def test_letters_composed_of_two_characters_are_the_same_letters() -> None:
    nfd = unicodedata.normalize("NFD", "begär-plan")

    assert name_of(nfd) == "begär-plan"


def test_every_command_is_found_in_both_spellings() -> None:
    for command in COMMANDS:
        assert name_of(*command.name) == command.spoken
        ascii_words = [word.translate(str.maketrans("åäö", "aao")) for word in command.name]
        assert name_of(*ascii_words) == command.spoken


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            "be",
            "'be' kan betyda begär-plan, bekräfta-mottagande, bedöm-rad, bedöm, besluta-resultat eller begär-komplettering",
        ),
        ("regis", "'regis' kan betyda registrera eller registrera-beslut"),
        ("epost x", "kommandot 'x' finns inte."),
        ("historia", "kommandot 'historia' finns inte. Menade du brist historik?"),
        ("begär-plna", "Menade du brist begär-plan?"),
        (
            "visa 1",
            "Menade du brist ärende visa, brist mätvärde visa, brist utförare visa, brist regler visa, brist inkorg visa, "
            "brist epost visa eller "
            "brist konfig visa?",
        ),
        ("lasta", "kommandot 'lasta' finns inte."),
        ("--konfig x ärende lista", "valet --konfig finns inte. Menade du --config?"),
    ],
)
def test_a_word_that_is_no_command_is_answered_with_those_that_are(typed: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        find_command(typed.split(), COMMANDS)

    assert says in refused.value.message


def test_an_ä_never_stands_for_an_a() -> None:
    with pytest.raises(UsageError, match="finns inte"):
        find_command(["ävtalsbrott"], COMMANDS)


@pytest.mark.parametrize(
    "line",
    [
        "--config a.toml --klocka k ärende visa 1",
        "ärende visa 1 --config a.toml --klocka k",
        "ärende --config a.toml visa --klocka k 1",
        "--conf=a.toml --klocka=k ärende visa 1",
    ],
)
def test_the_common_options_may_stand_before_or_after_the_command(line: str) -> None:
    values = read(*line.split())

    assert (values.config, values.clock, values.case) == (Path("a.toml"), Path("k"), "1")


def test_a_common_option_that_is_not_given_is_none() -> None:
    values = read("att-göra")

    assert (values.config, values.clock) == (None, None)


@pytest.mark.parametrize("option", ["--åtgärdade", "--atgardade", unicodedata.normalize("NFD", "--åtgärdade"), "--åtg"])
def test_an_option_may_be_shortened_and_spelled_in_ascii(option: str) -> None:
    assert read("bedöm", "1/D3", option, "D3a").remedied == ("D3a",)
    assert read("bedöm", "1/D3", f"{option}=D3a").remedied == ("D3a",)


def test_a_choice_may_be_spelled_in_ascii() -> None:
    values = read("registrera", "1", "--avser", "R2", "--inkom", "2023-06-08 23:41", "--satt", "brevlada")

    assert values.means == "brevlåda"


def test_a_files_name_is_left_as_it_was_typed() -> None:
    nfd = unicodedata.normalize("NFD", "ärende.toml")

    assert read("ärende", "ny", nfd).file == Path(nfd)


def test_free_text_is_composed() -> None:
    nfd = unicodedata.normalize("NFD", "Åtgärder på gång")

    assert read("avstå", "1/D3", "--organ", "enhetschef", "--skäl", nfd).reason == "Åtgärder på gång"


def test_after_two_dashes_nothing_is_an_option() -> None:
    assert read("ärende", "visa", "--", "--1").case == "--1"


def test_a_text_with_dashes_and_a_space_is_no_option() -> None:
    values = read("avstå", "1/D3", "--organ", "enhetschef", "--skäl", "--åtgärdat enligt plan")

    assert values.reason == "--åtgärdat enligt plan"


def test_a_request_for_a_plan_gives_all_its_values() -> None:
    values = read(
        *shlex.split(
            "begär-plan 'Sov 609/2022' --handling b.pdf --påpekande p.toml --plan-för D1,d3 "
            "--torrkör --som 'A. Exempel' --ärendeversion 4"
        )
    )

    assert vars(values) == {
        "case": "Sov 609/2022",
        "document": Path("b.pdf"),
        "notice_file": Path("p.toml"),
        "plan_for": ("D1", "D3"),
        "dry_run": True,
        "acting_as": "A. Exempel",
        "case_version": 4,
        "config": None,
        "clock": None,
    }


def test_an_answer_keeps_what_it_concerns_and_when_it_came() -> None:
    values = read(
        *shlex.split(
            "registrera 1 --avser plan:D1,R2 --inkom '2023-06-08 23:41' --sätt epost "
            "--handling a.pdf b.pdf --handling c.pdf"
        )
    )

    assert values.concerns == (Concern("plan", "D1"), Concern("handling", "R2"))
    assert values.arrived_at == datetime(2023, 6, 8, 21, 41, tzinfo=UTC)
    assert values.documents == [Path("a.pdf"), Path("b.pdf"), Path("c.pdf")]
    assert values.note is None


def test_two_command_lines_do_not_share_their_documents() -> None:
    line = "registrera 1 --avser R2 --inkom 2023-06-08T23:41+02:00 --sätt bud"

    read(*line.split(), "--handling", "a.pdf")

    assert read(*line.split()).documents == []


def test_a_deficiency_gives_its_case_and_itself() -> None:
    values = read("avtalsbrott", "pröva", "SON/2024/0476/739/d3")

    assert (values.case, values.deficiency) == ("SON/2024/0476/739", "D3")


def test_a_result_followup_is_of_a_case_or_of_some_deficiencies() -> None:
    whole, one, two = read("inled", "Sov 609/2022"), read("inled", "1/d3"), read("inled", "Sov 609/2022/D1,d3")

    assert (whole.case, whole.deficiencies) == ("Sov 609/2022", None)
    assert (one.case, one.deficiencies) == ("1", ("D3",))
    assert (two.case, two.deficiencies) == ("Sov 609/2022", ("D1", "D3"))


@pytest.mark.parametrize("typed", ["1", "D3", "1/", "1/D3,", "1/D3,x", "/D3"])
def test_what_names_no_deficiency_is_not_withdrawn(typed: str) -> None:
    with pytest.raises(UsageError, match="brist"):
        read("återkalla", typed, "--skäl", "fel enhet")


def test_a_list_of_cases_may_be_narrowed_to_a_state_in_any_spelling() -> None:
    assert read("ärende", "lista", "--tillstånd", "atgardsplan begard").state is State.ACTION_PLAN_REQUESTED
    assert read("ärende", "lista").state is None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.spoken)
def test_a_command_that_reads_has_json_and_one_that_writes_can_be_tried_dry(command: Command) -> None:
    options = {option for action in command_parser(command).own_actions for option in action.option_strings}

    assert ("--json" in options) == command.reads
    assert ("--torrkör" in options) == ("--som" in options) == command.kind.startswith("skriver")
    assert ("--ärendeversion" in options) == (command.kind == "skriver i ett ärende")


def examples(command: Command) -> list[str]:
    """The lines of the description that show the command as it is typed."""
    joined = command.description.replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.startswith("  brist ")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.spoken)
def test_every_command_shows_an_example_that_can_be_typed(command: Command) -> None:
    shown = examples(command)

    assert shown
    for line in shown:
        words = shlex.split(line)[1:]
        assert find_command(words, COMMANDS).command is command
        read(*words)
