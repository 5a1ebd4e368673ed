"""Tables for a Swedish spreadsheet: semicolons, UTF-8 with a byte order mark, and no cell that is a formula."""

import codecs
import csv
import io
from collections.abc import Iterable

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def semicolon_file(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """The bytes of the file; None is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode("utf-8")


def _harmless(cell: object) -> str:
    """An apostrophe before what a spreadsheet would carry out as a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_A_FORMULA) else text
