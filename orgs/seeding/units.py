"""The units of the fictional county, as literal tables (DOMAIN §1.1, §6, §6.1). Nothing here exists.

Every name that `data/catalogue.json` of the dispatch catalogue uses is a name or another name of
one of these units; a test says so.
"""

from dataclasses import dataclass, field

from orgs.statuses import AuthorityKind, OrganisationKind

GENERAL_COMMITTEE = "泽丰县电商产业综合党委"
OFFICE = "电商产业综合党委办公室"
MAIN_COMMITTEE = "电商行业党委"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its sections; `username` is its liaison's."""

    username: str
    name: str
    authority: AuthorityKind
    kind: OrganisationKind = OrganisationKind.DEPARTMENT
    short: str = ""
    also: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    member: bool = field(default=False, kw_only=True)
    allied: bool = field(default=False, kw_only=True)


_GOV, _PARTY, _VERTICAL = AuthorityKind.GOVERNMENT, AuthorityKind.PARTY, AuthorityKind.VERTICAL
_BANK, _HELP = AuthorityKind.BANK, AuthorityKind.INSTITUTION
_MASS, _SOE = OrganisationKind.MASS_ORGANISATION, OrganisationKind.SOE

# Industry committee → its branches.
COMMITTEES: dict[str, tuple[str, ...]] = {
    MAIN_COMMITTEE: (
        "云裳镇前丁村网商党支部",
        "桐林镇木匠李村网商党支部",
        "梁口镇网商联合党支部",
        "东城街道网商联合党支部",
    ),
    "演出服饰行业党委": ("云裳镇演出服饰产业党支部", "后丁村服饰加工党支部", "小李楼村演出服党支部"),
    "木制品家居行业党委": ("安平集镇木制品产业党支部", "桐林镇木艺党支部"),
    "快递物流行业党委": ("孙集镇物流园党支部", "县城快递企业联合党支部"),
    "直播行业党委": ("临河街道直播基地党支部", "新媒体从业人员党支部"),
}

DEPARTMENTS = (
    Unit("zuzhi", "县委组织部", _PARTY, sections=("人才办",), member=True, allied=True),
    Unit("xuanchuan", "县委宣传部", _PARTY, sections=("版权管理科",), member=True, allied=True),
    Unit("shegong", "县委社会工作部", _PARTY, member=True, allied=True),
    Unit("wangxin", "县委网信办", _PARTY, member=True, allied=True),
    Unit("fagai", "县发展和改革局", _GOV, short="县发改局", member=True, allied=True),
    Unit("gongxin", "县工业和信息化局", _GOV, short="县工信局", sections=("通信发展办",), member=True, allied=True),
    Unit("gongan", "县公安局", _GOV, sections=("反诈中心联络组", "云裳派出所"), member=True, allied=True),
    Unit("sifa", "县司法局", _GOV, sections=("公共法律服务中心",), member=True, allied=True),
    Unit("caizheng", "县财政局", _GOV, sections=("地方金融服务中心",), member=True, allied=True),
    Unit(
        "renshe", "县人力资源和社会保障局", _GOV, short="县人社局", sections=("劳动监察大队",), member=True, allied=True
    ),
    Unit("nongye", "县农业农村局", _GOV, member=True, allied=True),
    Unit("shangwu", "县商务和投资促进局", _GOV, short="县商务局", member=True, allied=True),
    Unit(
        "shichang",
        "县市场监督管理局",
        _GOV,
        short="县市场监管局",
        sections=("综合执法大队", "知识产权科"),
        member=True,
        allied=True,
    ),
    Unit("shuiwu", "县税务局", _VERTICAL, member=True, allied=True),
    Unit("dianshang", "县电子商务服务中心", _GOV, short="县电商服务中心", member=True, allied=True),
    Unit("jiaotong", "县交通运输局", _GOV, allied=True),
    Unit("zhujian", "县住房和城乡建设局", _GOV, short="县住建局", allied=True),
    Unit("zhifa", "县综合行政执法局", _GOV, allied=True),
    Unit("jiaojing", "县公安局交警大队", _GOV, allied=True),
    Unit("shuiju", "县水务局", _GOV, allied=True),
    Unit("yingji", "县应急管理局", _GOV, allied=True),
    Unit("youzheng", "县邮政业发展中心", _GOV, allied=True),
    Unit("shenpi", "县行政审批服务局", _GOV, allied=True),
    Unit("jiaoyu", "县教育和体育局", _GOV, allied=True),
    Unit("ziran", "县自然资源和规划局", _GOV, allied=True),
    Unit("xiaofang", "县消防救援大队", _VERTICAL, allied=True),
    Unit("huanbao", "市生态环境局泽丰县分局", _VERTICAL, allied=True),
    Unit("keji", "县科学技术局", _GOV, allied=True),
    Unit("wenlv", "县文化和旅游局", _GOV, allied=True),
    Unit("weiquan", "知识产权快速维权中心", _GOV, allied=True),
    Unit("yibao", "县医疗保障局", _GOV),
    Unit("shenjiju", "县审计局", _GOV),
    Unit("jianyan", "县检验检测中心", _GOV),
    Unit("dangxiao", "县委党校", _PARTY),
    Unit("fanzha", "县反诈中心", _GOV, also=("反诈中心",)),
    Unit("gongdian", "国网泽丰县供电公司", AuthorityKind.UTILITY, short="县供电公司"),
    Unit("tongxin", "县通信运营企业联络组", AuthorityKind.UTILITY, also=("移动/联通/电信县分公司",)),
    Unit("nongshang", "县农商银行", _BANK, also=("县农商行等放贷机构", "放贷银行", "经办银行", "开户银行")),
    Unit("nongdan", "省农担公司县办事处", _BANK),
    Unit("jinjian", "金融监管支局", _VERTICAL),
    Unit("haiguan", "市海关", _VERTICAL),
    Unit("tiaojie", "人民调解委员会", _HELP),
    Unit("lvshi", "律师服务团", _HELP),
    Unit("zhixiao", "泽丰县职业中等专业学校", _HELP, also=("职业学校",)),
    Unit("gonghui", "县总工会", AuthorityKind.MASS, _MASS),
    Unit("tuanwei", "团县委", AuthorityKind.MASS, _MASS),
    Unit("fulian", "县妇联", AuthorityKind.MASS, _MASS),
    Unit("gongshang", "县工商联", AuthorityKind.MASS, _MASS),
    Unit("guoqi", "县国有平台公司", AuthorityKind.ENTERPRISE, _SOE),
)

# Told as channels only, never given legs (DESIGN §1): nobody of theirs signs in.
CHANNELS = (
    Unit("", "县人民法院", AuthorityKind.COURT),
    Unit("", "县纪委监委", AuthorityKind.DISCIPLINE),
)

ASSOCIATIONS = (
    "县电子商务协会",
    "县汉服协会",
    "县演出服饰协会",
    "县木制品家居协会",
    "县面料协会",
    "县快递物流协会",
    "县直播电商协会",
    "县芦笋农产品协会",
    "县摄影美工协会",
    "县跨境电商协会",
    "县女电商协会",
)

# Firm → branch: the member households of the demonstration.
MEMBER_HOUSEHOLDS = {
    "云裳坊演出服饰店": "云裳镇前丁村网商党支部",
    "木言家居旗舰店": "桐林镇木匠李村网商党支部",
    "梁口绣坊": "梁口镇网商联合党支部",
    "舞韵轩演出服饰": "后丁村服饰加工党支部",
    "泽丰鼎盛木业": "安平集镇木制品产业党支部",
    "速通云仓": "孙集镇物流园党支部",
}
