"""What a passenger list holds once it is read: passengers, and the lines that could not be read."""

from dataclasses import dataclass
from datetime import date

from vungxanh.manifests.seats import Seat


@dataclass(frozen=True, slots=True)
class Passenger:
    """One person of the list. `line` is where it stood; "" and None are what the list left out.

    `boarded` is None where the list does not say. `cabin` is the class or coach; a member of the
    crew has a `role`, and for them `cabin` is the section they served.
    """

    line: int
    name: str
    seat: Seat | None = None
    identity: str = ""
    phone: str = ""
    nationality: str = ""
    birth: date | None = None
    boarded: bool | None = None
    role: str = ""
    cabin: str = ""

    @property
    def coach(self) -> str:
        """Where they sat as a part of the vehicle: the coach of the seat, else the cabin told."""
        return (self.seat.coach if self.seat else "") or self.cabin


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that is kept as it was, and why it could not be read (an English msgid)."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A list read whole. A line stands in `passengers` or in `unread`, never in both."""

    passengers: tuple[Passenger, ...]
    unread: tuple[Unread, ...]
