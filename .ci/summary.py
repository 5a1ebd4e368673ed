"""How many tests passed, failed and were skipped, by pytest's JUnit file; non-zero if any failed or was skipped."""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

file = Path(sys.argv[1])
if not file.exists():
    sys.exit("inget test kördes")
suites = ET.parse(file).getroot().findall("testsuite")  # noqa: S314 – our own file
total, failed, errors, skipped = (
    sum(int(s.get(n, 0)) for s in suites) for n in ("tests", "failures", "errors", "skipped")
)
print(f"{total - failed - errors - skipped} passed, {failed + errors} failed, {skipped} skipped")
sys.exit(1 if failed or errors or skipped else 0)
