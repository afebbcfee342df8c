"""What reading a bulletin gives. Every value carries the words that it was read from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from vungxanh.geography import Address

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value and where it was read: `words` are `text[start:end]`, as they stand there."""

    value: T
    start: int
    end: int
    words: str


class Sex(StrEnum):
    """As the registry writes it."""

    FEMALE = "female"
    MALE = "male"


class TravelKind(StrEnum):
    """What somebody travelled by."""

    FLIGHT = "flight"
    TRAIN = "train"
    BUS = "bus"


@dataclass(frozen=True, slots=True)
class Travel:
    """A flight, train or bus: its number, the day and the seat where they are told."""

    kind: TravelKind
    number: Read[str]
    on: Read[date] | None
    seat: Read[str] | None


@dataclass(frozen=True, slots=True)
class Mention:
    """Another patient whom the words about a case name.

    `relation` is `contact`, `family`, `travel` or, where nothing is said, "".
    """

    number: Read[int]
    relation: str


@dataclass(frozen=True, slots=True)
class ReportedCase:
    """One patient as the bulletin tells of them; None is what it does not tell.

    `doubt` says what a person should look at before anything else, "" if nothing.
    """

    number: Read[int]
    sex: Read[Sex] | None = None
    age: Read[int] | None = None
    birth_year: Read[int] | None = None
    nationality: Read[str] | None = None
    address: Read[Address] | None = None
    entry: Read[date] | None = None
    onset: Read[date] | None = None
    specimen: Read[date] | None = None
    confirmation: Read[date] | None = None
    admission: Read[date] | None = None
    hospital: Read[str] | None = None
    travels: tuple[Travel, ...] = ()
    mentions: tuple[Mention, ...] = ()
    doubt: str = ""

    @property
    def code(self) -> str:
        """Name the case as the ministry does."""
        return f"BN{self.number.value}"

    def fields(self) -> tuple[tuple[str, Read[object]], ...]:
        """Give every value that was read, with the name of its field."""
        found: list[tuple[str, Read[object] | None]] = [
            (name, getattr(self, name)) for name in SINGLE
        ]
        for travel in self.travels:
            found += [("travel", travel.number), ("travel_on", travel.on), ("seat", travel.seat)]  # type: ignore[list-item]
        found += [("mention", mention.number) for mention in self.mentions]  # type: ignore[misc]
        return tuple((name, read) for name, read in found if read is not None)


SINGLE = (
    "number",
    "sex",
    "age",
    "birth_year",
    "nationality",
    "address",
    "entry",
    "onset",
    "specimen",
    "confirmation",
    "admission",
    "hospital",
)
"""Fields that a case has at most once, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A text with the cases it tells of, in the order of their numbers."""

    text: str
    published: date
    cases: tuple[ReportedCase, ...]
