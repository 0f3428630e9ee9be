"""Addresses of this app."""

from django.urls import path

from orgs.views import duty, passwords, posts, sheets

urlpatterns = [
    path("accounts/post/", posts.switch_post, name="switch_post"),
    path("accounts/password/", passwords.change_password, name="change_password"),
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
]
