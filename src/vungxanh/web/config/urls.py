"""All addresses: one prefix a room."""

from django.urls import include, path

from vungxanh.web.accounts.views import choose_language

urlpatterns = [
    path("", include("vungxanh.web.response.urls")),
    path("", include("vungxanh.web.registry.urls")),
    path("tracing/", include("vungxanh.web.tracing.urls")),
    path("orders/", include("vungxanh.web.measures.urls")),
    path("map/", include("vungxanh.web.map.urls")),
    path("bulletins/", include("vungxanh.web.bulletins.urls")),
    path("laboratory/", include("vungxanh.web.laboratory.urls")),
    path("api/lab/", include("vungxanh.web.laboratory.api_urls")),
    path("duplicates/", include("vungxanh.web.merging.urls")),
    path("imports/", include("vungxanh.web.intake.urls")),
    path("audit/", include("vungxanh.web.audit.urls")),
    path("users/", include("vungxanh.web.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", choose_language, name="set_language"),
]
