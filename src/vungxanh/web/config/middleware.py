"""The clock is read once a request; everything below is handed `request.now`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from vungxanh.web.config import clock


class RequestInstant:
    """Give every request its instant, `request.now`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        return self.get_response(request)
