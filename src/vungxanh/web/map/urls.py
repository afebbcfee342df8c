"""Addresses of the map."""

from django.urls import path

from vungxanh.web.map import views

app_name = "map"
urlpatterns = [
    path("", views.show, name="map"),
    path("<int:outbreak>/figures.json", views.figures, name="figures"),
    path("<slug:level>/<slug:day>/outlines.json", views.outlines, name="outlines"),
]
