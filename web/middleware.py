"""Look, language and number of a request. No database."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from web.look import LANGUAGES, Look, asked_for_elder, remember
from web.request_id import new_request_id

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """First in the list: numbers the request and tells the number in ``X-Request-ID``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = new_request_id()
        response = self.get_response(request)
        response["X-Request-ID"] = number
        return response


class LookMiddleware:
    """Puts ``request.look``; an answered ``?elder=`` is remembered."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.look = Look.of(request)  # type: ignore[attr-defined]  # Django requests carry what middleware adds
        response = self.get_response(request)
        elder = asked_for_elder(request)
        if elder:
            remember(response, setting="view", value=elder, secure=settings.SESSION_COOKIE_SECURE)
        return response


class LanguageMiddleware:
    """Chinese unless the person chose English.

    ``Accept-Language`` is ignored on purpose: office machines in the county are often installed in English, and the
    words of the trade are Chinese.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
