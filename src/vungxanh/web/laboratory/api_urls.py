"""Addresses to which laboratories send. Anything else below them is not found."""

from django.urls import path

from vungxanh.web.laboratory.views import sending

app_name = "lab_api"
urlpatterns = [
    path("fhir", sending.fhir, name="fhir"),
    path("hl7", sending.hl7, name="hl7"),
]
