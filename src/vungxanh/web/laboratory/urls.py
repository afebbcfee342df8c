"""Addresses of the laboratory room, for officers and laboratories."""

from django.urls import path

from vungxanh.web.laboratory.views import inbox, settling

app_name = "laboratory"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("sent/", inbox.sent, name="sent"),
    path("<int:pk>/", settling.message, name="message"),
    path("<int:pk>/person/", settling.new_person, name="new_person"),
]
