"""`/figures/`: what the county releases of each month, for everybody; and the page where the office releases it."""

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from metrics.models import Cube, Publication
from metrics.periods import Month, Span, Year, read
from metrics.public_pages import corrections, of_year, shown
from metrics.publishing_forms import PublishForm
from metrics.released import ANSWERS, COUNTS, Block
from metrics.released_year import YEAR_BLOCKS
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
    context["year"] = _year(county, month)
    if month is not None:
        versions = list(publishing.published(county, month))
        context |= {**shown(versions[-1].figures), "corrections": corrections(versions), "publication": versions[-1]}
    response = page(request, PUBLIC, context, part=PUBLIC)
    if not request.user.is_authenticated:
        patch_cache_control(response, private=True, max_age=FRESH)
    return response


@public
@require_safe
def public_figures_json(request: HttpRequest, month: str) -> HttpResponse:
    """All versions of a month, or of a year, as JSON, the newest last, with licence, digests and seals."""
    county = _county(request)
    versions = _of_period(county, month)
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
    """The newest version of a month or a year as a table: part, name, figure, value; empty where one is withheld."""
    newest = _of_period(_county(request), month)[-1]
    target = io.BytesIO()
    with override("zh-hans"):
        headings = ("时间", "版本", "范围", "名称", "指标", "数值")
        write_csv(target, headings=headings, rows=_lines(newest))
    response = _file(target.getvalue(), CSV)
    told = request.build_absolute_uri(reverse("public_figures")) + "#definitions"
    response["Link"] = f'<{LICENCE_TERMS}>; rel="license", <{told}>; rel="describedby"'  # RFC 8288: a table has no room
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@supervisors
@proven
def publish_figures(request: PostRequest) -> HttpResponse:
    """What the public would read of a month or a year, and one button that makes it public. 409 for a refusal."""
    post = _office(request)
    county = post.organisation.county
    months = _ended(request, county)
    month = _chosen(request, months)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _publish(request, form, month, post)
    context: dict[str, Any] = {"county": county, "months": months, "month": month}
    try:
        draft = publishing.draft(county, month, reader=post)
    except Refused as refusal:
        context["refusal"] = refusal
    else:
        form.initial = {"version": draft.version}
        if draft.version == 1:
            del form.fields["reason"]
        told = {"numbers_of_year": of_year(draft.figures)} if isinstance(month, Year) else shown(draft.figures)
        context |= {**told, "draft": draft, "form": form}
    context["publication"] = publishing.published(county, month).last()
    return page(request, PUBLISH, context, status=422 if form.errors else 200)


def _publish(request: PostRequest, form: PublishForm, month: Month | Year, post: Post) -> HttpResponse:
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


def _ended(request: PostRequest, county: County) -> list[Month | Year]:
    """Months and then years that are over, the newest first, as far back as something was counted; one at least."""
    first = Cube.objects.filter(county=county).aggregate(first=Min("month"))["first"]
    month = Month.of(now_of(request), starts_on=county.month_starts_on).preceding()
    found = [month]
    while first is not None and found[-1].named > first:
        found.append(found[-1].preceding())
    years = sorted({each.year for each in found if each.month == 12}, reverse=True)  # noqa: PLR2004 -- December
    return [*found, *(Year(year, county.month_starts_on) for year in years)]


def _chosen(request: PostRequest, months: Sequence[Month | Year]) -> Month | Year:
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
    rows = Publication.objects.filter(county=county, of_year=False, version=1).order_by("-month")
    return [Month(day.year, day.month, county.month_starts_on) for day in rows.values_list("month", flat=True)]


def _year(county: County, month: Month | None) -> dict[str, Any] | None:
    """The numbers of the month's year where they are public, else of the newest public year; None for none."""
    rows = Publication.objects.filter(county=county, of_year=True).order_by("-month", "-version")
    newest = next((row for row in rows if month and row.month.year == month.year), None) or next(iter(rows), None)
    if newest is None:
        return None
    year = Year(newest.month.year, county.month_starts_on)
    return {"year": year, "publication": newest, "numbers": of_year(newest.figures)}


def _of_period(county: County, text: str) -> list[Publication]:
    """All versions of `2026-10` or `2026`. Raises Http404."""
    period = read(text, starts_on=county.month_starts_on)
    versions = [] if period is None or isinstance(period, Span) else list(publishing.published(county, period))
    if not versions:
        raise Http404
    return versions


def _file(content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=FRESH)
    return response


def _lines(newest: Publication) -> Iterator[tuple[Value, ...]]:
    named = str(newest.month)[:4] if newest.of_year else str(newest.month)[:7]
    values = _values_of_year if newest.of_year else _values
    for part, name, figure, value in values(newest.figures):
        yield named, newest.version, part, name, figure, value


def _values_of_year(figures: Block) -> Iterator[tuple[str, str, str, Value]]:
    yield from (("全县", "", column, figures["handled"][column]) for column in figures["handled"]["columns"])
    yield from (("全县", "", name, figures[name]["count"]) for name in YEAR_BLOCKS if name != "handled")


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
