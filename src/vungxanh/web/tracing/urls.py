"""Addresses of the tracing room."""

from django.urls import path

from vungxanh.web.tracing import views

app_name = "tracing"
urlpatterns = [
    path("cases/<int:pk>/tree/", views.tree, name="tree"),
    path("cases/<int:pk>/tree.json", views.tree_data, name="tree_data"),
    path("persons/<int:pk>/why/", views.why, name="why"),
]
