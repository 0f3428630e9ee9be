"""The register's back office. Every change goes through the services, so that each is journaled.

Who may is asked of the post, not of Django's permissions. Signing in is allauth's page alone. Rows of libraries (second
factors, counted failures) have no pages: nobody in a county may see them, and Django's history of a row says to whoever
may not whether it exists.
"""

from allauth.account import admin as of_accounts
from allauth.account.decorators import secure_admin_login
from allauth.mfa import admin as of_factors
from allauth.socialaccount import admin as of_outside
from allauth.usersessions import admin as of_sessions
from axes import admin as of_failures
from django.contrib import admin
from django.contrib.auth import admin as of_groups
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orgs.admin import county, organisations, people, texts

__all__ = ["county", "organisations", "people", "texts"]


def _our_own(_request: HttpRequest, _extra_context: object = None) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("change_password"))


# Once imported, each of them has registered its models.
_LIBRARIES = {
    library.__name__ for library in (of_accounts, of_factors, of_failures, of_groups, of_outside, of_sessions)
}
admin.site.unregister(
    [model for model, pages in admin.site._registry.items() if type(pages).__module__ in _LIBRARIES]  # noqa: SLF001 -- Django has no other list
)

admin.site.password_change = _our_own  # type: ignore[method-assign, assignment]  # one door for passwords
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents
admin.site.site_header = admin.site.site_title = _("企呼链应 · 后台")
admin.site.index_title = _("组织、人员和日历")
admin.site.index_template = "orgs/admin_index.html"
