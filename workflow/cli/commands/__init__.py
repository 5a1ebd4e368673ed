"""Every command of `brist`, in the order in which the overview shows them.

Declarations only: the code of a command is imported when it is called.
"""

from workflow.cli.command import Command, Section
from workflow.cli.commands.cases import CASES, OVERVIEW
from workflow.cli.commands.notices import ANSWERS, NOTICES
from workflow.cli.commands.operations import MAIL, OPERATIONS
from workflow.cli.commands.results import BREACH, RESULTS

SECTIONS: tuple[Section, ...] = (CASES, OVERVIEW, NOTICES, ANSWERS, RESULTS, BREACH, MAIL, OPERATIONS)
COMMANDS: tuple[Command, ...] = tuple(command for section in SECTIONS for command in section.commands)
