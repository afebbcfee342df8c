"""Addresses of the tracing room."""

from django.urls import path

from vungxanh.web.tracing.views import graph, transmission, trees

app_name = "tracing"
urlpatterns = [
    path("cases/<int:pk>/tree/", trees.tree, name="tree"),
    path("cases/<int:pk>/tree.json", graph.tree_data, name="tree_data"),
    path("persons/<int:pk>/why/", trees.why, name="why"),
    path("outbreaks/<int:pk>/transmission/", transmission.transmission, name="transmission"),
    path(
        "outbreaks/<int:pk>/transmission.json",
        transmission.transmission_data,
        name="transmission_data",
    ),
]
