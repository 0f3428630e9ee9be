"""Invented figures from outside for the demonstration county, one in each manner of saying it."""

from datetime import date
from decimal import Decimal
from typing import Final

from journal import clock
from metrics.models import OutsideFigure
from metrics.outside_kinds import Qualifier, Scale
from metrics.services import outside
from orgs.models import County
from orgs.queries import today
from orgs.seeding.county import CODE

_REPORT: Final = "泽丰县电商产业发展情况通报（演示资料）"
_FINANCE: Final = "泽丰县金融支持电商情况通报（演示资料）"
_PARTY: Final = "泽丰县电商产业综合党委工作总结（演示资料）"
_TALENT: Final = "泽丰县电商人才工作情况（演示资料）"

_FIGURES: Final = (
    ("firms", "7068", Qualifier.EXACT, Scale.ONE, _REPORT),
    ("shops", "83500", Qualifier.AT_LEAST, Scale.TEN_THOUSAND, _REPORT),
    ("employed", "350000", Qualifier.EXACT, Scale.TEN_THOUSAND, _REPORT),
    ("returnees", "50000", Qualifier.AT_LEAST, Scale.TEN_THOUSAND, _TALENT),
    ("masters", "100", Qualifier.ABOUT, Scale.ONE, _TALENT),
    ("graduates", "10000", Qualifier.ABOUT, Scale.TEN_THOUSAND, _TALENT),
    ("party_members", "1210", Qualifier.EXACT, Scale.ONE, _PARTY),
    ("trained_members", "600", Qualifier.AT_LEAST, Scale.ONE, _PARTY),
    ("village_secretaries", "151", Qualifier.EXACT, Scale.ONE, _PARTY),
    ("training_sessions", "269", Qualifier.EXACT, Scale.ONE, _TALENT),
    ("training_people", "20000", Qualifier.AT_LEAST, Scale.TEN_THOUSAND, _TALENT),
    ("training_shops", "1500", Qualifier.AT_LEAST, Scale.ONE, _TALENT),
    ("talent_policies", "15", Qualifier.AT_LEAST, Scale.ONE, _TALENT),
    ("talent_cities", "30", Qualifier.AT_LEAST, Scale.ONE, _TALENT),
    ("loan_products", "30", Qualifier.AT_LEAST, Scale.ONE, _FINANCE),
    ("loan_people", "146000", Qualifier.EXACT, Scale.TEN_THOUSAND, _FINANCE),
    ("loan_amount", "22056000000", Qualifier.EXACT, Scale.HUNDRED_MILLION, _FINANCE),
    ("brand_firms", "52", Qualifier.EXACT, Scale.ONE, _REPORT),
    ("legal_matters", "185", Qualifier.EXACT, Scale.ONE, "泽丰县涉企司法服务情况（演示资料）"),
    ("centre_area", "10000", Qualifier.AT_LEAST, Scale.ONE, _PARTY),
)
"""The numbers are those of DOMAIN §1.2, the county and its sources are invented."""


def enter(county: County) -> int:
    """Write them as of the end of the last closed year; how many there are. Of the demonstration county alone, once."""
    if county.code == CODE and not OutsideFigure.objects.filter(county=county).exists():
        as_of = date(today(clock.now()).year - 1, 12, 31)
        for key, value, qualifier, scale, source in _FIGURES:
            stated = outside.Stated(
                key=key, value=Decimal(value), qualifier=qualifier, as_of=as_of, source=source, scale=scale
            )
            outside.state(county.pk, stated, actor=None)
    return OutsideFigure.objects.filter(county=county).count()
