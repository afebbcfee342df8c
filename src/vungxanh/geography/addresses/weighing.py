"""How likely each mention is what the address means: the evidence for it and against it."""

from typing import NamedTuple

from vungxanh.geography.addresses.language import Role
from vungxanh.geography.addresses.mentions import Line, Mention
from vungxanh.geography.addresses.unknown import unknown_parts, unknown_units, unknown_words
from vungxanh.geography.addresses.weights import DEPTH, ROLE_COSTS, WEAKEST_EVIDENCE, WEIGHTS
from vungxanh.geography.units import Level


class Reading(NamedTuple):
    """One way to understand the address."""

    mention: Mention
    score: float
    above: tuple[Mention, ...]
    is_whole: bool
    """False where the address seems to name something smaller that nobody knows."""


def weigh(line: Line) -> list[Reading]:
    """Give a score to every mention of a unit."""
    evidence = _Evidence(line)
    return [
        evidence.reading(mention)
        for mention in line.mentions
        if mention.entry.target is not None and mention.entry.level is not Level.COUNTRY
    ]


def alone(mention: Mention) -> float:
    """Weigh a mention by itself: spelling, kind, and the words before it."""
    score = -mention.cost
    if mention.role is not None:
        costs = ROLE_COSTS[mention.role]
        score -= costs[min(mention.distance, len(costs) - 1)]
    if mention.kinds:
        score += _kind_gain(mention)
    return score


def _place(mention: Mention) -> int:
    return mention.start


def _kind_gain(mention: Mention) -> float:
    entry = mention.entry
    if any(kind.key == entry.kind for kind in mention.kinds):
        return WEIGHTS.right_kind
    of_level = any(entry.level in kind.levels for kind in mention.kinds)
    if of_level:
        return WEIGHTS.right_kind if not entry.kind else WEIGHTS.other_kind_of_level
    return WEIGHTS.kind_of_other_level


class _Evidence:
    """All that an address holds for and against its mentions, gathered once."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._alone = {id(mention): alone(mention) for mention in line.mentions}
        strong = [one for one in line.mentions if self._alone[id(one)] > WEAKEST_EVIDENCE]
        self._communes = [one for one in strong if one.entry.level is Level.COMMUNE]
        self._larger = [
            one for one in strong if one.entry.target and one.entry.level is not Level.COMMUNE
        ]
        self._elsewhere = [one for one in strong if one.entry.target is None]
        self._starts = {one.start for one in line.mentions}
        self._unknown = unknown_units(line)
        self._unknown_words = unknown_words(line)
        self._unknown_parts = unknown_parts(line)

    def reading(self, mention: Mention) -> Reading:
        """Add up what speaks for and against a mention."""
        above = self._units_above(mention)
        levels = {one.entry.level for one in above}
        score = (
            self._by_itself(mention, levels)
            + self._gain_of_units_above(mention, above)
            + self._contradiction(mention, levels)
            + self._overlap(mention)
            + self._other_places(mention, levels)
            + self._unknown_kinds(mention, levels)
            + self._gaps(mention, above)
            + _doubt_about_former(mention, levels)
            + self._doubt_about_level(mention, levels)
        )
        return Reading(mention, score, above, self._is_whole(mention, above))

    def _by_itself(self, mention: Mention, levels: set[Level]) -> float:
        score = self._alone[id(mention)]
        base = WEIGHTS.name_alone[DEPTH[mention.entry.level]]
        if levels or not mention.kinds or score <= 0:
            return base + score
        return base + score + WEIGHTS.right_kind_alone - WEIGHTS.right_kind

    def _is_whole(self, mention: Mention, above: tuple[Mention, ...]) -> bool:
        """Say whether no unknown name stands on the side of the smaller units."""
        if mention.entry.level is Level.COMMUNE:
            return not self._goes_on(mention)
        if any(one.start < mention.start for one in above):
            smaller = range(mention.end, len(self._line.words))
        else:
            smaller = range(mention.from_)
        return self._is_street(smaller)

    def _is_street(self, places: range) -> bool:
        """Say whether words hold no more than a street and a number, or nothing."""
        told = [place for place in places if not self._introduces(place)]
        numbers = any(
            self._line.words[place].number
            or ((mark := self._line.mark(place)) and mark.role in {Role.STREET, Role.NUMBER})
            for place in told
        )
        return (numbers or not told) and self._unknown_words.isdisjoint(told)

    def _introduces(self, place: int) -> bool:
        mark = self._line.mark(place)
        return mark is not None and mark.role is Role.LEAD

    def _goes_on(self, mention: Mention) -> bool:
        """Say whether an unknown word follows directly: the name may be longer."""
        after = mention.end
        return (
            after < len(self._line.words)
            and self._line.same_part(after - 1, after)
            and self._line.mark(after) is None
            and after not in self._starts
        )

    def _units_above(self, mention: Mention) -> tuple[Mention, ...]:
        """Find the best mention of each level above that the unit lies in."""
        within = mention.entry.within
        best: dict[Level, Mention] = {}
        for one in self._larger:
            named = one.entry.named
            if named is None or named.key not in within or not one.apart_from(mention):
                continue
            known = best.get(one.entry.level)
            if known is None or self._nearness(one, mention) > self._nearness(known, mention):
                best[one.entry.level] = one
        return tuple(best.values())

    def _nearness(self, one: Mention, mention: Mention) -> tuple[float, int]:
        return self._alone[id(one)], -abs(one.start - mention.start)

    def _gain_of_units_above(self, mention: Mention, above: tuple[Mention, ...]) -> float:
        score = 0.0
        for one in above:
            score += WEIGHTS.above_named[DEPTH[one.entry.level]] + min(0.0, self._alone[id(one)])
            if one.entry.level is Level.DISTRICT and self._communes_between(mention, one):
                score += WEIGHTS.name_between
        return score

    def _communes_between(self, mention: Mention, above: Mention) -> bool:
        low, high = sorted((mention.start, above.start))
        return any(
            low < one.start < high and one.apart_from(mention) and one.apart_from(above)
            for one in self._communes
        )

    def _contradiction(self, mention: Mention, levels: set[Level]) -> float:
        """A district is named that the commune does not lie in."""
        if mention.entry.level is not Level.COMMUNE or Level.DISTRICT in levels:
            return 0.0
        against = any(
            one.entry.level is Level.DISTRICT and one.apart_from(mention) for one in self._larger
        )
        return WEIGHTS.contradicted if against else 0.0

    def _overlap(self, mention: Mention) -> float:
        """A name that fits better by the strength of a kind begins or ends within this one."""
        own = self._alone[id(mention)] + 1.0
        beaten = any(
            self._alone[id(one)] > own
            and (one.start, one.end) != (mention.start, mention.end)
            and not one.apart_from(mention)
            for one in self._line.mentions
        )
        return WEIGHTS.overlapped if beaten else 0.0

    def _other_places(self, mention: Mention, levels: set[Level]) -> float:
        """A province elsewhere is named, or the same name is that of one."""
        score = 0.0
        for one in self._elsewhere:
            if one.apart_from(mention):
                if Level.PROVINCE not in levels and (one.start > mention.start or one.kinds):
                    return WEIGHTS.elsewhere
            elif not mention.kinds and Level.DISTRICT not in levels:
                score = WEIGHTS.name_is_elsewhere
        return score

    def _unknown_kinds(self, mention: Mention, levels: set[Level]) -> float:
        """A unit of the same level or above is named that nobody knows."""
        depth, named = DEPTH[mention.entry.level], {DEPTH[level] for level in levels}
        score = 0.0
        for unknown in self._unknown:
            if max(unknown.depths) < depth and not unknown.depths & named:
                score += WEIGHTS.unknown_above
            elif max(unknown.depths) <= depth:
                score += WEIGHTS.unknown_beside
        return score

    def _gaps(self, mention: Mention, above: tuple[Mention, ...]) -> float:
        """Parts that nothing explains between the unit and the larger ones, or after them all."""
        score = WEIGHTS.unknown_word_after if self._goes_on(mention) else 0.0
        from_large = any(one.start < mention.start for one in above)
        if from_large or mention.entry.level is Level.PROVINCE:
            return score
        words = self._line.words
        here, last = words[mention.start].part, words[max((*above, mention), key=_place).start].part
        complete = any(one.entry.level is Level.PROVINCE for one in above)
        for part in self._unknown_parts:
            if here < part < last:
                score += WEIGHTS.unknown_part_between
            elif part > last and not complete:
                score += WEIGHTS.unknown_word_after if above else WEIGHTS.unknown_part_at_end
        return score

    def _doubt_about_level(self, mention: Mention, levels: set[Level]) -> float:
        """The same words are the name of a district, and nothing says that the commune is meant."""
        told = mention.kinds or Level.DISTRICT in levels
        if told or mention.entry.level is not Level.COMMUNE:
            return 0.0
        same = [
            one.entry.former
            for one in self._larger
            if one.start == mention.start
            and one.end == mention.end
            and one.entry.level is Level.DISTRICT
        ]
        if not same:
            return 0.0
        return WEIGHTS.also_a_former_larger_unit if all(same) else WEIGHTS.also_a_larger_unit


def _doubt_about_former(mention: Mention, levels: set[Level]) -> float:
    """A former unit is less likely meant, unless its kind or its former district stands there."""
    if not mention.entry.former:
        return 0.0
    if mention.entry.level is Level.DISTRICT:
        return 0.0 if mention.kinds else WEIGHTS.former_larger
    return 0.0 if Level.DISTRICT in levels else WEIGHTS.former
