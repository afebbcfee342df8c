"""The worklist of likely duplicates, two records beside one another, and a merge that was done."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.merging import actions
from vungxanh.web.merging.forms import PairFilter, ReasonForm
from vungxanh.web.merging.models import Apart, LikelyPair, Merge, PairSearch
from vungxanh.web.merging.queries import VERB, ordered
from vungxanh.web.merging.refusing import RefusedError, why_not_merged, why_not_undone
from vungxanh.web.merging.relations import MOVED, field_of
from vungxanh.web.merging.tasks import find_pairs
from vungxanh.web.merging.wording import FIELDS, name_of, rows_of
from vungxanh.web.registry.actions import note_opened
from vungxanh.web.registry.agreeing import why, with_words
from vungxanh.web.registry.forms import own_units
from vungxanh.web.registry.likeness import identity_of, likely_persons
from vungxanh.web.registry.models import Person
from vungxanh.web.registry.queries import lives_in

PAGE = 50
LOST = timedelta(hours=1)
"""A search that has not ended by then never will: its worker is gone."""


@require_safe
@permitted("merge_persons")
def pairs(request: Request) -> HttpResponse:
    """List the pairs of one's area that are probably one person, the surest first."""
    user, now = request.user, request.now
    form = PairFilter(request.GET or None, units=own_units(user, now, VERB))
    rows = LikelyPair.objects.visible_to(user, now=now).unsettled()
    if form.is_valid():
        if unit := form.cleaned_data["unit"]:
            rows = rows.filter(lives_in(unit, "left") | lives_in(unit, "right"))
        if least := form.cleaned_data["least"]:
            rows = rows.filter(probability__gte=float(least))
    rows = rows.select_related("left__unit", "right__unit").order_by("-probability", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [
        {"pair": pair, "why": why(pair.levels), "percent": int(100 * pair.probability)}
        for pair in page
    ]
    last = PairSearch.objects.order_by("-pk").first()
    context = {"form": form, "page": page, "shown": shown, "last": last}
    return render(request, "merging/pairs.html", context)


@require_POST
@permitted("merge_persons")
def search(request: Request) -> HttpResponse:
    """Let the worker compare the whole registry."""
    under_way = PairSearch.objects.filter(finished_at=None, asked_at__gt=request.now - LOST)
    if under_way.exists():
        messages.info(request, _("A search is under way already."))
    else:
        found = actions.ask_for_search(actor=request.user, now=request.now)
        find_pairs.enqueue(found.pk)
        messages.success(request, _("The search has begun. Load this page again in a minute."))
    return redirect("merging:pairs")


def _person(request: Request, pk: int) -> Person:
    rows = Person.objects.visible_to(request.user, now=request.now, verb=VERB)
    found: Person = get_object_or_404(rows.select_related("unit", "staying_unit", "home"), pk=pk)
    return found


@require_safe
@permitted("merge_persons")
def of(request: Request, pk: int) -> HttpResponse:
    """Show which records may be of the same person as one."""
    person = _person(request, pk)
    found = likely_persons(identity_of(person), user=request.user, now=request.now)
    context = {"person": person, "likely": with_words(found), "outside": found.outside}
    return render(request, "merging/of.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("merge_persons")
def compare(request: Request, pk: int, other: int) -> HttpResponse:
    """Show two records field by field; merge them, or remember that they are not the same."""
    kept, merged = _person(request, pk), _person(request, other)
    left, right = ordered(pk, other)
    apart = Apart.objects.filter(left=left, right=right, taken_back_at=None).first()
    form = ReasonForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _settle(request, kept, merged, apart, form.cleaned_data["reason"])
        except RefusedError as refusal:
            refused = str(refusal)
    for person in (kept, merged):
        note_opened(person, actor=request.user, now=request.now)
    context = {
        "kept": kept,
        "merged": merged,
        "fields": _fields(kept, merged),
        "rows": _rows(kept, merged),
        "apart": apart,
        "against": [] if apart else why_not_merged(kept, merged),
        "refused": refused,
        "form": form,
    }
    return render(request, "merging/compare.html", context, status=422 if refused else 200)


def _settle(
    request: Request, kept: Person, merged: Person, apart: Apart | None, reason: str
) -> HttpResponse:
    by: dict[str, Any] = {"actor": request.user, "now": request.now}
    if "apart" in request.POST:
        actions.set_apart(kept, merged, reason=reason, **by)
        messages.success(request, _("Remembered: these are two persons."))
        return redirect("merging:pairs")
    if "together" in request.POST:
        if apart:
            actions.take_apart_back(apart, **by)
        return redirect("merging:compare", pk=kept.pk, other=merged.pk)
    taken = [name for name in FIELDS if request.POST.get(f"take-{name}") == "merged"]
    done = actions.merge(kept, merged, taken=taken, reason=reason, **by)
    messages.success(request, _("The two records are one now."))
    return redirect(done)


def _fields(kept: Person, merged: Person) -> list[dict[str, Any]]:
    """Put the columns of two records beside one another; what only one has is proposed."""
    rows = []
    for name in FIELDS:
        one, other = (_shown(person, name) for person in (kept, merged))
        if one or other:
            differ = one != other
            row = {"name": name, "label": name_of(name), "one": one, "other": other}
            rows.append(row | {"differ": differ, "take": "merged" if not one else "kept"})
    return rows


def _shown(person: Person, name: str) -> Any:
    return person.get_sex_display() if name == "sex" and person.sex else getattr(person, name)


def _rows(kept: Person, merged: Person) -> list[dict[str, Any]]:
    """Count what hangs on each of two records."""
    counts: dict[str, list[int]] = {}
    for relation in MOVED:
        model, field = field_of(relation)
        both = counts.setdefault(rows_of(model._meta.label_lower), [0, 0])
        for place, person in enumerate((kept, merged)):
            both[place] += model._default_manager.filter(**{field.name: person}).count()
    return [{"label": label, "one": n, "other": m} for label, (n, m) in counts.items() if n or m]


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("merge_persons")
def merge(request: Request, pk: int) -> HttpResponse:
    """Show a merge that was done, and take it back."""
    rows = Merge.objects.visible_to(request.user, now=request.now)
    found = get_object_or_404(rows.select_related("kept__unit", "merged__unit"), pk=pk)
    form = ReasonForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.undo_merge(found, actor=request.user, now=request.now, reason=reason)
        except RefusedError as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The merge is taken back: there are two records again."))
            return redirect(found)
    context = {
        "merge": found,
        "values": [{"label": name_of(n), "was": w, "now": a} for n, (w, a) in found.values.items()],
        "against": why_not_undone(found),
        "refused": refused,
        "form": form,
    }
    return render(request, "merging/merge.html", context, status=422 if refused else 200)
