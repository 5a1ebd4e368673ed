"""The states of a deficiency. The Swedish word is the value that is stored and shown."""

from enum import StrEnum


class State(StrEnum):
    """Where a deficiency stands. Values are NFC; what a state means is told in the file of that state."""

    IDENTIFIED = "identifierad"
    FACT_CHECK = "sakgranskning"
    ACTION_PLAN_REQUESTED = "åtgärdsplan begärd"
    SUBMITTED = "inskickad"
    RESULT_FOLLOWUP = "resultatuppföljning"
    REMEDIED = "åtgärdad"
    REMAINS = "kvarstår"
    MATERIAL_BREACH = "väsentligt avtalsbrott"
    NOTED = "noterad"
    WITHDRAWN = "återkallad"
    ENDED = "avslutad"

    @property
    def is_final(self) -> bool:
        """Nothing more is expected of anybody; only a correction leads out of it."""
        return self in _FINAL


_FINAL = frozenset({State.REMEDIED, State.NOTED, State.WITHDRAWN, State.ENDED})
