"""Forms of the later steps: committees, units, the dispatch catalogue, administrators."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from journal import clock
from orgs.models import County, Organisation, Person, Post
from orgs.models.people import USERNAME
from orgs.queries import organisations_in
from orgs.seeding.units import MAIN_COMMITTEE, OFFICE
from orgs.services import appointments, organisations, people
from orgs.statuses import AuthorityKind, OrganisationKind, Role
from tickets.queries.catalogue import categories_of
from tickets.services import catalogue
from tickets.setup.units import SHIPPED_COUNTY, Names, Suggestion, own_name, suggestions
from web.forms import Form, LongTextField, TextField

Kind = OrganisationKind
_LONG: Final = 100
_USERNAME: Final = _("用户名用小写字母、数字和 . _ -，2 至 32 位，字母或数字开头。")


class CommitteesForm(Form):
    """Step 4: the general committee, its office, the industry committees."""

    general = TextField(label=_("产业综合党委"), max_length=_LONG)
    office = TextField(label=_("综合党委办公室"), max_length=_LONG, help_text=_("督办、回访在这里，三员也坐在这里"))
    industry = LongTextField(
        label=_("行业党委"),
        rows=4,
        max_length=4000,
        help_text=_("一行一个。每个行业党委有自己的派单台；第一个是派单目录里的“电商行业党委”。"),
        missing=_("请至少写一个行业党委。"),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, county: County, today: date) -> None:  # noqa: ARG002 -- every step's form is made alike
        self.county = county
        self.there = organisations_in(county.pk, Kind.GENERAL_COMMITTEE).first()
        self.office_there = organisations_in(county.pk, Kind.OFFICE).first()
        self.committees = list(organisations_in(county.pk, Kind.INDUSTRY_COMMITTEE).order_by("pk"))
        shown = {
            "general": self.there.name if self.there else f"{county.name}电商产业综合党委",
            "office": self.office_there.name if self.office_there else f"{county.name}电商产业综合党委办公室",
            "industry": "\n".join(each.name for each in self.committees) or MAIN_COMMITTEE,
        }
        super().__init__(data, initial=shown)

    def clean_industry(self) -> list[str]:
        """One name a line, each once."""
        names = list(dict.fromkeys(line.strip() for line in self.cleaned_data["industry"].splitlines() if line.strip()))
        if too_long := next((name for name in names if len(name) > _LONG), None):
            raise ValidationError(_("“%(name)s…”太长：一行只写一个名称"), params={"name": too_long[:12]})
        return names

    def save(self) -> None:
        """Found what is new, rename what is called otherwise, close what was crossed out. Raises Refused."""
        typed = self.cleaned_data
        general = _found_or_rename(self.county, self.there, Kind.GENERAL_COMMITTEE, typed["general"])
        _found_or_rename(self.county, self.office_there, Kind.OFFICE, typed["office"], parent=general, also=OFFICE)
        for old in self.committees:
            if old.name not in typed["industry"]:
                organisations.close(old.pk, actor=None)
        known = {each.name for each in self.committees}
        for number, name in enumerate(typed["industry"]):
            if name not in known:
                also = MAIN_COMMITTEE if number == 0 else ""
                _found_or_rename(self.county, None, Kind.INDUSTRY_COMMITTEE, name, parent=general, also=also)


def _found_or_rename(
    county: County,
    there: Organisation | None,
    kind: OrganisationKind,
    name: str,
    *,
    parent: Organisation | None = None,
    also: str = "",
) -> Organisation:
    if there is None:
        called = [also] if also and also != name else []
        parent_id = parent.pk if parent else None
        return organisations.create(
            county.pk, kind=kind, name=name, parent_id=parent_id, also_called=called, actor=None
        )
    if there.name != name:
        organisations.rename(there.pk, name=name, short_name=there.short_name, actor=None)
    return there


class UnitsForm(Form):
    """Step 5: which units of the catalogue exist, what they are called here, whose authority they act on."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, county: County, today: date) -> None:  # noqa: ARG002 -- as above
        super().__init__(data)
        self.county, self.suggested = county, suggestions(county)
        first_time = not any(each.unit for each in self.suggested)
        for n, each in enumerate(self.suggested):
            self.fields[f"on_{n}"] = forms.BooleanField(
                label=each.name, required=False, initial=first_time or each.unit is not None
            )
            self.fields[f"name_{n}"] = TextField(
                label=_now("“%s”在本县的名称") % each.name,
                max_length=_LONG,
                initial=own_name(each, county),
                missing=_now("请写“%s”在本县的名称，没有这个单位就去掉勾") % each.name,
            )
            self.fields[f"authority_{n}"] = forms.ChoiceField(
                label=_now("“%s”的权力性质") % each.name,
                choices=AuthorityKind.choices,
                initial=each.unit.authority_kind if each.unit else each.authority,
            )

    def rows(self) -> Iterator[tuple[Suggestion, BoundField, BoundField, BoundField]]:
        """Each unit with its three questions."""
        for n, each in enumerate(self.suggested):
            yield each, self[f"on_{n}"], self[f"name_{n}"], self[f"authority_{n}"]

    def clean(self) -> dict[str, Any]:
        """A ticked unit has a name, and no two have the same; what an unticked one says does not matter."""
        cleaned: dict[str, Any] = super().clean() or {}
        taken: dict[str, str] = {}
        for n, each in enumerate(self.suggested):
            name = cleaned.get(f"name_{n}")
            if not cleaned.get(f"on_{n}"):
                self.errors.pop(f"name_{n}", None)
            elif name and taken.setdefault(name, each.name) != each.name:
                both = {"name": each.name, "other": taken[name]}
                self.add_error(f"name_{n}", _now("“%(name)s”和“%(other)s”同名") % both)
        return cleaned

    def save(self) -> None:
        """Found, rename, arrange or close. The catalogue's names stay with the unit. Raises Refused."""
        for n, each in enumerate(self.suggested):
            on, name, authority = (self.cleaned_data.get(f"{part}_{n}", "") for part in ("on", "name", "authority"))
            if on and each.unit is None:
                self._found(each, name, authority)
            elif on:
                self._correct(each, name, authority)
            elif each.unit is not None:
                organisations.close(each.unit.pk, actor=None)

    def _found(self, suggestion: Suggestion, name: str, authority: str) -> None:
        called = dict.fromkeys((suggestion.name, *suggestion.spellings))
        organisations.create(
            self.county.pk,
            kind=suggestion.kind,
            name=name,
            authority_kind=authority,
            also_called=[each for each in called if each != name],
            actor=None,
        )

    def _correct(self, suggestion: Suggestion, name: str, authority: str) -> None:
        unit = suggestion.unit
        if unit is not None and unit.name != name:
            organisations.rename(unit.pk, name=name, short_name=unit.short_name, actor=None)
        if unit is not None and unit.authority_kind != authority:
            organisations.arrange(unit.pk, authority_kind=authority, leader_signs=unit.leader_signs, actor=None)


class CatalogueForm(Form):
    """Step 6: our catalogue, categories switched off or led by others. Saving brings the next version into force."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        county: County,
        today: date,  # noqa: ARG002 -- as above
        actor: Post | None = None,
    ) -> None:
        super().__init__(data)
        self.actor, self.county, self.names = actor, county, Names(county)
        self.content = catalogue.shipped()
        self.in_force = {row.code: row.lead for row in categories_of(county.pk)}
        for whole in self.content["categories"]:
            for row in whole["children"]:
                self._ask(row)

    def _ask(self, row: dict[str, Any]) -> None:
        code, lead = row["code"], row["lead"].replace(SHIPPED_COUNTY, self.county.name)
        on = not self.in_force or code in self.in_force
        self.fields[f"on_{code}"] = forms.BooleanField(label=row["zh"], required=False, initial=on)
        unit, section = self.names.unit(row["lead"]), "".join(row["lead"].partition("（")[1:])
        shown = self.in_force.get(code) or (unit.name + section if unit else lead)
        self.fields[f"lead_{code}"] = TextField(
            label=_now("“%s”由谁主办") % row["zh"],
            max_length=80,
            initial=shown,
            missing=_("请写主办单位，不办这一类就去掉勾"),
        )

    def groups(self) -> Iterator[tuple[str, list[tuple[BoundField, BoundField, Organisation | None]]]]:
        """First-level categories; of each second-level one its two questions and the unit that answers."""
        for whole in self.content["categories"]:
            rows = [(self[f"on_{row['code']}"], self[f"lead_{row['code']}"]) for row in whole["children"]]
            yield whole["zh"], [(on, lead, self.names.unit(str(lead.value() or ""))) for on, lead in rows]

    def without_unit(self) -> list[str]:
        """Names of the categories that nobody would lead."""
        rows = [row for _whole, rows in self.groups() for row in rows]
        return [str(on.label) for on, _lead, unit in rows if on.value() and unit is None]

    def chosen(self) -> dict[str, str]:
        """The lead of every category that is switched on."""
        found = {name.removeprefix("on_"): on for name, on in self.cleaned_data.items() if name.startswith("on_")}
        return {code: self.cleaned_data[f"lead_{code}"] for code, on in found.items() if on}

    def clean(self) -> dict[str, Any]:
        """Some category is on, and each that is on has a lead; what one that is off says does not matter."""
        cleaned: dict[str, Any] = super().clean() or {}
        switches = {name.removeprefix("on_"): on for name, on in cleaned.items() if name.startswith("on_")}
        for code in (code for code, on in switches.items() if not on):
            self.errors.pop(f"lead_{code}", None)
        if not any(switches.values()):
            raise ValidationError(_("请至少留一类。"))
        return cleaned

    def save(self) -> None:
        """Bring the chosen catalogue into force; the one that is in force already is left alone."""
        chosen = self.chosen()
        if chosen != self.in_force:
            content = catalogue.adapted(self.content, leads=chosen)
            catalogue.bring_into_force(self.county.pk, content, now=clock.now(), actor=self.actor)


ADMINISTRATORS: Final = (
    (Role.SYSADMIN, "xitong", _("系统管理员"), _("管组织、人员、日历和设置，看不到工单")),
    (Role.SECADMIN, "anquan", _("安全管理员"), _("管账号安全")),
    (Role.AUDITADMIN, "shenji", _("审计管理员"), _("只看日志")),
)


class AdministratorsForm(Form):
    """Step 7: three different people. They exclude each other and all business (三员分立)."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, county: County, today: date) -> None:  # noqa: ARG002 -- as above
        super().__init__(data)
        self.county = county
        self.there = {
            role: Person.objects.filter(county=county, posts__role=role, posts__active=True).first()
            for role, *_rest in ADMINISTRATORS
        }
        for role, username, label, hint in ADMINISTRATORS:
            person = self.there[role]
            self.fields[f"name_{role}"] = TextField(
                label=_now("%s的姓名") % label, max_length=_LONG, help_text=hint, initial=person.name if person else ""
            )
            self.fields[f"user_{role}"] = TextField(
                label=_now("%s的用户名") % label,
                max_length=32,
                initial=person.username if person else f"{county.code}-{username}",
                validators=[
                    RegexValidator(USERNAME, _("用户名用小写字母、数字和 . _ -，2 至 32 位，字母或数字开头。"))
                ],
                disabled=person is not None,
            )

    def clean(self) -> dict[str, Any]:
        """Three people: neither a name nor a user name twice."""
        cleaned: dict[str, Any] = super().clean() or {}
        for part, words in (("name", _now("三个管理员要是三个不同的人。")), ("user", _now("这个用户名上面已经用了。"))):
            seen: set[str] = set()
            for role, *_rest in ADMINISTRATORS:
                value = cleaned.get(f"{part}_{role}")
                if value and value in seen:
                    self.add_error(f"{part}_{role}", words)
                seen.add(value or "")
        return cleaned

    def save(self) -> None:
        """Enrol and appoint who is not there yet, correct names. Raises Refused."""
        office = organisations_in(self.county.pk, Kind.OFFICE).get()
        for role, *_rest in ADMINISTRATORS:
            name, username = (self.cleaned_data[f"{part}_{role}"] for part in ("name", "user"))
            person = self.there[role]
            if person is None:
                made = people.enrol(self.county.pk, username=username, name=name, actor=None)
                appointments.appoint(made.pk, organisation_id=office.pk, role=role, actor=None)
            elif person.name != name:
                people.correct(person.pk, name=name, phone=person.phone, email=person.email, actor=None)


def administrators(county: County) -> list[Person]:
    """The people who hold one of the three posts."""
    roles = [role for role, *_rest in ADMINISTRATORS]
    return list(Person.objects.filter(county=county, posts__role__in=roles, posts__active=True).order_by("pk"))
