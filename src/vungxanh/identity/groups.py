"""Pairs gathered into groups: three records of one person are one line of the worklist, not three.

A group is whatever hangs together by pairs, in whichever order they come. That is for showing: a
group may hold two persons who are both like a third, so a human decides on each record of it.
"""

from collections import defaultdict
from collections.abc import Iterable


def groups(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Gather ids that hang together by pairs; ids in a group, and groups, sorted.

    >>> groups([("c", "b"), ("x", "y"), ("a", "b")])
    [('a', 'b', 'c'), ('x', 'y')]
    """
    head: dict[str, str] = {}

    def head_of(one: str) -> str:
        head.setdefault(one, one)
        while head[one] != one:
            head[one] = head[head[one]]
            one = head[one]
        return one

    for one, other in pairs:
        first, second = sorted((head_of(one), head_of(other)))
        head[second] = first
    gathered = defaultdict(list)
    for one in sorted(head):
        gathered[head_of(one)].append(one)
    return [tuple(gathered[each]) for each in sorted(gathered)]
