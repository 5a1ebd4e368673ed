"""A small municipality with something of everything: mails that left, waited and were lost, corrections, every register.

Two cases of the demonstration (rapport Sov 609/2022): the first until a breach is proposed, the second in between.
"""

from datetime import date, timedelta

from tests.workflow.world import ANNA, BO, World, swedish
from workflow.actions.correct import Change, correct
from workflow.actions.decide_notice import request_plan
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.meetings import Booking, book
from workflow.actions.pause_reminders import pause
from workflow.actions.questions import Asked, ask
from workflow.actions.withdraw import withdraw
from workflow.actions.write_note import OfficialNote, write_note
from workflow.store.kinds import Kind


def play(world: World) -> None:
    """Until 2 February 2024."""
    world.to_the_proposal()
    world.tick()
    _second_case(world)
    _corrected(world)
    _unfinished_mails(world)


def _second_case(world: World) -> None:
    context, case = world.context, "2"
    world.at("2024-01-16 10:00")
    world.open(case, handlaggare="disa")
    first = {
        "2023-05-22": "2024-01-16", "2023-06-08": "2024-01-30", "2023-09-04": "2024-02-12",
    }  # fmt: skip
    request_plan(context, case, world.notice(**first), ANNA)
    world.tick()
    withdraw(context, case, "D6", None, "Fel enhet", BO)
    grant_extension(context, case, Extension(("R5",), date(2024, 2, 19), "Semester"), ANNA)
    ask(context, case, "D3", Asked("Vem ansvarar?", date(2024, 2, 1)), ANNA)
    write_note(context, case, "D3", OfficialNote("telefon", "Rutinen är på väg", party="verksamhetschefen"), ANNA)
    book(context, case, Booking(swedish("2024-02-20 13:00"), "Exempelgatan 1"), ANNA)
    pause(context, case, date(2024, 1, 31), "Dialog pågår", ANNA)
    world.tick()


def _corrected(world: World) -> None:
    world.at("2024-01-29 09:00")
    world.register("plan", arrived="2024-01-29 08:00", case="2")
    registered = [event.number for event in world.events() if event.kind == Kind.SUBMISSION_REGISTERED][-1]
    change = Change(arrived_at=swedish("2024-01-26 15:00"))
    correct(world.context, "2", registered, change, "Läste fel i loggen", ANNA)
    world.tick()


def _unfinished_mails(world: World) -> None:
    """One is refused, one is answered by nobody, one waits."""
    world.at("2024-02-02 10:00")
    for minutes, (data, place) in enumerate([("550 no", "Rum 2"), ("drop", "Rum 3"), ("451 later", "Rum 4")]):
        world.sink.data = data
        world.clock.at += timedelta(minutes=minutes)
        book(world.context, "1", Booking(swedish("2024-02-21 13:00"), place), ANNA)
        world.tick()
