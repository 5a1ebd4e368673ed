"""config.toml: what it may say, and what is answered when it says something else."""

from pathlib import Path

import pytest

from workflow import config
from workflow.config import KEYS, document, find, load, masked, shown, smtp_password
from workflow.errors import ConfigError

GOOD = """
[kommun]
namn = "Exempelkommunen"
avsandare = "bristvakt@exempelkommunen.example"
brevlador = ["egetval@exempelkommunen.example"]

[data]
mapp = "data"
"""
SMTP = '\n[epost]\nserver = "smtp.exempelkommunen.example"\nanvandare = "bristvakt"\nlosenordsfil = "hemligt"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problem(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as found:
        load(written(folder, text))
    return str(found.value)


def test_the_example_beside_the_readme_can_be_used() -> None:
    example = Path(__file__).parents[2] / "config.toml"

    assert load(example).municipality == "Exempelkommunen"


def test_without_a_url_the_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert load(written(tmp_path, GOOD)).database_url == f"sqlite:///{tmp_path / 'data' / 'bristvakt.sqlite'}"


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    assert load(written(tmp_path, GOOD)).data_folder == tmp_path / "data"


def test_without_a_server_no_mail_leaves(tmp_path: Path) -> None:
    assert load(written(tmp_path, GOOD)).smtp is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("avsandare", "avsandere", "menade du avsandare?"),
        ("[data]", "[databs]\nx = 1\n[data]", "menade du data"),
        ('namn = "Exempelkommunen"', "", "[kommun] namn: saknas"),
        ('namn = "Exempelkommunen"', "namn = 7", "ska vara en text"),
        ('"bristvakt@exempelkommunen.example"', '"Bristvakt"', "e-postadress"),
        ('["egetval@exempelkommunen.example"]', "[]", "lista av e-postadresser"),
        ("[data]", '[kalender]\nextra_lediga = ["2027-05-07"]\n[data]', "utan citattecken"),
        ("[data]", '[databas]\nurl = "mysql://x"\n[data]', "postgresql"),
        ("[data]", '[personer.anna]\nnamn = "Anna"\n[data]', "[personer.anna] roll: saknas"),
        ("[data]", '[personer.anna]\nnamn = "A"\nroll = "chef"\nepost = "a@b.example"\n[data]', "avtalscontroller"),
        ("[data]", '[personer.anna]\nnamm = "A"\n[data]', "menade du namn?"),
        ("[data]", "kommun = 1\n[[", "TOML"),
        ('mapp = "data"', 'mapp = "data"\n[epost]\nserver = "smtp.x.example"\nsakerhet = "ingen"', "den egna datorn"),
        ('mapp = "data"', 'mapp = "data"\n[epost]\nserver = "smtp.x.example"\nanvandare = "a"', "losenordsfil"),
        ('mapp = "data"', 'mapp = "data"\n[epost]\nserver = "smtp.x.example"\nport = 0', "från 1 till 65535"),
        ('mapp = "data"', 'mapp = "data"\n[epost]\nserver = "smtp.x.example"\nsakerhet = "ssl"', "starttls, tls"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_place_and_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    told = problem(tmp_path, GOOD.replace(old, new))

    assert said in told
    assert "Gör så här:" in told


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="finns inte"):
        load(tmp_path / "saknas.toml")


def test_a_bare_connection_to_the_machine_itself_is_allowed(tmp_path: Path) -> None:
    text = GOOD + '\n[epost]\nserver = "127.0.0.1"\nsakerhet = "ingen"\n'

    assert load(written(tmp_path, text)).smtp is not None


def test_the_password_is_read_out_of_its_file(tmp_path: Path) -> None:
    secret = tmp_path / "hemligt"
    secret.write_text("lösen\n", encoding="utf-8")
    secret.chmod(0o600)

    assert smtp_password(load(written(tmp_path, GOOD + SMTP))) == "lösen"


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o666])
def test_a_secret_that_others_can_get_at_is_refused(tmp_path: Path, mode: int) -> None:
    secret = tmp_path / "hemligt"
    secret.write_text("lösen", encoding="utf-8")
    secret.chmod(mode)

    with pytest.raises(ConfigError, match="chmod o-rwx"):
        smtp_password(load(written(tmp_path, GOOD + SMTP)))


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "hemligt"
    secret.touch(0o600)

    with pytest.raises(ConfigError, match="är tom"):
        smtp_password(load(written(tmp_path, GOOD + SMTP)))


def test_a_secret_that_is_missing_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="kan inte läsas"):
        smtp_password(load(written(tmp_path, GOOD + SMTP)))


def test_a_password_in_the_url_is_refused_where_others_can_read_the_file(tmp_path: Path) -> None:
    text = GOOD + '\n[databas]\nurl = "postgresql://brist:hemligt@db.example/brist"\n'
    written(tmp_path, text).chmod(0o644)

    with pytest.raises(ConfigError, match="lösenord"):
        load(tmp_path / "config.toml")


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + '\n[databas]\nurl = "postgresql://brist:hemligt@db.example/brist"\n')
    path.chmod(0o600)

    assert "hemligt" not in str(list(shown(load(path))))


def test_only_the_password_is_masked() -> None:
    assert masked("postgresql://brist:hemligt@db.example/brist") == "postgresql://brist:•••@db.example/brist"


def test_what_the_file_gives_is_told_apart_from_the_defaults(tmp_path: Path) -> None:
    rows = {name: source for name, _, source in shown(load(written(tmp_path, GOOD)))}

    assert (rows["kommun.namn"], rows["databas.url"]) == ("filen", "förval")


def test_the_option_wins_over_the_environment(tmp_path: Path) -> None:
    assert find(tmp_path / "a.toml", {"BRIST_CONFIG": "b.toml"}) == tmp_path / "a.toml"


def test_the_environment_wins_over_the_file_of_the_machine() -> None:
    assert find(None, {"BRIST_CONFIG": "b.toml"}) == Path("b.toml")


def test_the_file_of_the_machine_wins_over_the_one_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, GOOD)
    of_machine = tmp_path / "etc.toml"
    monkeypatch.setattr(config, "SYSTEM_WIDE", of_machine)

    before = find(None, {})
    of_machine.touch()

    assert (before, find(None, {})) == (Path("config.toml"), of_machine)


def test_where_no_file_is_found_it_is_said_where_it_was_sought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(config, "SYSTEM_WIDE", tmp_path / "etc.toml")

    with pytest.raises(ConfigError, match="BRIST_CONFIG"):
        find(None, {})


def test_every_key_is_documented_and_ascii() -> None:
    page = document()

    assert all(f"`[{key.table}] {key.name}`" in page and key.about for key in KEYS)
    assert all((key.table + key.name).isascii() for key in KEYS)
