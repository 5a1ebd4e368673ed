import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.incoming.proposals import Line, Named, Proposal, propose

PLAN = Line("plan", "åtgärdsplan")
DEVIATIONS = Line("R2", "rutin för avvikelsehantering")
MEDICINE = Line("R3", "rutin för läkemedelshantering")
TRAINING = Line("R4", "utbildningsplan för personal")
KEYS = Line("R5", "rutin för nyckelhantering")
LINES = (PLAN, DEVIATIONS, MEDICINE, TRAINING, KEYS)


def one(document: Named) -> Proposal:
    [proposal] = propose(LINES, [document])
    return proposal


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Åtgärdsplan.docx", PLAN),
        ("atgardsplan_2026.pdf", PLAN),
        ("ÅTGÄRDSPLANEN v2.DOCX", PLAN),
        (unicodedata.normalize("NFD", "Åtgärdsplan.docx"), PLAN),
        ("Handlingsplan.docx", PLAN),
        ("Rutin för avvikelsehantering.docx", DEVIATIONS),
        ("Rutin avvikelser.docx", DEVIATIONS),
        ("Avvikelserutin.pdf", DEVIATIONS),
        ("RutinAvvikelsehantering.docx", DEVIATIONS),
        ("Lakemedelshantering rutin.docx", MEDICINE),
        ("laekemedelshantering.docx", MEDICINE),
        ("Läkemedelsrutin 2026.docx", MEDICINE),
        ("Utbildningsplan personalen.xlsx", TRAINING),
        ("rutin_nyckelhantering_v3.pdf", KEYS),
        ("Bilaga R2.pdf", DEVIATIONS),
        ("r-3.docx", MEDICINE),
        ("R 5 slutlig.docx", KEYS),
    ],
)
def test_a_file_is_clear_by_its_name(name: str, line: Line) -> None:
    proposal = one(Named(name))

    assert (proposal.line, proposal.is_clear) == (line, True), proposal


@pytest.mark.parametrize(
    ("text", "line"),
    [("Exempelomsorgen AB\nRutin för läkemedelshantering\nSkåpet är låst.", MEDICINE), ("Bilaga R5\nHur vi gör", KEYS)],
)
def test_a_file_without_a_telling_name_is_clear_by_its_heading(text: str, line: Line) -> None:
    proposal = one(Named("Dokument1.docx", text))

    assert (proposal.line, proposal.is_clear) == (line, True), proposal


def test_a_plan_that_could_be_read_is_clear_whatever_it_is_called() -> None:
    proposal = one(Named("svar.docx", "Till kommunen", has_plan=True))

    assert (proposal.line, proposal.is_clear) == (PLAN, True)
    assert proposal.reasons == ("innehåller en plan med aktiviteter, tid eller ansvarig",)


@pytest.mark.parametrize(
    "document",
    [
        Named("Rutin.pdf"),
        Named("Personal.xlsx"),
        Named("R2 och R3.pdf"),
        Named("Rutin R2 läkemedelshantering.pdf"),
        Named("svar.pdf", "Hej\n" * 10 + "Vi skickar rutin för läkemedelshantering senare."),
        Named("svar.pdf", "Hej\n" * 10 + "Rutin för läkemedelshantering, rutin för avvikelsehantering, åtgärdsplan."),
    ],
    ids=lambda document: document.name,
)
def test_what_could_be_several_or_is_only_mentioned_is_not_clear(document: Named) -> None:
    assert not one(document).is_clear


@pytest.mark.parametrize(
    "name", ["Kallelse.docx", "Faktura 1234.pdf", "scan0001.pdf", "", "R22.pdf", "Verksamhetsberättelse.pdf"]
)
def test_what_nothing_points_at_is_proposed_for_nothing(name: str) -> None:
    assert one(Named(name)).line is None


@pytest.mark.parametrize(
    "document",
    [
        Named("image001.png", media_type="image/png", size=200_000),
        Named("Logotyp åtgärdsplan.jpg"),
        Named("R2.gif", media_type="image/gif", size=4_000),
    ],
    ids=lambda document: document.name,
)
def test_a_logotype_is_never_proposed(document: Named) -> None:
    assert one(document) == Proposal(document, None, 0, ("en logotyp, en underskrift eller ett visitkort",))


def test_a_photograph_of_a_document_is_proposed_by_its_name() -> None:
    assert one(Named("Rutin R2.jpg", media_type="image/jpeg", size=2_000_000)).line == DEVIATIONS


def test_two_files_may_be_clear_for_the_same_line() -> None:
    found = propose(LINES, [Named("Åtgärdsplan del 1.docx"), Named("Åtgärdsplan del 2.docx")])

    assert [(proposal.line, proposal.is_clear) for proposal in found] == [(PLAN, True), (PLAN, True)]


def test_the_reasons_are_told() -> None:
    proposal = one(Named("R2 Rutin för avvikelsehantering.docx"))

    assert proposal.reasons == ('ord ur "rutin för avvikelsehantering" står i namnet (100 %)', "R2 står i namnet")


def test_without_a_checklist_nothing_is_proposed() -> None:
    assert propose([], [Named("Åtgärdsplan.docx")])[0].line is None


@given(
    st.lists(st.builds(Line, st.text(max_size=4), st.text(max_size=20)), max_size=4),
    st.builds(Named, st.text(), st.text(), st.text(), st.none() | st.integers(0), st.booleans()),
)
def test_any_words_give_one_proposal_between_0_and_100(lines: list[Line], document: Named) -> None:
    [proposal] = propose(lines, [document])

    assert 0 <= proposal.score <= 100
    assert proposal.line is None or proposal.line in lines
