"""Addresses of the response."""

from django.urls import path

from vungxanh.web.response.views import (
    cases,
    classify,
    facts,
    proposals,
    quick,
    results,
    situation,
    taking_back,
    waiting,
)

app_name = "response"
urlpatterns = [
    path("", situation.dashboard, name="dashboard"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("cases/new/", cases.new_case, name="new_case"),
    path("cases/<int:pk>/confirm/", classify.confirm, name="confirm"),
    path("cases/<int:pk>/discard/", classify.discard, name="discard"),
    path("cases/<int:pk>/dates/", cases.correct_case, name="correct_case"),
    path("cases/<int:pk>/visits/new/", facts.add_visit, name="add_visit"),
    path("cases/<int:pk>/contacts/new/", quick.quick_entry, name="quick_entry"),
    path("persons/<int:pk>/results/new/", results.record_result, name="record_result"),
    path("persons/<int:pk>/isolate/", facts.isolate, name="isolate"),
    path("persons/<int:pk>/facts/new/", facts.record_fact, name="record_fact"),
    path("results/<int:pk>/correct/", results.correct_result, name="correct_result"),
    path("visits/<int:pk>/take-back/", taking_back.take_back_visit, name="take_back_visit"),
    path("contacts/<int:pk>/take-back/", taking_back.take_back_contact, name="take_back_contact"),
    path(
        "isolations/<int:pk>/take-back/",
        taking_back.take_back_isolation,
        name="take_back_isolation",
    ),
    path("facts/<int:pk>/take-back/", taking_back.take_back_fact, name="take_back_fact"),
]
