"""Invitations of staff that go by mail: the link leaves the row with the mail, a server that is down is tried again."""

import re

from django.conf import LazySettings
from django.test import Client

from journal.models import MachineTime
from orgs.models import Person, SmsMessage, StaffInvitation
from orgs.services import staff_mails
from orgs.statuses import MessageStatus
from tests.cast import World, signed_in
from tests.joining.test_staff_invitations import ACCOUNT, invited
from tests.notifications.post_office import post_office


def test_without_a_phone_it_goes_by_mail_and_the_link_leaves_the_row(world: World, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    invitation = invited(world, phone="", email="liang@example.cn")
    assert SmsMessage.objects.count() == 0
    with post_office() as office:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.server_address[1]
        assert staff_mails.run() == 1

    assert "To: liang@example.cn" in office.letters[0]
    row = StaffInvitation.objects.get(pk=invitation.pk)
    assert (row.mail_status, row.sealed_link, row.reached_at) == (MessageStatus.DELIVERED, "", "l***@example.cn")


def test_the_mailed_link_is_the_one_that_opens(world: World, client: Client) -> None:
    invitation = invited(world, phone="", email="liang@example.cn")
    found = re.search(r"/i/staff/[\w-]{22}/", str(staff_mails.compose(invitation).body))
    assert found

    assert client.post(found[0], ACCOUNT).status_code == 303
    assert Person.objects.get(username="liangxin").email == "liang@example.cn"


def test_a_mailbox_that_does_not_exist_is_shown_to_the_head(world: World, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    invitation = invited(world, phone="", email="nobody@example.cn")
    with post_office("550") as office:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.server_address[1]
        staff_mails.run()

    assert StaffInvitation.objects.get(pk=invitation.pk).mail_status == MessageStatus.FAILED
    assert "邮件没有送到" in signed_in(world.head).get("/staff/").content.decode()


def test_a_server_that_is_down_is_tried_again_and_given_up_after_eight_tries(
    world: World, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    invitation = invited(world, phone="", email="liang@example.cn")
    for _try in range(7):
        assert staff_mails.run() == 1
        assert StaffInvitation.objects.get(pk=invitation.pk).mail_status == MessageStatus.WAITING
        StaffInvitation.objects.update(mail_next_at=MachineTime())
    staff_mails.run()

    row = StaffInvitation.objects.get(pk=invitation.pk)
    assert (row.mail_status, row.sealed_link, staff_mails.run()) == (MessageStatus.FAILED, "", 0)
