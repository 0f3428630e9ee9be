"""Invitations, of staff by an administrator and into a firm by its owner: one of A, one of B, and a link."""

from typing import Any, Final

from orgs.models import SmsMessage
from orgs.services import invitations, staff_invitations
from orgs.statuses import Role
from tests import cast, overseeing
from tests.access.scene import Scene

_NOWHERE: Final = 987_654_321


def rows(scene: Scene) -> dict[str, dict[str, Any]]:
    """By their ids."""
    ids = {"A": _invited(scene, "unit", "13900000061"), "B": _invited(scene, "unit2", "13900000062"), "-": _NOWHERE}
    return {label: {"staff_invitation_id": pk} for label, pk in ids.items()}


def links(scene: Scene) -> dict[str, dict[str, Any]]:
    """By what was sent to their telephone."""
    _invited(scene, "unit", "13900000063")
    return _sent()


def links_by_a_way(scene: Scene) -> dict[str, dict[str, Any]]:
    """The same, to be taken with an account elsewhere."""
    _invited(scene, "unit", "13900000064")
    return {label: {**link, "way": "wecom"} for label, link in _sent().items()}


def _invited(scene: Scene, reader: str, phone: str) -> int:
    there, sender = scene.post(reader).organisation_id, scene.post("sysadm")
    return staff_invitations.invite(there, role=Role.HANDLER, name="梁新", phone=phone, email="", actor=sender).pk


def firm_rows(scene: Scene) -> dict[str, dict[str, Any]]:
    """Into either firm, by their ids."""
    ids = {"A": _joining(scene, "firm", "13900000021"), "B": _joining(scene, "firm2", "13900000022"), "-": _NOWHERE}
    return {label: {"invitation_id": pk} for label, pk in ids.items()}


def firm_links(scene: Scene) -> dict[str, dict[str, Any]]:
    """Into A's firm, by what was sent to their telephone."""
    _joining(scene, "firm", "13900000031")
    return _sent()


def _joining(scene: Scene, reader: str, phone: str) -> int:
    owner = scene.post(reader)
    return invitations.invite(owner.organisation_id, phone=phone, clerk=True, actor=owner).pk


def _sent() -> dict[str, dict[str, Any]]:
    link = str(SmsMessage.objects.latest("pk").fields["链接"])
    return {"A": {"token": link.rstrip("/").rpartition("/")[2]}, "-": {"token": "x" * 22}}


def oversights(scene: Scene) -> dict[str, dict[str, Any]]:
    """Asked for in the next county: that it sees this one, and that a third one sees it."""
    city = overseeing.city()
    there = scene.next_keeper.organisation
    keeper = cast.post(there, Role.SECADMIN, "邻安")
    rows = {
        "A": overseeing.asked(scene.world, city, unit=there.pk, actor=keeper),
        "B": overseeing.asked(scene.world, city, county_id=scene.next_county.pk),
    }
    return {**{label: {"oversight_id": row.pk} for label, row in rows.items()}, "-": {"oversight_id": _NOWHERE}}
