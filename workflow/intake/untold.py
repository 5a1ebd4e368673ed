"""What has waited for a person since an earlier day is told to the controllers in the list of the day, once a mail."""

from notifications import outbox
from states.reminders import Role
from states.workdays import local_day, start_of_day
from workflow.actions.sort_mail import OF_NO_CASE, WAITING
from workflow.context import Context
from workflow.store import inbox
from workflow.store.database import taking_turns, writing
from workflow.store.inbox import CHAIN, Incoming, Status
from workflow.store.reader import Reader


def tell_of_waiting(context: Context) -> None:
    """Plan it, on a working day: it leaves with the list of that day (lifecycle, "Mails")."""
    now = context.clock.now()
    day = local_day(now)
    asked = {"before": start_of_day(day)}
    with context.engine.connect() as look:
        is_told = not Reader(look.connection.dbapi_connection).all(inbox.UNTOLD, **asked)
    if is_told or not context.calendar.is_workday(day):
        return
    with writing(context.engine) as connection:
        taking_turns(connection, CHAIN)
        reader = Reader(connection.connection.dbapi_connection)
        for mail in reader.all(inbox.UNTOLD, **asked):
            case = _case_of(reader, mail)
            intent = outbox.Intent(WAITING, mail.uuid, 1, "inkorgen", Role.CONTROLLER, case, "samlad")
            outbox.plan(connection, intent, now, "", "planerad")


def _case_of(reader: Reader, mail: Incoming) -> str:
    """The case that it has been sorted to; of a guess nothing is written in any case."""
    concerns = reader.all(inbox.CONCERNS_OF, mail=mail.uuid) if mail.status is Status.SORTED else []
    return min((one.case for one in concerns), default=OF_NO_CASE)
