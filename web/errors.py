"""What a person reads when something did not work, and the text they typed, kept so that it can be copied.

Absent and forbidden are one sentence: an address must not tell whether a case exists. UX §1.0.
"""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from web.look import look_of
from web.pages import local_path, wants_part
from web.request_id import request_id

logger = logging.getLogger(__name__)

# Never shown again: secrets and the machinery of a form.
_NOT_SHOWN = re.compile(
    r"csrf|passw|secret|token|otp|code|^(current|new|again|next|then|version|login|files_left)$", re.IGNORECASE
)
_UNREADABLE = (
    RawPostDataException,
    MultiPartParserError,
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    UnicodeDecodeError,
    OSError,
)


def kept_text(request: HttpRequest) -> dict[str, str]:
    """Field name → what was typed, of a POST; passwords, codes and tokens left out. Empty when it cannot be read."""
    if request.method != "POST":
        return {}
    try:
        fields = list(request.POST.items())
    except _UNREADABLE:
        return {}
    return {
        name: text for name, text in fields if isinstance(text, str) and text.strip() and not _NOT_SHOWN.search(name)
    }


def brought_files(request: HttpRequest) -> bool:
    """Whether a POST carried files. A page that comes back cannot hold them: they must be chosen again."""
    try:
        return bool(request.FILES)
    except _UNREADABLE:
        return False


def conflict(
    request: HttpRequest, *, message: object, kept: Mapping[str, str] | None = None, onward: str = "/"
) -> HttpResponse:
    """409: somebody else was faster. Shows ``message``, the typed text, a link ``onward`` to the latest state."""
    context = {
        "heading": _("您写的内容保留在下方"),
        "message": str(message),
        "kept": kept_text(request) if kept is None else kept,
        "onward": onward,
        "onward_words": _("以最新状态继续"),
    }
    return _problem(request, context, status=HTTPStatus.CONFLICT)


def prove_first(request: HttpRequest, *, afresh: bool = False) -> HttpResponse:
    """401: this step asks once more who is there. Shows the typed text, and leads to the proof and back.

    `afresh` for whoever has neither password nor second factor to be asked for: they sign in again, by telephone.
    """
    again = f"{reverse('account_reauthenticate')}?{urlencode({'next': _came_from(request)})}"
    context = {
        "heading": _("请先确认是您本人"),
        "message": _("这一步要再输一次密码或验证码。确认后会回到这一页，再按一次就行。"),
        "kept": kept_text(request),
        "onward": again,
        "onward_words": _("去确认"),
    }
    if afresh:
        context["message"] = _("这一步要确认是您本人。请先退出，用手机验证码再登录一次，半小时内来做这一步。")
        context |= {"onward": reverse("account_logout"), "onward_words": _("退出登录")}
    return _problem(request, context, status=HTTPStatus.UNAUTHORIZED)


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be understood, or was too much at once: then nothing of it can be read or shown."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        heading = _("一次发来的太多，没有提交成功")
        message = _("请按浏览器的“返回”，您写的内容还在那一页；照片分几次传，文字写短一些。")
    else:
        heading, message = _("这个请求看不懂"), _("请回到上一页再试一次。")
    context = {"heading": heading, "message": message, "onward": "/", "kept": kept_text(request)}
    return _problem(request, context, status=HTTPStatus.BAD_REQUEST)


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django's
    """Absent and not permitted read the same."""
    context = {
        "heading": _("没有找到这件事，或您没有查看权限"),
        "message": _("编号可能抄错了一位，请核对后再试。"),
        "kept": kept_text(request),
        "onward": "/",
    }
    return _problem(request, context, status=HTTPStatus.NOT_FOUND)


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A person who sees the case but may not do this now."""
    context = {
        "heading": _("您现在的岗位不能做这一步"),
        "message": str(exception or "") or _("如果您有几个岗位，请在右上角切换后再试。"),
        "kept": kept_text(request),
        "onward": "/",
    }
    return _problem(request, context, status=HTTPStatus.FORBIDDEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page left open through a sign-in, or a browser that refuses cookies."""
    logger.warning("csrf refused: %s", reason)
    context = {
        "heading": _("这一页放得太久，没有提交成功"),
        "message": _("请先复制您写的内容，再重新打开这一页提交。如果每次都这样，请允许浏览器保存 Cookie。"),
        "kept": kept_text(request),
        "onward": _came_from(request),
        "onward_words": _("重新打开这一页"),
    }
    return _problem(request, context, status=HTTPStatus.FORBIDDEN)


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None = None,  # noqa: ARG001 -- axes' signature
    credentials: Mapping[str, object] | None = None,  # noqa: ARG001 -- axes' signature
) -> HttpResponse:
    """429 (``AXES_LOCKOUT_CALLABLE``): too many wrong passwords; says for how long, not which account."""
    words = _("密码输错的次数太多，这个账号暂时不能登录。")
    return too_often(request, int(settings.AXES_COOLOFF_TIME.total_seconds() // 60), message=words)


def too_often(request: HttpRequest, minutes: int, *, message: str = "") -> HttpResponse:
    """429 with `Retry-After`: what was tried has to wait so many minutes."""
    context: dict[str, object] = {
        "heading": _("操作太频繁，请 %(minutes)d 分钟后再试") % {"minutes": minutes},
        "message": message or _("从您这里来的尝试太多，请稍后再试。"),
        "kept": kept_text(request),
        "onward": "/",
    }
    return wait(_problem(request, context, status=HTTPStatus.TOO_MANY_REQUESTS), minutes)


def stopped(
    request: HttpRequest, *, status: int, heading: object, message: object, onward: str, onward_words: object
) -> HttpResponse:
    """A step that went no further, in words of its own, and the way on."""
    context = {"heading": heading, "message": message, "kept": {}, "onward": onward, "onward_words": onward_words}
    return _problem(request, context, status=status)


def wait(response: HttpResponse, minutes: int) -> HttpResponse:
    """The same answer, which tells a program as well how long to wait."""
    response["Retry-After"] = str(minutes * 60)
    return response


def handler500(request: HttpRequest) -> HttpResponse:
    """Something broke. Rendered without context processors, which may be what failed."""
    context = {
        "number": request_id(),
        "kept": kept_text(request),
        "again": request.get_full_path() if request.method in {"GET", "HEAD"} else _came_from(request),
        "plain_look": look_of(request),
    }
    if wants_part(request):
        return _beside_the_form(render_to_string("web/_500.html", context), status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return HttpResponse(render_to_string("500.html", context), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _problem(request: HttpRequest, words: Mapping[str, object], *, status: int) -> HttpResponse:
    """The page of a refusal; htmx gets it as a part in ``#problem``, leaving the form and its text alone."""
    context = {"onward_words": _("回首页"), **words}
    if wants_part(request):
        return _beside_the_form(render_to_string("web/_problem.html", context, request=request), status=status)
    response = render(request, "web/problem.html", context, status=status)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _beside_the_form(html: str, *, status: int) -> HttpResponse:
    return HttpResponse(html, status=status, headers={"HX-Retarget": "#problem", "HX-Reswap": "innerHTML"})


def _came_from(request: HttpRequest) -> str:
    return local_path(request.headers.get("Referer", ""), request=request)
