"""List the licences of everything that is installed at run time; refuse what the EUPL-1.2 cannot be shipped beside."""

import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ALLOWED = ("MIT", "BSD", "Apache", "PSF", "MPL", "LGPL", "Python Software Foundation", "ISC")


def licence(package: Distribution) -> str:
    """What the package says of itself: the SPDX expression, else the classifier, else the text's first line."""
    about = package.metadata
    classifiers = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    given = about.get("License-Expression") or ", ".join(classifiers) or about.get("License") or "?"
    return given.splitlines()[0]


def closure() -> dict[str, Distribution]:
    """The run-time dependencies, extras included, and theirs."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    waiting = [Requirement(line) for line in wanted]
    found: dict[str, Distribution] = {}
    while waiting:
        requirement = waiting.pop()
        if requirement.name in found:
            continue
        found[requirement.name] = distribution(requirement.name)
        for line in found[requirement.name].requires or []:
            needed = Requirement(line)
            extras = requirement.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(needed)
    return found


refused = []
for name, package in sorted(closure().items(), key=lambda pair: pair[0].lower()):
    text = licence(package)
    print(f"{name:20} {package.version:12} {text}")
    if not any(word in text for word in ALLOWED):
        refused.append(name)
if refused:
    sys.exit(f"licensen är okänd eller går inte ihop med EUPL-1.2: {', '.join(refused)}")
