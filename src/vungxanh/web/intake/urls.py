"""Addresses of the import desk."""

from django.urls import path

from vungxanh.web.intake.views import lists, one

app_name = "intake"
urlpatterns = [
    path("", lists.imports, name="imports"),
    path("new/", lists.new, name="new"),
    path("<int:pk>/", one.show, name="import"),
    path("<int:pk>/columns/", one.map_columns, name="map"),
    path("<int:pk>/start/", one.start, name="start"),
    path("<int:pk>/stop/", one.stop, name="stop"),
    path("<int:pk>/undo/", one.undo, name="undo"),
    path("<int:pk>/bad-rows/", one.bad_rows, name="bad_rows"),
    path("<int:pk>/mapping/", one.mapping, name="mapping"),
]
