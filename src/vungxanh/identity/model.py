"""From agreement to probability: the model of Fellegi and Sunter with three classes of pairs.

A pair of records is of *one person*, of *one household*, or of *strangers*. For each class a table
holds how probable each level of each comparison is. The household is a class of its own because
its members share telephone, address and family name at once: taken for strangers they would look
like one person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vungxanh.identity import shipped
from vungxanh.identity.comparing import Levels
from vungxanh.identity.levels import COLUMN, COMPARISONS, UNKNOWN, Birth, Name, Number, Phone
from vungxanh.identity.mixture import Mixture, log_joint

Floats = NDArray[np.float64]
PERSON, HOUSEHOLD, STRANGER = range(3)
CLASSES = "same_person", "household", "stranger"

DUPLICATES = 0.05
"""Further records of the same person, for an average record; chosen."""
RELATIVES = 3.0
"""Records of the same household, for an average record; chosen."""
NEVER = -100.0
"""Score of a pair that is two persons whatever else is said."""


@dataclass(frozen=True)
class Model:
    """Probabilities of levels, by comparison: a table of classes x levels (rows sum to 1)."""

    tables: Mapping[str, Floats]
    duplicates: float = DUPLICATES
    relatives: float = RELATIVES

    def mixture(self, population: int) -> Mixture:
        """Give the classes among all pairs of a registry of so many records."""
        others = max(population - 1, 1)
        shares = np.array([self.duplicates / others, self.relatives / others, 1.0])
        return Mixture(shares / shares.sum(), tuple(self.tables[name] for name in COMPARISONS))

    def scores(self, vectors: Levels, rarity: Floats, population: int) -> Floats:
        """Give log2 of the odds that each pair is one person: 0 is even, 10 a thousand to one.

        `rarity` is log2 of the factor on strangers' agreement in the name (`name_rarity`);
        `population` the number of records that the pair was chosen from.
        """
        joint = log_joint(self.mixture(population), vectors) / np.log(2)
        strangers = joint[:, STRANGER] + rarity
        scores = joint[:, PERSON] - np.logaddexp2(joint[:, HOUSEHOLD], strangers)
        return np.where(_two_persons(vectors), NEVER, scores)


def probability(score: Floats) -> Floats:
    """Turn log2 odds into a probability."""
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(score, NEVER, -NEVER))))


def _two_persons(vectors: Levels) -> NDArray[np.bool_]:
    """Other tones are another person, unless identity number, birth date or telephone agree."""
    phone = vectors[:, COLUMN["phone"]]
    supported = (
        (vectors[:, COLUMN["identity"]] == Number.SAME)
        | (vectors[:, COLUMN["birth"]] == Birth.SAME)
        | (phone == Phone.SAME)
        | (phone == Phone.SHARED)
    )
    return np.asarray((vectors[:, COLUMN["name"]] == Name.OTHER_TONES) & ~supported)


def evidence(model: Model, vector: Levels) -> dict[str, float]:
    """Tell what each comparison of one pair adds to the score, in log2, against strangers.

    The rarity of the name and the class of households are left out: this is to be read.
    """
    told = {}
    for name, column in COLUMN.items():
        level = int(vector[column])
        table = model.tables[name]
        if level != UNKNOWN:
            told[name] = float(np.log2(table[PERSON, level] / table[STRANGER, level]))
    return told


@cache
def shipped_model() -> Model:
    """Give the model that the package ships."""
    return model_of(shipped.rows("model.csv"))


def model_of(rows: list[dict[str, str]]) -> Model:
    """Read a model from rows: comparison, level (its name), a column for each of CLASSES."""
    tables = {}
    for name, levels in COMPARISONS.items():
        known = {row["level"]: row for row in rows if row["comparison"] == name}
        wanted = [level.name.lower() for level in levels]
        if sorted(known) != sorted(wanted):
            raise ValueError(f"the levels of {name} are {', '.join(wanted)}")
        table = np.array([[float(known[level][group]) for level in wanted] for group in CLASSES])
        tables[name] = table / table.sum(axis=1, keepdims=True)
    return Model(tables)


def rows_of(model: Model) -> list[dict[str, str]]:
    """Write a model as rows, for `model_of`."""
    return [
        {"comparison": name, "level": level.name.lower()}
        | {group: f"{model.tables[name][at, level]:.3g}" for at, group in enumerate(CLASSES)}
        for name, levels in COMPARISONS.items()
        for level in levels
    ]
