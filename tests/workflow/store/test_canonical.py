"""One byte string per value: what is hashed today is hashed alike for ever."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from workflow.store.canonical import canonical

KEYS = st.text(st.characters(codec="ascii"), max_size=8)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_the_text_is_that_of_rfc_8785(value: object) -> None:
    assert canonical(value).encode() == rfc8785.dumps(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [1.5, {"å": 1}, {1: "x"}, 2**53, {"a": [0.1]}], ids=repr)
def test_what_could_be_written_in_two_ways_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)
