"""How a mail is written as bytes: as the library does it, but for the subject, of which it loses spaces.

Python 3.11 folds a long subject with å, ä and ö between two encoded words and drops the space that stood there.
"""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any


class _Wire(EmailPolicy):
    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() != "subject":
            return super().fold_binary(name, value)
        folded = Header(str(value), header_name=name, maxlinelen=self.max_line_length or 78).encode(
            linesep=self.linesep
        )
        return f"{name}: {folded}{self.linesep}".encode("ascii")


WIRE = _Wire(linesep="\r\n")
