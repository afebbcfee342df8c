"""Read tables that people write, and collect all that is wrong with them instead of stopping."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


class Table:
    """One table of a directive file. Every problem names the file and the place in it."""

    def __init__(self, content: Mapping[str, Any], where: str, problems: list[str]) -> None:
        self._content = dict(content)
        self.where = where
        self.problems = problems

    def complain(self, sentence: str) -> None:
        """Note a problem of this table."""
        self.problems.append(f"{self.where}: {sentence}")

    def has(self, key: str) -> bool:
        """Tell whether the key is there and not taken yet."""
        return key in self._content

    def text(self, key: str, default: str | None = None) -> str:
        """Take a text."""
        value = self._take(key, default)
        return str(self._checked(key, value, isinstance(value, str), "a text", ""))

    def flag(self, key: str, default: bool) -> bool:
        """Take true or false."""
        value = self._take(key, default)
        return bool(self._checked(key, value, isinstance(value, bool), "true or false", default))

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """Take a whole number that is not below `least`."""
        value = self._take(key, default)
        good = isinstance(value, int) and not isinstance(value, bool) and value >= least
        return int(self._checked(key, value, good, f"a whole number, {least} or more", least))

    def optional_whole(self, key: str) -> int | None:
        """Take a whole number, or None where the text says nothing."""
        return self.whole(key) if self.has(key) else None

    def wholes(self, key: str, default: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """Take a list of whole numbers."""
        value = self._take(key, default)
        good = isinstance(value, list | tuple) and all(type(item) is int for item in value)
        return tuple(self._checked(key, value, good, "a list of whole numbers", ()))

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Take a list of texts."""
        value = self._take(key, default)
        good = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
        return tuple(self._checked(key, value, good, "a list of texts", ()))

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """Take one of the choices."""
        value = self._take(key, default)
        expected = f"one of {', '.join(choices)}"
        return str(self._checked(key, value, value in choices, expected, choices[0]))

    def moment(self, key: str) -> date:
        """Take a date or an instant (which is a date too), as TOML or as ISO 8601 text."""
        value = self._take(key, None)
        if isinstance(value, str):
            value = _from_iso(value) or value
        good = isinstance(value, date)
        moment: date = self._checked(key, value, good, "a date such as 2020-03-08", date.max)
        return moment

    def day(self, key: str) -> date:
        """Take a date."""
        value = self.moment(key)
        if isinstance(value, datetime):
            self.complain(f"{key}: a date without a time is expected")
        return value

    def tables(self, key: str) -> list["Table"]:
        """Take a list of tables; none at all is a problem."""
        value = self._take(key, None)
        good = isinstance(value, list) and all(isinstance(item, Mapping) for item in value)
        rows = self._checked(key, value, good and bool(value), "one table or more", [])
        return [
            Table(row, f"{self.where}, {key} {number}", self.problems)
            for number, row in enumerate(rows, 1)
        ]

    def table(self, key: str) -> "Table":
        """Take a table inside this one."""
        value = self._take(key, None)
        content = self._checked(key, value, isinstance(value, Mapping), "a table", {})
        return Table(content, f"{self.where}, {key}", self.problems)

    def entries(self) -> list[str]:
        """List the keys that nobody has taken."""
        return list(self._content)

    def finish(self) -> None:
        """Complain of every key that nobody asked for: most likely a misspelling."""
        for key in self._content:
            self.complain(f"{key} is not a name used here: correct or remove it")

    def _take(self, key: str, default: Any) -> Any:
        return self._content.pop(key, default)

    def _checked(self, key: str, value: Any, good: bool, expected: str, fallback: Any) -> Any:
        if good:
            return value
        found = "is missing" if value is None else f"is {value!r}"
        self.complain(f"{key} {found}: {expected} is expected")
        return fallback


def _from_iso(value: str) -> date | datetime | None:
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(value)
        except ValueError:
            continue
    return None
