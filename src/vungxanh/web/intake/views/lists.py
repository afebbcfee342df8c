"""All imports of one's area, and a new one."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh import linelist
from vungxanh.linelist import Faulty
from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.intake import actions
from vungxanh.web.intake.forms import DropForm, ImportFilter
from vungxanh.web.intake.kinds import KINDS
from vungxanh.web.intake.models import Import, ImportStatus, SavedMapping
from vungxanh.web.intake.reading import mapping_of_other_kind, too_large
from vungxanh.web.intake.tasks import check_file

PAGE = 50


@require_safe
@permitted("import")
def imports(request: Request) -> HttpResponse:
    """List the imports of one's area, the newest first."""
    form = ImportFilter(request.GET or None)
    rows = Import.objects.visible_to(request.user, now=request.now).select_related("outbreak")
    if form.is_valid():
        rows = rows.filter(**{name: value for name, value in form.cleaned_data.items() if value})
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.__dict__["kind_label"] = KINDS[row.kind].label
    context = {"form": form, "page": page, "total": page.paginator.count}
    return render(request, "intake/imports.html", context)


@require_http_methods(["GET", "POST"])
@permitted("import")
def new(request: Request) -> HttpResponse:
    """Take a file, guess its columns, and have it checked."""
    form = DropForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            imported = _drafted(request, form)
        except (Faulty, ValueError) as refusal:
            form.add_error(None, str(refusal))
        else:
            user, now = request.user, request.now
            actions.lead(imported, ImportStatus.CHECKING, actor=user, now=now)
            check_file.enqueue(imported.pk, user.get_username())
            return redirect(imported)
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/new.html", {"form": form}, status=status)


def _drafted(request: Request, form: DropForm) -> Import:
    """Keep the file with its mapping. Raises Faulty for a file or mapping that cannot be used."""
    content = form.cleaned_data
    file = content["file"]
    name, data = "pasted.csv", b""
    if file is None:
        data = content["pasted"].encode()
    elif file.size > actions.LARGEST:
        raise ValueError(too_large())
    else:
        name, data = file.name, file.read()
    grid = linelist.read_grid(data, name)
    kind, text = content["kind"], ""
    if content["mapping_file"]:
        given = content["mapping_file"]
        text = given.read(1_000_000).decode("utf-8", "replace")
        linelist.from_text(text, file=given.name)
    elif content["saved"]:
        text = content["saved"].text
    elif fitting := SavedMapping.objects.fitting(linelist.fingerprint(grid.header), kind).first():
        text = fitting.text
    if not text:
        text = linelist.to_text(linelist.propose(grid, name=name, kind=kind))
    if linelist.from_text(text).kind != kind:
        raise ValueError(mapping_of_other_kind())
    return actions.draft(
        data, name, kind, content["outbreak"], mapping=text, actor=request.user, now=request.now
    )
