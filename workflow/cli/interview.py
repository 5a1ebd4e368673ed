"""Asks question by question in a terminal, keeps every answer at once, and takes up again where one left off.

An interview is a plain function that asks. What has been answered is kept in order; when it is taken up again, or one
goes back a question, the function runs anew and is given the kept answers before anybody is asked.
"""

import json
import os
import tomllib
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from workflow.errors import InputError, InputErrors, in_swedish

Value = TypeVar("Value")
HELP, BACK = "?", "<"


class GoBack(Exception):
    """The one who answers wants the question before."""


class Answer(NamedTuple):
    """What was typed, and to which question."""

    key: str
    typed: str


class Draft:
    """The answers so far, in a file that is replaced by rename: it is whole, whatever happens."""

    def __init__(self, path: Path) -> None:
        """Read nothing yet."""
        self.path = path

    def answers(self) -> list[Answer]:
        """As they were given. A draft that cannot be read has none; Raises InputError if it is damaged."""
        try:
            kept = tomllib.loads(self.path.read_text(encoding="utf-8"))["svar"]
            return [Answer(str(key), str(typed)) for key, typed in kept]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            why = in_swedish(error) if isinstance(error, OSError) else "den är skadad"
            raise InputError(
                str(self.path), f"utkastet går inte att läsa: {why}", "rätta det, eller ta bort det"
            ) from None

    def keep(self, answers: list[Answer]) -> None:
        """Write them, and only then put the file in the place of the old one."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self.path.with_name(self.path.name + ".ny")
        lines = [f"  [{_quoted(answer.key)}, {_quoted(answer.typed)}],\n" for answer in answers]
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write("# Svaren på frågorna i brist ärende ny, i ordning.\nsvar = [\n" + "".join(lines) + "]\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self.path)

    def set_aside(self) -> Path:
        """Keep it under another name, so that one can begin anew; returns where it is."""
        aside = self.path.with_suffix(".gammalt.toml")
        os.replace(self.path, aside)
        return aside

    def remove(self) -> None:
        """It has become a case."""
        self.path.unlink(missing_ok=True)


def _quoted(text: str) -> str:
    """A JSON string is a TOML string, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class Interview:
    """Asks and remembers. `ask` shows a prompt and returns what is typed; `say` shows a text."""

    def __init__(self, ask: Callable[[str], str], say: Callable[[str], None], draft: Draft) -> None:
        """Begin with what the draft has."""
        self._ask, self.say, self._draft = ask, say, draft
        self._answers = draft.answers()
        self._at = 0

    @property
    def answered(self) -> int:
        """How many questions have been answered."""
        return len(self._answers)

    def run(self, questions: "Callable[[Interview], Value]") -> Value:
        """What the questions come to."""
        while True:
            self._at = 0
            try:
                return questions(self)
            except GoBack:
                self._answers = self._answers[: max(self._at - 1, 0)]
                self._draft.keep(self._answers)

    def answer(
        self, key: str, question: str, check: Callable[[str], Value], *, about: str = "", default: str = ""
    ) -> Value:
        """Ask until the answer can be used. `check` gives its value, or raises what is wrong with it."""
        prompt = f"{question}{f' [{default}]' if default else ''}: "
        while True:
            kept = self._kept(key)
            typed = kept if kept is not None else self._ask(prompt).strip()
            if typed == HELP:
                self.say(f"  {about or question}. Tomt svar: {default or 'inget'}. {BACK} går tillbaka en fråga.")
            elif typed == BACK:
                raise GoBack
            elif (value := self._checked(typed or default, check)) is not None:
                self._keep(Answer(key, typed or default), is_new=kept is None)
                return value[0]
            elif kept is not None:
                del self._answers[self._at :]

    def _kept(self, key: str) -> str | None:
        """The kept answer to this question; where another question was asked, what follows is forgotten."""
        if self._at >= len(self._answers):
            return None
        if self._answers[self._at].key != key:
            del self._answers[self._at :]
            return None
        return self._answers[self._at].typed

    def _checked(self, typed: str, check: Callable[[str], Value]) -> tuple[Value] | None:
        try:
            typed.encode("utf-8")
            return (check(typed),)
        except UnicodeEncodeError:
            self.say("  Svaret är inte giltig UTF-8. Skriv om det.")
        except ArgumentTypeError as error:
            self.say(f"  {error}")
        except InputErrors as errors:
            self.say("\n".join(_told(problem) for problem in errors.problems))
        except InputError as problem:
            self.say(_told(problem))
        return None

    def _keep(self, answer: Answer, *, is_new: bool) -> None:
        if is_new:
            self._answers.append(answer)
            self._draft.keep(self._answers)
        self._at += 1

    def forget(self) -> None:
        """Begin anew."""
        self._answers = []

    def confirm(self, question: str) -> bool:
        """Ask for ja or nej, without a default, and without keeping the answer."""
        while True:
            typed = self._ask(f"{question} (ja/nej): ").strip()
            if typed == BACK:
                raise GoBack
            if (value := self._checked(typed, yes_or_no)) is not None:
                return value[0]

    def yes(self, key: str, question: str, *, about: str = "", default: str = "nej") -> bool:
        """Ask for ja or nej."""
        return self.answer(key, f"{question} (ja/nej)", yes_or_no, about=about, default=default)

    def once_more(self, ask_row: Callable[[], Value], problems: Callable[[Value], list[InputError]]) -> Value:
        """Ask what belongs together, and ask all of it again while it contradicts itself."""
        while True:
            begun = self._at
            row = ask_row()
            if not (found := problems(row)):
                return row
            self.say("\n".join(f"  {problem.where}:{_told(problem)[1:]}" for problem in found))
            del self._answers[begun:]
            self._draft.keep(self._answers)
            self._at = begun


def _told(problem: InputError) -> str:
    return f"  {problem.what[:1].upper()}{problem.what[1:]}. {problem.remedy[:1].upper()}{problem.remedy[1:]}."


def yes_or_no(typed: str) -> bool:
    """Ja or nej, also by its first letter. Raises ArgumentTypeError."""
    word = typed.strip().casefold()
    if word not in ("ja", "j", "nej", "n"):
        raise ArgumentTypeError("Skriv ja eller nej.")
    return word.startswith("j")
