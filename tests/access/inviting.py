"""Invitations of staff: of A's and B's unit one, both sent by an administrator, and the link of a third."""

from typing import Any, Final

from orgs.models import SmsMessage
from orgs.services import staff_invitations
from orgs.statuses import Role
from tests.access.scene import Scene

_NOWHERE: Final = 987_654_321


def rows(scene: Scene) -> dict[str, dict[str, Any]]:
    """By their ids."""
    ids = {"A": _invited(scene, "unit", "13900000061"), "B": _invited(scene, "unit2", "13900000062"), "-": _NOWHERE}
    return {label: {"staff_invitation_id": pk} for label, pk in ids.items()}


def links(scene: Scene) -> dict[str, dict[str, Any]]:
    """By what was sent to their telephone."""
    _invited(scene, "unit", "13900000063")
    link = str(SmsMessage.objects.latest("pk").fields["链接"])
    return {"A": {"token": link.rstrip("/").rpartition("/")[2]}, "-": {"token": "x" * 22}}


def _invited(scene: Scene, reader: str, phone: str) -> int:
    there, sender = scene.post(reader).organisation_id, scene.post("sysadm")
    return staff_invitations.invite(there, role=Role.HANDLER, name="梁新", phone=phone, email="", actor=sender).pk
