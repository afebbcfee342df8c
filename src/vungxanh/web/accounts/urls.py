"""Addresses of the accounts room."""

from django.urls import URLPattern, path

from vungxanh.web.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("", views.users, name="users"),
    path("new/", views.new_user, name="new_user"),
    path("me/", views.me, name="me"),
    path("<int:pk>/", views.user, name="user"),
]
