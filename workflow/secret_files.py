"""The secrets that config.toml points at: each in a file of its own that nobody else may read."""

import stat
from pathlib import Path

from workflow.errors import ConfigError, in_swedish


def others_may_read(path: Path) -> bool:
    """Whether more than its owner and group may read the file."""
    return bool(path.stat().st_mode & stat.S_IRWXO)


def secret_in(file: Path, place: str) -> str:
    """What the file holds, without blanks around it. `place` is the key that names it, for messages.

    Raises ConfigError if the file cannot be read, is empty, or can be read by others.
    """
    try:
        if others_may_read(file):
            raise ConfigError(place, f"{file} kan läsas av andra", f"kör: chmod o-rwx {file}")
        secret = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        what = f"{file} kan inte läsas: {in_swedish(error)}"
        raise ConfigError(place, what, "kontrollera namn och rättigheter") from None
    except UnicodeDecodeError:
        raise ConfigError(place, f"{file} är inte skriven i UTF-8", "spara filen som UTF-8") from None
    if not secret:
        raise ConfigError(place, f"{file} är tom", "skriv lösenordet i filen")
    return secret
