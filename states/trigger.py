"""What can happen to a deficiency, and who may cause it."""

from enum import StrEnum


class Trigger(StrEnum):
    """What happens, in the words of the commands."""

    REQUEST_PLAN = "begär-plan"
    POINT_OUT = "påpeka"
    REGISTER_PLAN = "registrera plan"
    REGISTER = "registrera"
    START_RESULT_FOLLOWUP = "inled-resultatuppföljning"
    DECIDE_REMEDIED = "besluta åtgärdad"
    DECIDE_REMAINS = "besluta kvarstår"
    PROPOSE_BREACH = "föreslå avtalsbrott"
    REGISTER_BREACH = "registrera-beslut"
    ABSTAIN = "avstå"

    @property
    def command(self) -> str:
        """The command by which a person makes it happen."""
        return _COMMANDS.get(self, self.value)


_COMMANDS = {
    Trigger.POINT_OUT: "begär-plan",
    Trigger.REGISTER_PLAN: "registrera",
    Trigger.DECIDE_REMEDIED: "besluta-resultat",
    Trigger.DECIDE_REMAINS: "besluta-resultat",
}


class Cause(StrEnum):
    """Who made it happen."""

    PERSON = "person"
    MAIL = "mejl"
    CLOCK = "klockan"
