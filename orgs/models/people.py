"""People who sign in. What they may do depends on their post, never on the person."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from journal.models import Chained
from orgs.models.naming import Named
from orgs.models.organisations import PHONE
from orgs.names import name_keys
from web.sealed_field import Mark, SealedPhoneField

USERNAME = r"^[a-z0-9][a-z0-9_.-]{1,31}$"


class PersonManager(BaseUserManager["Person"]):
    """Makes people for Django's own commands; the product uses `orgs.services.people`."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find by user name; phones like to begin with a capital. Raises Person.DoesNotExist."""
        return super().get_by_natural_key((username or "").lower())

    def create_user(self, username: str, *, password: str | None = None, **fields: Any) -> "Person":
        """Create a person. Without a password nobody can sign in as them."""
        name = fields.setdefault("name", username)
        person = self.model(username=username.lower(), **{**name_keys(name), **fields})
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, username: str, *, password: str | None = None, **fields: Any) -> "Person":
        """Create somebody for the installation itself; without a post they see no case."""
        return self.create_user(username, password=password, **{"is_staff": True, "is_superuser": True, **fields})


class Person(Named, AbstractBaseUser, PermissionsMixin, Chained):
    """A person. `county` is empty for people of the installation itself."""

    JOURNAL_NAME = "person"
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    username = models.CharField(
        _("用户名"),
        max_length=32,
        unique=True,
        validators=[RegexValidator(USERNAME, _("用户名用小写字母、数字和 . _ -，2 至 32 位，字母或数字开头。"))],
        error_messages={"unique": _("这个用户名已经有人用了。")},
    )
    county = models.ForeignKey("orgs.County", models.PROTECT, null=True, blank=True, related_name="people")
    phone = SealedPhoneField(
        _("手机"),
        max_length=20,
        blank=True,
        default="",
        validators=[RegexValidator(PHONE, _("请填 11 位手机号，或带区号的座机号。"))],
    )
    # Proven by a code; signs in people of firms. The other number is what the register says, and signs nobody in.
    sign_in_phone = SealedPhoneField(_("登录手机"), max_length=20, blank=True, default="", editable=False)
    email = models.EmailField(_("电子邮箱"), blank=True, default="")
    is_staff = models.BooleanField(_("可进后台"), default=False)
    is_active = models.BooleanField(_("在用"), default=True)
    # Somebody else knows the password: nothing opens before the person has chosen one of their own.
    must_change_password = models.BooleanField(_("首次登录须改密码"), default=False, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ["pinyin", "id"]
        constraints = [
            models.CheckConstraint(name="username_is_short_and_plain", condition=Q(username__regex=USERNAME)),
            models.CheckConstraint(
                name="numbers_of_a_person_are_sealed",
                condition=Q(phone__sealed=True, sign_in_phone__sealed=True),
            ),
            models.UniqueConstraint(
                Mark("sign_in_phone"), name="one_person_per_sign_in_phone", condition=~Q(sign_in_phone="")
            ),
            models.UniqueConstraint(Lower("email"), name="one_person_per_email", condition=~Q(email="")),
        ]
        indexes = [
            models.Index(fields=["county", "pinyin"], name="people_by_name"),
            models.Index(Mark("phone"), name="people_by_phone", condition=~Q(phone="")),
        ]

    @property
    def mobile(self) -> str:
        """The number that text messages go to: the proven one before the register's."""
        return self.sign_in_phone or self.phone

    def get_full_name(self) -> str:
        """Django and allauth ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """Django asks for it."""
        return self.name
