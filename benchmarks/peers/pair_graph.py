"""The tracing of `vungxanh trace`, done with networkx on the graph of all pairs.

    python -m benchmarks.peers.pair_graph FOLDER levels.csv

DuckDB joins the stays and finds every pair who were together for 15 minutes or more; networkx
holds them, an edge a pair with all its contacts; the rounds walk the edges of whoever is active,
each contact clipped to the active time first. Says how many contacts there were.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import networkx as nx
import polars as pl

from benchmarks.peers.hops_in_sql import AFTER, BEFORE, BUCKET, OVERLAP, READ, ROUNDS, WRITE

PAIRS = """
with stretch as (
    select *, unnest(range(since // {bucket}, until // {bucket} + 1)) as bucket from stay
)
select one.person, other.person, place, greatest(one.since, other.since),
       least(one.until, other.until)
from stretch as one join stretch as other using (place, bucket)
where one.person < other.person
  and bucket = greatest(one.since, other.since) // {bucket}
  and least(one.until, other.until) - greatest(one.since, other.since) >= {overlap}
"""

FOREVER = 2**62

Exposure = tuple[int, int, int]
"""Start, infector, place: the smallest is the one that counts."""
Active = list[tuple[int, int, int]]
"""Person, from, until."""


@dataclass(slots=True)
class Reached:
    """A person's row, and the arrival that they pass on."""

    level: int
    earliest: Exposure
    last: int
    index_case: int
    arrival: int
    arrival_index: int


@dataclass(slots=True)
class Found:
    """What one round found of one person."""

    earliest: Exposure
    last: int = field(default=0)


def trace(folder: Path, out: Path) -> int:
    """Read visits.parquet and cases.parquet, write levels.csv; give the number of contacts."""
    names = {"visits": folder / "visits.parquet", "cases": folder / "cases.parquet"}
    with duckdb.connect() as base:
        base.execute(READ.format(**names, before=BEFORE, after=AFTER))
        graph, contacts = pair_graph(base)
        cases = base.execute("select person, isolated from case_window").fetchall()
        active = base.execute("select person, since, until from active").fetchall()
        reached = rounds(graph, active, dict(cases))
        base.execute("delete from reached")
        rows = [
            (person, row.level, row.earliest[0], row.last, *row.earliest[1:], row.index_case, 0, 0)
            for person, row in reached.items()
        ]
        _insert(base, rows)
        base.execute(WRITE.format(out=out, zone=7))
    return contacts


def pair_graph(base: duckdb.DuckDBPyConnection) -> tuple["nx.Graph[int]", int]:
    """Materialise every pair; an edge keeps its contacts as (place, start, end)."""
    graph: nx.Graph[int] = nx.Graph()
    contacts = 0
    for one, other, *contact in _fetched(base, PAIRS.format(bucket=BUCKET, overlap=OVERLAP)):
        contacts += 1
        if graph.has_edge(one, other):
            graph.edges[one, other]["contacts"].append(tuple(contact))
        else:
            graph.add_edge(one, other, contacts=[tuple(contact)])
    return graph, contacts


def rounds(graph: "nx.Graph[int]", active: Active, isolated: dict[int, int]) -> dict[int, Reached]:
    """Walk hop by hop; a round reads the arrivals of the round before, never its own."""
    reached: dict[int, Reached] = {}
    for number in range(1, ROUNDS + 1):
        found = one_round(graph, active, reached)
        index = {
            person: news.earliest[1] if number == 1 else reached[news.earliest[1]].arrival_index
            for person, news in found.items()
        }
        for person, news in found.items():
            start, case = news.earliest[0], index[person]
            if person in reached:
                reached[person].arrival, reached[person].arrival_index = start, case
            else:
                reached[person] = Reached(number, news.earliest, news.last, case, start, case)
        active = [(p, news.earliest[0], isolated.get(p, FOREVER)) for p, news in found.items()]
    return reached


def one_round(
    graph: "nx.Graph[int]", active: Active, reached: dict[int, Reached]
) -> dict[int, Found]:
    """Find whom the active persons expose earlier than known."""
    found: dict[int, Found] = {}
    for infector, since, until in active:
        if infector not in graph:
            continue
        for person, edge in graph.adj[infector].items():
            before = reached.get(person)
            for place, begun, left in edge["contacts"]:
                start, end = max(begun, since), min(left, until)
                if end - start < OVERLAP or (before is not None and start >= before.arrival):
                    continue
                exposure = (start, infector, place)
                news = found.setdefault(person, Found(exposure))
                news.earliest = min(news.earliest, exposure)
                news.last = max(news.last, end)
    return found


def _fetched(base: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[int, ...]]:
    rows = base.execute(query)
    while batch := rows.fetchmany(100_000):
        yield from batch


def _insert(base: duckdb.DuckDBPyConnection, rows: list[tuple[int, ...]]) -> None:
    table = pl.DataFrame(rows, orient="row")
    base.register("rows", table.to_arrow())
    base.execute("insert into reached select * from rows")


if __name__ == "__main__":
    print(trace(Path(sys.argv[1]), Path(sys.argv[2])))
