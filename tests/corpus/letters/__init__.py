"""All mails of the corpus, in the order of their numbers."""

from tests.corpus.letters import awkward, doubtful, machines, replies

LETTERS = sorted(
    [*replies.LETTERS, *doubtful.LETTERS, *machines.LETTERS, *awkward.LETTERS], key=lambda letter: letter.name
)
