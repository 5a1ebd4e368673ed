"""What the demonstration has to come to against what it came to: each deficiency, each mail, each open task."""

from collections.abc import Iterable, Iterator

from workflow.cli.output import Table
from workflow.demo.sink import Received
from workflow.demo.stage import Municipality, Stage


def compare(stage: Stage, municipality: Municipality) -> int:
    """Show the tables, and return how many rows differ."""
    stage.terminal.say(f"\n══ {municipality.title}: väntat och nått " + "═" * 10)
    return sum(
        _compared(stage, heading, wanted, reached)
        for heading, wanted, reached in (
            ("Brist: tillstånd och antal påpekanden", municipality.deficiencies, _deficiencies(stage)),
            ("Mejl: dag och till vem", municipality.mails, _mails(stage, municipality)),
            ("Väntar på", municipality.tasks, _tasks(stage)),
        )
    )


def _compared(stage: Stage, heading: str, wanted: str, reached: Iterable[str]) -> int:
    expected = _grouped(line.strip() for line in wanted.strip().splitlines())
    found = _grouped(reached)
    table = Table("", heading, "Väntat", "Nått")
    for key in sorted(expected | found):
        is_same = expected.get(key) == found.get(key)
        table.add("ok" if is_same else "FEL", key, expected.get(key, "–"), found.get(key, "–"))
    stage.terminal.say("\n" + table.text(stage.terminal.width))
    return sum(expected.get(key) != found.get(key) for key in expected | found)


def _grouped(lines: Iterable[str]) -> dict[str, str]:
    """The lines "key: value", with the values of the same key together."""
    values: dict[str, list[str]] = {}
    for line in lines:
        key, _, value = line.partition(": ")
        values.setdefault(key, []).append(value)
    return {key: "; ".join(sorted(found)) for key, found in values.items()}


def _deficiencies(stage: Stage) -> Iterator[str]:
    for row in stage.ask("ärende", "lista"):
        case = stage.ask("ärende", "visa", str(row["serial"]))
        for deficiency in case["case"]["deficiencies"]:
            code = deficiency["code"]
            yield f"{row['serial']}/{code}: {deficiency['state']}, {case['notice_counts'].get(code, 0)}"
        if counts := case["counts"]["rows"]:
            grades = ", ".join(sorted({count["grade"] for count in counts}))
            yield f"{row['serial']} räkningar: {len(counts)}, grad {grades}"


def _mails(stage: Stage, municipality: Municipality) -> Iterator[str]:
    for day, mail in stage.mails:
        yield f"{day} {municipality.roles.get(mail.recipient, mail.recipient)}: {_kind(mail)}"


def _kind(mail: Received) -> str:
    """The subject without the unit and the references; how many cases it gathers where they are several."""
    kind = mail.subject.partition(" [")[0].partition(" – ")[0]
    cases = mail.subject.count("[BV-")
    return f"{kind} ({cases} ärenden)" if cases > 1 else kind


def _tasks(stage: Stage) -> Iterator[str]:
    for task in stage.ask("att-göra"):
        yield f"{task['role']} {task['reference']}: {task['what'].partition(':')[0]}"
