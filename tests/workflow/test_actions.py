"""What each command does, what it refuses, and that it does all of it or nothing."""

import threading
from dataclasses import replace
from datetime import date

import pytest

from states.facts import DeadlineStatus
from states.refusal import Refused
from states.ruleset_text import parse
from states.state import State
from tests.workflow.world import ANNA, BO, MAILBOX, World, swedish
from workflow import engine as engine_module
from workflow.actions.breach import TWO_NOTICES, BodysDecision, abstain, register_decision
from workflow.actions.decide_notice import request_plan
from workflow.actions.dispatch import confirm_receipt, dispatch
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.read_mailbox import mailbox_read
from workflow.actions.result import start_followup
from workflow.clockwork import sweep
from workflow.engine import work_on
from workflow.errors import InputError, InputErrors, NotFound, Stale
from workflow.store.kinds import Kind
from workflow.store.reader import reading
from workflow.store.replay import differences


def states(world: World) -> dict[str, State]:
    return {d.code: d.state for d in world.case().deficiencies}


def statuses(world: World) -> set[DeadlineStatus]:
    return {row.status for row in world.case().deadlines}


# ── opening and noticing ──


def test_a_case_begins_with_every_deficiency_identified(world: World) -> None:
    world.open()

    assert set(states(world).values()) == {State.IDENTIFIED}


def test_the_same_register_number_is_not_opened_twice(world: World) -> None:
    world.open()

    with pytest.raises(InputErrors, match="finns redan"):
        world.open()


def test_a_mailbox_that_the_municipality_does_not_have_is_refused_with_those_it_has(world: World) -> None:
    world.context = replace(world.context, mailboxes=("annan@exempelkommunen.example",))

    with pytest.raises(InputErrors, match="annan@exempelkommunen.example"):
        world.open()


def test_a_rule_set_that_is_edited_under_the_same_version_is_refused(world: World) -> None:
    world.open()
    rules, text = world.context.rulesets["orebro-extern"]
    edited = text.replace("larm_efter_arbetsdagar = { varde = 5", "larm_efter_arbetsdagar = { varde = 9")
    world.context = replace(world.context, rulesets={rules.key: (parse(edited, "x"), edited)})

    with pytest.raises(InputError, match="version"):
        world.open("2")


def test_the_rows_of_a_decided_notice_rest_until_it_has_left(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)

    assert statuses(world) == {DeadlineStatus.DORMANT}


def test_the_servers_250_for_the_covering_mail_is_the_dispatch(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()

    assert statuses(world) == {DeadlineStatus.RUNNING}
    assert world.case().notices[0].dispatched_by == "e-post"


def test_a_notice_that_a_person_has_sent_by_letter_is_dispatched_and_its_mail_struck(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    world.dispatch()
    world.tick()

    assert (statuses(world), world.letters(), len(world.struck())) == ({DeadlineStatus.RUNNING}, [], 1)


def test_a_notice_leaves_once(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="väntar på att expedieras"):
        world.dispatch()


def test_a_notice_cannot_have_left_before_it_was_decided_or_tomorrow(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)

    for day in (date(2023, 5, 21), date(2023, 5, 23)):
        with pytest.raises(InputError, match="2023-05-22"):
            dispatch(world.context, "1", "brev", day, ANNA)


def test_only_those_that_are_named_with_plan_are_asked_for_one(world: World) -> None:
    world.open()
    request_plan(world.context, "1", replace(world.notice(), plan_for=("D1", "D3")), ANNA)

    asked = {code for code, state in states(world).items() if state is State.ACTION_PLAN_REQUESTED}
    assert asked == {"D1", "D3"}


def test_a_deficiency_that_is_pointed_out_without_a_plan_has_its_dates_all_the_same(world: World) -> None:
    # läsning A43
    world.open()
    request_plan(world.context, "1", replace(world.notice(), plan_for=("D3",)), ANNA)
    world.tick()
    world.at("2023-09-05 00:00")
    world.tick()

    assert set(states(world).values()) == {State.RESULT_FOLLOWUP}


def test_every_wrong_subpoint_of_a_notice_is_told_at_once_and_nothing_is_done(world: World) -> None:
    world.open()
    wrong = world.notice(**{'"D1a", "D2a"': '"D1x", "D2x"', 'delbrister = ["D2a"]': 'delbrister = ["D2x"]',
                            'delbrister = ["D1a"]': 'delbrister = ["D1x"]'})  # fmt: skip

    with pytest.raises(InputErrors) as found:
        request_plan(world.context, "1", wrong, ANNA)

    assert [problem.where[-3:] for problem in found.value.problems] == ["D1x", "D2x"]
    assert world.kinds() == {Kind.CASE_OPENED: 1}


def test_a_case_that_does_not_exist_is_said_so(world: World) -> None:
    with pytest.raises(NotFound, match="brist ärende lista"):
        world.dispatch("7")


# ── answers ──


def test_a_plan_of_2341_on_the_last_day_is_in_time_though_registered_the_day_after(world: World) -> None:
    # rapport Sov 609/2022 rad 22–23; 22 § förvaltningslagen
    world.begin()
    world.at("2023-06-09 08:05")
    world.register("plan", arrived="2023-06-08 23:41")

    plans = [row for row in world.case().deadlines if row.item == "plan"]
    assert {row.status for row in plans} == {DeadlineStatus.KEPT}
    assert set(states(world).values()) == {State.SUBMITTED}


def test_a_late_plan_is_a_plan_and_stays_late(world: World) -> None:
    world.begin()
    world.at("2023-06-09 08:05")
    world.register("plan", arrived="2023-06-09 00:00")

    plans = [row for row in world.case().deadlines if row.item == "plan"]
    assert {(row.status, row.answered_on) for row in plans} == {(DeadlineStatus.RUNNING, date(2023, 6, 9))}
    assert set(states(world).values()) == {State.SUBMITTED}


def test_an_earlier_arrival_that_is_registered_later_changes_lateness_and_no_edge(world: World) -> None:
    world.begin()
    world.at("2023-09-06 10:00")
    world.register("plan", arrived="2023-06-08 12:00")

    assert set(states(world).values()) == {State.RESULT_FOLLOWUP}
    assert {row.status for row in world.case().deadlines if row.item == "plan"} == {DeadlineStatus.KEPT}


def test_nothing_arrives_tomorrow(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="framtiden"):
        world.register("plan", arrived="2023-05-23 10:00")


def test_what_nobody_has_asked_for_is_not_ticked_off(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="R9 är inte begärt"):
        world.register("R9", arrived="2023-05-22 09:00")


def test_the_bytes_that_came_in_are_kept_under_their_sum(world: World) -> None:
    world.begin()
    file = world.file("rutin.txt", "Rutin\n")
    from workflow.actions.register_submission import Submission, register

    register(world.context, "1", Submission(("R1",), swedish("2023-05-22 09:00"), "epost", (file,)), ANNA)

    (named,) = [e.content["documents"][0]["sha256"] for e in world.events() if e.kind == Kind.SUBMISSION_REGISTERED]
    assert (world.folder / "handlingar" / named[:2] / named).read_text(encoding="utf-8") == "Rutin\n"


# ── extensions ──


def test_an_extension_gives_a_later_day_and_the_old_one_stays_visible(world: World) -> None:
    world.begin()
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "Ny chef"), ANNA)

    rows = [(row.due_on, row.status) for row in world.case().deadlines if row.item == "R5"]
    assert rows == [(date(2023, 9, 4), DeadlineStatus.MOVED), (date(2023, 9, 18), DeadlineStatus.RUNNING)]


def test_an_extension_changes_no_count_of_notices(world: World) -> None:
    world.begin()
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "Ny chef"), ANNA)

    assert world.case().count_of_notices("D3") == 1


def test_an_extension_is_told_to_the_provider_at_once(world: World) -> None:
    world.begin()
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "Ny chef"), ANNA)
    world.tick()

    assert world.subjects()[-1] == "Anstånd"


def test_an_extension_to_an_earlier_day_is_refused(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="inte senare"):
        grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 4), "skäl"), ANNA)


def test_an_extension_after_the_day_is_recorded_as_such(world: World) -> None:
    world.begin()
    world.at("2023-09-04 10:00")
    grant_extension(world.context, "1", Extension(("plan:D3",), date(2023, 9, 18), "skäl"), ANNA)

    (event,) = [e for e in world.events() if e.kind == Kind.EXTENSION_GRANTED]
    assert event.content["retroactive"] is True


# ── the clock's edge ──


def test_the_outcome_does_not_depend_on_whether_the_daemon_was_up(world: World) -> None:
    world.begin()
    world.at("2023-10-16 13:00")
    world.assess("D1")  # no tick since May: the command itself carries out what has fallen due

    taken = [(e.effective_on, e.actor) for e in world.events() if e.content.get("to") == "resultatuppföljning"]
    assert taken == [(date(2023, 9, 5), "klockan")] * 6


def test_nothing_happens_on_the_last_day_itself(world: World) -> None:
    world.begin()
    world.at("2023-09-04 23:59:59")
    world.tick()

    assert State.RESULT_FOLLOWUP not in states(world).values()


def test_a_tick_twice_is_a_tick_once(world: World) -> None:
    world.begin()
    world.at("2023-09-05 09:00")
    world.tick()
    before = len(world.events())
    world.tick()

    assert len(world.events()) == before


def test_a_case_that_cannot_be_carried_on_does_not_stop_the_others(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    from sqlalchemy import text

    from workflow.store.database import writing

    world.begin("1")
    world.begin("2")
    with writing(world.context.engine) as connection:
        connection.execute(text("UPDATE ruleset_text SET text = 'trasig' WHERE 1 = 0"))
        connection.execute(
            text(
                "UPDATE deadline SET kind = 'trasig' WHERE case_uuid = (SELECT uuid FROM followup_case WHERE serial = 1)"
            )
        )
    world.at("2023-09-05 09:00")

    assert sweep(world.context) == 1
    assert {d.state for d in world.case("2").deficiencies} == {State.RESULT_FOLLOWUP}
    assert "kunde inte föras vidare" in caplog.text


def test_a_person_begins_no_review_while_the_time_runs(world: World) -> None:
    world.begin()
    world.at("2023-09-04 10:00")

    with pytest.raises(Refused, match="2023-09-05"):
        start_followup(world.context, "1", "D1", "", ANNA)


# ── results ──


def reviewed(world: World) -> None:
    world.begin()
    world.at("2023-10-16 13:00")


def test_a_result_is_not_decided_while_a_verdict_is_lacking(world: World) -> None:
    reviewed(world)
    world.assess("D1")

    with pytest.raises(Refused, match="D2a"):
        world.decide()


def test_a_deficiency_of_which_one_subpoint_remains_remains(world: World) -> None:
    reviewed(world)
    for code in ("D1", "D2", "D4", "D5", "D6"):
        world.assess(code)
    world.assess("D3", ("D3a", "D3b", "D3c"), ("D3d",))
    world.decide()

    assert states(world) == dict.fromkeys(("D1", "D2", "D4", "D5", "D6"), State.REMEDIED) | {"D3": State.REMAINS}


def test_working_verdicts_mail_nothing_and_move_nothing(world: World) -> None:
    reviewed(world)
    world.tick()
    before = len(world.sink.received)
    world.assess("D1")
    world.tick()

    assert (states(world)["D1"], len(world.sink.received)) == (State.RESULT_FOLLOWUP, before)


def test_a_subpoint_cannot_be_both(world: World) -> None:
    reviewed(world)

    with pytest.raises(InputError, match="två gånger"):
        world.assess("D1", ("D1a",), ("D1a",))


def test_a_deficiency_is_not_judged_before_the_review(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="inte i resultatuppföljning"):
        world.assess("D1")


def test_deciding_some_while_others_have_time_left_wants_a_reason(world: World) -> None:
    world.begin()
    grant_extension(world.context, "1", Extension(("R1",), date(2023, 12, 1), "skäl"), ANNA)
    world.at("2023-10-16 13:00")
    for code in ("D1", "D4", "D5", "D6"):
        world.assess(code)
    world.assess("D3")

    with pytest.raises(Refused, match="delbeslut"):
        world.decide()
    world.decide(partial="D2 har anstånd")

    assert states(world)["D2"] is State.ACTION_PLAN_REQUESTED


def test_a_decision_with_new_dates_is_the_second_notice_in_the_same_letter(world: World) -> None:
    world.begin()
    world.at("2023-10-16 13:00")
    for code in ("D1", "D2", "D4", "D5", "D6"):
        world.assess(code)
    world.assess("D3", ("D3a", "D3b", "D3c"), ("D3d",))
    world.at("2023-10-18 10:00")
    world.decide(world.notice("papekande2.toml"))
    world.tick()

    assert world.case().count_of_notices("D3") == 2
    assert world.subjects()[-1] == "Påpekande nr 2"


def test_all_that_remains_is_not_what_was_found_remedied_by_the_decision_before(world: World) -> None:
    # läsning A24: det som har åtgärdats och kommer tillbaka börjar om; ordet "alla" får inte säga det i förbigående
    world.begin()
    world.at("2023-10-16 13:00")
    for code in ("D1", "D2", "D4", "D5", "D6"):
        world.assess(code)
    world.assess("D3", ("D3a", "D3b", "D3c"), ("D3d",))
    world.at("2023-10-18 10:00")
    world.decide(world.notice("papekande2.toml"))
    world.tick()
    world.at("2024-01-15 10:00")

    with pytest.raises(InputError, match="D3a, D3b, D3c är åtgärdade enligt ett tidigare beslut"):
        world.assess("D3", (), None)
    world.assess("D3", (), ("D3a", "D3b", "D3c", "D3d"))


# ── breach ──


def decision(world: World, day: date = date(2024, 1, 15)) -> BodysDecision:
    return BodysDecision(TWO_NOTICES, "Programnämnden", day, "§ 12", world.file("protokoll.txt", "Protokoll\n"))


def test_the_clock_proposes_and_declares_nothing(world: World) -> None:
    world.to_the_proposal()

    assert world.kinds()[Kind.BREACH_PROPOSED] == 1
    assert states(world)["D3"] is State.REMAINS


def test_a_body_decides_and_its_decision_is_registered(world: World) -> None:
    world.to_the_proposal()
    register_decision(world.context, "1", "D3", decision(world), ANNA)

    assert states(world)["D3"] is State.MATERIAL_BREACH
    assert world.case().proposals[0].settled == "beslutad"


def test_a_decision_of_tomorrow_is_not_registered_today(world: World) -> None:
    world.to_the_proposal()

    with pytest.raises(InputError, match="framtiden"):
        register_decision(world.context, "1", "D3", decision(world, date(2024, 1, 16)), ANNA)


def test_abstained_stays_abstained(world: World) -> None:
    world.to_the_proposal()
    abstain(world.context, "1", "D3", "litet", "enhetschef", ANNA)
    for when in ("2024-01-16 09:00", "2024-06-03 09:00"):
        world.at(when)
        world.tick()

    assert world.case().open_proposal("D3") is None
    assert world.kinds()[Kind.BREACH_PROPOSED] == 1


def test_an_unconfirmed_receipt_is_no_ground_and_its_confirmation_brings_the_proposal(world: World) -> None:
    world.begin()
    world.at("2023-10-16 13:00")
    for code in ("D1", "D2", "D4", "D5", "D6"):
        world.assess(code)
    world.assess("D3", ("D3a", "D3b", "D3c"), ("D3d",))
    world.at("2023-10-18 10:00")
    world.decide(world.notice("papekande2.toml"))
    world.tick()
    world.at("2024-01-15 10:00")
    world.assess("D3", ("D3a", "D3b", "D3c"), ("D3d",))
    world.decide()
    assert world.case().open_proposal("D3") is None

    confirm_receipt(world.context, "1", date(2023, 10, 18), "kvittens", ANNA)

    assert world.case().open_proposal("D3") is not None


# ── transactions ──


def test_a_dry_run_changes_nothing_at_all(world: World) -> None:
    world.open(context=world.dry())
    assert world.events() == []
    world.begin()
    before = (len(world.events()), world.case())
    act = replace(world.notice("papekande1.toml"))
    with pytest.raises(Refused):
        request_plan(world.dry(), "1", act, ANNA)
    dispatch_count = world.kinds()
    grant_extension(world.dry(), "1", Extension(("R5",), date(2023, 9, 18), "skäl"), ANNA)
    mailbox_read(world.dry(), MAILBOX, world.clock.at, ANNA)

    assert (len(world.events()), world.case()) == before
    assert world.kinds() == dispatch_count


def test_who_looked_at_an_older_version_is_told_who_changed_what(world: World) -> None:
    world.begin()
    version = world.case().head.version
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "skäl"), BO)

    with pytest.raises(Stale) as found:
        confirm_receipt(world.context, "1", date(2023, 5, 22), "svar", ANNA, version=version)

    assert all(word in str(found.value) for word in ("bo", "anstånd beviljat", "Ingenting är gjort"))


def test_of_two_at_once_one_wins_and_the_other_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.begin()
    looked = threading.Event()
    answers: list[Exception | None] = []
    find = engine_module.find_case

    def look(*arguments: object) -> object:
        found = find(*arguments)  # type: ignore[arg-type]
        looked.set()
        return found

    def second() -> None:
        try:
            confirm_receipt(world.context, "1", date(2023, 5, 22), "svar", BO)
        except Stale as stale:
            answers.append(stale)
        else:
            answers.append(None)

    with work_on(world.context, "1", ANNA) as work:
        monkeypatch.setattr(engine_module, "find_case", look)
        thread = threading.Thread(target=second)
        thread.start()
        assert looked.wait(10)
        work.record(Kind.ASSESSED, {"verdicts": {}, "note": ""})
    thread.join()

    assert [type(answer) for answer in answers] == [Stale]
    assert "anna" in str(answers[0])
    assert world.kinds()[Kind.RECEIPT_CONFIRMED] == 1


def test_one_command_raises_the_version_once(world: World) -> None:
    world.begin()
    version = world.case().head.version
    world.at("2023-06-07 10:00")
    world.register("plan", arrived="2023-06-07 09:00")

    assert world.case().head.version == version + 1


def test_what_one_command_wrote_bears_one_act(world: World) -> None:
    world.begin()
    world.at("2023-06-07 10:00")
    work = world.register("plan", arrived="2023-06-07 09:00")

    assert len({e.act_id for e in world.events()[-7:]}) == 1
    assert len(work.recorded) == 7  # the submission, and a step for each of six deficiencies


def test_folding_the_events_gives_the_register(world: World) -> None:
    world.to_the_proposal()
    register_decision(world.context, "1", "D3", decision(world), ANNA)

    with reading(world.url) as reader:
        assert list(differences(reader)) == []


def test_a_register_that_somebody_has_written_into_is_found(world: World) -> None:
    from sqlalchemy import text

    from workflow.store.database import writing

    world.begin()
    with writing(world.context.engine) as connection:
        connection.execute(text("UPDATE deadline SET due_on = '2023-06-18' WHERE item = 'plan' AND deficiency = 'D1'"))

    with reading(world.url) as reader:
        assert len(list(differences(reader))) == 2  # the row that is there, and the row that ought to be
