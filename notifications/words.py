"""What a server says, so that it can be kept and shown."""


def fit_to_be_kept(words: str) -> str:
    """On one line, and "?" for bytes that are no UTF-8 and for controls."""
    return "".join(c if c.isprintable() else "?" for c in " ".join(words.split()))
