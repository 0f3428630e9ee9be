"""The sign-ins of the demonstration that people are told about: one a role. Never for a real county."""

from orgs.statuses import Role

DEMO_PASSWORD = "qihu-demo-2026"  # noqa: S105 -- public on purpose: it opens invented data only

_LOGINS = (
    (Role.ENTERPRISE_USER, "dianzhu", "店主：云裳坊演出服饰店，提诉求、看进度、评价"),
    (Role.ENTERPRISE_USER, "dianyuan", "店员：同一家店的员工，能提能评，不能撤回、不能管人"),
    (Role.SITE_CLERK, "zhandian", "云裳镇电商服务站代办员，帮商户代录"),
    (Role.SITE_CLERK, "cundian", "云裳镇前丁村电商服务点代办员"),
    (Role.DISPATCHER, "shouli", "电商行业党委派单员，受理、派单、审核"),
    (Role.DISPATCHER, "fuhe", "电商行业党委第二位派单员，复核同事办的件"),
    (Role.DEPT_LIAISON, "gongdian", "国网泽丰县供电公司联络员"),
    (Role.DEPT_LIAISON, "shichang", "县市场监督管理局联络员"),
    (Role.DEPT_LIAISON, "yunshang", "云裳镇人民政府联络员"),
    (Role.HANDLER, "jingban", "县市场监督管理局承办人"),
    (Role.DEPT_HEAD, "juzhang", "县市场监督管理局负责人"),
    (Role.REVISIT_CLERK, "huifang", "综合党委办公室回访员"),
    (Role.SUPERVISOR, "ducha", "综合党委办公室督办员，兼会务秘书，可切换岗位"),
    (Role.SUPERVISOR, "fucha", "综合党委办公室第二位督办员，复核同事批过的件"),
    (Role.PARTY_SECRETARY, "shuji", "电商行业党委书记"),
    (Role.PARTY_SECRETARY, "zongshuji", "电商产业综合党委书记"),
    (Role.MEETING_CLERK, "huiwu", "电商行业党委会务秘书"),
    (Role.MASS_ORG_USER, "fulian", "县妇联工作人员，兼联络员，可切换岗位"),
    (Role.LEADER, "lingdao", "县领导，只看全局"),
    (Role.SYSADMIN, "xitong", "系统管理员，管组织、人员和日历，看不到工单"),
    (Role.SECADMIN, "anquan", "安全管理员"),
    (Role.AUDITADMIN, "shenji", "审计管理员，只看日志"),
)


def demo_logins() -> list[tuple[Role, str, str, str]]:
    """Return role, user name, password and words for each sign-in to be shown."""
    return [(role, username, DEMO_PASSWORD, words) for role, username, words in _LOGINS]
