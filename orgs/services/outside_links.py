"""Which account elsewhere opens which one here: linked by its own person alone, who has signed in and proven it.

Names, mail addresses and numbers that happen to be the same link nobody.
"""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from orgs.exceptions import Refused
from orgs.models import Person
from orgs.outside.coming import Identity
from orgs.services import joining


def owner_of(identity: Identity) -> Person | None:
    """Whose account this is linked to. Whether it is in use is another question."""
    found = SocialAccount.objects.filter(provider=identity.way, uid=identity.uid).select_related("user").first()
    return found.user if found is not None else None


def links_of(person: Person) -> QuerySet[SocialAccount]:
    """A person's links, in the order of making."""
    found: QuerySet[SocialAccount] = SocialAccount.objects.filter(user=person).order_by("pk")
    return found


def link(person_id: int, identity: Identity) -> SocialAccount:
    """Let this account elsewhere open a person's account here.

    Raises Refused when it opens another one, or when the person has one of this way already.
    """
    with transaction.atomic():
        person = _locked(person_id)
        if links_of(person).filter(provider=identity.way).exists():
            raise Refused(_("您已经绑定过一个了。要换一个，请先解除原来的。"))
        try:
            with transaction.atomic():
                return SocialAccount.objects.create(
                    user=person, provider=identity.way, uid=identity.uid, extra_data={"name": identity.name}
                )
        except IntegrityError as taken:
            raise Refused(_("这个账号已经绑定在别的人那里，不能再绑定。")) from taken


def unlink(person_id: int, link_id: int) -> str:
    """Take a link away; returns its way. Raises SocialAccount.DoesNotExist, Refused for the last way in."""
    with transaction.atomic():
        person = _locked(person_id)
        found = links_of(person).get(pk=link_id)
        others = links_of(person).filter(provider__in=settings.OUTSIDE).exclude(pk=link_id)
        if not others.exists() and not has_another_way_in(person):
            raise Refused(_("这是您唯一的登录方式，解除后就进不来了。请先设密码或绑定另一个。"))
        way = str(found.provider)
        found.delete()
        return way


def has_another_way_in(person: Person) -> bool:
    """Whether the person signs in by password or by a proven number as well."""
    return person.has_usable_password() or (bool(person.sign_in_phone) and joining.may_sign_in_by_phone(person))


def _locked(person_id: int) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person_id, is_active=True)
