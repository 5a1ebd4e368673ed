"""The commands that start an installation, copy it, restore a copy, and move its database."""

from argparse import ArgumentParser

from workflow.cli import values
from workflow.cli.command import Command, Kind


def _take(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--till",
        dest="out",
        metavar="MAPP",
        type=values.file,
        help="mappen som kopian läggs i (annars kopior i datamappen)",
    )


def _start(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--visa", dest="only_show", action="store_true", help="visa vad som skulle gå; ingenting ändras"
    )
    parser.add_argument("--ja", dest="agreed", action="store_true", help="ja, utan fråga: det som skulle gå är sett")
    parser.add_argument(
        "--stryk", dest="strike", action="store_true", help="stryk det som väntar nu; det kan redan ha skickats"
    )


def _restore(parser: ArgumentParser) -> None:
    parser.add_argument("copy", metavar="KOPIA", type=values.file, help="kopians mapp")
    parser.add_argument(
        "--prova", dest="only_try", action="store_true", help="läs, spela upp och jämför; ingenting ändras"
    )


def _move(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--till",
        dest="into",
        metavar="FIL",
        type=values.file,
        required=True,
        help="inställningarna som ska gälla sedan, med den nya databasen i [databas] url",
    )


START = Command(
    name=("drift", "starta"),
    help="visa vilka mejl som skulle gå, och låt dem gå",
    description=(
        "En ny installation, och en som är återläst ur en kopia, mejlar ingenting förrän\n"
        "någon har sett vad som skulle gå nu och de närmaste dagarna, och sagt till.\n"
        "Efter en återläsning: --stryk om det som väntar kan ha skickats redan.\n\n"
        "  brist drift starta --visa\n"
        "  brist drift starta"
    ),
    arguments=_start,
    run="workflow.cli.start:start",
    kind=Kind.WRITES,
)
BACKUP = (
    Command(
        name=("drift", "kopia"),
        help="ta en kopia medan tjänsten går",
        description=(
            "Lägger databas, handlingar, utkorg, egna regeluppsättningar och inställningar\n"
            "(utan lösenord) i en ny mapp, som får sitt namn först när allt är på plats.\n"
            "Tjänsten och kommandona kan arbeta under tiden.\n\n"
            "  brist drift kopia --till /srv/kopior"
        ),
        arguments=_take,
        run="workflow.cli.backup:take_copy",
        kind=Kind.READS,
    ),
    Command(
        name=("drift", "återläs"),
        help="prova en kopia, eller återläs den till en tom plats",
        description=(
            "Med --prova: läser kopian på en tillfällig plats, spelar upp händelserna och\n"
            "jämför. Utan: lägger kopian i den datamapp och databas som inställningarna\n"
            "anger; båda ska vara tomma. Sedan går inga mejl förrän någon har sagt till.\n\n"
            "  brist drift återläs /srv/kopior/bristvakt-2026-11-27T010000Z --prova\n"
            "  brist --config ny.toml drift återläs /srv/kopior/bristvakt-2026-11-27T010000Z"
        ),
        arguments=_restore,
        run="workflow.cli.backup:restore_copy",
        kind=Kind.WRITES,
    ),
)
MOVE = Command(
    name=("databas", "flytta"),
    help="flytta allt till en annan databas, som PostgreSQL",
    description=(
        "För över alla rader till en tom databas i en enda transaktion, och jämför antal,\n"
        "kontrollsummor och kedjor i båda. Den gamla lämnas kvar, men används inte mer.\n"
        "Stoppa tjänsten först.\n\n"
        "  brist databas flytta --till postgresql.toml"
    ),
    arguments=_move,
    run="workflow.cli.backup:move_database",
    kind=Kind.WRITES,
)
