"""Addresses of the response."""

from django.urls import path

from vungxanh.web.response.views import classify, facts, quick, situation, waiting

app_name = "response"
urlpatterns = [
    path("", situation.dashboard, name="dashboard"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("proposals/<int:pk>/", waiting.proposal, name="proposal"),
    path("cases/new/", facts.new_case, name="new_case"),
    path("cases/<int:pk>/confirm/", classify.confirm, name="confirm"),
    path("cases/<int:pk>/discard/", waiting.discard, name="discard"),
    path("cases/<int:pk>/dates/", facts.correct_case, name="correct_case"),
    path("cases/<int:pk>/visits/new/", facts.add_visit, name="add_visit"),
    path("cases/<int:pk>/contacts/new/", quick.quick_entry, name="quick_entry"),
    path("persons/<int:pk>/results/new/", facts.record_result, name="record_result"),
    path("persons/<int:pk>/isolate/", facts.isolate, name="isolate"),
    path("persons/<int:pk>/facts/new/", facts.record_fact, name="record_fact"),
    path("results/<int:pk>/correct/", facts.correct_result, name="correct_result"),
]
