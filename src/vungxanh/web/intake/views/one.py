"""One import: its columns, its preview, its progress, its undoing."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vungxanh import linelist
from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.intake import actions
from vungxanh.web.intake.checking import check
from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.forms import MapForm, SaveForm, UndoForm
from vungxanh.web.intake.kinds import KINDS
from vungxanh.web.intake.models import Import, ImportStatus
from vungxanh.web.intake.reading import bad_rows_of, grid_of, mapping_of
from vungxanh.web.intake.tasks import check_file, take_file
from vungxanh.web.intake.transitions import MAPPABLE, STARTABLE, UNDOABLE, WORKING


def _own(request: Request, pk: int) -> Import:
    rows = Import.objects.visible_to(request.user, now=request.now).select_related("outbreak")
    found: Import = get_object_or_404(rows, pk=pk)
    return found


@require_safe
@permitted("import")
def show(request: Request, pk: int) -> HttpResponse:
    """Show what an import would do, is doing or did; htmx asks again while it works."""
    imported = _own(request, pk)
    status = imported.status
    fatal = bool(imported.preview.get("fatal"))
    context: dict[str, Any] = {
        "import": imported,
        "kind": KINDS[imported.kind].label,
        "working": status in WORKING,
        "can_map": status in MAPPABLE,
        "can_start": status in STARTABLE and not fatal and bool(imported.rows),
        "can_undo": status in UNDOABLE,
        "undo_form": UndoForm(),
    }
    name = "import_state" if request.htmx else "import"
    return render(request, f"intake/{name}.html", context)


@require_http_methods(["GET", "POST"])
@permitted("import")
def map_columns(request: Request, pk: int) -> HttpResponse:
    """Say which column is which and what its values mean; then the file is checked anew."""
    imported = _own(request, pk)
    grid = grid_of(imported)
    mapping = mapping_of(imported, grid)
    form = MapForm(
        request.POST or None,
        mapping=mapping,
        grid=grid,
        strange=linelist.unknown_values(mapping, grid),
    )
    save = SaveForm(request.POST if request.POST.get("name") else None)
    if request.method == "POST" and form.is_valid():
        columns, values = form.mapped()
        text = linelist.to_text(replace(mapping, columns=columns, values=values))
        try:
            _map(request, imported, text)
        except ValueError as refusal:
            messages.error(request, str(refusal))
            return redirect(imported)
        if save.is_valid():
            actions.save_mapping(
                save.cleaned_data["name"],
                imported.kind,
                linelist.fingerprint(grid.header),
                text,
                actor=request.user,
                now=request.now,
            )
        return redirect(imported)
    context = {"import": imported, "form": form, "save": save, "rows": grid.height}
    return render(request, "intake/map.html", context)


def _map(request: Request, imported: Import, text: str) -> None:
    user, now = request.user, request.now
    actions.map_file(imported, imported.kind, text, actor=user, now=now)
    actions.lead(imported, ImportStatus.CHECKING, actor=user, now=now)
    check_file.enqueue(imported.pk, user.get_username())


@require_POST
@permitted("import")
def start(request: Request, pk: int) -> HttpResponse:
    """Start an import, or go on with it."""
    imported = _own(request, pk)
    try:
        actions.begin(imported, actor=request.user, now=request.now)
    except ValueError as refusal:
        messages.error(request, str(refusal))
    else:
        take_file.enqueue(imported.pk, request.user.get_username())
    return redirect(imported)


@require_POST
@permitted("import")
def stop(request: Request, pk: int) -> HttpResponse:
    """Ask a running import to stop."""
    imported = _own(request, pk)
    actions.ask_to_stop(imported, actor=request.user, now=request.now)
    messages.info(request, _("It stops after the rows in its hands; what was taken stays."))
    return redirect(imported)


@require_POST
@permitted("import")
def undo(request: Request, pk: int) -> HttpResponse:
    """Take an import back as a whole, for a reason."""
    imported = _own(request, pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why: who reads the list later must understand it."))
        return redirect(imported)
    reason = form.cleaned_data["reason"]
    try:
        actions.undo(imported, actor=request.user, now=request.now, reason=reason)
    except ValueError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The import is undone: everything stands as before."))
    return redirect(imported)


@require_safe
@permitted("import")
def bad_rows(request: Request, pk: int) -> HttpResponse:
    """Give the bad rows as the same kind of file, with a column that tells what is wrong."""
    imported = _own(request, pk)
    _preview, _rows, faults = check(imported, Desk(imported.outbreak, request.user, request.now))
    content, name = bad_rows_of(imported, faults)
    actions.note_downloaded(imported, actor=request.user, now=request.now)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="import-{imported.pk}-{_ascii(name)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _ascii(name: str) -> str:
    return f"bad.{name.rpartition('.')[2]}"


@require_safe
@permitted("import")
def mapping(request: Request, pk: int) -> HttpResponse:
    """Give the mapping of an import as a file that can be shared."""
    imported = _own(request, pk)
    response = HttpResponse(imported.mapping, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="mapping-{imported.pk}.json"'
    return response
