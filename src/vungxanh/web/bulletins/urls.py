"""Addresses of bulletins."""

from django.urls import path

from vungxanh.web.bulletins import views

app_name = "bulletins"
urlpatterns = [
    path("", views.notices, name="notices"),
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/cases/<int:number>/", views.reported_case, name="case"),
    path("tables/<int:pk>/", views.table, name="table"),
]
