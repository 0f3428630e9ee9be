"""Switching the post (岗位) that a person acts in."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orgs.forms import SwitchPostForm
from orgs.middleware import PostRequest, choose
from orgs.models import Post
from web.access import signed_in
from web.errors import conflict
from web.pages import done


@signed_in
@require_POST
def switch_post(request: PostRequest) -> HttpResponse:
    """Act in another of one's posts. The page before may not be there for it: go home."""
    form = SwitchPostForm(request.POST, posts=request.person_posts)
    if not form.is_valid():
        return conflict(request, message=_("这个岗位已经结束，或者不是您的岗位。"))
    chosen: Post = form.cleaned_data["post"]
    choose(request, chosen)
    home = resolve_url(settings.LOGIN_REDIRECT_URL)
    return done(request, home, _("现在以“%(post)s”办事。") % {"post": chosen})
