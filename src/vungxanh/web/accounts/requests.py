"""What every view is given: who asks, and when."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from vungxanh.web.accounts.models import User


class Request(HttpRequest):
    """A request of a signed-in user, with its instant. The middleware sees to both."""

    user: User
    now: datetime
    htmx: HtmxDetails
