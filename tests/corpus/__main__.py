"""`python -m tests.corpus bygg`: write the mails anew. The labels are not touched."""

import sys

from tests.corpus import MAILS
from tests.corpus.build import all_built
from tests.corpus.letters import LETTERS


def main(words: list[str]) -> int:
    if words != ["bygg"]:
        sys.stderr.write("Skriv: python -m tests.corpus bygg\n")
        return 2
    MAILS.mkdir(exist_ok=True)
    made = all_built(LETTERS)
    for path in MAILS.glob("*.eml"):
        if path.stem not in made:
            path.unlink()
    for name, raw in made.items():
        (MAILS / f"{name}.eml").write_bytes(raw)
    sys.stdout.write(f"{len(made)} mejl, {sum(map(len, made.values())) // 1000} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
