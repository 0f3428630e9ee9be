"""The yardstick: a bare Django view of one 25-row query and a template, through the same servers and middleware.

It shows the dispatch catalogue, which anybody may read, and exists only while `QIHU_BENCH` is on.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from tickets.models import Category
from web.access import public

ROWS = 25


@public
@require_safe
def bare(request: HttpRequest) -> HttpResponse:
    """What Django costs by itself: no session, no post, no frame."""
    rows = Category.objects.filter(parent__isnull=False).select_related("parent", "catalogue").order_by("pk")[:ROWS]
    return render(request, "bench/bare.html", {"rows": rows})


urlpatterns = [path("bench/bare/", bare, name="bench_bare")]
