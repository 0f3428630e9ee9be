"""Addresses of this app."""

from django.urls import path

from orgs.views import duty, invitations, joining, my_firm, passwords, phone, posts, privacy, sessions, sheets, welcome

urlpatterns = [
    path("accounts/phone/", phone.phone, name="phone"),
    path("accounts/phone/code/", phone.phone_code, name="phone_code"),
    path("accounts/post/", posts.switch_post, name="switch_post"),
    path("accounts/password/", passwords.change_password, name="change_password"),
    path("accounts/sessions/", sessions.sessions, name="sessions"),
    path("accounts/sessions/end/", sessions.session_end, name="session_end"),
    path("duty/", duty.duty_roster, name="duty"),
    path("duty/plan/", duty.duty_plan, name="duty_plan"),
    path("duty/rotation/", duty.duty_rotation, name="duty_rotation"),
    path("duty/import/", duty.duty_import, name="duty_import"),
    path("duty/<int:shift_id>/remove/", duty.duty_remove, name="duty_remove"),
    path("duty/<int:shift_id>/offer/", duty.duty_offer, name="duty_offer"),
    path("duty/swaps/<int:swap_id>/", duty.duty_answer, name="duty_answer"),
    path("register/import/", sheets.register_sheets, name="register_sheets"),
    path("register/import/<slug:kind>/", sheets.register_upload, name="register_upload"),
    path("register/import/<slug:kind>/template/", sheets.register_template, name="register_template"),
    path("register/import/sheet/<uuid:key>/", sheets.register_sheet, name="register_sheet"),
    path("register/import/sheet/<uuid:key>/enter/", sheets.register_enter, name="register_enter"),
    path("register/import/sheet/<uuid:key>/failed/", sheets.register_failed, name="register_failed"),
    path("register/import/sheet/<uuid:key>/passwords/", sheets.register_passwords, name="register_passwords"),
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
