"""The interview of a case: what people forget, asked one by one, saved as it is typed."""

from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from vungxanh.web.accounts.permissions import may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.actions import save_answer
from vungxanh.web.registry.forms import AnswerForm
from vungxanh.web.registry.models import Case, InterviewAnswer
from vungxanh.web.registry.prompts import Section, sections
from vungxanh.web.registry.views.windows import days_asked, window_by_rules


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("interview")
def interview(request: Request, pk: int) -> HttpResponse:
    """Show the questions of a case's interview with what was answered; save one answer."""
    rows = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    case = get_object_or_404(
        rows.select_related("outbreak", "person__unit", "person__staying_unit"), pk=pk
    )
    window = window_by_rules(case, now=request.now)
    asked = list(sections(days_asked(case, window, now=request.now)))
    if request.method == "POST":
        return _save(request, case, asked)
    given = {answer.prompt: answer for answer in InterviewAnswer.objects.filter(case=case)}
    shown = [_with_answers(section, given) for section in asked]
    rows_shown = [row for section in shown for row in section["prompts"]]
    context = {
        "case": case,
        "person": case.person,
        "window": window,
        "sections": shown,
        "answered": {
            "done": sum(bool(row["text"]) for row in rows_shown),
            "prompts": len(rows_shown),
        },
        "next_url": reverse("response:quick_entry", args=[case.pk]),
        "may": may(request.user, request.now),
    }
    return render(request, "registry/interview.html", context)


def _with_answers(section: Section, given: dict[str, InterviewAnswer]) -> dict[str, Any]:
    prompts = []
    for prompt in section.prompts:
        answer = given.get(prompt.key)
        prompts.append(
            {
                "key": prompt.key,
                "question": prompt.question,
                "hint": prompt.hint,
                "text": answer.text if answer else "",
                "changed_at": answer.changed_at if answer else None,
                "changed_by": answer.changed_by if answer else "",
            }
        )
    return {"key": section.key, "title": section.title, "prompts": prompts}


def _save(request: Request, case: Case, asked: list[Section]) -> HttpResponse:
    form = AnswerForm(request.POST)
    keys = {prompt.key for section in asked for prompt in section.prompts}
    known = InterviewAnswer.objects.filter(case=case).values_list("prompt", flat=True)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text(), content_type="text/plain")
    prompt, text = form.cleaned_data["prompt"], form.cleaned_data["text"]
    # A corrected onset moves the days asked: what was answered once can still be changed.
    if prompt not in keys and prompt not in set(known):
        return HttpResponseBadRequest("unknown prompt", content_type="text/plain")
    save_answer(case, prompt, text, actor=request.user, now=request.now)
    if not request.htmx:
        return redirect("registry:interview", pk=case.pk)
    saved = {"saved_at": request.now, "by": request.user.get_username()}
    return render(request, "registry/interview_saved.html", saved)
