"""How records of one person become one, and two again. Trees, levels and orders follow."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, Q

from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.config.among import Among
from vungxanh.web.measures.actions import withdraw
from vungxanh.web.measures.models import Order, OrderStatus, OrderStep
from vungxanh.web.merging.keeping import read, row_of, value_of, values_of
from vungxanh.web.merging.models import Apart, LikelyPair, Merge, PairSearch
from vungxanh.web.merging.queries import ordered
from vungxanh.web.merging.refusing import RefusedError, why_not_merged, why_not_undone
from vungxanh.web.merging.relations import MOVED, field_of
from vungxanh.web.registry import actions as registry
from vungxanh.web.registry.models import Case, ContactEvent, Link, Person, PersonScope
from vungxanh.web.response import actions as response
from vungxanh.web.response.models import Proposal
from vungxanh.web.tracing.models import Arrival


@transaction.atomic
def merge(
    kept: Person,
    merged: Person,
    *,
    taken: Collection[str] = (),
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> Merge:
    """Move everything of one record to another, with the columns in `taken`.

    Raises RefusedError, with the reason, where it cannot be done.
    """
    kept, merged = _locked(kept, merged)
    if against := why_not_merged(kept, merged):
        raise RefusedError(" ".join(against))
    both = [kept.pk, merged.pk]
    cases = _cases_around(both)
    outbreaks = Case.objects.filter(Among("pk", cases)).values("outbreak")
    proposed = Order.objects.proposed().filter(Q(outbreak__in=outbreaks) | Q(person__in=both))
    waiting = list(proposed.values_list("pk", flat=True))
    changed = _give_way(kept, merged, actor=actor, now=now)
    _withdraw(proposed.filter(person=merged), actor=actor, now=now)
    moved = {relation: _move(relation, merged.pk, kept.pk) for relation in MOVED}
    values = {
        name: [value_of(kept, name), value_of(merged, name)]
        for name in taken
        if value_of(kept, name) != value_of(merged, name)
    }
    changes = {name: getattr(merged, name) for name in values}
    if changes:
        registry.change_person(kept, changes, actor=actor, now=now, reason="merged")
    registry.retract_persons([merged.pk], actor=actor, now=now, reason="merged")
    merged.refresh_from_db()
    registry.change_person(merged, {"merged_into": kept}, actor=actor, now=now, reason="merged")
    _follow(kept, merged, cases, cause="merged", actor=actor, now=now)
    changed += _withdrawn_since(waiting)
    done = Merge.objects.create(
        kept=kept,
        merged=merged,
        at=now,
        by=actor.get_username(),
        reason=reason,
        values=values,
        moved=moved,
        changed=changed,
        newest={relation: _newest(relation) for relation in MOVED},
    )
    _record_both("persons_merged", done, actor=actor, now=now, reason=reason)
    return done


@transaction.atomic
def undo_merge(merge: Merge, *, actor: Actor, now: datetime, reason: str) -> None:
    """Make two records of one again, each with what it had.

    Raises RefusedError, with the reason, where something newer depends on the merge.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if against := why_not_undone(merge):
        raise RefusedError(" ".join(against))
    kept, merged = _locked(merge.kept, merge.merged)
    cases = _cases_around([kept.pk, merged.pk])
    if merge.values:
        before = {name: read(Person, name, was) for name, (was, _is) in merge.values.items()}
        registry.change_person(kept, before, actor=actor, now=now, reason="merge undone")
    registry.revive_persons([merged.pk], actor=actor, now=now)
    merged.refresh_from_db()
    registry.change_person(merged, {"merged_into": None}, actor=actor, now=now)
    for relation, keys in merge.moved.items():
        _point(relation, keys, merged.pk)
    for label, key, before, _after in merge.changed:
        _restore(label, key, before, actor=actor, now=now)
    _follow(kept, merged, cases, cause="merge_undone", actor=actor, now=now)
    merge.undone_at, merge.undone_by, merge.undone_reason = now, actor.get_username(), reason
    merge.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    _record_both("merge_undone", merge, actor=actor, now=now, reason=reason)


def _locked(*persons: Person) -> list[Person]:
    """Read persons anew, and let nobody else change them meanwhile."""
    keys = sorted(person.pk for person in persons)
    rows = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [rows[person.pk] for person in persons]


def _cases_around(persons: Sequence[int]) -> set[int]:
    """Name the cases of persons, and those in whose trees they stand."""
    own = Case.objects.filter(person__in=persons, retracted_at=None)
    around = {case.pk for case in Arrival.objects.cases_around(persons)}
    return around | set(own.values_list("pk", flat=True))


def _give_way(kept: Person, merged: Person, *, actor: Actor, now: datetime) -> list[Any]:
    """Take back what would say that somebody met themselves; close what would wait twice."""
    changed = []
    pair = [kept.pk, merged.pk]
    met = ContactEvent.objects.filter(person_a__in=pair, person_b__in=pair)
    gave = Link.objects.filter(infector__in=pair, infectee__in=pair)
    for row in [*met.filter(retracted_at=None), *gave.filter(retracted_at=None)]:
        registry.retract(row, actor=actor, now=now, reason="merged")
        changed.append(_change(row, {"retracted_at": None}))
    waiting = Proposal.objects.filter(status=Proposal.Status.OPEN)
    for proposal in waiting.filter(person=merged):
        same = waiting.filter(person=kept, outbreak=proposal.outbreak_id, kind=proposal.kind)
        if same.exists():
            names = ["status", "decided_at", "decided_by", "reason"]
            before = values_of(proposal, names)
            status = Proposal.Status.DISMISSED
            response.decide(proposal, status, actor=actor, now=now, reason="merged")
            changed.append(_change(proposal, before))
    return changed


def _change(row: Model, before: dict[str, Any]) -> list[Any]:
    row.refresh_from_db()
    return [row._meta.label_lower, row.pk, before, values_of(row, before)]


def _withdraw(orders: Iterable[Order], *, actor: Actor, now: datetime) -> None:
    if waiting := list(orders):
        withdraw(waiting, actor=actor, now=now, reason="merged")


def _withdrawn_since(waiting: Sequence[int]) -> list[Any]:
    """Name the proposals that the merge withdrew or replaced."""
    gone = Order.objects.filter(Among("pk", waiting), status=OrderStatus.WITHDRAWN)
    return [_change(order, {"status": OrderStatus.PROPOSED.value}) for order in gone]


def _move(relation: str, origin: int, target: int) -> list[int]:
    """Let the rows that point to one person point to another; give their keys."""
    model, field = field_of(relation)
    rows = model._default_manager.filter(**{field.name: origin})
    if model in {ContactEvent, Link}:  # what was between the two stays as it is, taken back
        ends = ("person_a", "person_b") if model is ContactEvent else ("infector", "infectee")
        between = {f"{end}__in": [origin, target] for end in ends}
        rows = rows.exclude(Q(**between))
    keys = sorted(rows.values_list("pk", flat=True))
    _point(relation, keys, target)
    return keys


def _point(relation: str, keys: Iterable[int], target: int) -> None:
    model, field = field_of(relation)
    model._default_manager.filter(Among("pk", keys)).update(**{field.name: target})


def _newest(relation: str) -> int:
    model, _field = field_of(relation)
    return model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0


def _restore(label: str, key: int, before: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Give a row that made way its values again; an order says so in its steps."""
    row: Any = row_of(label, key)
    if isinstance(row, Order) and not _freed(row, actor=actor, now=now):
        return
    was = {name: value_of(row, name) for name in before}
    for name, value in before.items():
        setattr(row, name, read(type(row), name, value))
    row.save(update_fields=[*before])
    if isinstance(row, Order):
        OrderStep.objects.create(
            order=row,
            before=was["status"],
            after=row.status,
            measure=row.measure,
            ends_at=row.ends_at,
            at=now,
            happened_at=now,
            by=actor.get_username(),
            reason="merge undone",
        )
    record("restored", row, actor=actor, now=now, before=was, after=before)


def _freed(order: Order, *, actor: Actor, now: datetime) -> bool:
    """Withdraw what was proposed in an order's place; tell whether nothing else stands there."""
    place = Order.objects.filter(person=order.person_id, outbreak=order.outbreak_id)
    _withdraw(place.proposed(), actor=actor, now=now)
    newer = place.filter(pk__gt=order.pk).exclude(status=OrderStatus.WITHDRAWN)
    return not newer.exists()


def _follow(
    kept: Person, merged: Person, cases: set[int], *, cause: str, actor: Actor, now: datetime
) -> None:
    """Work the trees around two persons out anew, and what follows for both."""
    pair = [kept.pk, merged.pk]
    keys = cases | _cases_around(pair)
    rows = Case.objects.select_related("outbreak", "person__unit", "person__staying_unit")
    by_outbreak: dict[int, list[Case]] = {}
    for case in rows.filter(pk__in=keys).order_by("pk"):
        by_outbreak.setdefault(case.outbreak_id, []).append(case)
    for some in by_outbreak.values():
        response.follow(some, cause=cause, actor=actor, now=now, also=pair)
    if kept.unit_id != merged.unit_id:
        for case in rows.filter(person__in=pair, tree__isnull=False):
            _show_contacts(case, actor=actor, now=now)


def _show_contacts(case: Case, *, actor: Actor, now: datetime) -> None:
    """Let the unit of whoever is the case now see its contacts, and no other on that ground."""
    why = PersonScope.Why.CONTACT
    registry.narrow_scope(why, case.pk, actor=actor, now=now)
    reached = Arrival.objects.filter(case=case).order_by().values_list("person_id", flat=True)
    if case.person.unit:
        persons, unit = set(reached), case.person.unit
        registry.widen_scope(persons, unit, why, source=case.pk, actor=actor, now=now)


def _record_both(verb: str, merge: Merge, *, actor: Actor, now: datetime, reason: str) -> None:
    """Let the log of each of the two persons tell it."""
    after = {"kept": merge.kept_id, "merged": merge.merged_id}
    for person in (merge.kept_id, merge.merged_id):
        record(verb, merge, actor=actor, now=now, person_id=person, after=after, reason=reason)


@transaction.atomic
def set_apart(one: Person, other: Person, *, actor: Actor, now: datetime, reason: str) -> Apart:
    """Remember that two records are not of one person."""
    left, right = ordered(one.pk, other.pk)
    made = {"at": now, "by": actor.get_username(), "reason": reason}
    apart, new = Apart.objects.get_or_create(
        left_id=left, right_id=right, taken_back_at=None, defaults=made
    )
    if new:
        record("set_apart", apart, actor=actor, now=now, person_id=left, reason=reason)
    return apart


@transaction.atomic
def take_apart_back(apart: Apart, *, actor: Actor, now: datetime) -> None:
    """Let two records be thought to be of one person again."""
    apart.taken_back_at, apart.taken_back_by = now, actor.get_username()
    apart.save(update_fields=["taken_back_at", "taken_back_by"])
    record("apart_taken_back", apart, actor=actor, now=now, person_id=apart.left_id)


@transaction.atomic
def ask_for_search(*, actor: Actor, now: datetime) -> PairSearch:
    """Write that the registry is to be searched for duplicates."""
    search = PairSearch.objects.create(asked_at=now, asked_by=actor.get_username())
    record("duplicates_asked", search, actor=actor, now=now)
    return search


@transaction.atomic
def keep_pairs(
    search: PairSearch, pairs: Sequence[LikelyPair], *, actor: Actor, now: datetime
) -> None:
    """Put what a search found in place of what the last one found."""
    LikelyPair.objects.filter(pk__gt=0).delete()
    LikelyPair.objects.bulk_create(pairs, batch_size=5000)
    search.finished_at, search.found = now, len(pairs)
    search.save(update_fields=["finished_at", "found"])
    record("duplicates_found", search, actor=actor, now=now, after={"rows": len(pairs)})


@transaction.atomic
def give_up_search(search: PairSearch, fault: str, *, actor: Actor, now: datetime) -> None:
    """Write why a search failed."""
    search.finished_at, search.fault = now, fault
    search.save(update_fields=["finished_at", "fault"])
    record("search_failed", search, actor=actor, now=now, reason=fault)
