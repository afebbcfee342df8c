"""How orders are written: proposed from levels, then led through their life by officers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from vungxanh.policy.decision import Decision
from vungxanh.policy.facts import FactRow
from vungxanh.records import FOREVER, instant_of
from vungxanh.terms import Measure
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.config.among import Among
from vungxanh.web.config.rows import insert
from vungxanh.web.measures.deciding import advice_to_outermost, decisions, unit_of
from vungxanh.web.measures.models import Order, OrderStatus, OrderStep, TreeAdvice
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.measures.restoring import replaced_by
from vungxanh.web.measures.rows import PROPOSAL, STEP, proposal_rows, step_rows
from vungxanh.web.measures.sources import sources_if_cleared
from vungxanh.web.measures.transitions import (
    CHANGEABLE,
    STAMP,
    TRANSITIONS,
    OvertakenError,
    WrongStepError,
    refuse_wrong_time,
)
from vungxanh.web.measures.wanted import (
    OUTERMOST,
    Held,
    advised_together,
    says_the_same,
    wanted,
)
from vungxanh.web.registry.models import Case, Outbreak
from vungxanh.web.tracing.models import Arrival, Tree
from vungxanh.web.tracing.settling import chunks


@dataclass(slots=True)
class Proposed:
    """What `propose` wrote: new proposals, and how many were withdrawn."""

    orders: list[Order] = field(default_factory=list)
    withdrawn: int = 0


@transaction.atomic
def propose(
    outbreak: Outbreak,
    persons: Iterable[int],
    *,
    actor: Actor,
    now: datetime,
    sources: dict[int, list[FactRow]] | None = None,
) -> Proposed:
    """Propose what the directives ask of persons whose level or facts changed.

    Who has an order already that says the same keeps it. A proposal that no longer fits is
    withdrawn. Nobody's running order is touched: the proposal replaces it when confirmed.
    `sources` holds, by person, whose clearance would release them, where the caller knows it.
    """
    persons = set(persons)
    held = _held(outbreak, persons)
    persons -= advised_together(outbreak, persons) - held.keys()
    known = sources_if_cleared(outbreak, persons - (sources or {}).keys(), now=now)
    found = decisions(outbreak, persons, now=now, sources=known | (sources or {}))
    fresh, stale = [], []
    for person in sorted(persons):
        has = held.get(person, Held())
        order = wanted(found.get(person), has, now)
        if order and has.waiting and says_the_same(order, has.waiting):
            continue
        if has.waiting:
            stale.append(has.waiting)
        if order:
            fresh.append(order)
    withdraw(stale, actor=actor, now=now, reason="replaced")
    _write_proposals(outbreak, fresh)
    _write_steps([(order, "") for order in fresh], actor=actor, now=now)
    record(
        "orders_proposed",
        outbreak,
        actor=actor,
        now=now,
        after={"proposed": len(fresh), "withdrawn": len(stale)},
    )
    return Proposed(fresh, len(stale))


def _write_proposals(outbreak: Outbreak, orders: Sequence[Order]) -> None:
    """Write proposals and give them their keys: in an outbreak a person has one that waits."""
    insert(Order, PROPOSAL, proposal_rows(orders))
    waiting = Order.objects.proposed().filter(
        Among("person_id", [order.person_id for order in orders]), outbreak=outbreak
    )
    keys = dict(waiting.values_list("person_id", "pk"))
    for order in orders:
        order.pk = keys[order.person_id]
        order._state.adding = False


def _held(outbreak: Outbreak, persons: Iterable[int]) -> dict[int, Held]:
    """Give the running and the waiting order of persons, and the last one turned down."""
    found: dict[int, Held] = {}
    names = dict.fromkeys(RUNNING, "running")
    names |= {OrderStatus.PROPOSED: "waiting", OrderStatus.REJECTED: "rejected"}
    orders = Order.objects.filter(Among("person_id", persons), outbreak=outbreak, status__in=names)
    for order in orders.order_by("pk"):
        has = found.get(order.person_id, Held())
        found[order.person_id] = replace(has, **{names[order.status]: order})
    return found


def _running(outbreak: int, persons: Iterable[int]) -> dict[int, Order]:
    return {
        order.person_id: order
        for chunk in chunks(persons)
        for order in Order.objects.running().filter(outbreak=outbreak, person__in=chunk)
    }


@transaction.atomic
def advise_outermost(case: Case, *, actor: Actor, now: datetime) -> TreeAdvice | None:
    """Keep the advice to the F3 of a tree as one row; end the row that it replaces."""
    decision = _advice_to_all(case, now)
    tree = Tree.objects.filter(case=case).first()
    people = tree.f3 if tree and decision.measure is not Measure.NONE else 0
    last = TreeAdvice.objects.filter(case=case, ended_at=None).first()
    if (last.people if last else 0) == people:
        return last
    if last:
        last.ended_at = now
        last.save(update_fields=["ended_at"])
    advice = None
    if people:
        advice = TreeAdvice.objects.create(
            case=case, people=people, decision=decision.to_dict(), given_at=now
        )
    record(
        "outermost_advised",
        case,
        actor=actor,
        now=now,
        before={"people": last.people if last else 0},
        after={"people": people},
    )
    return advice


def _advice_to_all(case: Case, now: datetime) -> Decision:
    rim = Arrival.objects.levels().filter(case=case, round=OUTERMOST)
    last = rim.aggregate(last=Max("last_exposure"))["last"]
    zone = timezone.get_default_timezone()
    return advice_to_outermost(
        unit_of(case.person),
        OUTERMOST,
        last_exposure=None if last is None or last >= FOREVER else instant_of(last, zone),
        now=now,
    )


def _claim(orders: Sequence[Order], status: str) -> list[Order]:
    """Lock those orders that still stand as they were read: whoever lost the race is left out.

    Raises WrongStepError where the table of transitions forbids the step.
    """
    for order in orders:
        if status not in TRANSITIONS[order.status]:
            raise WrongStepError(order.status, status)
    as_read = {order.pk: order for order in orders}
    won: list[Order] = []
    for chunk in chunks(as_read):
        rows = Order.objects.select_for_update().filter(pk__in=chunk).order_by("pk")
        for pk, *stands in rows.values_list("pk", "status", "measure", "ends_at", "site"):
            order = as_read[pk]
            if stands == [order.status, order.measure, order.ends_at, order.site]:
                won.append(order)
    return won


def _step(
    orders: Sequence[Order],
    status: OrderStatus,
    *,
    actor: Actor,
    now: datetime,
    happened_at: datetime | None = None,
    reason: str = "",
) -> list[Order]:
    """Lead orders to their next status, by compare-and-set. Give those that were led.

    Raises WrongStepError where the table forbids it, WrongTimeError where it cannot have been
    then.
    """
    if happened_at is not None:
        for order in orders:
            refuse_wrong_time(order, happened_at, now=now)
    moved = [(order, order.status) for order in _claim(orders, status)]
    stamp = {STAMP[status]: happened_at or now} if status in STAMP else {}
    for chunk in chunks(order.pk for order, _before in moved):
        Order.objects.filter(pk__in=chunk).update(status=status, **stamp)
    for order, _before in moved:
        order.status = status
        for column, value in stamp.items():
            setattr(order, column, value)
    _write_steps(moved, actor=actor, now=now, happened_at=happened_at, reason=reason)
    _record_step(moved, status, actor=actor, now=now, reason=reason)
    return [order for order, _before in moved]


def _record_step(
    moved: Sequence[tuple[Order, str]],
    status: OrderStatus,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
) -> None:
    """Write one audit event: of one order, or of many at once, whose steps name every one."""
    if not moved:
        return
    (first, before), one = moved[0], len(moved) == 1
    cases = {order.case_id for order, _before in moved}
    tree = f"registry.case:{first.case_id}" if len(cases) == 1 and first.case_id else None
    record(
        f"order_{status}" if one else f"orders_{status}",
        first if one else tree or f"registry.outbreak:{first.outbreak_id}",
        actor=actor,
        now=now,
        person_id=first.person_id if one else None,
        before={"status": before},
        after={"status": str(status), **({} if one else {"orders": len(moved)})},
        reason=reason,
    )


def _write_steps(
    moved: Sequence[tuple[Order, str]],
    *,
    actor: Actor,
    now: datetime,
    happened_at: datetime | None = None,
    reason: str = "",
) -> None:
    by, then = actor.get_username(), happened_at or now
    insert(OrderStep, STEP, step_rows(moved, by=by, at=now, happened_at=then, reason=reason))


@transaction.atomic
def confirm(
    orders: Sequence[Order], *, actor: Actor, now: datetime, reason: str = ""
) -> list[Order]:
    """Confirm proposals: one, or a whole tree. Each ends the running order that it replaces.

    A confirmed release ends at once: nothing binds the person any more. Gives those confirmed;
    what somebody else confirmed, changed or turned down in the meantime is left as it is.
    """
    done: list[Order] = []
    by_outbreak: dict[int, list[Order]] = {}
    for order in _claim(orders, OrderStatus.CONFIRMED):
        by_outbreak.setdefault(order.outbreak_id, []).append(order)
    for outbreak, claimed in by_outbreak.items():
        _make_room(outbreak, claimed, actor=actor, now=now)
        done += _step(claimed, OrderStatus.CONFIRMED, actor=actor, now=now, reason=reason)
    releases = [order for order in done if order.measure == Measure.NONE]
    end(releases, actor=actor, now=now, reason="released")
    return done


def _make_room(outbreak: int, claimed: Sequence[Order], *, actor: Actor, now: datetime) -> None:
    """End what runs for the persons of some proposals, and let each say what it replaced."""
    running = _running(outbreak, [order.person_id for order in claimed])
    end([*running.values()], actor=actor, now=now, reason="replaced")
    differing = []
    for order in claimed:
        earlier = running.get(order.person_id)
        if earlier and order.replaces_id != earlier.pk:
            order.replaces = earlier
            differing.append(order)
    Order.objects.bulk_update(differing, ["replaces"], batch_size=500)


@transaction.atomic
def confirm_changed(
    order: Order,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    measure: Measure | None = None,
    ends_at: datetime | None = None,
    site: str | None = None,
) -> None:
    """Confirm a proposal with something else than proposed, in one step.

    Raises as `change` does; then nothing is confirmed either.
    """
    change(order, actor=actor, now=now, reason=reason, measure=measure, ends_at=ends_at, site=site)
    if not confirm([order], actor=actor, now=now, reason=reason):
        raise OvertakenError


@transaction.atomic
def reject(order: Order, *, actor: Actor, now: datetime, reason: str) -> None:
    """Turn a proposal down, and say why. Raises OvertakenError if somebody else was quicker."""
    _demand_reason(reason)
    if not _step([order], OrderStatus.REJECTED, actor=actor, now=now, reason=reason):
        raise OvertakenError


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise ValueError(_("Say why: who reads the order later must understand it."))


@transaction.atomic
def withdraw(orders: Sequence[Order], *, actor: Actor, now: datetime, reason: str) -> None:
    """Take proposals back whose ground is gone."""
    if orders:
        _step(orders, OrderStatus.WITHDRAWN, actor=actor, now=now, reason=reason)


@transaction.atomic
def tell(
    orders: Sequence[Order], *, actor: Actor, now: datetime, happened_at: datetime | None = None
) -> list[Order]:
    """Write that the persons were told. Gives those whose order still stood as it was read."""
    return _step(orders, OrderStatus.TOLD, actor=actor, now=now, happened_at=happened_at)


@transaction.atomic
def begin(
    orders: Sequence[Order], *, actor: Actor, now: datetime, happened_at: datetime | None = None
) -> list[Order]:
    """Write that isolation or quarantine has begun; gives as `tell`."""
    return _step(orders, OrderStatus.BEGUN, actor=actor, now=now, happened_at=happened_at)


@transaction.atomic
def end(
    orders: Sequence[Order],
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    happened_at: datetime | None = None,
) -> list[Order]:
    """End running orders, and say why; gives as `tell`."""
    if not orders:
        return []
    _demand_reason(reason)
    return _step(
        orders, OrderStatus.ENDED, actor=actor, now=now, happened_at=happened_at, reason=reason
    )


@transaction.atomic
def change(
    order: Order,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    measure: Measure | None = None,
    ends_at: datetime | None = None,
    site: str | None = None,
) -> None:
    """Order something else than the directive asks: the old content stays in the history.

    Raises ValueError without a reason, for an end that is not ahead, for a measure that would set
    the person free (end the order, or reject it, instead) and where nothing differs; WrongStepError
    for an order that is over; OvertakenError if somebody else was quicker.
    """
    _demand_reason(reason)
    if order.status not in CHANGEABLE:
        raise WrongStepError(order.status, order.status)
    before = {"measure": order.measure, "ends_at": order.ends_at, "site": order.site}
    after = {
        "measure": order.measure if measure is None else measure.value,
        "ends_at": order.ends_at if ends_at is None else ends_at,
        "site": order.site if site is None else site,
    }
    _refuse_change(order, before, after, now)
    as_read = Order.objects.filter(pk=order.pk, status=order.status, **before)
    if not as_read.update(changed_reason=reason, **after):
        raise OvertakenError
    for column, value in {**after, "changed_reason": reason}.items():
        setattr(order, column, value)
    _write_steps([(order, order.status)], actor=actor, now=now, reason=reason)
    record(
        "order_changed",
        order,
        actor=actor,
        now=now,
        person_id=order.person_id,
        before=before,
        after=after,
        reason=reason,
    )


def _refuse_change(
    order: Order, before: Mapping[str, object], after: Mapping[str, Any], now: datetime
) -> None:
    if after == before:
        raise ValueError(_("Nothing differs from the order as it stands: change something."))
    if Measure.NONE in (after["measure"], before["measure"]):
        raise ValueError(_("To set a person free, end the order or turn it down."))
    end_is_new = after["ends_at"] != before["ends_at"]
    if end_is_new and after["ends_at"] <= max(now, order.starts_at):
        raise ValueError(_("The new end must lie ahead. To end the order now, end it."))


@transaction.atomic
def take_back(
    case: Case, persons: Iterable[int], *, actor: Actor, now: datetime, reason: str
) -> list[Order]:
    """End the running orders that a discarded case led to; bring back those that they replaced.

    Who must stay where they are on account of another case keeps their order, which then hangs on
    that case. Gives the orders brought back. What else the directives ask then, `propose` works
    out.
    """
    running = _running(case.outbreak_id, persons)
    hanging = {person: o for person, o in running.items() if o.case_id == case.pk}
    kept = _still_asked(case.outbreak, hanging, now)
    for order in kept:
        Order.objects.filter(pk=order.pk).update(case=order.case_id)
    fallen = [order for order in hanging.values() if order.case_id == case.pk]
    end(fallen, actor=actor, now=now, reason=reason)
    restored = replaced_by(fallen, case, now)
    Order.objects.bulk_create(restored)
    _write_steps([(order, "") for order in restored], actor=actor, now=now, reason=reason)
    record(
        "orders_taken_back",
        case,
        actor=actor,
        now=now,
        after={"ended": len(fallen), "kept": len(kept), "restored": len(restored)},
        reason=reason,
    )
    return restored


def _still_asked(outbreak: Outbreak, hanging: dict[int, Order], now: datetime) -> list[Order]:
    """Give those orders whose measure the directives ask for without the case; name their new one.

    Another end or level is proposed as a change; meanwhile nobody is set free.
    """
    kept = []
    for person, asked in decisions(outbreak, hanging, now=now).items():
        order = hanging[person]
        if order.decision["measure"] == asked.decision.measure:
            order.case_id = asked.level.index_case_id
            kept.append(order)
    return kept
