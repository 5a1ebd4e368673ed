"""A case that is registered in the middle of its life (lifecycle, "A case may begin in mid-life"; domain §1.6, import)."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from states.facts import DeadlineStatus, Done
from states.measures import Direction, series_of, trend
from states.refusal import Refused
from states.state import State
from states.tasks import open_tasks
from states.workdays import local_day
from tests.workflow.mid_life import CASE_001, CORRECTED_001, CORRECTION, UNITS, case_002
from tests.workflow.world import ANNA, World
from workflow.actions.correct import Change, correct
from workflow.actions.milestones import gone_through
from workflow.actions.open_case import open_and_look_ahead, open_case
from workflow.errors import InputError, InputErrors
from workflow.importers.case_file import CaseFile, read_case
from workflow.status.history import of_case
from workflow.status.measures import measurements
from workflow.status.opening import counts_of
from workflow.store.facts import stored_ruleset
from workflow.store.kinds import Kind
from workflow.store.reader import reading
from workflow.store.replay import differences


@pytest.fixture
def database_url(tmp_path: Path, migrated_file: Path) -> str:
    """One database is enough: what is asked of it is asked of both elsewhere."""
    return f"sqlite:///{shutil.copyfile(migrated_file, tmp_path / 'bristvakt.sqlite')}"


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """A case file with its handlings beside it."""

    def write(text: str = CORRECTED_001, **changes: str) -> Path:
        for old, new in changes.items():
            text = text.replace(old, new)
        (tmp_path / "rapport0.txt").write_text("Rapport, omgång 0\n", encoding="utf-8")
        (tmp_path / "rapport1.txt").write_text(
            "Rapport, omgång 1. Senast den 1:a november 2024 mån år\n", encoding="utf-8"
        )
        path = tmp_path / "arende.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def problems(path: Path) -> list[InputError]:
    with pytest.raises(InputErrors) as found:
        read_case(path)
    return found.value.problems


def case_on(world: World, path: Path, when: str) -> None:
    world.at(when)
    open_case(world.context, read_case(path), ANNA)


def tasks(world: World) -> list[str]:
    case = world.case()
    with reading(world.url) as reader:
        rules = stored_ruleset(reader, case.head.ruleset)
    return [task.what for task in open_tasks(case, world.clock.now(), rules, world.context.calendar)]


def test_round_one_of_an_unseen_round_zero_stands_where_its_report_says(
    world: World, written: Callable[..., Path]
) -> None:
    case_on(world, written(), "2024-07-10 09:00")

    states = {d.code: (d.state, d.state_since_on) for d in world.case().deficiencies}
    assert states == {
        "K1": (State.REMEDIED, date(2024, 7, 5)),
        "K3": (State.ACTION_PLAN_REQUESTED, date(2024, 7, 5)),
        "K5": (State.REMAINS, date(2024, 7, 5)),  # no new plan was asked for (rapport 001 rad 46–53; läsning A43)
        "K7": (State.REMAINS, date(2024, 7, 5)),
    }
    assert {d.code: world.case().count_of_notices(d.code) for d in world.case().deficiencies}["K7"] == 2


def test_what_happened_before_keeps_its_own_day_and_says_that_it_was_registered_afterwards(
    world: World, written: Callable[..., Path]
) -> None:
    case_on(world, written(), "2024-07-10 09:00")

    with reading(world.url) as reader:
        lines = of_case(reader, "1")
    earlier = [(str(line.effective_on), line.what) for line in lines if line.what.endswith("registrerad i efterhand")]
    assert ("2024-01-29", "påpekande nr 1 expedierat med e-post – registrerad i efterhand") in earlier
    assert ("2024-06-15", "K5: inskickad → resultatuppföljning – registrerad i efterhand") in earlier
    assert {local_day(line.recorded_at) for line in lines} == {date(2024, 7, 10)}


def test_what_happened_before_the_registration_mails_nothing(world: World, written: Callable[..., Path]) -> None:
    case_on(world, written(), "2024-12-02 09:00")
    world.tick()
    world.at("2024-12-20 10:00")
    world.tick()

    assert world.sink.received == []


def test_replaying_the_events_of_a_case_in_mid_life_gives_the_same_register(
    world: World, written: Callable[..., Path]
) -> None:
    case_on(world, written(), "2024-12-02 09:00")

    with reading(world.url) as reader:
        assert list(differences(reader)) == []


def test_what_fell_due_before_the_registration_is_one_task_until_a_person_has_gone_through_it(
    world: World, written: Callable[..., Path]
) -> None:
    # Plan senast 2024-08-02, handlingar senast 2024-11-01 (rapport 001 rad 52–53 and 62–63): both have passed.
    case_on(world, written(), "2024-12-02 09:00")

    (task,) = [what for what in tasks(world) if "Resultatuppföljning pågår" not in what]
    assert task == (
        "Gå igenom det som förföll före registreringen 2024-12-02: planen för K3 (2024-08-02); "
        "R1 för K3 (2024-11-01); R3 för K5 (2024-11-01)"
    )
    gone_through(world.context, "1", "", ANNA)
    assert [what for what in tasks(world) if "Resultatuppföljning pågår" not in what] == []


def test_the_clock_has_led_on_the_day_after_the_documents_day_also_before_the_registration(
    world: World, written: Callable[..., Path]
) -> None:
    case_on(world, written(), "2024-12-02 09:00")

    # 2024-11-01 is a Friday and no red day; the review may begin on Saturday the 2nd (rapport 001 rad 66–67).
    assert {d.state_since_on for d in world.case().deficiencies if d.state is State.RESULT_FOLLOWUP} == {
        date(2024, 11, 2)
    }


def test_a_reminder_that_falls_due_after_the_registration_is_mailed_as_ever(
    world: World, written: Callable[..., Path]
) -> None:
    case_on(world, written(), "2024-07-10 09:00")

    world.at("2024-07-31 09:00")  # two working days before 2024-08-02
    world.tick()

    assert [to for to, _ in world.sink.received] == ["eva@exempelkommunen.example"]


def test_a_case_that_was_registered_as_it_began_has_nothing_to_go_through(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="registrerades när det började"):
        gone_through(world.context, "1", "", ANNA)


def test_an_earlier_extension_moves_the_day_and_leaves_the_old_one_visible(
    world: World, written: Callable[..., Path]
) -> None:
    extension = "\n[[tidigare_anstand]]\nrader = ['R1']\nny_dag = 2024-11-29\nbeslutat = 2024-10-28\n"
    case_on(world, written(CORRECTED_001 + extension), "2024-12-02 09:00")

    rows = [(row.due_on, row.status) for row in world.case().deadlines if row.item == "R1"]
    assert rows == [
        (date(2024, 11, 1), DeadlineStatus.MOVED),
        (date(2024, 11, 29), DeadlineStatus.RUNNING),
    ]


def test_what_a_rule_refuses_is_told_with_its_place_and_nothing_is_opened(
    world: World, written: Callable[..., Path]
) -> None:
    world.at("2024-07-10 09:00")
    path = written(CORRECTED_001.replace("den = 2024-07-05", "den = 2024-06-14"))

    with pytest.raises(InputErrors, match="tidigare_resultat.1: går inte den 2024-06-14: utförarens tid löper"):
        open_case(world.context, read_case(path), ANNA)

    assert world.events() == []


def test_a_recommendation_gets_neither_plan_nor_notice_nor_clock(world: World, written: Callable[..., Path]) -> None:
    # Rapport 003 N4: "revidera rutin för synpunkter och klagomål (rekommendation)".
    noted = '\n[[brist]]\nkod = "N4"\nslag = "rekommendation"\npunkt = "Rutin för synpunkter"\n'
    text = CORRECTED_001 + noted + 'delbrist = [{ kod = "N4a", text = "Rutinen bör revideras" }]\n'
    case_on(world, written(text), "2024-12-02 09:00")

    case = world.case()
    assert case.deficiency("N4").state is State.IDENTIFIED
    assert list(case.notices_of("N4")) == []
    assert list(case.deadlines_of("N4")) == []
    named = text.replace('delbrister = ["K3b", "K5a", "K7b"]', 'delbrister = ["K3b", "K5a", "K7b", "N4a"]')
    with pytest.raises(InputErrors, match="rekommendation påpekas inte"):
        open_case(world.context, read_case(written(named.replace("SOC 2024/51", "SOC 2024/52"))), ANNA)


def test_a_routine_remedied_and_a_handling_that_remains_make_a_deficiency_that_remains_and_has_grown_worse(
    world: World, written: Callable[..., Path]
) -> None:
    # Rapport 001 K7: the routine meets the requirement; 98 % of 44 were investigated, then 22 % of 32.
    case_on(world, written(), "2024-07-10 09:00")

    found = {f.subpoint: f.verdict.value for f in world.case().findings if f.subpoint.startswith("K7")}
    with reading(world.url) as reader:
        (series,) = series_of("K7", measurements(reader, world.case().head.uuid, "K7"))
    assert found == {"K7a": "åtgärdad", "K7b": "kvarstår"}
    assert world.case().deficiency("K7").state is State.REMAINS
    assert (change := trend(series)) is not None
    assert change.direction is Direction.WORSE


def test_an_impossible_period_is_refused_with_the_sources_words_and_a_proposal(written: Callable[..., Path]) -> None:
    (problem,) = problems(written(CASE_001))

    assert problem.where.endswith("matvarde.3.period")
    assert "'mellan 2024-03-15 och 2023-06-14'" in problem.what
    assert "Förslag: 2024-06-14, samma dag som en annan period i källan slutar" in problem.remedy
    assert "rattad_av" in problem.remedy


def test_a_corrected_period_keeps_the_sources_words_with_who_and_why(
    world: World, written: Callable[..., Path]
) -> None:
    case_on(world, written(), "2024-07-10 09:00")

    body = next(e.content for e in reversed(world.events()) if e.kind == "mätvärde" and e.content["stated"] == "22 %")
    assert body["period_to"] == "2024-06-14"
    assert body["period_stated"] == "mellan 2024-03-15 och 2023-06-14"
    assert (body["corrected_by"], "2024-06-14" in body["corrected_why"]) == ("Anna Andersson", True)


def test_a_correction_without_who_and_why_is_refused(written: Callable[..., Path]) -> None:
    text = CASE_001 + CORRECTION.splitlines()[0]

    assert [p.where.rpartition(".")[2] for p in problems(written(text))] == ["rattad_av", "rattad_varfor"]


def test_fourteen_units_that_are_only_counted_make_no_deficiency_and_no_colour(
    world: World, written: Callable[..., Path]
) -> None:
    case_on(world, written(case_002()), "2024-07-10 09:00")

    with reading(world.url) as reader:
        counts = counts_of(reader, world.case().head.uuid)
    by_name = {row.requirement: row for row in counts.rows}
    assert counts.units == UNITS
    assert world.case().deficiencies == ()
    assert (by_name["Synpunkter och klagomål"].deviating, by_name["Synpunkter och klagomål"].total) == (2, 14)
    assert by_name["Synpunkter och klagomål"].units == ()  # "2 av 14": which ones is not in the text
    assert {row.grade for row in counts.rows} == {"okänt"}
    inapplicable = {row.requirement: row.not_applicable_for for row in counts.rows if row.not_applicable}
    assert inapplicable == dict.fromkeys(
        ("Rutin för munhälsa", "Egna medel", "Aptit och vikt", "Livsmedelshygien"), ("Natten",)
    )


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("uppfyller = 12", "uppfyller = 13", "rakning.1.av", "13 + 2 + 0 är 15, inte 14"),
        ("av = 14\n\n", 'av = 14\nenheter = ["Eken"]\n\n', "rakning.1.enheter", "1 enheter är nämnda men 2 avviker"),
        ('["Natten"]', '["Dagen"]', "rakning.5.enheter", "'Dagen' står inte bland utforare.enheter"),
        ("uppfyller = 12", "uppfyller = -1", "rakning.1.uppfyller", "för litet"),
    ],
)  # fmt: skip
def test_counts_that_do_not_add_up_are_refused(
    written: Callable[..., Path], old: str, new: str, place: str, said: str
) -> None:
    problem = problems(written(case_002().replace(old, new, 1)))[0]

    assert problem.where.endswith(place)
    assert said in problem.what


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("expedierat = 2024-01-29", "expedierat = 2024-01-28", "tidigare_papekande.1.expedierat", "före beslutat"),
        ("mottaget = 2024-01-30", "mottaget = 2024-01-01", "tidigare_papekande.1.mottaget", "före expedierat"),
        ("oppnat = 2024-01-22", "oppnat = 2024-02-22", "tidigare_papekande.1.beslutat", "före arende.oppnat"),
        ('avser = ["plan"]', 'avser = ["R9"]', "tidigare_svar.1.avser", "R9 är inte begärt"),
        ('"K7a"]\nkvarstar', '"K7b"]\nkvarstar', "tidigare_resultat.1.kvarstar", "två gånger"),
        ("plan_senast = 2024-02-16", "plan_senast = 2024-01-16", "tidigare_papekande.1.plan_senast", "före beslutet"),
        ('kod = "R3"', 'kod = "R3"\nendast_i_texten = true', "begard_handling.2.galler", "ingen har sagt"),
        ('satt = "brev"', 'satt = "fax"', "tidigare_papekande.2.satt", "inget av de tillåtna"),
        ('namn = "Eva Enhetschef"', 'namn = "[…]"', "kontakt.1.namn", "platshållare: […]"),
        ("kod = \"K1\"\npunkt = \"Dokumentation\"", 'kod = "K1"\npunkt = "fyll i"', "brist.1.punkt", "fyll i"),
        ("inkom = 2024-02-15", 'inkom = "ÅÅÅÅ-MM-DD"', "tidigare_svar.1.inkom", "ÅÅÅÅ-MM-DD"),
        ("rattad_varfor = \"rapportens", 'rattad_varfor = "xxx', "matvarde.3.rattad_varfor", "xxx"),
    ],
)  # fmt: skip
def test_an_earlier_table_that_contradicts_itself_is_told_with_its_place(
    written: Callable[..., Path], old: str, new: str, place: str, said: str
) -> None:
    text = CORRECTED_001.replace(old, new, 1)
    assert text != CORRECTED_001

    assert any(p.where.endswith(place) and said in p.what for p in problems(written(text)))


def test_every_problem_with_the_installation_is_told_at_once(world: World, written: Callable[..., Path]) -> None:
    world.at("2024-07-10 09:00")
    text = CORRECTED_001.replace("orebro-egen-regi", "okand").replace("egetval@", "fel@").replace("SOC 2024/51", "7")
    path = written(text.replace("rapport0.txt", "borta.txt").replace("mottaget = 2024-07-08", "mottaget = 2024-07-18"))

    with pytest.raises(InputErrors) as found:
        open_case(world.context, read_case(path), ANNA)

    assert [problem.where for problem in found.value.problems] == [
        "arende.diarienummer", "arende.regler", "arende.brevlada", "tidigare_papekande.2",
        "tidigare_papekande.1.handling",
    ]  # fmt: skip


def test_a_look_ahead_tells_the_mails_of_the_coming_thirty_days_and_writes_nothing(
    world: World, written: Callable[..., Path]
) -> None:
    world.at("2024-07-10 09:00")

    opened = open_and_look_ahead(world.dry(), read_case(written()), ANNA)

    # Plan senast Fri 2024-08-02: two working days before, one and two after; the fifth is Fri 2024-08-09.
    assert [(str(mail.on), mail.role.value, mail.what) for mail in opened.coming] == [
        ("2024-07-31", "utförare", "påminnelse före: plan senast 2024-08-02 (K3)"),
        ("2024-08-05", "avtalscontroller", "kontrollera brevlådan: plan senast 2024-08-02 (K3)"),
        ("2024-08-06", "utförare", "påminnelse efter: plan senast 2024-08-02 (K3)"),
        ("2024-08-09", "avtalscontroller", "fortfarande obesvarad: plan senast 2024-08-02 (K3)"),
    ]
    assert world.events() == []
    assert not (world.folder / "handlingar").exists()


def test_a_table_alone_is_a_case_file_without_earlier_life() -> None:
    assert not CaseFile.model_validate(
        {
            "arende": {
                "diarienummer": "SOC 1", "avtal": "a", "regler": "r", "brevlada": "b", "oppnat": date(2024, 1, 1),
            },
            "utforare": {"namn": "n", "enhet": "e"},
            "kontakt": [{"namn": "n", "adress": "n@exempelkommunen.example"}],
        }
    ).begins_in_mid_life  # fmt: skip


def test_where_the_source_gives_no_day_a_person_led_on_and_the_other_day_stays_unknown(
    world: World, written: Callable[..., Path]
) -> None:
    text = CORRECTED_001.replace("handlingar_senast = 2024-06-14", 'handlingar_senast = "okänt"')
    case_on(world, written(text), "2024-07-10 09:00")

    steps = [
        event.content
        for event in world.events()
        if event.kind == "steg taget" and event.content["trigger"] == "inled-resultatuppföljning"
    ]
    assert {step["effective_on"] for step in steps} == {"2024-07-05"}  # no clock: the result itself led on
    assert world.case().deficiency("K3").state is State.ACTION_PLAN_REQUESTED


def test_a_proof_that_held_before_the_registration_is_a_proposal_of_its_own_day_and_no_mail(
    world: World, written: Callable[..., Path]
) -> None:
    # An external provider: two notices, each received, the second time lapsed on 2024-11-01 and found on 2024-11-18.
    result = "\n[[tidigare_resultat]]\nden = 2024-11-18\nhandling = 'rapport1.txt'\nkvarstar = ['K3b', 'K5a', 'K7b']\n"
    text = CORRECTED_001.replace("orebro-egen-regi", "orebro-extern").replace('atgardade = ["K1a", "K3a", "K7a"]', "")
    text = text.replace('kvarstar = ["K3b", "K5a", "K7b"]', 'kvarstar = ["K1a", "K3a", "K3b", "K5a", "K7a", "K7b"]')
    rest = result.replace("'K7b'", "'K7b', 'K3a', 'K7a'")
    case_on(world, written(text + rest), "2024-12-02 09:00")
    world.tick()

    assert {p.deficiency: str(p.proposed_on) for p in world.case().proposals} == {
        "K3": "2024-11-18", "K5": "2024-11-18", "K7": "2024-11-18",
    }  # fmt: skip
    assert world.sink.received == []
    assert sum("kräver beslut" in what for what in tasks(world)) == 3


def test_what_was_registered_afterwards_is_corrected_on_its_own_day_and_mails_nothing(
    world: World, written: Callable[..., Path]
) -> None:
    case_on(world, written(), "2024-07-10 09:00")
    before = [(d.code, d.state, d.state_since_on) for d in world.case().deficiencies]
    numbers = [event.number for event in world.events() if event.kind == Kind.NOTICE_DISPATCHED]
    correct(world.context, "1", numbers[0], Change(on_day=date(2024, 1, 30)), "Poststämpeln", ANNA)
    world.tick()

    case = world.case()
    assert case.notices[0].dispatched_on == date(2024, 1, 30)
    assert [(d.code, d.state, d.state_since_on) for d in case.deficiencies] == before
    assert world.sink.received == []
    with reading(world.url) as reader:
        assert list(differences(reader)) == []


def test_the_day_of_taking_over_is_not_corrected(world: World, written: Callable[..., Path]) -> None:
    case_on(world, written(), "2024-07-10 09:00")
    (number,) = [event.number for event in world.events() if event.content.get("what") == Done.TAKEN_OVER]

    with pytest.raises(Refused):
        correct(world.context, "1", number, Change(is_void=True), "skäl", ANNA)
