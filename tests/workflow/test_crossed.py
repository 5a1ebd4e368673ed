"""A reminder that left after its answer had come in, before that was registered, is explained afterwards.

The plan is due on 2023-06-08 (rapport Sov 609/2022 rad 22–23). The provider is reminded on the 5th, and again on the 12th
if the mailbox has been read.
"""

import re
from datetime import date

from notifications import claims
from notifications.smtp import Outcome, Result
from tests.workflow.test_corrections import mend
from tests.workflow.test_registers import SECOND, replace
from tests.workflow.world import ANNA, World, swedish, text_of
from workflow.actions.register_submission import Submission, register
from workflow.delivery import _settle
from workflow.store.database import writing
from workflow.store.kinds import Kind

EXPLAINED = "Om vår påminnelse"


def reminded(world: World) -> None:
    """On the 5th and on the 12th: somebody has said that the mailbox is read."""
    world.begin()
    for when in ("2023-06-05 09:00", "2023-06-12 08:00"):
        world.at(when)
        world.tick()
    world.read_mailbox()
    world.at("2023-06-12 09:00")
    world.tick()
    assert world.subjects().count("Påminnelse") == 2
    world.at("2023-06-13 10:00")


def explanations(world: World) -> list[str]:
    world.tick()
    return [text_of(m) for m in world.letters() if str(m["Subject"]).startswith(EXPLAINED)]


def test_a_reminder_that_crossed_with_the_plan_is_explained_once(world: World) -> None:
    reminded(world)
    world.register("plan", arrived="2023-06-08 23:41")
    world.register("övrigt", arrived="2023-06-09 08:00")

    (told,) = explanations(world)
    assert (
        "Vår påminnelse den 2023-06-12 gick innan vi hade registrerat det ni skickade, som kom in den 2023-06-08:"
        in told
    )
    assert "- åtgärdsplan för D1, D2, D3, D4, D5, D6" in told
    assert "Ni behöver inte svara på påminnelsen." in told


def test_a_plan_that_came_before_both_reminders_crossed_with_both(world: World) -> None:
    reminded(world)
    world.register("plan", arrived="2023-06-02 10:00")

    (told,) = explanations(world)
    assert "Vår påminnelse den 2023-06-05 och den 2023-06-12 gick innan" in told


def test_the_explanation_judges_nothing(world: World) -> None:
    reminded(world)
    world.register("plan", arrived="2023-06-09 07:00")

    (told,) = explanations(world)
    assert not re.search(r"\b(senast|sen|sent|i tid|försenad)\b", told)


def test_a_reminder_to_which_the_answer_came_is_not_explained(world: World) -> None:
    reminded(world)
    world.register("plan", arrived="2023-06-13 08:00")

    assert explanations(world) == []


def test_an_answer_the_same_day_after_the_reminder_is_not_explained(world: World) -> None:
    reminded(world)
    world.register("plan", arrived="2023-06-12 09:30")

    assert explanations(world) == []


def test_a_letter_that_counts_from_the_day_before_the_reminder_crossed_with_it(world: World) -> None:
    # 22 § andra stycket förvaltningslagen: post counts from the nearest working day before
    reminded(world)
    submission = Submission(("plan",), swedish("2023-06-12 10:30"), "post", counted_on=date(2023, 6, 9))
    register(world.context, "1", submission, ANNA)

    (told,) = explanations(world)
    assert "kom in den 2023-06-09" in told


def test_what_the_reminder_still_asks_for_is_not_said_to_be_done(world: World) -> None:
    reminded(world)
    world.register("plan:D1", arrived="2023-06-08 12:00")

    (told,) = explanations(world)
    assert "- åtgärdsplan för D1" in told.splitlines()
    assert "Ni behöver inte svara på påminnelsen i den delen." in told


def test_what_nobody_was_reminded_of_needs_no_explanation(world: World) -> None:
    reminded(world)
    world.register("R1", arrived="2023-06-01 12:00")

    assert explanations(world) == []


def test_a_mail_that_did_not_leave_crossed_with_nothing(world: World) -> None:
    world.begin()
    world.sink.rcpt = "550 no such user"
    world.at("2023-06-05 09:00")
    world.tick()
    world.sink.rcpt = "250 OK"
    world.register("plan", arrived="2023-06-04 09:00")

    assert explanations(world) == []


def test_the_explanation_goes_to_who_is_the_contact_now(world: World) -> None:
    reminded(world)
    replace(world)
    world.register("plan", arrived="2023-06-08 23:41")
    world.tick()

    assert world.subjects(SECOND) == [EXPLAINED]


def test_an_answer_that_is_registered_while_the_reminder_is_on_its_way_is_explained(world: World) -> None:
    world.begin()
    world.at("2023-06-05 09:00")
    world.sink.rcpt = "451 later"
    world.tick()
    with writing(world.context.engine) as connection:
        (mail,) = claims.take(connection, [2])
        claims.begin(connection, mail)
    world.register("plan", arrived="2023-06-05 08:59")
    world.sink.rcpt = "250 OK"
    _settle(world.context, mail, Result(Outcome.SENT, "250 OK"), world.clock.at)

    (told,) = explanations(world)
    assert "påminnelse den 2023-06-05" in told


def test_an_explanation_that_has_not_left_is_struck_with_its_submission(world: World) -> None:
    reminded(world)
    world.register("plan", arrived="2023-06-08 23:41")
    mend(world, Kind.SUBMISSION_REGISTERED, is_void=True)

    assert explanations(world) == []
    assert "rättat" in world.struck()


def test_an_explanation_is_not_sent_once_the_arrival_is_corrected_to_after_the_reminder(world: World) -> None:
    reminded(world)
    world.register("plan", arrived="2023-06-08 23:41")
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-13 09:00"))

    assert explanations(world) == []
    assert "svaret är rättat: påminnelsen var riktig" in world.struck()


def test_an_arrival_that_is_corrected_to_before_the_reminder_is_explained(world: World) -> None:
    reminded(world)
    world.register("plan", arrived="2023-06-13 09:00")
    mend(world, Kind.SUBMISSION_REGISTERED, arrived_at=swedish("2023-06-08 23:41"))

    assert len(explanations(world)) == 1


def test_a_correction_names_the_explanation_that_has_left(world: World) -> None:
    reminded(world)
    world.register("plan", arrived="2023-06-08 23:41")
    world.tick()
    corrected = mend(world, Kind.SUBMISSION_REGISTERED, is_void=True)

    assert any("(korsade) till vera@bjorken.example" in line for line in corrected.consequences.already_mailed)
