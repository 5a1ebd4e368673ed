"""epost prov: one mail with the real settings, outside the outbox, step by step."""

import argparse
from typing import TYPE_CHECKING

from workflow.cli.output import Terminal, paragraphs
from workflow.errors import DIFFERENCES, OK, ConfigError
from workflow.installation import configured, refuse_mail_out_of_a_trial

if TYPE_CHECKING:
    from notifications.smtp import Walked


def _line(walked: "Walked") -> str:
    if walked.error is None:
        return f"ok   {walked.step.value}: {walked.said}"
    who = "servern svarade" if walked.code is not None else "felet är"
    return f"FEL  {walked.step.value}: {who} {walked.said}"


def send(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Send a trial mail, and say how each step went."""
    from notifications.diagnosis import remedy
    from notifications.smtp import Letter, walk
    from notifications.trial import trial_mail
    from workflow.app import smtp_secret
    from workflow.clock import SystemClock

    config = configured(arguments.config, terminal.environ)
    if config.smtp is None:
        raise ConfigError(f"{config.path}: [epost] server", "ingen e-postserver är inställd", "se docs/drift/epost.md")
    refuse_mail_out_of_a_trial(config)
    terminal.say(f"Provmejl till {arguments.address} genom {config.smtp.server}, port {config.smtp.port}.")
    if config.smtp.redirect_to:
        told = f"Omdirigering är på: det går till {config.smtp.redirect_to} i stället."
        terminal.say(paragraphs(told, terminal.width))
    raw = trial_mail(config.municipality, config.sender, arguments.address, SystemClock().now())
    letter = Letter("prov", config.sender, arguments.address, raw)
    for walked in walk(config.smtp, smtp_secret(config), letter):
        terminal.say(paragraphs(_line(walked), terminal.width))
    if walked.error is None:
        terminal.say("Servern har tagit emot provmejlet. Titta i mottagarens brevlåda, även bland skräpposten.")
        return OK
    terminal.say(paragraphs(f"Gör så här: {remedy(config.smtp, walked)}", terminal.width))
    return DIFFERENCES
