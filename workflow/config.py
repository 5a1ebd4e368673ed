"""config.toml: read once, checked as a whole, refused with what, where and what to do. Keys are ASCII.

Found by --config, BRIST_CONFIG, /etc/bristvakt/config.toml, ./config.toml – the first that is given or exists.
docs/config.md is made from `KEYS`: python -m workflow.config > docs/config.md
"""

import re
import stat
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from notifications.oauth import OAuthSettings
from notifications.settings import SmtpSettings, is_loopback
from workflow import valid
from workflow.config_inboxes import INBOX_KEYS, LOGINS, REQUIRED, SECURITY, Intake, inboxes_in
from workflow.errors import ConfigError, in_swedish
from workflow.secret_files import others_may_read, secret_in
from workflow.valid import has_control_character, nearest, wrong_address

SYSTEM_WIDE = Path("/etc/bristvakt/config.toml")
ROLES = ("avtalscontroller", "enhetschef", "registrator", "administratör")
_FREE = ("personer", "inkorgar")  # tables whose keys are names of the reader's own
_MASK = "•••"
_PASSWORD_IN_URL = re.compile(r"((?<=://)[^:/@]*:).+(?=@)|([?&](?:ssl)?password=)[^&]+")
_PLACE_IN_TOML = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Person:
    """One of the municipality's people; `user` is the operating system's name, `role` one of `ROLES`."""

    user: str
    name: str
    role: str
    address: str


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. `check` returns what is wrong with a value, or None. `default` is `REQUIRED` or the value."""

    table: str
    name: str
    check: Callable[[Any], str | None]
    default: Any
    about: str

    @property
    def is_required(self) -> bool:
        """Whether the file must give it."""
        return self.default is REQUIRED


KEYS = (
    Key("kommun", "namn", valid.text, REQUIRED, "kommunens namn, som mejlen undertecknas med"),
    Key("kommun", "avsandare", wrong_address, REQUIRED, "adressen som mejlen kommer från"),
    Key("kommun", "brevlador", valid.addresses, REQUIRED, "funktionsbrevlådorna som utförare svarar till"),
    Key(
        "databas",
        "url",
        valid.url,
        None,
        "PostgreSQL, som postgresql://användare@server/bristvakt; annars SQLite i mappen",
    ),
    Key("data", "mapp", valid.folder, REQUIRED, "mappen för databas, handlingar och utkorg; relativt den här filen"),
    Key("regler", "mapp", valid.text, None, "egna regeluppsättningar (*.toml) utöver dem som följer med"),
    Key("epost", "server", valid.text, None, "SMTP-servern; utan den läggs mejl i mappen utkorg och är ej avsända"),
    Key("epost", "port", valid.number(1, 65535), 587, "SMTP-serverns port"),
    Key(
        "epost",
        "sakerhet",
        valid.one_of(SECURITY),
        "starttls",
        "starttls, tls eller ingen; ingen går bara till den egna datorn",
    ),
    Key("epost", "anvandare", valid.text, None, "användarnamnet hos SMTP-servern; med xoauth2 den brevlåda som mejlar"),
    Key(
        "epost",
        "losenordsfil",
        valid.text,
        None,
        "filen med lösenordet, eller med xoauth2 klienthemligheten; andra får inte kunna läsa den",
    ),
    Key("epost", "inloggning", valid.one_of(LOGINS), "losenord", "losenord, eller xoauth2 för Microsoft 365"),
    Key("epost", "klientorganisation", valid.text, None, "xoauth2: klientorganisationens (tenant) id eller domän"),
    Key("epost", "klient_id", valid.text, None, "xoauth2: programmets id i klientorganisationen"),
    Key(
        "epost",
        "inloggningsserver",
        valid.https,
        "https://login.microsoftonline.com",
        "xoauth2: servern som ger ut inloggningar",
    ),
    Key("epost", "max_anslutningar", valid.number(1, 20), 2, "samtidiga anslutningar till servern"),
    Key("epost", "max_per_minut", valid.number(1, 10_000), 25, "mejl per minut"),
    Key(
        "epost",
        "omdirigera",
        wrong_address,
        None,
        "bara för prov: alla mejl går hit i stället för till mottagaren, märkta, och inget räknas som avsänt",
    ),
    Key(
        "epost",
        "fordrojning_minuter",
        valid.number(0, 120),
        0,
        "minuter mellan att ett mejl skrivs och att det lämnas; så länge kan det stoppas (brist epost stoppa)",
    ),
    Key(
        "inkorg",
        "egna_servrar",
        valid.servers,
        [],
        "kommunens egna e-postservrar: namn, .slut för alla under en domän, eller nät; när ett mejl nådde dem räknas",
    ),
    Key(
        "inkorg",
        "intyg_fran",
        valid.authserv_ids,
        [],
        "namnen som de egna servrarna skriver i Authentication-Results; andras intyg läses inte",
    ),
    Key("inkorg", "sekunder", valid.number(5, 3600), 60, "sekunder mellan två hämtningar, som mest"),
    Key("kalender", "extra_lediga", valid.days, [], "dagar då kommunen är stängd utöver helgdagarna"),
    Key(
        "drift",
        "matvarden",
        valid.metrics_file,
        None,
        "filen *.prom som tjänsten skriver mätvärden till, åt node_exporter",
    ),
    Key(
        "drift",
        "livstecken_url",
        valid.life_sign,
        None,
        "https-adressen som tjänsten hämtar när allt går som det ska; den som väntar på hämtningen larmar vid tystnad",
    ),
    Key("drift", "livstecken_minuter", valid.number(1, 1440), 5, "minuter mellan två livstecken, som minst"),
)
_PERSON_KEYS = {"namn": valid.text, "roll": valid.one_of(ROLES), "epost": wrong_address}


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches that the daemon lives: a file of metrics, and an address that alarms when it is not fetched."""

    metrics_file: Path | None = None
    life_sign_url: str | None = None
    life_sign_minutes: int = 5


UNWATCHED: Final = Watch()


@dataclass(frozen=True, slots=True)
class Config:
    """The settings, with paths made absolute. `given` are the keys that the file itself gives."""

    path: Path
    municipality: str
    sender: str
    mailboxes: tuple[str, ...]
    database_url: str
    data_folder: Path
    rules_folder: Path | None
    smtp: SmtpSettings | None
    send_delay: timedelta
    extra_free_days: frozenset[date]
    people: tuple[Person, ...]
    watch: Watch
    intake: Intake
    given: frozenset[str]


def find(option: Path | None, environ: Mapping[str, str]) -> Path:
    """The file to read. Raises ConfigError if none is given and none exists."""
    if option is not None:
        return option
    if environ.get("BRIST_CONFIG"):
        return Path(environ["BRIST_CONFIG"])
    for path in (SYSTEM_WIDE, Path("config.toml")):
        if path.exists():
            return path
    raise ConfigError(
        "konfigurationen",
        f"ingen fil är angiven, och varken {SYSTEM_WIDE} eller ./config.toml finns",
        "ange den: brist --config FIL …, eller sätt BRIST_CONFIG",
    )


def load(path: Path) -> Config:
    """The settings of the file. Raises ConfigError for the first thing that cannot be used."""
    raw = parsed(path)
    _refuse_unknown(path, raw)
    values = {f"{key.table}.{key.name}": _value(path, raw, key) for key in KEYS}
    base = path.resolve().parent
    folder = base / values["data.mapp"]
    _refuse_unusable(path, folder)
    url = values["databas.url"] or f"sqlite:///{folder / 'bristvakt.sqlite'}"
    _refuse_readable_password(path, url)
    return Config(
        path=path,
        municipality=values["kommun.namn"],
        sender=values["kommun.avsandare"],
        mailboxes=tuple(values["kommun.brevlador"]),
        database_url=url.replace("postgresql://", "postgresql+psycopg://", 1),
        data_folder=folder,
        rules_folder=base / values["regler.mapp"] if values["regler.mapp"] else None,
        smtp=_smtp(path, base, values),
        send_delay=timedelta(minutes=values["epost.fordrojning_minuter"]),
        extra_free_days=frozenset(values["kalender.extra_lediga"]),
        people=tuple(_people(path, raw.get("personer", {}))),
        watch=Watch(
            base / values["drift.matvarden"] if values["drift.matvarden"] else None,
            values["drift.livstecken_url"],
            values["drift.livstecken_minuter"],
        ),
        intake=Intake(
            tuple(inboxes_in(path, raw.get("inkorgar", {}), values["kommun.brevlador"], folder)),
            tuple(values["inkorg.egna_servrar"]),
            tuple(values["inkorg.intyg_fran"]),
            values["inkorg.sekunder"],
        ),
        given=frozenset(f"{table}.{name}" for table, section in raw.items() for name in section),
    )


def parsed(path: Path, refused: Callable[[str, str, str], Exception] = ConfigError) -> dict[str, Any]:
    """The TOML in the file. Raises what `refused` makes of place, what and remedy."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise refused(str(path), "filen finns inte", "kontrollera namnet, eller utgå från exemplet") from None
    except OSError as error:
        raise refused(
            str(path), f"filen kan inte läsas: {in_swedish(error)}", "kontrollera namn och rättigheter"
        ) from None
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1}"
        raise refused(f"{path}: {where}", "filen är inte skriven i UTF-8", "spara den som UTF-8") from None
    except (ValueError, RecursionError) as error:
        remedy = "rätta raden; text står inom citattecken, dagar utan, och varje namn en gång"
        raise refused(f"{path}{_place_in_toml(error)}", "går inte att läsa som TOML", remedy) from None


def _place_in_toml(error: Exception) -> str:
    found = _PLACE_IN_TOML.search(str(error))
    if found:
        return f": rad {found[1]}, tecken {found[2]}"
    return ": filens slut" if "end of document" in str(error) else ""


def _refuse_unknown(path: Path, raw: Mapping[str, Any]) -> None:
    tables = {key.table for key in KEYS} | set(_FREE)
    for table, section in raw.items():
        if table not in tables:
            raise ConfigError(f"{path}: [{table}]", "är okänd", nearest(table, tables))
        if not isinstance(section, dict):
            raise ConfigError(f"{path}: {table}", "ska vara en tabell", f"skriv [{table}] på en egen rad")
        names = {key.name for key in KEYS if key.table == table}
        for name in section if table not in _FREE else ():
            if name not in names:
                raise ConfigError(f"{path}: [{table}] {name}", "är en okänd nyckel", nearest(name, names))


def _value(path: Path, raw: Mapping[str, Any], key: Key) -> Any:
    section = raw.get(key.table, {})
    if key.name not in section:
        if key.is_required:
            raise ConfigError(f"{path}: [{key.table}] {key.name}", "saknas", f"lägg till den: {key.about}")
        return key.default
    value = section[key.name]
    wrong = key.check(value)
    if wrong:
        shown = "" if key.check in (valid.url, valid.life_sign) else f" = {value!r}"
        raise ConfigError(f"{path}: [{key.table}] {key.name}{shown}", wrong, f"rätta den: {key.about}")
    return value


def _refuse_unusable(path: Path, folder: Path) -> None:
    """The folder may be missing: it is made. It is no file, and no path through one."""
    place = f"{path}: [data] mapp"
    if "?" in str(folder):
        raise ConfigError(place, f"{folder} har ? i sökvägen, som en databas-URL inte kan skriva", "välj en annan mapp")
    try:
        is_file = not stat.S_ISDIR(folder.stat().st_mode)
    except NotADirectoryError:
        is_file = True
    except OSError:
        is_file = False
    if is_file:
        raise ConfigError(place, f"{folder} är en fil, eller går genom en", "ange en mapp")


def _refuse_readable_password(path: Path, url: str) -> None:
    if _PASSWORD_IN_URL.search(url) and others_may_read(path):
        raise ConfigError(
            f"{path}: [databas] url", "innehåller ett lösenord och filen kan läsas av andra", f"kör: chmod o-rwx {path}"
        )


def _smtp(path: Path, base: Path, values: Mapping[str, Any]) -> SmtpSettings | None:
    server, security = values["epost.server"], values["epost.sakerhet"]
    if server is None:
        if values["epost.omdirigera"]:
            what = "omdirigerar mejl som ingen server lämnar"
            raise ConfigError(f"{path}: [epost] omdirigera", what, "ange server, eller ta bort omdirigera")
        return None
    if security == "ingen" and not is_loopback(server):
        raise ConfigError(
            f"{path}: [epost] sakerhet",
            f"'ingen' går bara till den egna datorn, inte till {server}",
            "välj starttls eller tls",
        )
    oauth = _oauth(path, values)
    user, secret = values["epost.anvandare"], values["epost.losenordsfil"]
    if (user is None) != (secret is None):
        missing = "anvandare" if user is None else "losenordsfil"
        raise ConfigError(
            f"{path}: [epost] {missing}", "saknas", "ange både anvandare och losenordsfil, eller ingen av dem"
        )
    return SmtpSettings(
        server=server,
        port=values["epost.port"],
        security=security,
        username=user,
        password_file=base / secret if secret else None,
        max_connections=values["epost.max_anslutningar"],
        max_per_minute=values["epost.max_per_minut"],
        redirect_to=values["epost.omdirigera"],
        oauth=oauth,
    )


def _oauth(path: Path, values: Mapping[str, Any]) -> OAuthSettings | None:
    """Each of its keys is needed with xoauth2 and means nothing without."""
    names = ("klientorganisation", "klient_id")
    if values["epost.inloggning"] != "xoauth2":
        for name in names:
            if values[f"epost.{name}"]:
                what = "används bara med inloggning = 'xoauth2'"
                raise ConfigError(f"{path}: [epost] {name}", what, "sätt inloggning, eller ta bort den")
        return None
    for name in (*names, "anvandare"):
        if not values[f"epost.{name}"]:
            raise ConfigError(f"{path}: [epost] {name}", "saknas, och xoauth2 behöver den", "se docs/drift/epost.md")
    if values["epost.sakerhet"] == "ingen":
        raise ConfigError(
            f"{path}: [epost] sakerhet", "'ingen' skulle lämna ut inloggningen", "välj starttls eller tls"
        )
    return OAuthSettings(
        values["epost.inloggningsserver"], values["epost.klientorganisation"], values["epost.klient_id"]
    )


def smtp_password(config: Config) -> str | None:
    """The SMTP password out of its file; None where none is set.

    Raises ConfigError if the file cannot be read, is empty, or can be read by others.
    """
    file = config.smtp.password_file if config.smtp else None
    return None if file is None else secret_in(file, f"{config.path}: [epost] losenordsfil")


def _people(path: Path, tables: Mapping[str, Any]) -> Iterator[Person]:
    for user, table in tables.items():
        place = f"{path}: [personer.{user}]"
        if has_control_character(user) or not user:
            raise ConfigError(f"{path}: [personer] {user!r}", "är inget användarnamn", "skriv operativsystemets namn")
        if not isinstance(table, dict):
            raise ConfigError(place, "ska vara en tabell", f"skriv [personer.{user}] och namn, roll, epost under")
        for name in table:
            if name not in _PERSON_KEYS:
                raise ConfigError(f"{place} {name}", "är en okänd nyckel", nearest(name, set(_PERSON_KEYS)))
        for name, check in _PERSON_KEYS.items():
            if name not in table:
                raise ConfigError(f"{place} {name}", "saknas", "ange namn, roll och epost")
            if wrong := check(table[name]):
                raise ConfigError(f"{place} {name} = {table[name]!r}", wrong, "rätta värdet")
        yield Person(user, table["namn"], table["roll"], table["epost"])


def masked(url: str) -> str:
    """The URL without its passwords."""
    return _PASSWORD_IN_URL.sub(rf"\1\2{_MASK}", url)


def masked_path(url: str) -> str:
    """The URL without what comes after its host: that is the key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{_MASK}" if url else ""


def shown(config: Config) -> Iterator[tuple[str, str, str]]:
    """Every setting with its value as it may be shown and where it comes from: "filen" or "förval"."""
    smtp = config.smtp
    values = {
        "kommun.namn": config.municipality,
        "kommun.avsandare": config.sender,
        "kommun.brevlador": ", ".join(config.mailboxes),
        "databas.url": masked(config.database_url),
        "data.mapp": str(config.data_folder),
        "regler.mapp": str(config.rules_folder or ""),
        "epost.server": smtp.server if smtp else "",
        "epost.port": str(smtp.port) if smtp else "",
        "epost.sakerhet": smtp.security if smtp else "",
        "epost.anvandare": (smtp.username or "") if smtp else "",
        "epost.losenordsfil": str(smtp.password_file or "") if smtp else "",
        "epost.inloggning": LOGINS[bool(smtp.oauth)] if smtp else "",
        "epost.klientorganisation": smtp.oauth.tenant if smtp and smtp.oauth else "",
        "epost.klient_id": smtp.oauth.client_id if smtp and smtp.oauth else "",
        "epost.inloggningsserver": smtp.oauth.authority if smtp and smtp.oauth else "",
        "epost.max_anslutningar": str(smtp.max_connections) if smtp else "",
        "epost.max_per_minut": str(smtp.max_per_minute) if smtp else "",
        "epost.omdirigera": (smtp.redirect_to or "") if smtp else "",
        "epost.fordrojning_minuter": str(config.send_delay // timedelta(minutes=1)),
        "inkorg.egna_servrar": ", ".join(config.intake.our_servers),
        "inkorg.intyg_fran": ", ".join(name or '""' for name in config.intake.authserv_ids),
        "inkorg.sekunder": str(config.intake.seconds),
        "kalender.extra_lediga": ", ".join(str(day) for day in sorted(config.extra_free_days)),
        "drift.matvarden": str(config.watch.metrics_file or ""),
        "drift.livstecken_url": masked_path(config.watch.life_sign_url or ""),
        "drift.livstecken_minuter": str(config.watch.life_sign_minutes),
    }
    for name, value in values.items():
        yield name, value, "filen" if name in config.given else "förval"
    for one in config.intake.inboxes:
        where = f"{one.imap.server}:{one.imap.port} ({one.imap.user})" if one.imap else str(one.maildir)
        yield f"inkorgar: {one.mailbox}", where, "filen" if one.place else "förval"
    for person in config.people:
        yield f"personer.{person.user}", f"{person.name}, {person.role}, {person.address}", "filen"


def _in_toml(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def document() -> str:
    """docs/config.md, made from `KEYS`."""
    lines = [
        "# Inställningar",
        "",
        "<!-- Gjord ur programmet: python -m workflow.config > docs/config.md. Ändra inte här. -->",
        "",
    ]
    lines += [
        f"Filen söks i tur och ordning: `--config FIL`, `BRIST_CONFIG`, `{SYSTEM_WIDE}`, `./config.toml`.",
        "Sökvägar är relativa filen. En okänd nyckel vägras, med den närmaste rätta.",
        "",
        "| nyckel | förval | betyder |",
        "|---|---|---|",
    ]
    for key in KEYS:
        default = "måste anges" if key.is_required else "–" if key.default in (None, []) else f"`{key.default}`"
        lines.append(f"| `[{key.table}] {key.name}` | {default} | {key.about} |")
    for name, (_, default, about) in INBOX_KEYS.items():
        shown_default = "måste anges" if default is REQUIRED else "–" if default is None else f"`{_in_toml(default)}`"
        lines.append(f"| `[inkorgar.<namn>] {name}` | {shown_default} | {about} |")
    roles = ", ".join(ROLES)
    about = f"`namn`, `roll` ({roles}) och `epost`; användarnamnet är operativsystemets"
    lines.append(f"| `[personer.<användarnamn>]` | – | {about} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
