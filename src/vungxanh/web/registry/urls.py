"""Addresses of the registry room."""

from django.urls import path

from vungxanh.web.registry.views import cases, interview, likely, persons, places

app_name = "registry"
urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/interview/", interview.interview, name="interview"),
    path("persons/", persons.persons, name="persons"),
    path("persons/new/", persons.new_person, name="new_person"),
    path("persons/new/likely/", likely.likely, name="likely"),
    path("persons/<int:pk>/", persons.person, name="person"),
    path("persons/<int:pk>/open/", persons.open_person, name="open_person"),
    path("places/<int:pk>/", places.place, name="place"),
]
