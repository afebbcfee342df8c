"""The compiled loops of tracing. Numba lives here and nowhere else.

One place, one round, no pairs. *Parts* are the stretches in which somebody present can pass it on,
clipped beforehand and long enough by themselves; *targets* are all stays there, by start. A target
`[from, until)` is exposed

* at `from`, if a part that began by then still lasts long enough: the parts present wait in a heap
  by person, so that the witness is the smallest one;
* else at the start of the first later part, if enough of the target is left. Where the first one
  comes too late, so do all others.

That costs n + m log m for n stays and m parts. Only places with seat rows compare part by part.

Arguments called `network` and `best` are named tuples: `network.Network`, `trace.Exposures`.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from numba import njit

from vungxanh.records import FOREVER

if TYPE_CHECKING:
    from vungxanh.tracing.network import Ints, Network
    from vungxanh.tracing.trace import Exposures

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Compile at the first call, keep the result on disk, let other threads run meanwhile."""
    return cast(Loop, njit(cache=True, nogil=True)(loop))


@compiled
def join_touching(key: "Ints", start: "Ints", end: "Ints") -> "tuple[Ints, Ints]":
    """Join intervals of one key that touch or overlap.

    Rows come sorted by key, then start. Gives the row in which each joined interval begins, and
    its end.
    """
    first, until = np.empty_like(start), np.empty_like(end)
    count = 0
    for row in range(len(key)):
        last = count - 1
        if count > 0 and key[row] == key[first[last]] and start[row] <= until[last]:
            until[last] = max(until[last], end[row])
        else:
            first[count], until[count] = row, end[row]
            count += 1
    return first[:count], until[:count]


@compiled
def cut_out(
    start: "Ints", end: "Ints", low: "Ints", high: "Ints", hole_start: "Ints", hole_end: "Ints"
) -> "tuple[Ints, Ints, Ints]":
    """Cut the holes `low[i]:high[i]`, disjoint and by start, out of each interval i.

    Gives what is left: the row it came from, its start, its end.
    """
    size = len(start) + np.sum(high - low)
    row, left_start = np.empty(size, np.int64), np.empty(size, np.int64)
    left_end = np.empty(size, np.int64)
    count = 0
    for i in range(len(start)):
        free_from = start[i]
        for hole in range(low[i], high[i] + 1):
            free_until = min(end[i], hole_start[hole]) if hole < high[i] else end[i]
            if free_from < free_until:
                row[count], left_start[count], left_end[count] = i, free_from, free_until
                count += 1
            if hole < high[i]:
                free_from = max(free_from, hole_end[hole])
    return row[:count], left_start[:count], left_end[:count]


@compiled
def index_by(code: "Ints", size: int) -> "tuple[Ints, Ints]":
    """Group rows by code: those of code c, in row order, are `order[offset[c]:offset[c + 1]]`."""
    offset = np.zeros(size + 1, np.int64)
    for c in code:
        offset[c + 1] += 1
    for c in range(size):
        offset[c + 1] += offset[c]
    free, order = offset[:-1].copy(), np.empty(len(code), np.int64)
    for row in range(len(code)):
        order[free[code[row]]] = row
        free[code[row]] += 1
    return offset, order


@compiled
def infectious_parts(
    network: "Network", person: "Ints", start: "Ints", end: "Ints", number: int, limit: int
) -> "tuple[Ints, Ints, Ints]":
    """Clip the stays of active persons to their active times; keep what can count in this round.

    Gives the stay, the start and the end of each part.
    """
    size = 0
    for p in person:
        size += network.of_person[p + 1] - network.of_person[p]
    stay, part_start = np.empty(size, np.int64), np.empty(size, np.int64)
    part_end = np.empty(size, np.int64)
    count = 0
    for i in range(len(person)):
        for s in network.stays[network.of_person[person[i]] : network.of_person[person[i] + 1]]:
            a, b = max(start[i], network.start[s]), min(end[i], network.end[s])
            m = network.meeting[s]
            if b - a >= network.need[m] and network.max_level[m] >= number and a < limit:
                stay[count], part_start[count], part_end[count] = s, a, b
                count += 1
    return stay[:count], part_start[:count], part_end[:count]


@compiled
def comes_first(first: "Ints", second: "Ints", i: int, j: int) -> bool:
    """Compare two rows by two keys."""
    return bool(first[i] < first[j] or (first[i] == first[j] and second[i] < second[j]))


@compiled
def in_order(first: "Ints", second: "Ints") -> "Ints":
    """Sort by two keys, stable: a merge sort that leaves alone what is in order. Gives the rows."""
    size = len(first)
    order, spare = np.arange(size), np.empty(size, np.int64)
    width = 1
    while width < size:
        for low in range(0, size - width, 2 * width):
            middle, high = low + width, min(low + 2 * width, size)
            if not comes_first(first, second, order[middle], order[middle - 1]):
                continue
            i, j = low, middle
            for k in range(low, high):
                if i == middle or (j < high and comes_first(first, second, order[j], order[i])):
                    spare[k] = order[j]
                    j += 1
                else:
                    spare[k] = order[i]
                    i += 1
            for k in range(low, high):  # a slice would take numba two more seconds to compile
                order[k] = spare[k]
        width *= 2
    return order


@compiled
def offer(
    network: "Network", best: "Exposures", target: int, start: int, end: int, via: int, meeting: int
) -> None:
    """Keep an exposure if it is earlier; ties: smaller person, smaller place, later end, close."""
    if start > best.start[target]:
        return
    if start == best.start[target]:
        held = best.meeting[target]
        mine = (via, network.place[meeting], -end, -network.close[meeting])
        theirs = (best.via[target], network.place[held], -best.end[target], -network.close[held])
        if mine >= theirs:
            return
    best.start[target], best.end[target] = start, end
    best.via[target], best.meeting[target] = via, meeting


@compiled
def smallest_present(
    present: "list[int]", who: "Ints", end: "Ints", target: int, needed_until: int
) -> int:
    """Give the first part of the heap that lasts long enough and is not the target's own, or -1.

    Parts that end too soon leave the heap for good: later targets need still more.
    """
    own = [0 for _ in range(0)]  # an empty list whose type numba can tell
    witness = -1
    while len(present) > 0 and witness < 0:
        top = present[0]
        if end[top] < needed_until:
            heappop(present)
        elif who[top] == target:
            own.append(heappop(present))
        else:
            witness = top
    for part in own:
        heappush(present, part)
    return witness


@compiled
def sweep_freely(
    network: "Network", best: "Exposures", arrival: "Ints", limit: int,
    meeting: int, stays: "Ints", a: "Ints", b: "Ints",
) -> None:  # fmt: skip
    """Sweep a place where everybody meets everybody. Parts come by person, longest end first."""
    need, who, size = network.need[meeting], network.person[stays], len(stays)
    by_start = in_order(a, who)
    starts, reach = a[by_start], b[by_start]
    for i in range(1, size):
        reach[i] = max(reach[i], reach[i - 1])
    present, coming = [0 for _ in range(0)], 0
    for stay in range(network.offset[meeting], network.offset[meeting + 1]):
        target, since, until = network.person[stay], network.start[stay], network.end[stay]
        if until - since < need or since >= limit or since >= arrival[target]:
            continue
        while coming < size and starts[coming] <= since:
            heappush(present, by_start[coming])
            coming += 1
        part = smallest_present(present, who, b, target, since + need)
        if part < 0:
            later = coming
            while later < size and who[by_start[later]] == target:
                later += 1
            if later < size and starts[later] + need <= until:
                part = by_start[later]
        if part >= 0 and a[part] < arrival[target]:
            start, end = max(a[part], since), min(b[part], until)
            offer(network, best, target, start, end, who[part], meeting)
        if arrival[target] == FOREVER:
            begun = np.searchsorted(starts, until - need, side="right")
            if begun > 0 and reach[begun - 1] >= since + need:
                best.last[target] = max(best.last[target], min(reach[begun - 1], until))


@compiled
def sweep_by_rows(
    network: "Network", best: "Exposures", arrival: "Ints", limit: int,
    meeting: int, stays: "Ints", a: "Ints", b: "Ints",
) -> None:  # fmt: skip
    """Compare every part with every target of a place where only near rows of seats meet."""
    need, apart = network.need[meeting], network.seat_rows[meeting]
    who, row = network.person[stays], network.row[stays]
    for stay in range(network.offset[meeting], network.offset[meeting + 1]):
        target, since, until = network.person[stay], network.start[stay], network.end[stay]
        if since >= limit or since >= arrival[target]:
            continue
        for i in range(len(who)):
            both_seated = row[i] >= 0 and network.row[stay] >= 0
            if who[i] == target or (both_seated and abs(row[i] - network.row[stay]) > apart):
                continue
            start, end = max(a[i], since), min(b[i], until)
            if end - start < need:
                continue
            if start < arrival[target]:
                offer(network, best, target, start, end, who[i], meeting)
            if arrival[target] == FOREVER:
                best.last[target] = max(best.last[target], end)


@compiled
def sweep(
    network: "Network", best: "Exposures", arrival: "Ints", limit: int,
    stays: "Ints", start: "Ints", end: "Ints",
) -> None:  # fmt: skip
    """Find every exposure that the parts of one round bring forward, place by place, into `best`.

    `arrival` is read, never written: what one place finds must not help another in this round.
    """
    offset, order = index_by(network.meeting[stays], len(network.need))
    for meeting in range(len(network.need)):
        here = order[offset[meeting] : offset[meeting + 1]]
        if len(here) == 0:
            continue
        here = here[in_order(network.person[stays[here]], -end[here])]
        at, a, b = stays[here], start[here], end[here]
        if network.seat_rows[meeting] < 0:
            sweep_freely(network, best, arrival, limit, meeting, at, a, b)
        else:
            sweep_by_rows(network, best, arrival, limit, meeting, at, a, b)
