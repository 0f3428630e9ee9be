"""`/figures/`: what the county releases of each month, for everybody; and the page where the office releases it."""

import io
import json
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from metrics.models import Cube, Publication
from metrics.periods import Month
from metrics.public_pages import corrections, shown
from metrics.publishing_forms import PublishForm
from metrics.released import ANSWERS, COUNTS, Block
from metrics.services import publishing
from orgs.access import post_required, proven
from orgs.exceptions import Refused
from orgs.middleware import PostRequest, now_of
from orgs.models import County, Post
from orgs.queries import home_county
from orgs.statuses import Role
from web.access import public
from web.errors import conflict
from web.pages import done, page
from web.sheet_writing import CSV, Value, write_csv

PUBLIC, PUBLISH = "metrics/public.html", "metrics/publish.html"
LICENCE: Final = "CC BY 4.0"
LICENCE_TERMS: Final = "https://creativecommons.org/licenses/by/4.0/"
FRESH: Final = 300  # seconds for which a copy serves
supervisors = post_required(Role.SUPERVISOR)


@public
@require_safe
def public_figures(request: HttpRequest) -> HttpResponse:
    """The newest published month, or the one that `month` names; corrections shown as such. 404 for another month."""
    county = _county(request)
    months = _published(county)
    asked = request.GET.get("month", "")
    month = Month.parse(asked, starts_on=county.month_starts_on) if asked else next(iter(months), None)
    if asked and month not in months:
        raise Http404
    context: dict[str, Any] = {"county": county, "months": months, "month": month, "licence": LICENCE}
    if month is not None:
        versions = _versions(county, month)
        context |= {**shown(versions[-1].figures), "corrections": corrections(versions), "publication": versions[-1]}
    response = page(request, PUBLIC, context, part=PUBLIC)
    if not request.user.is_authenticated:
        patch_cache_control(response, private=True, max_age=FRESH)
    return response


@public
@require_safe
def public_figures_json(request: HttpRequest, month: str) -> HttpResponse:
    """All versions of a month as JSON, the newest last, with licence, digests and seals."""
    county = _county(request)
    versions = _of_month(county, month)
    told = {
        "county": county.name,
        "licence": LICENCE,
        "definitions": request.build_absolute_uri(reverse("public_figures")) + "#definitions",
        "versions": [
            {
                "version": each.version,
                "published_at": each.at.isoformat(),
                "reason": each.reason,
                "sha256": each.digest,
                "journal": {"checkpoint": each.checkpoint, "hash": each.seal},
                "figures": each.figures,
            }
            for each in versions
        ],
    }
    return _file(json.dumps(told, ensure_ascii=False, indent=1).encode(), "application/json; charset=utf-8")


@public
@require_safe
def public_figures_csv(request: HttpRequest, month: str) -> HttpResponse:
    """The newest version of a month as a table: part, name, figure, value; empty where a value is withheld."""
    newest = _of_month(_county(request), month)[-1]
    target = io.BytesIO()
    with override("zh-hans"):
        headings = ("月份", "版本", "范围", "名称", "指标", "数值")
        write_csv(target, headings=headings, rows=_lines(str(newest.month)[:7], newest.version, newest.figures))
    response = _file(target.getvalue(), CSV)
    told = request.build_absolute_uri(reverse("public_figures")) + "#definitions"
    response["Link"] = f'<{LICENCE_TERMS}>; rel="license", <{told}>; rel="describedby"'  # RFC 8288: a table has no room
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@supervisors
@proven
def publish_figures(request: PostRequest) -> HttpResponse:
    """What the public would read of a month, and one button that makes it public. 409 for a refusal."""
    post = _office(request)
    county = post.organisation.county
    months = _ended(request, county)
    month = _chosen(request, months)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _publish(request, form, month, post)
    context: dict[str, Any] = {"county": county, "months": months, "month": month}
    try:
        draft = publishing.draft(county, month)
    except Refused as refusal:
        context["refusal"] = refusal
    else:
        form.initial = {"version": draft.version}
        if draft.version == 1:
            del form.fields["reason"]
        context |= {**shown(draft.figures), "draft": draft, "form": form}
    context["publication"] = Publication.objects.filter(county=county, month=month.named).order_by("-version").first()
    return page(request, PUBLISH, context, status=422 if form.errors else 200)


def _publish(request: PostRequest, form: PublishForm, month: Month, post: Post) -> HttpResponse:
    here = f"{reverse('figures_publish')}?month={month}"
    said = form.cleaned_data
    try:
        publishing.publish(post.county_id, month, reason=said["reason"], seen=said["version"], actor=post)
    except Refused as refusal:
        return conflict(request, message=refusal, onward=here)
    return done(request, here, _("已公开，谁都能看到。"))


def _office(request: PostRequest) -> Post:
    post = request.post
    if post is None or not publishing.may_publish(post, post.county_id):
        raise Http404
    return post


def _ended(request: PostRequest, county: County) -> list[Month]:
    """The months that are over, the newest first, as far back as something was counted; the last one at least."""
    first = Cube.objects.filter(county=county).aggregate(first=Min("month"))["first"]
    month = Month.of(now_of(request), starts_on=county.month_starts_on).preceding()
    found = [month]
    while first is not None and found[-1].named > first:
        found.append(found[-1].preceding())
    return found


def _chosen(request: PostRequest, months: list[Month]) -> Month:
    asked = request.GET.get("month", "")
    for month in months:
        if asked in {"", str(month)}:
            return month
    raise Http404


def _county(request: HttpRequest) -> County:
    """The reader's own, or the county of visitors. Raises Http404 where there is none."""
    post: Post | None = getattr(request, "post", None)
    county = post.organisation.county if post else home_county()
    if county is None:
        raise Http404
    return county


def _published(county: County) -> list[Month]:
    rows = Publication.objects.filter(county=county, version=1).order_by("-month").values_list("month", flat=True)
    return [Month(day.year, day.month, county.month_starts_on) for day in rows]


def _versions(county: County, month: Month) -> list[Publication]:
    return list(Publication.objects.filter(county=county, month=month.named).order_by("version"))


def _of_month(county: County, text: str) -> list[Publication]:
    month = Month.parse(text, starts_on=county.month_starts_on)
    versions = _versions(county, month) if month else []
    if not versions:
        raise Http404
    return versions


def _file(content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=FRESH)
    return response


def _lines(month: str, version: int, figures: Block) -> Iterator[tuple[Value, ...]]:
    for part, name, figure, value in _values(figures):
        yield month, version, part, name, figure, value


def _values(figures: Block) -> Iterator[tuple[str, str, str, Value]]:
    accepted, rates = figures["accepted"], figures["rates"]
    yield "全县", "", "accepted", accepted["count"]
    yield "全县", "", "handled", accepted["handled"]
    for name in ("punctuality", "working_time"):
        yield from (("全县", "", column, figures[name][column]) for column in figures[name]["columns"])
    yield from (("全县", "", name, figures[name]["count"]) for name in COUNTS)
    yield from (("全县", "", name, rates[name]) for name in ANSWERS)
    for row in rates["units"]:
        yield from (("单位", row["name"], name, row[name]) for name in ANSWERS)
    yield from (("类别", row["name"], "accepted", row["count"]) for row in accepted["categories"])
    yield from (("镇街", row["name"], "accepted", row["count"]) for row in accepted["towns"])
