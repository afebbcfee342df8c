"""Invented names and persons for property tests."""

from datetime import date

from hypothesis import strategies as st

from vungxanh.identity import Identity
from vungxanh.identity.shipped import rows

WORDS = sorted({row["word"] for row in rows("name_words.csv")})

words = st.sampled_from(WORDS)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)
marked = st.tuples(
    st.sampled_from("aăâeêioôơuưyđnhtgcmpqrxsAĐ"),
    st.sampled_from(["", "", " ", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]),
).map("".join)
texts = st.lists(marked).map("".join)
"""Letters with and without tones, also where no name has them."""


@st.composite
def persons(draw: st.DrawFn) -> Identity:
    """Draw a record; few values, so that fields often agree."""
    return Identity(
        person_id=draw(st.sampled_from("abcdefgh")),
        name=draw(st.one_of(st.just(""), names, st.sampled_from(["Vũ Thị Hòa", "vo thi hoa"]))),
        sex=draw(st.sampled_from(["", "female", "male"])),
        birth_date=draw(
            st.sampled_from([None, date(1985, 3, 4), date(1985, 4, 3), date(1985, 1, 1)])
        ),
        birth_year=draw(st.sampled_from([None, 1985, 1986])),
        phone=draw(st.sampled_from(["", "0162 234 5678", "0322345678", "0322345679", "none"])),
        identity_number=draw(st.sampled_from(["", "001185000123", "001185000124", "012345678"])),
        residence=draw(st.sampled_from(["", "số 5 ngõ 3", "so 5, ngo 3", "phường 1"])),
        unit=draw(st.sampled_from(["", "1", "2"])),
    )
