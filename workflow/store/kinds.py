"""The kinds of events, in the words that history shows."""

from enum import StrEnum


class Kind(StrEnum):
    """What an event says; the keys of its body are told in `projection`, which is all that reads them."""

    CASE_OPENED = "ärende öppnat"
    NOTICE_DECIDED = "påpekande beslutat"
    STATE_TAKEN = "steg taget"
    NOTICE_DISPATCHED = "påpekande expedierat"
    RECEIPT_CONFIRMED = "mottagande bekräftat"
    SUBMISSION_REGISTERED = "handling registrerad"
    EXTENSION_GRANTED = "anstånd beviljat"
    MAILBOX_READ = "brevlåda läst"
    ASSESSED = "bedömning"
    RESULT_DECIDED = "resultat beslutat"
    BREACH_PROPOSED = "avtalsbrott föreslaget"
    DECISION_REGISTERED = "beslut registrerat"
    ABSTAINED = "avstått"
    MAIL_SENT = "mejl avsänt"
