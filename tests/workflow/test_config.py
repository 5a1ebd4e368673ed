"""config.toml: what it may say, and what is answered when it says something else."""

from pathlib import Path

import pytest

from notifications.oauth import OAuthSettings, Tokens
from workflow import config
from workflow.app import smtp_secret
from workflow.config import KEYS, Config, document, find, load, masked, shown, smtp_password
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
        (
            'mapp = "data"',
            'mapp = "data"\n[epost]\nserver = "smtp.x.example"\ninloggning = "xoauth2"\nklient_id = "k"',
            "klientorganisation: saknas",
        ),
        ('mapp = "data"', 'mapp = "data"\n[epost]\nserver = "smtp.x.example"\nklient_id = "k"', "bara med inloggning"),
        ('mapp = "data"', 'mapp = "data"\n[epost]\ninloggningsserver = "http://x.example"', "börjar med https://"),
        ('mapp = "data"', 'mapp = "data"\n[epost]\nomdirigera = "prov@x.example"', "ingen server lämnar"),
        ('mapp = "data"', 'mapp = "data"\n[epost]\nserver = "smtp.x.example"\nport = 0', "från 1 till 65535"),
        ('mapp = "data"', 'mapp = "data"\n[epost]\nserver = "smtp.x.example"\nsakerhet = "ssl"', "starttls, tls"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_place_and_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    told = problem(tmp_path, GOOD.replace(old, new))

    assert said in told
    assert "Gör så här:" in told


def with_url(url: str) -> str:
    return f"{GOOD}\n[databas]\nurl = '{url}'\n"


@pytest.mark.parametrize(
    "url", ["sqlite:///rel.sqlite", "sqlite:///:memory:", "sqlite://", "sqlite:////srv/a?b.sqlite"]
)
def test_a_database_that_no_two_commands_would_find_alike_is_refused(tmp_path: Path, url: str) -> None:
    told = problem(tmp_path, with_url(url))

    assert "[databas] url: ska ange filen från roten" in told
    assert "Gör så här:" in told


def test_a_database_whose_file_is_given_from_the_root_is_used(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'annan.sqlite'}"

    assert load(written(tmp_path, with_url(url))).database_url == url


@pytest.mark.parametrize("folder", ["da?ta", "data\\nmapp", "data\\u0000", "data\\u001b[2J"])
def test_a_data_folder_whose_name_cannot_be_used_is_refused(tmp_path: Path, folder: str) -> None:
    told = problem(tmp_path, GOOD.replace('mapp = "data"', f'mapp = "{folder}"'))

    assert "[data] mapp" in told
    assert "Gör så här:" in told


@pytest.mark.parametrize("folder", ["config.toml", "config.toml/data"])
def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path, folder: str) -> None:
    assert "är en fil" in problem(tmp_path, GOOD.replace('mapp = "data"', f'mapp = "{folder}"'))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('namn = "Exempelkommunen"', 'namn = "Exempel\\nkommunen"'),
        ("[data]", '[personer.anna]\nnamn = "Anna\\u001b[31m"\nroll = "enhetschef"\nepost = "a@b.example"\n[data]'),
        ("[data]", '[personer."an\\nna"]\nnamn = "Anna"\nroll = "enhetschef"\nepost = "a@b.example"\n[data]'),
        ('mapp = "data"', 'mapp = "data"\n[epost]\nserver = "smtp\\t.x.example"'),
        ('mapp = "data"', 'mapp = "data"\n[regler]\nmapp = "re\\u0000gler"'),
    ],
    ids=["line break", "escape", "user", "tab", "NUL"],
)
def test_a_control_character_is_refused_in_every_text(tmp_path: Path, old: str, new: str) -> None:
    told = problem(tmp_path, GOOD.replace(old, new))

    assert "styrtecken" in told or "inget användarnamn" in told
    assert "Gör så här:" in told


@pytest.mark.parametrize(
    "address", ["a:b@x.example", "a(b@x.example", "(@)", ".@.", "[@[", "anna@kommunen", "a..b@x.example", "å@x.example"]
)
@pytest.mark.parametrize("place", ['"bristvakt@exempelkommunen.example"', '"egetval@exempelkommunen.example"'])
def test_an_address_that_some_mail_server_refuses_is_refused_here(tmp_path: Path, place: str, address: str) -> None:
    assert "e-postadress utan å, ä och ö" in problem(tmp_path, GOOD.replace(place, f'"{address}"'))


def test_a_domain_with_swedish_letters_is_told_how_it_is_written(tmp_path: Path) -> None:
    told = problem(tmp_path, GOOD.replace("bristvakt@exempelkommunen.example", "bristvakt@sundhöjd.example"))

    assert "skriv den bristvakt@xn--sundhjd-e1a.example" in told


def test_what_is_no_toml_is_told_with_line_and_column_and_without_english(tmp_path: Path) -> None:
    told = problem(tmp_path, GOOD.replace('mapp = "data"', "mapp = data"))

    assert "config.toml: rad 8, tecken 8: går inte att läsa som TOML" in told
    assert "Invalid" not in told


def test_a_byte_order_mark_before_the_first_line_is_no_error(tmp_path: Path) -> None:
    assert load(written(tmp_path, "\ufeff" + GOOD)).municipality == "Exempelkommunen"


def test_a_folder_in_place_of_the_file_is_said_in_swedish(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="filen kan inte läsas: det är en mapp"):
        load(tmp_path)


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


MICROSOFT = 'inloggning = "xoauth2"\nklientorganisation = "exempelkommunen.example"\nklient_id = "k-1"\n'


def microsoft(folder: Path) -> Config:
    path = written(folder, GOOD + SMTP + MICROSOFT)
    (folder / "hemligt").write_text("klienthemlighet")
    (folder / "hemligt").chmod(0o600)
    return load(path)


def test_with_xoauth2_the_file_holds_the_clients_secret_which_buys_tokens(tmp_path: Path) -> None:
    config = microsoft(tmp_path)

    assert config.smtp is not None
    assert config.smtp.oauth == OAuthSettings("https://login.microsoftonline.com", "exempelkommunen.example", "k-1")
    assert isinstance(smtp_secret(config), Tokens)


def test_without_the_extra_xoauth2_is_refused_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.app.find_spec", lambda name: None)

    with pytest.raises(ConfigError, match=r"bristvakt\[m365\]"):
        smtp_secret(microsoft(tmp_path))


def test_a_secret_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "hemligt"
    secret.touch(0o600)
    secret.write_bytes(b"l\xf6sen")

    with pytest.raises(ConfigError, match="är inte skriven i UTF-8"):
        smtp_password(load(written(tmp_path, GOOD + SMTP)))


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "hemligt"
    secret.touch(0o600)

    with pytest.raises(ConfigError, match="är tom"):
        smtp_password(load(written(tmp_path, GOOD + SMTP)))


def test_a_secret_that_is_missing_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="kan inte läsas"):
        smtp_password(load(written(tmp_path, GOOD + SMTP)))


WITH_PASSWORD = [
    "postgresql://brist:hemligt@db.example/brist",
    "postgresql://brist@db.example/brist?password=hemligt",
    "postgresql://brist@db.example/brist?sslmode=require&sslpassword=hemligt",
]


@pytest.mark.parametrize("url", WITH_PASSWORD)
def test_a_password_in_the_url_is_refused_where_others_can_read_the_file(tmp_path: Path, url: str) -> None:
    written(tmp_path, with_url(url)).chmod(0o644)

    with pytest.raises(ConfigError, match="lösenord"):
        load(tmp_path / "config.toml")


@pytest.mark.parametrize("url", WITH_PASSWORD)
def test_a_password_is_never_shown(tmp_path: Path, url: str) -> None:
    path = written(tmp_path, with_url(url))
    path.chmod(0o600)

    assert "hemligt" not in str(list(shown(load(path))))


@pytest.mark.parametrize(
    "url", ["postgresql://u:hemligt@ss@h/x", "postgresql://u:hem/ligt@h/x", "mysql://u:hemligt@h/x"]
)
def test_a_password_that_makes_the_url_ambiguous_is_refused_and_not_shown(tmp_path: Path, url: str) -> None:
    path = written(tmp_path, with_url(url))
    path.chmod(0o600)

    with pytest.raises(ConfigError) as found:
        load(path)

    assert "ligt" not in str(found.value)


def test_only_the_password_is_masked() -> None:
    assert masked("postgresql://brist:hemligt@db.example/brist") == "postgresql://brist:•••@db.example/brist"
    assert masked("postgresql://brist:p@ss@db.example/brist") == "postgresql://brist:•••@db.example/brist"
    assert masked("postgresql://db.example:5432/b?password=x&sslmode=require") == (
        "postgresql://db.example:5432/b?password=•••&sslmode=require"
    )


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


# ── [drift] ──


def watched(key: str) -> str:
    return f"{GOOD}\n[drift]\n{key}\n"


@pytest.mark.parametrize(
    "url",
    ["http://larm.example/nyckel-7", "ftp://larm.example/nyckel-7", "https:///nyckel-7", "nyckel-7",
     "https://u:nyckel-7@larm.example/", "https://larm.example/nyckel-7 x", "https://[larm.example/nyckel-7"],
)  # fmt: skip
def test_an_address_that_could_be_overheard_is_no_life_sign_and_is_not_shown(tmp_path: Path, url: str) -> None:
    told = problem(tmp_path, watched(f'livstecken_url = "{url}"'))

    assert "[drift] livstecken_url: ska vara en adress som börjar med https://" in told
    assert "nyckel-7" not in told


@pytest.mark.parametrize("url", ["https://larm.example/nyckel-7", "http://127.0.0.1:8000/nyckel-7"])
def test_the_life_signs_address_is_a_key_and_is_masked(tmp_path: Path, url: str) -> None:
    found = load(written(tmp_path, watched(f'livstecken_url = "{url}"')))

    assert found.watch.life_sign_url == url
    rows = {name: value for name, value, _ in shown(found)}
    assert rows["drift.livstecken_url"] == url.replace("nyckel-7", "•••")


def test_metrics_that_node_exporter_would_not_read_are_refused(tmp_path: Path) -> None:
    assert "ska sluta på .prom" in problem(tmp_path, watched('matvarden = "bristvakt.txt"'))
    assert load(written(tmp_path, watched('matvarden = "b.prom"'))).watch.metrics_file == tmp_path / "b.prom"


def test_without_the_table_nobody_watches(tmp_path: Path) -> None:
    watch = load(written(tmp_path, GOOD)).watch

    assert (watch.metrics_file, watch.life_sign_url, watch.life_sign_minutes) == (None, None, 5)
