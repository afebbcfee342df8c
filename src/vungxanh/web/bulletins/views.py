"""Pages of bulletins: paste one, see what was read, confirm case by case."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.bulletins import Bulletin, ReportedCase, read_district_table
from vungxanh.geography import shipped_gazetteer
from vungxanh.web.accounts.permissions import check, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.bulletins import actions, showing
from vungxanh.web.bulletins.forms import Paste, ReportedCaseForm
from vungxanh.web.bulletins.models import FigureTable, Notice
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.forms import own_units
from vungxanh.web.registry.models import Outbreak

LISTED = 50


@require_http_methods(["GET", "POST"])
@permitted("read_bulletin")
def notices(request: Request) -> HttpResponse:
    """Take a text, and list those that were taken."""
    units = own_units(request.user, request.now, "read_bulletin")
    first = {
        "day": timezone.localdate(request.now),
        "outbreak": Outbreak.objects.first(),
        "unit": units.first(),
    }
    form = Paste(
        request.POST or None, request.FILES or None, units=units, now=request.now, initial=first
    )
    if request.method == "POST" and form.is_valid():
        return _receive(request, form.cleaned_data)
    seen: dict[str, Any] = {"user": request.user, "now": request.now}
    context = {
        "form": form,
        "notices": Notice.objects.visible_to(**seen).select_related("outbreak", "unit")[:LISTED],
        "tables": FigureTable.objects.visible_to(**seen).select_related("outbreak", "unit")[
            :LISTED
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "bulletins/notices.html", context, status=status)


def _receive(request: Request, said: dict[str, Any]) -> HttpResponse:
    text, day = said["text"], said["day"]
    where: dict[str, Any] = {"outbreak": said["outbreak"], "unit": said["unit"]}
    by: dict[str, Any] = {"actor": request.user, "now": request.now}
    table = read_district_table(text, on=day, gazetteer=shipped_gazetteer())
    kept: Notice | FigureTable
    if table.columns and table.rows:
        kept, new = actions.receive_table(text, table, reported_on=day, **where, **by)
    else:
        kept, new = actions.receive_notice(text, published=day, **where, **by)
    if not new:
        messages.info(request, _("This text is here already; nothing was changed."))
    return redirect(kept)


def _notice(request: Request, pk: int) -> Notice:
    visible = Notice.objects.visible_to(request.user, now=request.now)
    notice: Notice = get_object_or_404(visible.select_related("outbreak", "unit"), pk=pk)
    return notice


@require_safe
@permitted("read_bulletin")
def notice(request: Request, pk: int) -> HttpResponse:
    """Show a notice with its words marked, and its cases."""
    found = _notice(request, pk)
    bulletin = showing.read(found)
    context = {
        "notice": found,
        "pieces": showing.pieces(found.text, bulletin.cases),
        "cases": showing.beside(found, bulletin, request.user, request.now),
    }
    return render(request, "bulletins/notice.html", context)


@require_http_methods(["GET", "POST"])
@permitted("read_bulletin")
def reported_case(request: Request, pk: int, number: int) -> HttpResponse:
    """Show one case of a notice, to be corrected and confirmed."""
    found = _notice(request, pk)
    bulletin = showing.read(found)
    shown = showing.beside(found, bulletin, request.user, request.now)
    one = next((case for case in shown if case.told.number.value == number), None)
    if one is None:
        raise Http404
    form = None
    if not (one.known or one.hidden):
        form = _form(request, found, bulletin, one.told)
        if request.method == "POST" and form.is_valid():
            return _confirm(request, found, one.told, form.cleaned_data)
    context = {
        "notice": found,
        "shown": one,
        "rows": showing.rows(one.told),
        "pieces": showing.pieces(found.text, [one.told]),
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "bulletins/case.html", context, status=status)


def _form(
    request: Request, notice: Notice, bulletin: Bulletin, told: ReportedCase
) -> ReportedCaseForm:
    address = told.address.value if told.address else None
    named = address.unit if address else None
    on_the_day = AdminUnit.objects.on(notice.published).exclude(depth=0)
    unit = on_the_day.filter(code=named.code).first() if named else None
    confirmed = told.confirmation.value if told.confirmation else notice.published
    year = told.birth_year.value if told.birth_year else None
    if year is None and told.age:
        year = notice.published.year - told.age.value
    others = showing.linked(bulletin, told)
    initial = {
        "sex": told.sex.value.value if told.sex else "",
        "birth_year": year,
        "nationality": told.nationality.value if told.nationality else "",
        "residence": told.address.words if told.address else "",
        "unit": unit,
        "onset_date": told.onset.value if told.onset else None,
        "specimen_date": told.specimen.value if told.specimen else None,
        "confirmed_on": confirmed,
        "treated_in": told.hospital.value if told.hospital else "",
        "links": [code for code, near in others.items() if near],
    }
    return ReportedCaseForm(
        request.POST or None,
        user=request.user,
        now=request.now,
        units=on_the_day.select_related("parent"),
        others=list(others),
        initial=initial,
    )


def _confirm(
    request: Request, notice: Notice, told: ReportedCase, said: dict[str, Any]
) -> HttpResponse:
    unit = said["unit"] or notice.unit
    for verb in ("new_case", "confirm_case"):
        check(request.user, verb, request.now, unit=unit)
    person = {name: said[name] for name in ("sex", "birth_year", "nationality", "residence")}
    # Without a unit nobody would see the person: the unit that received the notice does.
    person |= {"unit": said["unit"], "staying_unit": None if said["unit"] else notice.unit}
    case = {name: said[name] for name in ("onset_date", "specimen_date", "treated_in")}
    case["confirmed_at"] = _instant(said["confirmed_on"] or notice.published, request.now)
    found = actions.Confirmed(told.code, person, case, tuple(said.get("links", ())))
    _case, new = actions.confirm_reported(notice, found, actor=request.user, now=request.now)
    if new:
        messages.success(request, _("%(code)s is a case now.") % {"code": told.code})
    else:
        messages.info(request, _("%(code)s was a case already.") % {"code": told.code})
    return redirect(notice)


def _instant(day: Any, now: datetime) -> datetime:
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    return min(noon, now)


@require_safe
@permitted("read_bulletin")
def table(request: Request, pk: int) -> HttpResponse:
    """Show a table of reported figures, with everything that does not fit in it."""
    visible = FigureTable.objects.visible_to(request.user, now=request.now)
    found = get_object_or_404(visible.select_related("outbreak", "unit"), pk=pk)
    read = read_district_table(found.text, on=found.reported_on, gazetteer=shipped_gazetteer())
    context = {"table": found, "read": read, "rows": _rows(read)}
    return render(request, "bulletins/table.html", context)


def _rows(read: Any) -> list[tuple[str, Any, list[Any]]]:
    def figures(row: dict[str, Any]) -> list[Any]:
        return [row[name].value if name in row else None for name in read.columns]

    rows = [(row.name.value, row.unit, figures(row.figures)) for row in read.rows]
    if read.total is not None:
        rows.append((_("Total as told"), None, figures(read.total)))
    return rows
