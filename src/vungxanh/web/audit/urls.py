"""Addresses of the audit room."""

from django.urls import URLPattern, path

from vungxanh.web.audit import views

app_name = "audit"
urlpatterns: list[URLPattern] = [path("", views.events, name="events")]
