"""Addresses of the measures room."""

from django.urls import path

from vungxanh.web.measures.views import documents, order, orders

app_name = "measures"
urlpatterns = [
    path("", orders.orders, name="orders"),
    path("bulk/", orders.confirm_many, name="confirm_many"),
    path("print/", documents.print_many, name="print_many"),
    path("prints/<int:pk>/", documents.prints, name="prints"),
    path("prints/<int:pk>/orders.pdf", documents.printed_file, name="printed_file"),
    path("<int:pk>/", order.order, name="order"),
    path("<int:pk>/order.pdf", documents.order_pdf, name="order_pdf"),
]
