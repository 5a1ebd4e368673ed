"""ärende tilldela: whose tasks and mails a case gives."""

from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.store import lookup
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def name_responsible(context: Context, case: str, user: str, actor: Actor, *, version: int | None = None) -> Work:
    """From now on; what has been mailed stands. Raises NotFound for somebody who is not in the register."""
    with commanding(context, case, actor, version=version) as work:
        person = lookup.person(work.reader, user)
        work.record(Kind.RESPONSIBLE_NAMED, {"responsible": person.user})
    return work
