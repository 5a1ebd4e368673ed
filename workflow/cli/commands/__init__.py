"""Every command of `brist`, in the order in which the overview shows them.

Declarations only: the code of a command is imported when it is called.
"""

from workflow.cli.command import Command, Section
from workflow.cli.commands.calendar import CALENDAR
from workflow.cli.commands.cases import CASES, OVERVIEW
from workflow.cli.commands.corrections import CORRECTIONS
from workflow.cli.commands.inbox import INBOX
from workflow.cli.commands.lifecycle import LIFECYCLE
from workflow.cli.commands.notices import ANSWERS, NOTICES
from workflow.cli.commands.operations import MAIL, OPERATIONS
from workflow.cli.commands.registers import REGISTERS
from workflow.cli.commands.results import BREACH, RESULTS
from workflow.cli.commands.rulesets import RULES
from workflow.cli.commands.steps import POSITION, STEPS
from workflow.cli.commands.year import DIALOGUE, YEAR

SECTIONS: tuple[Section, ...] = (
    CASES,
    OVERVIEW,
    NOTICES,
    ANSWERS,
    RESULTS,
    BREACH,
    STEPS,
    CORRECTIONS,
    POSITION,
    REGISTERS,
    DIALOGUE,
    YEAR,
    RULES,
    LIFECYCLE,
    CALENDAR,
    INBOX,
    MAIL,
    OPERATIONS,
)
COMMANDS: tuple[Command, ...] = tuple(command for section in SECTIONS for command in section.commands)
