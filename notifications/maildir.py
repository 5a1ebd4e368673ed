"""The embedded default: a Maildir where mails can be looked at. Nothing in it has been sent."""

import os
from pathlib import Path


def deliver(folder: Path, key: str, raw: bytes) -> Path:
    """Put the mail into `new` under its own key and return the file; doing it again gives the same file.

    Written and flushed in `tmp`, then renamed: a reader never sees half a mail.
    """
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    temporary, final = folder / "tmp" / key, folder / "new" / key
    with temporary.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, final)
    return final
