"""What people do about mails that did not leave as they should: stop them, say that they are seen to, send them again."""

from tests.simulation.town import Town
from workflow.actions.mails import handle_mail, stop_mail
from workflow.actions.release import let_leave
from workflow.store.events import Actor

_MAILS = (
    "SELECT m.id, m.status, MIN(c.serial) FROM mail m JOIN planned_mail p ON p.mail_id = m.id "
    "JOIN followup_case c ON c.uuid = p.case_uuid WHERE m.status IN ('köad', 'oklart', 'nekad', 'ej avsänd') "
    "AND p.reason NOT LIKE 'avklarat av %' GROUP BY m.id, m.status ORDER BY m.id DESC LIMIT 12"
)


class MailWork:
    """`who` is whoever looks at the queue today."""

    def __init__(self, town: Town) -> None:
        self.town, self.dice = town, town.dice
        self.who = Actor("disa")

    def looks_at_the_queue(self) -> None:
        """One of the latest that have not left."""
        with self.town.reader() as reader:
            rows = reader.rows(_MAILS)
        if not rows:
            return
        mail, status, serial = self.dice.choice(rows)
        user = self.who.user
        if status == "köad":
            if self.dice.random() < 0.3:
                self.town.does(user, "epost stoppa", stop_mail, mail, "fel bilaga", self.who)
        elif status == "ej avsänd" or self.dice.random() < 0.5:
            self.town.does(user, "epost sänd", let_leave, str(serial), mail, "ska fram", self.who)
        else:
            self.town.does(user, "epost klar", handle_mail, mail, "ringde", self.who)
