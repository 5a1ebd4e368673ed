"""Hands mails to an SMTP server and says what became of each. The only importer of aiosmtplib.

After DATA has begun, silence is *oklart*: nobody knows whether the mail arrived. Before that it is tried again.
A server that cannot be reached, spoken to or logged in to is the channel's failure, not the mail's.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

import aiosmtplib

from notifications.oauth import NoToken, Tokens
from notifications.redirect import redirected
from notifications.settings import Secret, SmtpSettings
from notifications.words import fit_to_be_kept

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


BeforeData = Callable[[Letter], bool]
Done = Callable[[Letter, Result], None]


class Step(Enum):
    """The way of a mail to the server, one thing at a time."""

    NAME = "namnuppslagning"
    CONNECTION = "uppkoppling"
    ENCRYPTION = "kryptering"
    LOGIN = "inloggning"
    SENDER = "avsändare"
    RECIPIENT = "mottagare"
    CONTENT = "innehåll"


@dataclass(frozen=True, slots=True)
class Walked:
    """How a step went: what was said, and if it failed, the server's code (None where it gave none) and the error."""

    step: Step
    said: str
    code: int | None = None
    error: BaseException | None = None


def deliver(
    settings: SmtpSettings,
    secret: Secret,
    letters: Iterable[Letter],
    *,
    before_data: BeforeData,
    done: Done,
) -> None:
    """Try each letter once, over at most `max_connections` connections; a letter is taken when it is its turn.

    `before_data` is called just before DATA: if it says no – somebody has stopped the letter, or has it in hand – the
    letter is left as it is, and `done` not called; what it raises stops everything. `done` is called as soon as the
    outcome is known.
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
                await _connect(self.client, self.settings, self.secret)
            except (aiosmtplib.SMTPException, OSError, NoToken) as error:
                return _result(Outcome.CHANNEL, _words(error))
        return await _send(self.client, letter, before_data)


async def _connect(client: aiosmtplib.SMTP, settings: SmtpSettings, secret: Secret) -> None:
    """Up to where a mail can be named: a password is the library's to give, a token is ours."""
    await client.connect()
    if isinstance(secret, Tokens):
        await _log_in_by_token(client, settings.username or "", secret)


async def _log_in_by_token(client: aiosmtplib.SMTP, user: str, tokens: Tokens) -> aiosmtplib.SMTPResponse:
    """A token that the server refuses is asked for anew, once: it may have been withdrawn before it expired."""
    token = await asyncio.to_thread(tokens.get)
    try:
        return await client.auth_xoauth2(user, token)
    except aiosmtplib.SMTPAuthenticationError:
        return await client.auth_xoauth2(user, await asyncio.to_thread(tokens.get, token))


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
    if not before_data(letter):
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
    return _result(Outcome.SENT, _answer(response))


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
    return _result(outcome, _answer(error))


def _answer(error: aiosmtplib.SMTPResponseException | aiosmtplib.SMTPResponse) -> str:
    return f"{error.code} {error.message}"


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _result(outcome: Outcome, words: str) -> Result:
    return Result(outcome, fit_to_be_kept(words))


_PATIENCE_SECONDS = 20
_FAILURES = (aiosmtplib.SMTPException, OSError, ValueError, NoToken)


def walk(settings: SmtpSettings, secret: Secret, letter: Letter, seconds: float = _PATIENCE_SECONDS) -> list[Walked]:
    """Give one letter to the server step by step, up to the first that fails. The redirect applies as to any other."""
    return asyncio.run(_walk(settings, secret, _addressed(letter, settings.redirect_to), seconds))


async def _walk(settings: SmtpSettings, secret: Secret, letter: Letter, seconds: float) -> list[Walked]:
    way = _Way(settings, secret, letter, seconds)
    walked: list[Walked] = []
    try:
        for step, take in way.steps():
            try:
                walked.append(Walked(step, _one_line(await take())))
            except _FAILURES as error:
                walked.append(_failed(step, error))
                break
    finally:
        way.client.close()
        await asyncio.sleep(0)
    return walked


def _failed(step: Step, error: Exception) -> Walked:
    """A connection that speaks TLS from its start fails as one; what failed in it is the encryption."""
    cause = _cause(error)
    if step is Step.CONNECTION and isinstance(cause, ssl.SSLError):
        step = Step.ENCRYPTION
    said = _answer(error) if isinstance(error, aiosmtplib.SMTPResponseException) else str(error)
    return Walked(step, _one_line(said), getattr(error, "code", None), cause)


def _cause(error: BaseException) -> BaseException:
    """What lies behind it, where the library has wrapped it."""
    return _cause(error.__cause__) if error.__cause__ is not None else error


class _Way:
    """The steps with a connection that does nothing by itself."""

    def __init__(self, settings: SmtpSettings, secret: Secret, letter: Letter, seconds: float) -> None:
        self.settings, self.secret, self.letter = settings, secret, letter
        bare = replace(settings, username=None, security="tls" if settings.security == "tls" else "ingen")
        self.client = _client(bare, None, seconds)

    def steps(self) -> Iterator[tuple[Step, Callable[[], Awaitable[object]]]]:
        yield Step.NAME, self.look_up
        yield Step.CONNECTION, self.connect
        if self.settings.security != "ingen":
            yield Step.ENCRYPTION, self.encrypt
        if self.secret is not None:
            yield Step.LOGIN, self.log_in
        yield Step.SENDER, lambda: self.client.mail(self.letter.sender)
        yield Step.RECIPIENT, lambda: self.client.rcpt(self.letter.recipient)
        yield Step.CONTENT, lambda: self.client.data(self.letter.raw)

    async def look_up(self) -> str:
        found = await asyncio.get_running_loop().getaddrinfo(self.settings.server, None, type=socket.SOCK_STREAM)
        return ", ".join(dict.fromkeys(str(address[4][0]) for address in found))

    async def connect(self) -> object:
        return await self.client.connect()

    async def encrypt(self) -> str:
        if self.settings.security == "starttls":
            await self.client.starttls(tls_context=ssl.create_default_context())
        layer = self.client.get_transport_info("ssl_object")
        shown = layer.getpeercert()
        names = ", ".join(name for _, name in shown.get("subjectAltName", ()))
        until = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
        return f"{layer.version()}; certifikatet gäller {names} till och med {until:%Y-%m-%d}"

    async def log_in(self) -> object:
        user = self.settings.username or ""
        if isinstance(self.secret, Tokens):
            return await _log_in_by_token(self.client, user, self.secret)
        return await self.client.login(user, self.secret or "")


def _one_line(said: object) -> str:
    if isinstance(said, aiosmtplib.SMTPResponse):
        said = _answer(said)
    return fit_to_be_kept(str(said or ""))


def greet(settings: SmtpSettings, secret: Secret) -> str:
    """Connect, encrypt and log in as for a mail, and leave without one: what went wrong in Swedish, or ""."""
    return asyncio.run(_greet(settings, secret))


async def _greet(settings: SmtpSettings, secret: Secret) -> str:
    client = _client(settings, secret, _PATIENCE_SECONDS)
    try:
        await _connect(client, settings, secret)
        await client.noop()
    except aiosmtplib.SMTPAuthenticationError as error:
        return f"inloggningen nekades: {fit_to_be_kept(_answer(error))}"
    except aiosmtplib.SMTPResponseException as error:
        return f"servern svarade {fit_to_be_kept(_answer(error))}"
    except ssl.SSLError as error:
        return f"krypteringen gick inte: {error.reason or type(error).__name__}"
    except (aiosmtplib.SMTPException, OSError, NoToken) as error:
        return fit_to_be_kept(_words(error))
    finally:
        if client.is_connected:
            await _leave(client)
        client.close()
        await asyncio.sleep(0)
    return ""
