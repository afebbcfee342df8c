"""Why two records cannot be merged now, or a merge not be taken back: said before it is tried."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.merging.keeping import differs, row_of, value_of
from vungxanh.web.merging.models import Apart, Merge
from vungxanh.web.merging.queries import ordered
from vungxanh.web.merging.relations import MOVED, field_of
from vungxanh.web.merging.wording import name_of, rows_of
from vungxanh.web.registry.models import Person


class RefusedError(ValueError):
    """It cannot be done now; the message says why, and what to do."""


def why_not_merged(kept: Person, merged: Person) -> list[str]:
    """Say what stands against merging two records."""
    return list(_against_merging(kept, merged))


def _against_merging(kept: Person, merged: Person) -> Iterator[str]:
    if kept.pk == merged.pk:
        yield _("This is one record already.")
    if kept.retracted_at or merged.retracted_at:
        yield _("One of the two is out of use already: load the page again.")
    left, right = ordered(kept.pk, merged.pk)
    if Apart.objects.filter(left=left, right=right, taken_back_at=None).exists():
        yield _("The two were found not to be the same: take that back first.")
    runs = Order.objects.filter(status__in=RUNNING)
    theirs = runs.filter(person=merged, outbreak__in=runs.filter(person=kept).values("outbreak"))
    for order in theirs.select_related("outbreak"):
        yield _("Both have a running order in %(outbreak)s: end one of them first.") % {
            "outbreak": order.outbreak
        }


def why_not_undone(merge: Merge) -> list[str]:
    """Say what stands against taking a merge back."""
    return list(_against_undoing(merge))


def _against_undoing(merge: Merge) -> Iterator[str]:
    kept = merge.kept
    if merge.undone_at:
        yield _("This merge is taken back already.")
        return
    if kept.merged_into:
        yield _("%(code)s was merged into %(other)s since: take that back first.") % {
            "code": kept.code,
            "other": kept.merged_into.code,
        }
    for later in Merge.objects.filter(kept=kept, undone_at=None, pk__gt=merge.pk):
        yield _("%(code)s was merged into this record later: take that back first.") % {
            "code": later.merged.code
        }
    for name, (_before, after) in merge.values.items():
        if value_of(kept, name) != after:
            yield _("%(field)s was corrected since.") % {"field": name_of(name)}
    yield from _newer(merge)
    yield from _gone(merge)


def _newer(merge: Merge) -> Iterator[str]:
    """Nobody can say of which of the two a fact is that was told of both."""
    for relation in MOVED:
        model, field = field_of(relation)
        newest = merge.newest.get(relation, 0)
        rows = model._default_manager.filter(**{field.name: merge.kept_id}, pk__gt=newest)
        if hasattr(model, "retracted_at"):
            rows = rows.filter(retracted_at=None)
        if model is Order:
            rows = rows.exclude(status__in=[OrderStatus.PROPOSED, OrderStatus.WITHDRAWN])
        if count := rows.count():
            yield _(
                "Since the merge, %(count)d were recorded of the joint record: %(what)s. "
                "Take them back first."
            ) % {"count": count, "what": rows_of(model._meta.label_lower)}


def _gone(merge: Merge) -> Iterator[str]:
    for relation, keys in merge.moved.items():
        model, field = field_of(relation)
        there = model._default_manager.filter(**{field.name: merge.kept_id}, pk__in=keys)
        if there.count() != len(keys):
            yield _("Rows that were moved are elsewhere now: %(what)s.") % {
                "what": rows_of(model._meta.label_lower)
            }
    for label, key, _before, after in merge.changed:
        row = row_of(label, key)
        if row is None or differs(row, after):
            yield _("What gave way to the merge was changed since: %(what)s.") % {
                "what": rows_of(label)
            }
