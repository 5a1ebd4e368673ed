"""The corpus by hand.

- `python -m tests.corpus bygg`: write the mails anew. The labels are not touched.
- `python -m tests.corpus döm`: the confusion matrices, and each mail that is not as its label says.
- `python -m tests.corpus döm FRÖ`: the same for the second set, mutated from the first by that seed.
"""

import sys

from tests.corpus import MAILS, load
from tests.corpus.build import all_built
from tests.corpus.judge import report
from tests.corpus.letters import LETTERS
from tests.corpus.mutations import mutated


def main(words: list[str]) -> int:
    match words:
        case ["bygg"]:
            sys.stdout.write(_built())
        case ["döm"]:
            sys.stdout.write("\n".join(report(load())) + "\n")
        case ["döm", seed] if seed.isdecimal():
            sys.stdout.write("\n".join(report(mutated(int(seed)))) + "\n")
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


def _built() -> str:
    MAILS.mkdir(exist_ok=True)
    made = all_built(LETTERS)
    for path in MAILS.glob("*.eml"):
        if path.stem not in made:
            path.unlink()
    for name, raw in made.items():
        (MAILS / f"{name}.eml").write_bytes(raw)
    return f"{len(made)} mejl, {sum(map(len, made.values())) // 1000} kB\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
