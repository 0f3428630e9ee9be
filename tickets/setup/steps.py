"""The steps of setting a county up, in order, and whether each is done. Nothing is remembered: the rows say it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.models import County, Organisation, Place
from orgs.statuses import OrganisationKind, PlaceKind
from orgs.working_days import missing_years
from tickets.models import Catalogue
from tickets.setup import body_forms, county_forms


class StepForm(Protocol):
    """What the pages ask of a step's form."""

    def is_valid(self) -> bool: ...

    def add_error(self, field: str | None, error: str) -> None: ...

    def save(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its address, its title, why it is asked, its form, and whether the rows show it done."""

    slug: str
    title: Promise
    why: Promise
    form: Callable[..., Any]
    done: Callable[[County, date], bool]


def _has(*kinds: OrganisationKind) -> Callable[[County, date], bool]:
    """All of these kinds exist."""

    def done(county: County, _today: date) -> bool:
        there = Organisation.objects.filter(county=county, kind__in=kinds, active=True).values_list("kind", flat=True)
        return set(there) == set(kinds)

    return done


def _has_units(county: County, _today: date) -> bool:
    units = Organisation.objects.filter(county=county, kind=OrganisationKind.DEPARTMENT, active=True)
    return units.filter(place__isnull=True).exists()


STEPS: Final = (
    Step(
        "county",
        _("县的基本情况"),
        _("县名印在每一页上；办公时间和权重决定期限和指标怎么算。"),
        county_forms.CountyForm,
        lambda _county, _today: True,
    ),
    Step(
        "calendar",
        _("放假和调休"),
        _("期限按工作日算，所以要知道哪天上班。"),
        county_forms.CalendarForm,
        lambda county, today: not missing_years(county.pk, date(today.year, 1, 1)),
    ),
    Step(
        "places",
        _("镇街和村"),
        _("企业在哪个镇街，件就能派给哪个镇街。"),
        county_forms.PlacesForm,
        lambda county, _today: Place.objects.filter(county=county, kind=PlaceKind.TOWN).exists(),
    ),
    Step(
        "committees",
        _("党委和办公室"),
        _("行业党委受理和派单，办公室督办和回访。"),
        body_forms.CommitteesForm,
        _has(OrganisationKind.GENERAL_COMMITTEE, OrganisationKind.OFFICE, OrganisationKind.INDUSTRY_COMMITTEE),
    ),
    Step(
        "units",
        _("部门和其他单位"),
        _("下面是派单目录用到的单位。有的打勾，改成本县的叫法；没有的去掉勾。"),
        body_forms.UnitsForm,
        _has_units,
    ),
    Step(
        "catalogue",
        _("派单目录"),
        _("每类诉求由谁主办。先用我们的，不办的类去掉勾，主办不同的改名。"),
        body_forms.CatalogueForm,
        lambda county, _today: Catalogue.objects.filter(county=county).exists(),
    ),
    Step(
        "administrators",
        _("三个管理员"),
        _("三员分立：三个不同的人，也不兼业务岗位。"),
        body_forms.AdministratorsForm,
        lambda county, _today: len(body_forms.administrators(county)) == len(body_forms.ADMINISTRATORS),
    ),
)
BY_SLUG: Final = {step.slug: step for step in STEPS}


def unfinished(county: County | None, today: date) -> list[Step]:
    """The steps that the rows do not show done, in order; all of them while there is no county."""
    return list(STEPS) if county is None else [step for step in STEPS if not step.done(county, today)]
