"""Hands mails to an SMTP server and says what became of each. The only importer of aiosmtplib.

After DATA has begun, silence is *oklart*: nobody knows whether the mail arrived. Before that it is tried again.
A server that cannot be reached, spoken to or logged in to is the channel's failure, not the mail's.
"""

import asyncio
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

import aiosmtplib

from notifications.settings import SmtpSettings

_COMMAND_SECONDS = 60
_GREETING_SECONDS = 15
_DATA_SECONDS = 600  # RFC 5321 §4.5.3.2.6: ten minutes after the final dot, or mails are sent twice
_UNNAMEABLE = "har å, ä, ö eller andra tecken som e-postservrar inte tar emot; rätta den"


class Outcome(Enum):
    """What became of a mail."""

    SENT = "avsänd"
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


BeforeData = Callable[[Letter], bool]
Done = Callable[[Letter, Result], None]


def deliver(
    settings: SmtpSettings,
    password: str | None,
    letters: Iterable[Letter],
    *,
    before_data: BeforeData,
    done: Done,
) -> None:
    """Try each letter once, over at most `max_connections` connections; a letter is taken when it is its turn.

    `before_data` is called just before DATA: if it says no, the letter is left as it is; what it raises stops
    everything. `done` is called as soon as the outcome is known.
    When the channel fails, the letter in hand is told and the rest are left as they were.
    """
    asyncio.run(_deliver(settings, password, iter(letters), before_data, done))


async def _deliver(
    settings: SmtpSettings, password: str | None, letters: Iterator[Letter], before_data: BeforeData, done: Done
) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(settings.max_connections):
            group.create_task(_work(_client(settings, password), letters, before_data, done))


def _client(settings: SmtpSettings, password: str | None, timeout: float = _COMMAND_SECONDS) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=settings.server,
        port=settings.port,
        username=settings.username,
        password=password,
        use_tls=settings.security == "tls",
        start_tls=settings.security == "starttls",
        tls_context=None if settings.security == "ingen" else ssl.create_default_context(),
        timeout=timeout,
    )


async def _work(client: aiosmtplib.SMTP, letters: Iterator[Letter], before_data: BeforeData, done: Done) -> None:
    """One connection, used for as many letters as there are; it ends when the channel fails."""
    try:
        for letter in letters:
            result = await _try(client, letter, before_data)
            if result is None:
                continue
            done(letter, result)
            if result.outcome is Outcome.CHANNEL:
                return
        if client.is_connected:
            await _leave(client)
    finally:
        client.close()
        await asyncio.sleep(0)  # the transport is closed at the loop's next turn


async def _try(client: aiosmtplib.SMTP, letter: Letter, before_data: BeforeData) -> Result | None:
    if not client.is_connected:
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            return _result(Outcome.CHANNEL, _words(error))
    return await _send(client, letter, before_data)


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit()
    except aiosmtplib.SMTPException:
        client.close()


async def _send(client: aiosmtplib.SMTP, letter: Letter, before_data: BeforeData) -> Result | None:
    refused = await _offer(client, letter)
    if refused:
        return refused
    if not before_data(letter):
        await _reset(client)
        return None
    return await _hand_over(client, letter)


async def _offer(client: aiosmtplib.SMTP, letter: Letter) -> Result | None:
    """Sender and recipient; the answer if it is no."""
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


async def _hand_over(client: aiosmtplib.SMTP, letter: Letter) -> Result:
    try:
        response = await client.data(letter.raw, timeout=_DATA_SECONDS)
    except aiosmtplib.SMTPResponseException as error:
        await _reset(client)
        return _answered(error, otherwise=Outcome.UNCLEAR)
    except (aiosmtplib.SMTPException, OSError) as error:
        client.close()
        return _result(Outcome.UNCLEAR, _words(error))
    return _result(Outcome.SENT, f"{response.code} {response.message}")


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


def greet(settings: SmtpSettings, password: str | None) -> str:
    """Connect, encrypt and log in as for a mail, and leave without one: what went wrong in Swedish, or ""."""
    return asyncio.run(_greet(_client(settings, password, _GREETING_SECONDS)))


async def _greet(client: aiosmtplib.SMTP) -> str:
    try:
        await client.connect()
        await client.noop()
    except aiosmtplib.SMTPAuthenticationError as error:
        return f"inloggningen nekades: {_result(Outcome.CHANNEL, f'{error.code} {error.message}').reply}"
    except aiosmtplib.SMTPResponseException as error:
        return f"servern svarade {_result(Outcome.CHANNEL, f'{error.code} {error.message}').reply}"
    except ssl.SSLError as error:
        return f"krypteringen gick inte: {error.reason or type(error).__name__}"
    except (aiosmtplib.SMTPException, OSError) as error:
        return _result(Outcome.CHANNEL, _words(error)).reply
    finally:
        if client.is_connected:
            await _leave(client)
        client.close()
        await asyncio.sleep(0)
    return ""
