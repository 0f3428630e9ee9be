"""Addresses of this app."""

from django.urls import path

from notifications.views import damaged, inbox, parked, undelivered, undelivered_texts

urlpatterns = [
    path("notices/", inbox.notices, name="notices"),
    path("notices/read/", inbox.read_all, name="notices_read"),
    path("notices/<int:notice_id>/", inbox.notice, name="notice"),
    path("notices/undelivered/", undelivered.undelivered, name="undelivered"),
    path("notices/undelivered/<int:delivery_id>/retry/", undelivered.retry, name="undelivered_retry"),
    path("notices/undelivered/<int:delivery_id>/give-up/", undelivered.give_up, name="undelivered_give_up"),
    path("notices/undelivered/texts/<int:message_id>/retry/", undelivered_texts.retry, name="undelivered_text_retry"),
    path(
        "notices/undelivered/texts/<int:message_id>/give-up/",
        undelivered_texts.give_up,
        name="undelivered_text_give_up",
    ),
    path("operations/files/", damaged.damaged, name="damaged"),
    path("operations/parked/", parked.parked, name="parked"),
    path("operations/parked/<int:outbox_id>/retry/", parked.retry, name="parked_retry"),
    path("operations/parked/<int:outbox_id>/give-up/", parked.give_up, name="parked_give_up"),
]
