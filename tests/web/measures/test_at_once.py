"""Two officers press at the same moment, on a database that lets both in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.web.factories import NOW, SYSTEM, make_units
from tests.web.measures.worlds import HOUR, Tree, make_tree
from vungxanh.web.measures import actions
from vungxanh.web.measures.models import Order, OrderStep
from vungxanh.web.measures.transitions import OvertakenError

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite lets one writer in at a time, and keeps the tests' database in memory",
    ),
]


@pytest.fixture
def tree() -> Tree:
    return make_tree(make_units())


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Let each act in a thread and connection of its own; give what came of each, in order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait()
            return act()
        except OvertakenError:
            return "overtaken"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [future.result() for future in [threads.submit(run, act) for act in acts]]


def test_an_order_is_confirmed_once(tree):
    for person in (tree.near, tree.other, tree.far, tree.friend):
        order = tree.order(person)
        copies = [Order.objects.get(pk=order.pk) for _ in range(3)]
        found = at_once(
            *(lambda copy=copy: actions.confirm([copy], actor=SYSTEM, now=NOW) for copy in copies)
        )
        assert sorted(map(bool, found)) == [False, False, True]
        assert tree.running(person) == order
        assert OrderStep.objects.filter(order=order, after="confirmed").count() == 1


def test_who_confirms_and_who_turns_down_do_not_both_win(tree):
    for person in (tree.near, tree.other, tree.far, tree.friend):
        order = tree.order(person)
        one, other = (Order.objects.get(pk=order.pk) for _ in range(2))
        confirmed, rejected = at_once(
            lambda one=one: actions.confirm([one], actor=SYSTEM, now=NOW),
            lambda other=other: actions.reject(other, actor=SYSTEM, now=NOW, reason="not here"),
        )
        assert bool(confirmed) == (rejected == "overtaken")


def test_two_who_change_do_not_overwrite_one_another(tree):
    order = tree.order(tree.near)
    sites = {name: Order.objects.get(pk=order.pk) for name in ("Site A", "Site B")}
    found = at_once(
        *(
            lambda copy=copy, site=site: actions.change(
                copy, actor=SYSTEM, now=NOW, reason="full", site=site
            )
            for site, copy in sites.items()
        )
    )
    assert found.count("overtaken") == 1
    winner = list(sites)[found.index(None)]
    assert Order.objects.get(pk=order.pk).site == winner


def test_two_who_confirm_a_tree_each_in_their_order_do_not_block_one_another(tree):
    orders = list(Order.objects.proposed().order_by("pk"))
    copies = list(Order.objects.proposed().order_by("-pk"))
    found = at_once(
        lambda: actions.confirm(orders, actor=SYSTEM, now=NOW + HOUR),
        lambda: actions.confirm(copies, actor=SYSTEM, now=NOW + HOUR),
    )
    assert sorted(map(len, found)) == [0, 5]
    assert Order.objects.running().count() == 5
