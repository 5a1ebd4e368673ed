"""Hands mails to an SMTP server and says what became of each. The only importer of aiosmtplib.

After DATA has begun, silence is *oklart*: nobody knows whether the mail arrived. Before that it is tried again.
A server that cannot be reached, spoken to or logged in to is the channel's failure, not the mail's.
"""

import asyncio
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

import aiosmtplib

from notifications.oauth import NoToken, Tokens
from notifications.redirect import redirected
from notifications.settings import Secret, SmtpSettings

_COMMAND_SECONDS = 60
_DATA_SECONDS = 600  # RFC 5321 §4.5.3.2.6: ten minutes after the final dot, or mails are sent twice
_UNNAMEABLE = "har å, ä, ö eller andra tecken som e-postservrar inte tar emot; rätta den"


class Outcome(Enum):
    """What became of a mail."""

    SENT = "avsänd"
    REDIRECTED = "omdirigerad"  # taken, but not for the recipient: it counts for nothing
    TEMPORARY = "tillfälligt nekad"
    PERMANENT = "nekad"
    UNCLEAR = "oklart"
    CHANNEL = "servern nåddes inte"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one recipient: several recipients of one mail could be answered differently."""

    key: str
    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome with the server's own words."""

    outcome: Outcome
    reply: str


class Withheld(Exception):
    """`before_data` says that the letter must not be sent after all: somebody has stopped it, or has it in hand."""


BeforeData = Callable[[Letter], None]
Done = Callable[[Letter, Result], None]


def deliver(
    settings: SmtpSettings,
    secret: Secret,
    letters: Iterable[Letter],
    *,
    before_data: BeforeData,
    done: Done,
) -> None:
    """Try each letter once, over at most `max_connections` connections; a letter is taken when it is its turn.

    `before_data` is called just before DATA: where it raises Withheld, that letter is not sent and `done` not called;
    anything else that it raises stops everything. `done` is called as soon as the outcome is known.
    When the channel fails, the letter in hand is told and the rest are left as they were. Where the settings redirect,
    no letter goes to its recipient and none is SENT.
    """
    asyncio.run(_deliver(settings, secret, iter(letters), before_data, done))


async def _deliver(
    settings: SmtpSettings, secret: Secret, letters: Iterator[Letter], before_data: BeforeData, done: Done
) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(settings.max_connections):
            group.create_task(_Connection(settings, secret).work(letters, before_data, done))


def _client(settings: SmtpSettings, secret: Secret, timeout: float = _COMMAND_SECONDS) -> aiosmtplib.SMTP:
    """Logs in by itself where the secret is a password."""
    by_password = isinstance(secret, str)
    return aiosmtplib.SMTP(
        hostname=settings.server,
        port=settings.port,
        username=settings.username if by_password else None,
        password=secret if isinstance(secret, str) else None,
        use_tls=settings.security == "tls",
        start_tls=settings.security == "starttls",
        tls_context=None if settings.security == "ingen" else ssl.create_default_context(),
        timeout=timeout,
    )


class _Connection:
    """One connection, used for as many letters as there are; it ends when the channel fails."""

    def __init__(self, settings: SmtpSettings, secret: Secret) -> None:
        self.settings, self.secret = settings, secret
        self.client = _client(settings, secret)

    async def work(self, letters: Iterator[Letter], before_data: BeforeData, done: Done) -> None:
        try:
            for letter in letters:
                result = await self.try_once(_addressed(letter, self.settings.redirect_to), before_data)
                if result is None:
                    continue
                done(letter, _counted(result, self.settings.redirect_to))
                if result.outcome is Outcome.CHANNEL:
                    return
            if self.client.is_connected:
                await _leave(self.client)
        finally:
            self.client.close()
            await asyncio.sleep(0)  # the transport is closed at the loop's next turn

    async def try_once(self, letter: Letter, before_data: BeforeData) -> Result | None:
        if not self.client.is_connected:
            try:
                await self.client.connect()
                if isinstance(self.secret, Tokens):
                    await _log_in_by_token(self.client, self.settings.username or "", self.secret)
            except (aiosmtplib.SMTPException, OSError, NoToken) as error:
                return _result(Outcome.CHANNEL, _words(error))
        return await _send(self.client, letter, before_data)


async def _log_in_by_token(client: aiosmtplib.SMTP, user: str, tokens: Tokens) -> None:
    """A token that the server refuses is asked for anew, once: it may have been withdrawn before it expired."""
    token = await asyncio.to_thread(tokens.get)
    try:
        await client.auth_xoauth2(user, token)
    except aiosmtplib.SMTPAuthenticationError:
        await client.auth_xoauth2(user, await asyncio.to_thread(tokens.get, token))


def _addressed(letter: Letter, redirect_to: str | None) -> Letter:
    if redirect_to is None:
        return letter
    return replace(letter, recipient=redirect_to, raw=redirected(letter.raw, letter.recipient, redirect_to))


def _counted(result: Result, redirect_to: str | None) -> Result:
    is_redirected = redirect_to is not None and result.outcome is Outcome.SENT
    return replace(result, outcome=Outcome.REDIRECTED) if is_redirected else result


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit()
    except aiosmtplib.SMTPException:
        client.close()


async def _send(client: aiosmtplib.SMTP, letter: Letter, before_data: BeforeData) -> Result | None:
    refused = await _name(client, letter)
    if refused is not None:
        return refused
    try:
        before_data(letter)
    except Withheld:
        await _reset(client)
        return None
    try:
        response = await client.data(letter.raw, timeout=_DATA_SECONDS)
    except aiosmtplib.SMTPResponseException as error:
        await _reset(client)
        return _answered(error, otherwise=Outcome.UNCLEAR)
    except (aiosmtplib.SMTPException, OSError) as error:
        client.close()
        return _result(Outcome.UNCLEAR, _words(error))
    return _result(Outcome.SENT, f"{response.code} {response.message}")


async def _name(client: aiosmtplib.SMTP, letter: Letter) -> Result | None:
    """Say from whom and to whom; None where the server takes both."""
    try:
        await client.mail(letter.sender)
        await client.rcpt(letter.recipient)
    except aiosmtplib.SMTPResponseException as error:
        await _reset(client)
        return _answered(error, otherwise=Outcome.CHANNEL)
    except ValueError:
        await _reset(client)
        return _result(Outcome.PERMANENT, f"adressen {letter.recipient} {_UNNAMEABLE}")
    except (aiosmtplib.SMTPException, OSError) as error:
        client.close()
        return _result(Outcome.CHANNEL, _words(error))
    return None


async def _reset(client: aiosmtplib.SMTP) -> None:
    try:
        await client.rset()
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _answered(error: aiosmtplib.SMTPResponseException, *, otherwise: Outcome) -> Result:
    """What a no means; `otherwise` for an answer that is neither a temporary nor a permanent one."""
    match error.code // 100:
        case 4:
            outcome = Outcome.TEMPORARY
        case 5:
            outcome = Outcome.PERMANENT
        case _:
            outcome = otherwise
    return _result(outcome, f"{error.code} {error.message}")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _result(outcome: Outcome, words: str) -> Result:
    """The outcome with words fit to be kept: on one line, and "?" for bytes that are no UTF-8 and for controls."""
    return Result(outcome, "".join(c if c.isprintable() else "?" for c in " ".join(words.split())))
