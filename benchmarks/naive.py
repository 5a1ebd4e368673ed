"""The same work as a straightforward program would do it: SQLModel objects in a session, `transitions` on an object.

It reads the same facts and writes the same rows in the same tables, also both events with their chain. It has no
rules beyond the machine's, no reasons, no version check and no clock.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select
from transitions import Machine

from notifications.tables import PlannedMail
from states.lifecycle import EDGES, START
from states.state import State
from states.trigger import Trigger
from workflow.importers.notice_file import NoticeFile
from workflow.store.kinds import Kind
from workflow.store.tables import (
    DeadlineRow,
    DeficiencyRow,
    Demand,
    EventBody,
    EventHead,
    FindingRow,
    FollowupCase,
    NoticeRow,
    NoticeSubpoint,
    ProposalRow,
    SubpointRow,
)


class Lifecycle:
    """A deficiency's machine."""

    def __init__(self, state: str) -> None:
        """Begin in the stored state."""
        edges = [[edge.trigger.value, edge.start.value, edge.end.value] for edge in EDGES]
        states = [known.value for known in State]
        self.machine = Machine(self, states, initial=START.value, transitions=edges, auto_transitions=False)
        self.machine.set_state(state)


def request_plan(engine: Engine, serial: int, notice: NoticeFile, document: Path, now: datetime) -> None:
    """begär-plan for the one deficiency that the notice names."""
    with Session(engine) as session:
        case = session.exec(select(FollowupCase).where(FollowupCase.serial == serial)).one()
        facts = {model: _facts(session, model, case.uuid) for model in _FACTS}
        uuid = _new_notice(session, case, notice, document, len(facts[NoticeRow]) + 1, now)
        (deficiency,) = (row for row in facts[DeficiencyRow] if row.code == notice.papekande.delbrister[0][:-1])
        _new_rows(session, case, notice, uuid, deficiency.code)
        _event(session, case, Kind.NOTICE_DECIDED, notice.model_dump(mode="json"), now)
        lifecycle = Lifecycle(deficiency.state)
        lifecycle.trigger(Trigger.REQUEST_PLAN.value)  # type: ignore[attr-defined]
        deficiency.state, deficiency.state_since_on = lifecycle.state, str(now.date())  # type: ignore[attr-defined]
        _event(session, case, Kind.STATE_TAKEN, {"deficiency": deficiency.code, "to": deficiency.state}, now)
        session.add(_covering_mail(case, uuid, now))
        case.version += 1
        session.commit()


_FACTS: tuple[type[Any], ...] = (DeficiencyRow, SubpointRow, NoticeRow, DeadlineRow, FindingRow, ProposalRow)


def _facts(session: Session, model: type[Any], case: str) -> Sequence[Any]:
    return session.exec(select(model).where(col(model.case_uuid) == case)).all()


def _new_notice(
    session: Session, case: FollowupCase, notice: NoticeFile, document: Path, number: int, now: datetime
) -> str:
    row = NoticeRow(
        uuid=str(uuid4()),
        case_uuid=case.uuid,
        number=number,
        decided_on=str(notice.papekande.beslutat),
        registered_at=now.isoformat(),
        document=hashlib.sha256(document.read_bytes()).hexdigest(),
        document_name=document.name,
        look_again_at=(now + timedelta(days=2)).isoformat(),
    )
    session.add(row)
    session.flush()
    return row.uuid


def _new_rows(session: Session, case: FollowupCase, notice: NoticeFile, uuid: str, deficiency: str) -> None:
    table = notice.papekande
    dates = {"plan": table.plan_senast} | {demand.kod: table.handlingar_senast for demand in notice.begard_handling}
    rows: list[SQLModel] = [NoticeSubpoint(notice_uuid=uuid, subpoint=code) for code in table.delbrister]
    rows += [Demand(notice_uuid=uuid, code=d.kod, name=d.namn, in_text_only=0) for d in notice.begard_handling]
    rows += [
        DeadlineRow(
            case_uuid=case.uuid,
            cause=uuid,
            length="",
            deficiency=deficiency,
            kind="åtgärdsplan senast" if item == "plan" else "handlingar senast",
            item=item,
            version=1,
            due_on=str(due_on),
            status="vilande",
            subpoints=",".join(table.delbrister),
        )
        for item, due_on in dates.items()
    ]
    session.add_all(rows)


def _event(session: Session, case: FollowupCase, kind: Kind, content: dict[str, Any], now: datetime) -> None:
    chain = f"ärende:{case.uuid}"
    ends = select(EventHead).where(EventHead.chain == chain).order_by(col(EventHead.number).desc()).limit(1)
    last = session.exec(ends).one()
    body = json.dumps(content, sort_keys=True)
    about = {"chain": chain, "number": last.number + 1, "kind": kind.value, "previous": last.hash}
    head = json.dumps(about | {"body_hash": hashlib.sha256(body.encode()).hexdigest()}, sort_keys=True)
    row = EventHead(
        chain=chain,
        number=last.number + 1,
        head=head,
        hash=hashlib.sha256(head.encode()).hexdigest(),
        kind=kind.value,
        effective_on=str(now.date()),
        recorded_at=now.isoformat(),
        actor="anna",
        act_id=str(uuid4()),
    )
    session.add(row)
    session.flush()
    session.add(EventBody(head_hash=row.hash, salt=uuid4().hex, body=body))


def _covering_mail(case: FollowupCase, notice: str, now: datetime) -> PlannedMail:
    return PlannedMail(
        uuid=str(uuid4()),
        cause_kind="notice",
        cause_id=notice,
        cause_version=1,
        rung="påpekande",
        recipient_role="utförare",
        case_uuid=case.uuid,
        bundle="ensam",
        planned_at=now.isoformat(),
        status="planerad",
        reason="",
    )
