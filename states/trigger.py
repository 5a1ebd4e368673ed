"""What can happen to a deficiency, and who may cause it."""

from enum import StrEnum


class Trigger(StrEnum):
    """What happens, in the words of the commands."""

    SEND_FACT_CHECK = "skicka-sakgranskning"
    END_FACT_CHECK = "avsluta-sakgranskning"
    REQUEST_PLAN = "begär-plan"
    POINT_OUT = "påpeka"
    REGISTER_PLAN = "registrera plan"
    REGISTER = "registrera"
    REQUEST_SUPPLEMENT = "begär-komplettering"
    ACCEPT_PLAN = "godkänn-plan"
    START_RESULT_FOLLOWUP = "inled-resultatuppföljning"
    DECIDE_REMEDIED = "besluta åtgärdad"
    DECIDE_REMAINS = "besluta kvarstår"
    PROPOSE_BREACH = "föreslå avtalsbrott"
    REGISTER_BREACH = "registrera-beslut"
    REGISTER_SERIOUS_EVENT = "registrera-beslut allvarlig händelse"
    ABSTAIN = "avstå"
    ESCALATE = "eskalera"
    NOTE = "notera"
    WITHDRAW = "återkalla"
    WITHDRAW_SUBPOINT = "återkalla delbrist"
    END_AGREEMENT = "avtal upphör"

    @property
    def command(self) -> str:
        """The command by which a person makes it happen."""
        return _COMMANDS.get(self, self.value)


_COMMANDS = {
    Trigger.POINT_OUT: "begär-plan",
    Trigger.REGISTER_PLAN: "registrera",
    Trigger.DECIDE_REMEDIED: "besluta-resultat",
    Trigger.DECIDE_REMAINS: "besluta-resultat",
    Trigger.REGISTER_SERIOUS_EVENT: "registrera-beslut",
    Trigger.WITHDRAW_SUBPOINT: "återkalla",
}


class Cause(StrEnum):
    """Who made it happen."""

    PERSON = "person"
    MAIL = "mejl"
    CLOCK = "klockan"
