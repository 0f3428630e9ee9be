"""Addresses of figures."""

from django.urls import path

from metrics import card_views, leader_views, public_views, report_views, rule_views, views

urlpatterns = [
    path("figures/", public_views.public_figures, name="public_figures"),
    path("figures/<slug:month>.json", public_views.public_figures_json, name="public_figures_json"),
    path("figures/<slug:month>.csv", public_views.public_figures_csv, name="public_figures_csv"),
    path("statistics/", views.statistics, name="statistics"),
    path("statistics/board/", leader_views.leader_board, name="leader_board"),
    path("statistics/towns/", leader_views.towns, name="statistics_towns"),
    path("statistics/check-ins/", views.check_ins, name="statistics_check_ins"),
    path("statistics/supervision/", views.supervised, name="statistics_supervision"),
    path("statistics/definitions/", rule_views.figure_definitions, name="statistics_definitions"),
    path("statistics/rules/", rule_views.figure_rules, name="statistics_rules"),
    path("statistics/cards/", card_views.shown_cards, name="statistics_cards"),
    path("statistics/cards/export/", card_views.cards_export, name="cards_export"),
    path("statistics/publish/", public_views.publish_figures, name="figures_publish"),
    path("statistics/reports/", report_views.reports, name="reports"),
    path("statistics/reports/make/", report_views.report_make, name="report_make"),
    path("statistics/reports/subscription/", report_views.report_subscription, name="report_subscription"),
    path("statistics/reports/<int:report_id>/", report_views.report, name="report"),
    path("statistics/reports/<int:report_id>/report.docx", report_views.report_docx, name="report_docx"),
    path("statistics/reports/<int:report_id>/report.xlsx", report_views.report_xlsx, name="report_xlsx"),
    path("statistics/<slug:figure>/export/", views.statistics_export, name="statistics_export"),
    path("statistics/<slug:figure>/", views.statistics_cases, name="statistics_cases"),
]
