"""The two-notice rule a second time: facts flattened into tables and one SQL question.

Written from the readings alone (domain.md A1–A51, lifecycle.md "Notice" and "Deadlines"), by somebody who had not
seen states/breach.py, states/deadlines.py or states/receipt.py. It shares nothing with them but the facts, the rule
set and which days are working days; how these are counted it does itself.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from states.facts import CaseFacts
from states.ruleset import Ruleset
from states.workdays import Calendar

FIRST_DAY, LAST_DAY = date(2022, 1, 1), date(2026, 12, 31)  # the days that the calendar tables know

SCHEMA = """
CREATE TABLE workday (serial INTEGER PRIMARY KEY, day INTEGER);        -- working days, numbered
CREATE TABLE calendar (day INTEGER PRIMARY KEY, workdays INTEGER, on_or_after INTEGER);  -- workdays: so far, that day too
CREATE TABLE deficiency (code TEXT, state TEXT);
CREATE TABLE point (code TEXT, deficiency TEXT, withdrawn INTEGER);
CREATE TABLE notice (nr INTEGER, uuid TEXT, decided INTEGER, dispatched INTEGER, received INTEGER, bounced INTEGER, resent INTEGER);
CREATE TABLE names (notice TEXT, point TEXT);
CREATE TABLE line (id INTEGER, notice TEXT, deficiency TEXT, kind TEXT, item TEXT, due INTEGER, status TEXT);
CREATE TABLE answers (line INTEGER, point TEXT);
CREATE TABLE finding (decision TEXT, day INTEGER, point TEXT, verdict TEXT);
CREATE TABLE proposal (deficiency TEXT, decision TEXT, settled TEXT);
"""

QUESTION = """
WITH
latest AS (         -- what was last found of each delbrist
  SELECT point, day, decision, verdict FROM finding
  WHERE NOT EXISTS (SELECT 1 FROM finding later WHERE later.point = finding.point AND later.day > finding.day)
),
remedied AS (       -- A24: what comes back after this day starts again at notice 1
  SELECT point, max(day) AS day FROM finding WHERE verdict = 'åtgärdad' GROUP BY point
),
sent AS (           -- A51: sent again is the same notice, with a new day for its receipt only; A33: presumed from when
  SELECT notice.*, coalesce(resent, dispatched) AS sent,
         bounced IS NOT NULL AND (resent IS NULL OR resent < bounced) AS lost
  FROM notice WHERE dispatched IS NOT NULL
),
arrived AS (
  SELECT sent.*, CASE WHEN NOT lost THEN workday.day END AS presumed
  FROM sent
  LEFT JOIN calendar ON calendar.day = sent.sent
  LEFT JOIN workday ON workday.serial = calendar.workdays + :presumption
),
chain AS (          -- A2, A3: the dispatched notices that name the delbrist
  SELECT latest.point, arrived.nr, arrived.uuid,
         received IS NOT NULL OR coalesce(presumed <= latest.day, 0) AS counts
  FROM latest
  JOIN names ON names.point = latest.point
  JOIN arrived ON arrived.uuid = names.notice
  LEFT JOIN remedied ON remedied.point = latest.point
  WHERE remedied.day IS NULL OR arrived.decided > remedied.day
),
pointed_out AS (    -- A1: whose time is the prescribed one
  SELECT point, CASE :rule WHEN 'efter andra tiden' THEN max(nr) WHEN 'vid andra påpekandet' THEN min(nr) END AS nr
  FROM chain GROUP BY point HAVING count(*) >= :occasions AND sum(counts) >= :occasions
),
candidate AS (      -- A4, A43: evidence_due before remedy_within; the delbrist's own lines, else "*", else all
  SELECT pointed_out.point, line.due,
         CASE kind WHEN 'handlingar senast' THEN 0 ELSE 10 END
         + CASE WHEN EXISTS (SELECT 1 FROM answers WHERE answers.line = line.id AND answers.point = pointed_out.point) THEN 0
                WHEN item = '*' THEN 1 ELSE 2 END AS rank
  FROM pointed_out
  JOIN notice ON notice.nr = pointed_out.nr
  JOIN line ON line.notice = notice.uuid
  WHERE line.deficiency = :deficiency AND kind IN ('handlingar senast', 'åtgärdat inom')
    AND status NOT IN ('flyttad', 'avbruten')
),
prescribed AS (     -- the last of them; one day okänt and the time is okänt
  SELECT point, max(due) AS due FROM candidate
  WHERE rank = (SELECT min(rank) FROM candidate other WHERE other.point = candidate.point)
  GROUP BY point HAVING count(due) = count(*)
),
lapse AS (          -- A15: the calendar day after the effective end
  SELECT point, on_or_after + 1 AS day FROM prescribed JOIN calendar ON calendar.day = prescribed.due
)
SELECT point.code
FROM point
JOIN deficiency ON deficiency.code = point.deficiency
JOIN latest ON latest.point = point.code
JOIN lapse ON lapse.point = point.code
WHERE :regime = 'extern' AND :outcome = 'avtalsbrott'                       -- A37
  AND deficiency.code = :deficiency AND deficiency.state IN ('kvarstår', 'väsentligt avtalsbrott')
  AND point.withdrawn IS NULL                                               -- A32
  AND latest.verdict = 'kvarstår' AND latest.day >= lapse.day               -- A3, A20
  AND NOT EXISTS (                                                          -- A47
    SELECT 1 FROM proposal
    WHERE proposal.deficiency = :deficiency AND proposal.decision = latest.decision AND proposal.settled = 'avstådd'
  )
"""


@dataclass(frozen=True)
class Evaluator:
    """Answers for one calendar. Every question leaves the tables of facts empty behind it."""

    database: sqlite3.Connection

    def holds_for(self, case: CaseFacts, deficiency: str, ruleset: Ruleset) -> set[str]:
        """The sub-points for which the preconditions on the ground "två påpekanden" hold."""
        self._fill(case)
        given = {
            "deficiency": deficiency,
            "regime": case.head.regime.value,
            "outcome": ruleset.outcome.value,
            "rule": ruleset.breach_rule.value,
            "occasions": ruleset.breach_occasions,
            "presumption": ruleset.receipt_presumption_workdays,  # NULL: no day is ever presumed
        }
        found = {code for (code,) in self.database.execute(QUESTION, given)}
        self.database.rollback()
        return found

    def _fill(self, case: CaseFacts) -> None:
        self._insert("deficiency", [(d.code, d.state.value) for d in case.deficiencies])
        self._insert("point", [(p.code, p.deficiency, _number(p.withdrawn_on)) for p in case.subpoints])
        self._insert(
            "notice",
            [
                (nr, n.uuid, *map(_number, (n.decided_on, n.dispatched_on, n.received_on, n.bounced_on, n.resent_on)))
                for nr, n in enumerate(case.notices)
            ],
        )
        self._insert("names", [(n.uuid, point) for n in case.notices for point in n.subpoints])
        self._insert(
            "line",
            [
                (nr, r.cause, r.deficiency, r.kind.value, r.item, _number(r.due_on), r.status.value)
                for nr, r in enumerate(case.deadlines)
            ],
        )
        self._insert("answers", [(nr, point) for nr, r in enumerate(case.deadlines) for point in r.subpoints])
        self._insert(
            "finding", [(f.decision, _number(f.effective_on), f.subpoint, f.verdict.value) for f in case.findings]
        )
        self._insert(
            "proposal", [(p.deficiency, p.decision, p.settled.value if p.settled else None) for p in case.proposals]
        )

    def _insert(self, table: str, rows: list[tuple[object, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self.database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


@contextmanager
def evaluator(calendar: Calendar) -> Iterator[Evaluator]:
    """An empty database that knows the calendar's working days."""
    database = sqlite3.connect(":memory:")
    try:
        database.executescript(SCHEMA)
        workdays: list[int] = []
        waiting: list[int] = []  # red days that wait for the next working day
        rows: list[list[int]] = []
        for day in range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1):
            waiting.append(len(rows))
            if calendar.is_workday(date.fromordinal(day)):
                workdays.append(day)
            rows.append([day, len(workdays), 0])
            if workdays and workdays[-1] == day:
                for index in waiting:
                    rows[index][2] = day
                waiting.clear()
        database.executemany("INSERT INTO workday VALUES (?, ?)", enumerate(workdays, start=1))
        database.executemany("INSERT INTO calendar VALUES (?, ?, ?)", (row for row in rows if row[2]))
        database.commit()
        yield Evaluator(database)
    finally:
        database.close()


def _number(day: date | None) -> int | None:
    if day is None:
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} is not in the evaluator's calendar")
    return day.toordinal()
