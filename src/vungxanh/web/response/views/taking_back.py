"""Taking back what was entered wrongly: the entry, what would follow, and the reason."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.config.templatetags.show import word
from vungxanh.web.registry.actions import note_opened
from vungxanh.web.registry.models import Case, ContactEvent, Fact, Isolation, Person, Visit
from vungxanh.web.response.consequences import Consequences
from vungxanh.web.response.forms import ReasonForm, facts_asked
from vungxanh.web.response.retractions import Entry, TreeChange, foresee, take_back
from vungxanh.web.response.views.proposals import shown_preview
from vungxanh.web.response.views.single import READ_AND_WRITE, back_to, person_of

TREES = 20
"""Trees named in a preview, those that change most; the others are counted."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the pages say of one kind of entry."""

    title: Promise
    submit: Promise
    done: Promise
    already: Promise


STAY = Wording(
    gettext_lazy("Take back a stay"),
    gettext_lazy("Take the stay back"),
    gettext_lazy("The stay is taken back."),
    gettext_lazy("This stay was taken back already: nothing has changed."),
)
MEETING = Wording(
    gettext_lazy("Take back a meeting"),
    gettext_lazy("Take the meeting back"),
    gettext_lazy("The meeting is taken back."),
    gettext_lazy("This meeting was taken back already: nothing has changed."),
)
ISOLATION = Wording(
    gettext_lazy("Take back an isolation"),
    gettext_lazy("Take the isolation back"),
    gettext_lazy("The isolation is taken back."),
    gettext_lazy("This isolation was taken back already: nothing has changed."),
)
FACT = Wording(
    gettext_lazy("Take back a fact"),
    gettext_lazy("Take the fact back"),
    gettext_lazy("The fact is taken back."),
    gettext_lazy("This fact was taken back already: nothing has changed."),
)


@require_http_methods(READ_AND_WRITE)
@permitted("add_exposure")
def take_back_visit(request: Request, pk: int) -> HttpResponse:
    """Take a stay at a place back; the trees of everybody who was there follow."""
    visit: Visit = _once_known(request, Visit, pk)
    person = person_of(request, visit.person_id)
    return _taking_back(request, visit, person, STAY, {"visit": visit})


@require_http_methods(READ_AND_WRITE)
@permitted("add_exposure")
def take_back_contact(request: Request, pk: int) -> HttpResponse:
    """Take a meeting back; the trees of both follow. `?person=` says from whose page it is."""
    meeting: ContactEvent = _once_known(request, ContactEvent, pk)
    person, other = _two_sides(request, meeting)
    return _taking_back(request, meeting, person, MEETING, {"contact": meeting, "other": other})


@require_http_methods(READ_AND_WRITE)
@permitted("isolate")
def take_back_isolation(request: Request, pk: int) -> HttpResponse:
    """Take an isolation back; what the person passed on in that time is in the trees again."""
    isolation: Isolation = _once_known(request, Isolation, pk)
    person = person_of(request, isolation.person_id)
    return _taking_back(request, isolation, person, ISOLATION, {"isolation": isolation})


@require_http_methods(READ_AND_WRITE)
@permitted("record_fact")
def take_back_fact(request: Request, pk: int) -> HttpResponse:
    """Take a fact that policy reads back; what follows is proposed."""
    fact: Fact = _once_known(request, Fact, pk)
    person = person_of(request, fact.person_id)
    question = facts_asked(get_language() or "vi").get(fact.name) or word(fact.name)
    return _taking_back(request, fact, person, FACT, {"fact": fact, "question": question})


def _once_known(request: Request, kind: type[Entry], pk: int) -> Any:
    """Give an entry, taken back or not, that was recorded by now; whose it is, is asked next."""
    return get_object_or_404(kind.objects.once_known(request.now), pk=pk)


def _two_sides(request: Request, meeting: ContactEvent) -> tuple[Person, Person | None]:
    """Give whose page the meeting is taken back from, and the other, None outside the area."""
    pair = [meeting.person_a_id, meeting.person_b_id]
    if request.GET.get("person") == str(meeting.person_b_id):
        pair.reverse()
    seen = Person.objects.shown_to(request.user, pair, now=request.now)
    about, other = (seen.get(pk) for pk in pair)
    if about is None:
        about, other = other, None
    if about is None:
        raise Http404
    return about, other


def _taking_back(
    request: Request, entry: Entry, person: Person, wording: Wording, shown: dict[str, Any]
) -> HttpResponse:
    """Show an entry and what would follow, and take it back for a reason."""
    if entry.retracted_at is not None:
        messages.info(request, str(wording.already))
        return redirect(back_to(person))
    posted = request.method == "POST"
    form = ReasonForm(request.POST if posted else None)
    if posted and form.is_valid():
        return _done(request, entry, person, wording, form.cleaned_data["reason"])
    note_opened(person, actor=request.user, now=request.now)
    foreseen = foresee(entry, actor=request.user, now=request.now)
    context = {
        **shown,
        "entry": entry,
        "person": person,
        "wording": wording,
        "form": form,
        "trees": foreseen.trees[:TREES],
        "more_trees": len(foreseen.trees[TREES:]),
        "open_cases": _open_cases(request, foreseen.trees),
        "preview": shown_preview(request, foreseen.preview),
        "cancel": back_to(person),
    }
    return render(request, "response/take_back.html", context, status=422 if posted else 200)


def _open_cases(request: Request, trees: list[TreeChange]) -> set[int]:
    """Give the cases among those of some trees that the user may open."""
    visible = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    named = [change.case.pk for change in trees[:TREES]]
    return set(visible.filter(pk__in=named).values_list("pk", flat=True))


def _done(
    request: Request, entry: Entry, person: Person, wording: Wording, reason: str
) -> HttpResponse:
    followed = _take_back_once(request, entry, reason)
    if followed is None:
        messages.info(request, str(wording.already))
    else:
        messages.success(request, " ".join(_told(entry, wording, followed)))
    return redirect(back_to(person))


@transaction.atomic
def _take_back_once(request: Request, entry: Entry, reason: str) -> list[Consequences] | None:
    """Take an entry back, unless somebody was quicker: then give None."""
    standing = type(entry).objects.select_for_update().filter(pk=entry.pk, retracted_at=None)
    claimed = standing.first()
    if claimed is None:
        return None
    return take_back(claimed, actor=request.user, now=request.now, reason=reason)


def _told(entry: Entry, wording: Wording, followed: list[Consequences]) -> list[str]:
    """Say that it is done, who moved, and whether there are orders to decide."""
    told = [str(wording.done)]
    moved = sum(len(done.movement.moves) for done in followed)
    if moved:
        changed = ngettext(
            "%(count)d person changed their level.", "%(count)d persons changed their level.", moved
        )
        told.append(changed % {"count": moved})
    elif not isinstance(entry, Fact):
        told.append(_("Nobody's level changed."))
    if any(done.orders for done in followed):
        told.append(_("New orders are proposed."))
    return told
