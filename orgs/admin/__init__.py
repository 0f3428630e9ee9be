"""The register's back office. Every change goes through the services, so that each is journaled.

Who may is asked of the post, not of Django's permissions. Signing in is allauth's page alone.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from orgs.admin import county, organisations, people, texts

__all__ = ["county", "organisations", "people", "texts"]

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents
admin.site.site_header = admin.site.site_title = _("企呼链应 · 后台")
admin.site.index_title = _("组织、人员和日历")
admin.site.index_template = "orgs/admin_index.html"
