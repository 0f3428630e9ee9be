"""People and their posts."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from journal import clock
from orgs import policies, sessions
from orgs.admin.register import MaskedForm, ModelForm, RegisterAdmin, acting
from orgs.exceptions import Refused
from orgs.models import Person, Post
from orgs.services import appointments, people
from orgs.statuses import Role
from web.errors import prove_first
from web.masks import mask_phone


class PersonForm(MaskedForm):
    """A person, without a password: nobody types one for somebody else."""

    masked: ClassVar = {"phone": lambda row: mask_phone(row.phone)}

    class Meta:
        model = Person
        fields = ("username", "name", "phone", "email")


@admin.register(Person)
class PersonAdmin(RegisterAdmin):
    """Enrol, correct, disable; what a person may do is in their posts."""

    form = PersonForm
    fields = ("username", "name", "phone", "email")
    list_display = ("username", "name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name", "initials", "pinyin", "phone__exact", "sign_in_phone__exact")
    change_form_template = "orgs/admin_person.html"
    actions = ("reset_password", "reset_second_factor", "end_sessions", "disable", "disable_at_once", "bring_back")
    masked: ClassVar = {"phone": "masked_phone", "email": "masked_email"}

    @admin.display(description=_("手机"))
    def masked_phone(self, row: Person) -> str:
        return mask_phone(row.phone)

    @admin.display(description=_("电子邮箱"))
    def masked_email(self, row: Person) -> str:
        name, at, host = row.email.partition("@")
        return f"{name[:1]}***{at}{host}" if at else ""

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:  # noqa: ARG002 -- Django's signature
        return ("username", *self.masked.values()) if obj else ()

    def save_model(self, request: HttpRequest, obj: Person, form: ModelForm, change: bool) -> None:  # noqa: FBT001 -- as above
        post = acting(request)
        if not change:
            typed = {name: form.cleaned_data[name] for name in ("username", "name", "phone", "email")}
            obj.pk = people.enrol(post.county_id, **typed, actor=post).pk
        elif set(form.changed_data) & {"name", "phone", "email"}:
            said = {name: form.cleaned_data[name] for name in ("name", "phone", "email")}
            people.correct(obj.pk, **said, actor=post)

    @admin.action(description=_("给所选人员发一次性口令"), permissions=["change"])
    def reset_password(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse:
        made: list[tuple[Person, str]] = []

        def draw(row: Person) -> None:
            made.append((row, people.reset_password(row.pk, actor=acting(request))))

        self.each(request, queryset, draw)
        context = {**self.admin_site.each_context(request), "title": _("一次性口令"), "made": made}
        context["hours"] = people.first_password_hours()
        return render(request, "orgs/admin_passwords.html", context)  # kept by no browser: `PostMiddleware`

    @admin.action(description=_("停用所选人员"), permissions=["change"])
    def disable(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, lambda row: people.disable(row.pk, actor=acting(request)))

    @admin.action(description=_("立即停用所选人员，手里的事退回单位"), permissions=["change"])
    def disable_at_once(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, lambda row: people.disable(row.pk, actor=acting(request), gives_back=True))

    @admin.action(description=_("恢复所选人员"), permissions=["change"])
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, lambda row: people.bring_back(row.pk, actor=acting(request)))

    @admin.action(description=_("取消所选人员的两步验证（已当面核对本人）"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, lambda row: people.reset_second_factor(row.pk, actor=acting(request)))

    @admin.action(description=_("让所选人员在所有设备上退出登录"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, lambda row: people.end_sessions(row.pk, actor=acting(request)))

    def get_urls(self) -> list[URLPattern]:
        """Beside Django's: the one button on a person's page."""
        view = self.admin_site.admin_view(require_POST(self.end_sessions_of))
        return [path("<path:object_id>/sessions/end/", view, name="orgs_person_sessions_end"), *super().get_urls()]

    def end_sessions_of(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Sign one person out wherever they are. 404 for whoever is not of the county."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not sessions.is_proven(request.session, now=clock.now()):
            return prove_first(request)
        try:
            people.end_sessions(person.pk, actor=acting(request))
            self.message_user(
                request, _("已让%(name)s在所有设备上退出登录。") % {"name": person.name}, messages.SUCCESS
            )
        except Refused as problem:
            self.message_user(request, str(problem), messages.ERROR)
        return HttpResponseRedirect(reverse("admin:orgs_person_change", args=[person.pk]), status=303)


class PostForm(ModelForm):
    """Either a post (organisation and role) or a substitution (whom for, and until when)."""

    class Meta:
        model = Post
        fields = ("person", "organisation", "role", "section", "standing_in_for", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"organisation", "role"} & set(self.fields):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """One or the other, whole."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("standing_in_for"):
            if not cleaned.get("ends_on"):
                self.add_error("ends_on", ValidationError(_("代岗要有截止日。")))
        elif not (cleaned.get("organisation") and cleaned.get("role")):
            self.add_error("organisation", ValidationError(_("请选组织和岗位；代岗则选替谁代岗。")))
        return cleaned

    def _post_clean(self) -> None:
        """Build no half-filled row: the service makes the post and says what it refuses."""


@admin.register(Post)
class PostAdmin(RegisterAdmin):
    """Appoint, let stand in, end; a post itself never changes."""

    within = "organisation__county"
    form = PostForm
    list_display = ("person", "organisation", "role", "standing_in_for", "starts_on", "ends_on", "active", "consent")
    list_filter = ("active", "consent", "role")
    list_select_related = ("person", "organisation", "standing_in_for__organisation")
    search_fields = ("person__name", "person__username", "person__initials", "organisation__name")
    autocomplete_fields = ("person", "organisation", "section", "standing_in_for")
    actions = ("confirm", "refuse", "end", "end_at_once")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow acts on the list; a single post is shown, not changed."""
        return obj is None and super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Post, form: ModelForm, change: bool) -> None:  # noqa: ARG002, FBT001 -- as above
        typed, post = form.cleaned_data, acting(request)
        if typed["standing_in_for"]:
            made = appointments.stand_in(
                typed["standing_in_for"].pk,
                person_id=typed["person"].pk,
                starts_on=typed["starts_on"],
                ends_on=typed["ends_on"],
                actor=post,
            )
        else:
            made = appointments.appoint(
                typed["person"].pk,
                organisation_id=typed["organisation"].pk,
                role=Role(typed["role"]),
                section_id=typed["section"].pk if typed["section"] else None,
                starts_on=typed["starts_on"],
                actor=post,
            )
        obj.__dict__.update(made.__dict__)
        if made.consent:
            words = _("这个岗位看得到全县的事，要由另一位系统管理员或安全管理员在“岗位”里确认，才生效。")
            self.message_user(request, words, messages.WARNING)

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        """Also the security administrator, who changes nothing else here."""
        return policies.may_confirm_posts(getattr(request, "post", None))

    @admin.action(description=_("确认所选岗位生效"), permissions=["confirm"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        self.each(request, queryset, lambda row: appointments.confirm(row.pk, actor=acting(request)))

    @admin.action(description=_("不同意所选岗位"), permissions=["confirm"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        self.each(request, queryset, lambda row: appointments.refuse(row.pk, actor=acting(request)))

    @admin.action(description=_("结束所选岗位"), permissions=["change"])
    def end(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        self.each(request, queryset, lambda row: appointments.end(row.pk, actor=acting(request)))

    @admin.action(description=_("立即结束所选岗位，手里的事退回单位"), permissions=["change"])
    def end_at_once(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        self.each(request, queryset, lambda row: appointments.end(row.pk, actor=acting(request), gives_back=True))
