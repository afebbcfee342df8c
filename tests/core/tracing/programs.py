"""The two programs that must agree: the oracle and the kernel, asked and answering alike."""

from collections.abc import Callable

from tests.core.tracing import oracle
from tests.core.tracing.oracle import HopRow, LevelRow, OracleResult
from tests.core.tracing.worlds import World
from vungxanh.records import HOPS, LEVELS

Program = Callable[[World], OracleResult]
Row = tuple[int, int, int, str, str, str]


def by_oracle(world: World) -> OracleResult:
    """Ask the oracle."""
    return oracle.trace(
        world.windows,
        world.contacts,
        world.visits,
        world.places,
        world.isolations,
        world.rules,
    )


def by_kernel(world: World) -> OracleResult:
    """Ask the kernel; levels keep the order in which it gives them, hops are sorted."""
    from vungxanh.tracing.trace import trace  # noqa: PLC0415  the oracle needs no kernel

    answer = trace(world.log(), world.rules)
    return OracleResult(
        [LevelRow(*row) for row in answer.levels.select(list(LEVELS)).iter_rows()],
        sorted(
            (HopRow(*row) for row in answer.hops.select(list(HOPS)).iter_rows()),
            key=lambda hop: (hop.round, hop.person_id),
        ),
    )


PROGRAMS = {"oracle": by_oracle, "kernel": by_kernel}


def exposed(answer: OracleResult) -> dict[str, Row]:
    """Give (level, first, last, via person, via place, index case) of all who are not cases."""
    return {row.person_id: row[1:] for row in answer.levels if row.level > 0}
