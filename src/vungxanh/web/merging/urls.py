"""Addresses of the merging room."""

from django.urls import path

from vungxanh.web.merging import views

app_name = "merging"
urlpatterns = [
    path("", views.pairs, name="pairs"),
    path("search/", views.search, name="search"),
    path("<int:pk>/", views.merge, name="merge"),
    path("of/<int:pk>/", views.of, name="of"),
    path("of/<int:pk>/and/<int:other>/", views.compare, name="compare"),
]
