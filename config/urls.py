"""Every address. Each app names its own; docs/architecture.md lists those that other parts rely on."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("web.urls")),
    path("", include("orgs.urls")),
    path("", include("tickets.urls")),
    path("roundtable/", include("roundtable.urls")),
    path("", include("metrics.urls")),
    path("", include("notifications.urls")),
    path("", include("metrics.audit.urls")),
    # Sign-in and sign-out only: accounts are opened, and passwords and addresses changed, through the register.
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
]
if settings.BENCH:
    urlpatterns += [path("", include("config.bench.yardstick"))]

handler400 = "web.errors.handler400"
handler403 = "metrics.audit.refusals.forbidden"
handler404 = "metrics.audit.refusals.not_found"
handler500 = "web.errors.handler500"
