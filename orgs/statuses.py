"""Closed lists of this app and what belongs together in them. No queries, no rules about people."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceKind(TextChoices):
    """镇街 or 村/社区."""

    TOWN = "town", _("镇街")
    VILLAGE = "village", _("村（社区）")


class OrganisationKind(TextChoices):
    """Every kind of body of DOMAIN §1.1; a member household is a firm's link to its branch."""

    GENERAL_COMMITTEE = "general_committee", _("产业综合党委")
    INDUSTRY_COMMITTEE = "industry_committee", _("行业党委")
    BRANCH = "branch", _("基层党组织")
    OFFICE = "office", _("综合党委办公室")
    DEPARTMENT = "department", _("职能部门")
    SECTION = "section", _("科室")
    MASS_ORGANISATION = "mass_organisation", _("群团组织")
    ASSOCIATION = "association", _("行业协会")
    STATION = "station", _("镇街电商服务站")
    POINT = "point", _("村级服务点")
    FIRM = "firm", _("企业（商户）")
    SOE = "soe", _("国有企业")


class AuthorityKind(TextChoices):
    """Whose authority a unit acts on: decides whether the desk orders or requests (DOMAIN §6)."""

    GOVERNMENT = "government", _("政府部门")
    PARTY = "party", _("党委部门")
    VERTICAL = "vertical", _("垂直管理单位")
    UTILITY = "utility", _("公用事业企业")
    BANK = "bank", _("金融机构")
    COURT = "court", _("司法机关")
    DISCIPLINE = "discipline", _("纪检监察机关")
    MASS = "mass", _("群团组织")
    ASSOCIATION = "association", _("行业协会")
    ENTERPRISE = "enterprise", _("企业")
    INSTITUTION = "institution", _("事业单位与社会服务机构")


class Role(TextChoices):
    """What a person may be in an organisation (DOMAIN §2.11)."""

    ENTERPRISE_USER = "enterprise_user", _("企业用户")
    SITE_CLERK = "site_clerk", _("服务站点代办员")
    DISPATCHER = "dispatcher", _("行业党委派单员")
    DEPT_LIAISON = "dept_liaison", _("部门联络员")
    HANDLER = "handler", _("承办人")
    DEPT_HEAD = "dept_head", _("部门负责人")
    REVISIT_CLERK = "revisit_clerk", _("回访员")
    SUPERVISOR = "supervisor", _("综合党委办公室督办员")
    PARTY_SECRETARY = "party_secretary", _("党委书记")
    MEETING_CLERK = "meeting_clerk", _("会务秘书")
    MASS_ORG_USER = "mass_org_user", _("群团组织工作人员")
    LEADER = "leader", _("县领导")
    SYSADMIN = "sysadmin", _("系统管理员")
    SECADMIN = "secadmin", _("安全管理员")
    AUDITADMIN = "auditadmin", _("审计管理员")


FIRM_SIDE = frozenset({Role.ENTERPRISE_USER, Role.SITE_CLERK})
"""Who stands on the firm's side: they read its words, in its frame."""


class SiteLevel(TextChoices):
    """Levels of a service site (阵地): one county centre, a station a town, a point a village."""

    COUNTY = "county", _("县级中心")
    TOWN = "town", _("镇街服务站")
    VILLAGE = "village", _("村级服务点")


class SiteRoom(TextChoices):
    """Rooms that a service site may offer (DOMAIN §1.1, row 6)."""

    HALL = "hall", _("党群服务大厅（窗口）")
    PARCELS = "parcels", _("快递收发室")
    CULTURE = "culture", _("文体活动室")
    MEETING = "meeting", _("会议室")
    LIVE = "live", _("直播室")


class AllianceType(TextChoices):
    """In which capacity an organisation belongs to the alliance (红色联盟)."""

    PARTY = "party", _("党组织")
    DEPARTMENT = "department", _("县直部门")
    MASS_ORGANISATION = "mass_organisation", _("群团组织")
    SOE = "soe", _("国有企业")
    TOWN = "town", _("淘宝镇街")
    ASSOCIATION = "association", _("行业协会")


class DayKind(TextChoices):
    """How a calendar day departs from its weekday."""

    REST = "rest", _("放假")
    WORK = "work", _("调休上班")
    SPECIAL = "special", _("特殊办公时间")


class SheetKind(TextChoices):
    """What a sheet for the register lists, one a row."""

    PLACES = "places", _("镇街和村")
    ORGANISATIONS = "organisations", _("组织")
    PEOPLE = "people", _("人员和岗位")
    FIRMS = "firms", _("企业（商户）")


class MessageStatus(TextChoices):
    """How far a text message has come. Every one ends in one of the last three (RELIABILITY §1, promise 6)."""

    WAITING = "waiting", _("待发送")
    SENDING = "sending", _("发送中")
    DELIVERED = "delivered", _("已送达")
    FAILED = "failed", _("失败")
    GIVEN_UP = "given_up", _("已放弃")


class ClaimKind(TextChoices):
    """What is claimed: a firm by its code, or a shop without a licence (无照个体网店)."""

    FIRM = "firm", _("有营业执照")
    SHOP = "shop", _("没有执照的个体网店")


class ClaimStatus(TextChoices):
    """How far a claim has come."""

    WAITING = "waiting", _("待审核")
    APPROVED = "approved", _("已通过")
    REFUSED = "refused", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class Consent(TextChoices):
    """How a post that two persons give stands, before it counts."""

    WAITS = "waits", _("等另一位确认")
    REFUSED = "refused", _("没有同意")


class Reach(TextChoices):
    """How far the cases of a county have followed a unit of another one that watches it; empty before it begins."""

    JOINING = "joining", _("正在补到已有的诉求")
    JOINED = "joined", _("生效中")
    LEAVING = "leaving", _("正在从诉求里移出")
    OVER = "over", _("已结束")


class ToldHow(TextChoices):
    """How somebody was told of the privacy notice."""

    SCREEN = "screen", _("屏幕上看过")
    READ_OUT = "read_out", _("当面或电话念过")


MESSAGE_UNDER_WAY = frozenset({MessageStatus.WAITING, MessageStatus.SENDING})
MESSAGE_UNDELIVERED = frozenset({MessageStatus.FAILED, MessageStatus.GIVEN_UP})

ADMIN_ROLES = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITADMIN})
"""Exclude each other and every business role: three admins (三员分立)."""

TWO_PERSONS = ADMIN_ROLES | {Role.SUPERVISOR, Role.LEADER}
"""Who sees the whole county, or its accounts and logs: one administrator asks for such a post, another one confirms."""

DUTY_ROLES = frozenset({Role.SUPERVISOR, Role.DISPATCHER, Role.REVISIT_CLERK})
"""Who can be on duty: those whose work is calls, and who may open one at night."""

WATCHING_KINDS = frozenset({OrganisationKind.OFFICE, OrganisationKind.GENERAL_COMMITTEE})
"""Who sees every case of their county, and may be let see those of others."""

COMMITTEES = frozenset({OrganisationKind.GENERAL_COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE})
SITE_OPERATORS = frozenset({OrganisationKind.STATION, OrganisationKind.POINT})
REQUESTED_ONLY = frozenset(
    {
        AuthorityKind.VERTICAL,
        AuthorityKind.UTILITY,
        AuthorityKind.BANK,
        AuthorityKind.COURT,
        AuthorityKind.ENTERPRISE,
        AuthorityKind.ASSOCIATION,
    }
)
"""Units that are requested, never commanded and never carded (DOMAIN §6, caveats)."""

NEVER_GIVEN_LEGS = frozenset({AuthorityKind.COURT, AuthorityKind.DISCIPLINE})

PARTY_TIERS: Mapping[OrganisationKind, int] = {
    OrganisationKind.GENERAL_COMMITTEE: 1,
    OrganisationKind.INDUSTRY_COMMITTEE: 2,
    OrganisationKind.BRANCH: 3,
}
"""Tiers of the committee tree; the fourth, the member household, is a firm."""

PARENT_KINDS: Mapping[OrganisationKind, frozenset[OrganisationKind]] = {
    OrganisationKind.INDUSTRY_COMMITTEE: frozenset({OrganisationKind.GENERAL_COMMITTEE}),
    OrganisationKind.BRANCH: frozenset({OrganisationKind.INDUSTRY_COMMITTEE}),
    OrganisationKind.OFFICE: frozenset({OrganisationKind.GENERAL_COMMITTEE}),
    OrganisationKind.SECTION: frozenset(
        {OrganisationKind.DEPARTMENT, OrganisationKind.MASS_ORGANISATION, OrganisationKind.SOE}
    ),
    OrganisationKind.POINT: frozenset({OrganisationKind.STATION}),
}
"""Kinds that hang under another organisation, and under which; every other kind stands alone."""

ROLE_SITS_IN: Mapping[Role, frozenset[OrganisationKind]] = {
    Role.ENTERPRISE_USER: frozenset({OrganisationKind.FIRM}),
    Role.SITE_CLERK: SITE_OPERATORS,
    Role.DISPATCHER: frozenset({OrganisationKind.INDUSTRY_COMMITTEE}),
    Role.DEPT_LIAISON: frozenset(
        {
            OrganisationKind.DEPARTMENT,
            OrganisationKind.SOE,
            OrganisationKind.ASSOCIATION,
            OrganisationKind.MASS_ORGANISATION,
            OrganisationKind.OFFICE,
            OrganisationKind.INDUSTRY_COMMITTEE,
        }
    ),
    Role.HANDLER: frozenset(
        {
            OrganisationKind.DEPARTMENT,
            OrganisationKind.SOE,
            OrganisationKind.ASSOCIATION,
            OrganisationKind.MASS_ORGANISATION,
        }
    ),
    Role.DEPT_HEAD: frozenset(
        {
            OrganisationKind.DEPARTMENT,
            OrganisationKind.SOE,
            OrganisationKind.ASSOCIATION,
            OrganisationKind.MASS_ORGANISATION,
        }
    ),
    Role.REVISIT_CLERK: frozenset({OrganisationKind.OFFICE}),
    Role.SUPERVISOR: frozenset({OrganisationKind.OFFICE}),
    Role.PARTY_SECRETARY: COMMITTEES,
    Role.MEETING_CLERK: COMMITTEES | {OrganisationKind.OFFICE},
    Role.MASS_ORG_USER: frozenset({OrganisationKind.MASS_ORGANISATION}),
    Role.LEADER: frozenset({OrganisationKind.GENERAL_COMMITTEE}),
    Role.SYSADMIN: frozenset({OrganisationKind.OFFICE}),
    Role.SECADMIN: frozenset({OrganisationKind.OFFICE}),
    Role.AUDITADMIN: frozenset({OrganisationKind.OFFICE}),
}
"""Where a role can sit. An appointment elsewhere is refused."""
