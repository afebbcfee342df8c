"""Who gave it to whom, as people report or investigators conclude: generations and clusters.

Links are told, not traced: they change no level. One person may have several infectors, and what
is told may run in a ring; both are shown as they are.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Id = TypeVar("Id", int, str)
Step = TypeVar("Step", bound=Hashable)
PERSON, PLACE = "person", "place"
Node = tuple[str, Id]
"""PERSON or PLACE, and the id: a person and a place may have the same."""


@dataclass(frozen=True, slots=True)
class Component(Generic[Id]):
    """Persons, and places of clusters, that links join directly or through others; both sorted."""

    persons: tuple[Id, ...]
    places: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Transmission(Generic[Id]):
    """What the links of an outbreak say together.

    `generation` is the number of links in the longest chain that leads to a person, 0 where no
    infector is told; the persons of a ring share one. `offspring` counts whom a person leads to
    directly. `members` names the persons of each place cluster. `components` come largest first,
    then by their first person; `cycles` name the persons of each ring. Every tuple is sorted.
    """

    generation: Mapping[Id, int]
    offspring: Mapping[Id, int]
    infectors: Mapping[Id, tuple[Id, ...]]
    members: Mapping[Id, tuple[Id, ...]]
    components: tuple[Component[Id], ...]
    cycles: tuple[tuple[Id, ...], ...]

    @property
    def longest_chain(self) -> int:
        """Give the number of links in the longest chain."""
        return max(self.generation.values(), default=0)

    def spreaders(self, least: int) -> list[tuple[Id, int]]:
        """List who leads to `least` persons or more, and to how many: most first, then by id."""
        many = [(person, count) for person, count in self.offspring.items() if count >= least]
        return sorted(many, key=lambda row: (-row[1], row[0]))

    @property
    def superspreading(self) -> int:
        """Give the number of persons from which on somebody is a superspreader here.

        That is more than 99 in 100 would lead to if chance alone spread the links evenly over the
        persons (Lloyd-Smith et al., Nature 438, 2005, 355-359: the 99th percentile of a Poisson
        distribution with the same mean).
        """
        mean = sum(self.offspring.values()) / max(len(self.offspring), 1)
        return _percentile_of_poisson(mean, 0.99) + 1


def transmission(
    links: Iterable[tuple[Id, Id]], clusters: Iterable[tuple[Id, Id]] = ()
) -> Transmission[Id]:
    """Put links together: pairs (infector, infectee), and pairs (place, person) of clusters.

    The order of the pairs changes nothing, and a pair that is told twice counts once. A cluster
    joins its persons into one component and gives nobody a generation.
    """
    pairs, placed = sorted(set(links)), sorted(set(clusters))
    persons = sorted({person for pair in pairs for person in pair} | {who for _, who in placed})
    infectors, infectees = _by_second(pairs), _by_second((b, a) for a, b in pairs)
    rings = _rings(persons, infectors, infectees)
    looped = {a for a, b in pairs if a == b}
    return Transmission(
        generation=_generations(rings, infectors),
        offspring={person: len(infectees.get(person, ())) for person in persons},
        infectors={person: infectors.get(person, ()) for person in persons},
        members=_by_second((person, place) for place, person in placed),
        components=_components(persons, pairs, placed),
        cycles=tuple(sorted(ring for ring in rings if len(ring) > 1 or ring[0] in looped)),
    )


def _percentile_of_poisson(mean: float, share: float) -> int:
    """Give the least number that is not exceeded with probability `share`."""
    number, chance = 0, math.exp(-mean)
    so_far = chance
    while so_far < share:
        number += 1
        chance *= mean / number
        so_far += chance
    return number


def _by_second(pairs: Iterable[tuple[Id, Id]]) -> dict[Id, tuple[Id, ...]]:
    found: defaultdict[Id, list[Id]] = defaultdict(list)
    for first, second in pairs:
        found[second].append(first)
    return {second: tuple(sorted(firsts)) for second, firsts in found.items()}


def _rings(
    persons: Sequence[Id],
    infectors: Mapping[Id, tuple[Id, ...]],
    infectees: Mapping[Id, tuple[Id, ...]],
) -> list[tuple[Id, ...]]:
    """Part persons into rings, infectors first; who is in no ring is one alone.

    Kosaraju's algorithm: walk forward and note who is finished last, then collect backward.
    """
    last_first = [person for walk in _walks(persons, infectees) for person in walk][::-1]
    return [tuple(sorted(walk)) for walk in _walks(last_first, infectors)]


def _walks(starts: Iterable[Step], onward: Mapping[Step, Sequence[Step]]) -> Iterator[list[Step]]:
    """Walk from each start to all that nobody came to before, depth first; give the order left.

    No recursion: a chain may be longer than Python's stack.
    """
    seen: set[Step] = set()
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        left: list[Step] = []
        stack = [(start, iter(onward.get(start, ())))]
        while stack:
            person, others = stack[-1]
            for other in others:
                if other not in seen:
                    seen.add(other)
                    stack.append((other, iter(onward.get(other, ()))))
                    break
            else:
                left.append(person)
                stack.pop()
        yield left


def _generations(
    rings: Iterable[tuple[Id, ...]], infectors: Mapping[Id, tuple[Id, ...]]
) -> dict[Id, int]:
    """Count the links of the longest chain to each person; `rings` come infectors first."""
    found: dict[Id, int] = {}
    for ring in rings:
        outside = {who for person in ring for who in infectors.get(person, ())} - set(ring)
        number = max((found[who] + 1 for who in outside), default=0)
        found |= dict.fromkeys(ring, number)
    return dict(sorted(found.items()))


def _components(
    persons: Sequence[Id], pairs: Iterable[tuple[Id, Id]], placed: Iterable[tuple[Id, Id]]
) -> tuple[Component[Id], ...]:
    """Join persons by links and by places."""
    beside: defaultdict[Node[Id], list[Node[Id]]] = defaultdict(list)
    edges = [((PERSON, a), (PERSON, b)) for a, b in pairs]
    edges += [((PLACE, place), (PERSON, person)) for place, person in placed]
    for one, other in edges:
        beside[one].append(other)
        beside[other].append(one)
    found = [
        Component(
            tuple(sorted(node for kind, node in together if kind == PERSON)),
            tuple(sorted(node for kind, node in together if kind == PLACE)),
        )
        for together in _walks([(PERSON, person) for person in persons], beside)
    ]
    return tuple(sorted(found, key=lambda part: (-len(part.persons), part.persons)))
