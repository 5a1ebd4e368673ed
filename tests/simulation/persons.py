"""The municipality's people: who is there, who stands in, who comes and leaves, and what they do in a day."""

from datetime import timedelta

from states.ruleset import Ruleset
from tests.simulation.papers import case_text
from tests.simulation.providers import Unit
from tests.simulation.town import Town
from workflow.actions.open_case import open_case
from workflow.actions.people import Validity, add_person, change_person, name_substitute
from workflow.actions.providers import ContactOrder, replace_contact
from workflow.actions.read_mailbox import mailbox_read
from workflow.actions.register import registering
from workflow.config import Person
from workflow.context import Context
from workflow.demo.story import MAILBOX
from workflow.importers.case_file import read_case
from workflow.store.events import Actor
from workflow.store.lookup import unit as unit_named

CONTROLLER, DECIDER = "avtalscontroller", "enhetschef"


class Staff:
    """Those who have a role, by user name; some of them leave, and others come."""

    def __init__(self, town: Town) -> None:
        self.town, self.dice = town, town.dice
        self.here = {"disa": CONTROLLER, "egon": DECIDER}
        self._came = 0
        for role in (CONTROLLER, CONTROLLER, DECIDER):
            self.somebody_comes(role)

    def somebody(self) -> Actor:
        """A controller, as who looks at a case today."""
        return Actor(self.dice.choice([user for user, role in self.here.items() if role == CONTROLLER]))

    def somebody_comes(self, role: str) -> None:
        self._came += 1
        user = f"anst{self._came}"
        person = Person(user, f"Anställd {self._came}", role, f"{user}@exempelkommunen.example")

        def enter(context: Context) -> None:
            with registering(context, Actor("disa")) as registry:
                add_person(registry, person, Validity(self.town.today))

        if self.town.does("disa", "person ny", enter):
            self.here[user] = role

    def somebody_leaves(self) -> None:
        """Mostly after another has come; the last of a role stays."""
        user = self.dice.choice(sorted(self.here))
        role = self.here[user]
        if sum(1 for other in self.here.values() if other == role) == 1:
            self.somebody_comes(role)
            return

        def leave(context: Context) -> None:
            with registering(context, Actor("disa")) as registry:
                change_person(registry, user, {"valid_to": self.town.today - timedelta(days=1)})

        if self.town.does("disa", "person ändra", leave):
            del self.here[user]

    def somebody_stands_in(self) -> None:
        """For some days or weeks from today."""
        user, stand_in = self.dice.sample(sorted(self.here), 2)
        until = self.town.today + timedelta(days=self.dice.randint(1, 25))

        def enter(context: Context) -> None:
            with registering(context, Actor("disa")) as registry:
                name_substitute(registry, user, stand_in, self.town.today, until)

        self.town.does("disa", "ersättare", enter)

    def reads_the_mailbox(self) -> None:
        self.town.does(self.somebody().user, "brevlåda läst", _read, self.town.now - timedelta(minutes=10))

    def opens_a_case(self, units: list[Unit]) -> None:
        """Of a unit whose agreement holds."""
        unit = self.dice.choice(units)
        number = len(self.town.cases) + 1
        responsible = self.dice.choice(("", self.somebody().user))
        rules: Ruleset = self.town.context.rulesets[unit.rules][0]
        text = case_text(self.dice, unit, rules, self.town.today, number, responsible)
        file = read_case(self.town.world.file("arende.toml", text))

        def open_it(context: Context) -> None:
            serial = open_case(context, file, self.somebody())
            self.town.cases[serial] = unit

        self.town.does("disa", "ärende ny", open_it)

    def a_contact_changes(self, units: list[Unit]) -> None:
        """From today; what has not been sent goes to the new one."""
        unit = self.dice.choice([unit for unit in units if unit.number in {u.number for u in self.town.cases.values()}])
        old, new = unit.address, unit.next_address()

        def replace_it(context: Context) -> None:
            with registering(context, Actor("disa")) as registry:
                line = unit_named(registry.reader, f"{unit.provider}/{unit.name}")
                replace_contact(registry, line, old, ContactOrder("Ny Kontakt", new))

        if self.town.does("disa", "kontakt byt", replace_it):
            unit.address = new


def _read(context: Context, until: object) -> None:
    mailbox_read(context, MAILBOX, until, Actor("disa"))  # type: ignore[arg-type]
