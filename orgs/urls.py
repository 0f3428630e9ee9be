"""Addresses of this app."""

from django.urls import path

from orgs.views import invitations, joining, my_firm, phone, posts, privacy, welcome

urlpatterns = [
    path("accounts/phone/", phone.phone, name="phone"),
    path("accounts/phone/code/", phone.phone_code, name="phone_code"),
    path("accounts/post/", posts.switch_post, name="switch_post"),
    path("join/", joining.join, name="join"),
    path("join/welcome/", welcome.welcome, name="welcome"),
    path("join/shop/", joining.join_shop, name="join_shop"),
    path("join/claims/<int:claim_id>/withdraw/", joining.withdraw_claim, name="withdraw_claim"),
    path("i/<str:token>/", invitations.invitation, name="invitation"),
    path("claims/invite/", invitations.invite, name="invite"),
    path("my/firm/", my_firm.my_firm, name="my_firm"),
    path("my/firm/profile/", my_firm.my_firm_profile, name="my_firm_profile"),
    path("my/firm/invite/", my_firm.my_firm_invite, name="my_firm_invite"),
    path("my/firm/people/<int:post_id>/", my_firm.my_firm_person, name="my_firm_person"),
    path("my/firm/invitations/<int:invitation_id>/", my_firm.my_firm_uninvite, name="my_firm_uninvite"),
    path("my/firm/leave/", my_firm.my_firm_leave, name="my_firm_leave"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/read/", privacy.privacy_read, name="privacy_read"),
    path("privacy/consent/", privacy.consent, name="privacy_consent"),
]
