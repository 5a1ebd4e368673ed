"""The states of a deficiency. The Swedish word is the value that is stored and shown."""

from enum import StrEnum


class State(StrEnum):
    """Where a deficiency stands. Values are NFC; what a state means is told in the file of that state."""

    IDENTIFIED = "identifierad"
    ACTION_PLAN_REQUESTED = "åtgärdsplan begärd"
    SUBMITTED = "inskickad"
    RESULT_FOLLOWUP = "resultatuppföljning"
    REMEDIED = "åtgärdad"
    REMAINS = "kvarstår"
    MATERIAL_BREACH = "väsentligt avtalsbrott"

    @property
    def is_final(self) -> bool:
        """Nothing more is expected of anybody; only a correction leads out of it."""
        return self is State.REMEDIED
