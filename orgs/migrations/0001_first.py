"""The county, its places, organisations, people, posts and exceptional days."""

import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import orgs.models.posts
from decimal import Decimal
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("chain_head", models.BinaryField(default=b"")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "pinyin",
                    models.CharField(
                        default="", editable=False, max_length=400, verbose_name="拼音"
                    ),
                ),
                (
                    "initials",
                    models.CharField(
                        default="", editable=False, max_length=120, verbose_name="拼音首字母"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("general_committee", "产业综合党委"),
                            ("industry_committee", "行业党委"),
                            ("branch", "基层党组织"),
                            ("office", "综合党委办公室"),
                            ("department", "职能部门"),
                            ("section", "科室"),
                            ("mass_organisation", "群团组织"),
                            ("association", "行业协会"),
                            ("station", "镇街电商服务站"),
                            ("point", "村级服务点"),
                            ("firm", "企业（商户）"),
                            ("soe", "国有企业"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "short_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="简称"),
                ),
                (
                    "also_called",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="别称",
                    ),
                ),
                (
                    "parent_kind",
                    models.CharField(blank=True, default="", editable=False, max_length=20),
                ),
                (
                    "tier",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="党组织层级"
                    ),
                ),
                (
                    "authority_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("government", "政府部门"),
                            ("party", "党委部门"),
                            ("vertical", "垂直管理单位"),
                            ("utility", "公用事业企业"),
                            ("bank", "金融机构"),
                            ("court", "司法机关"),
                            ("discipline", "纪检监察机关"),
                            ("mass", "群团组织"),
                            ("association", "行业协会"),
                            ("enterprise", "企业"),
                            ("institution", "事业单位与社会服务机构"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="权力性质",
                    ),
                ),
                (
                    "leader_signs",
                    models.BooleanField(default=False, verbose_name="答复须分管领导审签"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={
                "verbose_name": "组织",
                "verbose_name_plural": "组织",
                "ordering": ["pinyin", "id"],
            },
        ),
        migrations.CreateModel(
            name="County",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("chain_head", models.BinaryField(default=b"")),
                ("name", models.CharField(max_length=50, unique=True, verbose_name="县名")),
                (
                    "code",
                    models.CharField(
                        max_length=12,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]{2,12}$", "只能用小写字母和数字，2 至 12 位。"
                            )
                        ],
                        verbose_name="代码",
                    ),
                ),
                (
                    "product_name",
                    models.CharField(default="企呼链应", max_length=30, verbose_name="平台名称"),
                ),
                (
                    "firm_act",
                    models.CharField(
                        default="提诉求", max_length=20, verbose_name="企业发起诉求的叫法"
                    ),
                ),
                (
                    "hotline",
                    models.CharField(
                        blank=True, default="", max_length=30, verbose_name="咨询电话"
                    ),
                ),
                (
                    "morning_from",
                    models.TimeField(default=datetime.time(8, 30), verbose_name="上午上班"),
                ),
                (
                    "morning_to",
                    models.TimeField(default=datetime.time(12, 0), verbose_name="上午下班"),
                ),
                (
                    "afternoon_from",
                    models.TimeField(default=datetime.time(14, 0), verbose_name="下午上班"),
                ),
                (
                    "afternoon_to",
                    models.TimeField(default=datetime.time(18, 0), verbose_name="下午下班"),
                ),
                ("calendar_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "response_weight",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.10"),
                        max_digits=3,
                        verbose_name="响应率权重",
                    ),
                ),
                (
                    "solved_weight",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.50"),
                        max_digits=3,
                        verbose_name="解决率权重",
                    ),
                ),
                (
                    "satisfied_weight",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.40"),
                        max_digits=3,
                        verbose_name="满意率权重",
                    ),
                ),
                (
                    "basic_factor",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.90"),
                        max_digits=3,
                        verbose_name="基本满意折算系数",
                    ),
                ),
                (
                    "month_starts_on",
                    models.PositiveSmallIntegerField(default=1, verbose_name="考核月起始日"),
                ),
            ],
            options={
                "verbose_name": "县",
                "verbose_name_plural": "县",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("morning_from__lt", models.F("morning_to")),
                            ("morning_to__lte", models.F("afternoon_from")),
                            ("afternoon_from__lt", models.F("afternoon_to")),
                        ),
                        name="office_hours_are_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "response_weight",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.Value(Decimal("1")), "-", models.F("solved_weight")
                                    ),
                                    "-",
                                    models.F("satisfied_weight"),
                                ),
                            )
                        ),
                        name="rate_weights_sum_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("response_weight__gte", 0),
                            ("solved_weight__gte", 0),
                            ("satisfied_weight__gte", 0),
                        ),
                        name="rate_weights_are_shares",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basic_factor__range", (0, 1))),
                        name="basic_factor_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month_starts_on__range", (1, 28))),
                        name="month_starts_on_a_day_every_month_has",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z0-9]{2,12}$")),
                        name="county_code_is_short_and_plain",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("chain_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("chain_head", models.BinaryField(default=b"")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "pinyin",
                    models.CharField(
                        default="", editable=False, max_length=400, verbose_name="拼音"
                    ),
                ),
                (
                    "initials",
                    models.CharField(
                        default="", editable=False, max_length=120, verbose_name="拼音首字母"
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "这个用户名已经有人用了。"},
                        max_length=32,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9_.-]{1,31}$",
                                "用户名用小写字母、数字和 . _ -，2 至 32 位，字母或数字开头。",
                            )
                        ],
                        verbose_name="用户名",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})$",
                                "请填 11 位手机号，或带区号的座机号。",
                            )
                        ],
                        verbose_name="手机",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, default="", max_length=254, verbose_name="电子邮箱"
                    ),
                ),
                ("is_staff", models.BooleanField(default=False, verbose_name="可进后台")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="orgs.county",
                    ),
                ),
            ],
            options={
                "verbose_name": "人员",
                "verbose_name_plural": "人员",
                "ordering": ["pinyin", "id"],
            },
        ),
        migrations.CreateModel(
            name="Firm",
            fields=[
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to="orgs.organisation",
                    ),
                ),
                (
                    "credit_code",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=18,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9A-HJ-NPQRTUWXY]{18}$",
                                "统一社会信用代码是 18 位数字和大写字母。",
                            )
                        ],
                        verbose_name="统一社会信用代码",
                    ),
                ),
                ("is_person", models.BooleanField(default=False, verbose_name="个体工商户")),
                (
                    "shows_badge",
                    models.BooleanField(default=False, verbose_name="同意公开党员户标识"),
                ),
                (
                    "address",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="地址"),
                ),
                (
                    "contact_name",
                    models.CharField(blank=True, default="", max_length=50, verbose_name="联系人"),
                ),
                (
                    "contact_phone",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})$",
                                "请填 11 位手机号，或带区号的座机号。",
                            )
                        ],
                        verbose_name="联系电话",
                    ),
                ),
            ],
            options={
                "verbose_name": "企业资料",
                "verbose_name_plural": "企业资料",
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="organisations",
                to="orgs.county",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="orgs.organisation",
            ),
        ),
        migrations.CreateModel(
            name="AllianceMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("party", "党组织"),
                            ("department", "县直部门"),
                            ("mass_organisation", "群团组织"),
                            ("soe", "国有企业"),
                            ("town", "淘宝镇街"),
                            ("association", "行业协会"),
                        ],
                        max_length=20,
                        verbose_name="成员类型",
                    ),
                ),
                ("joined_on", models.DateField(verbose_name="加入日期")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="退出日期")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alliance",
                        to="orgs.county",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alliance",
                        to="orgs.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "联盟成员",
                "verbose_name_plural": "联盟成员",
            },
        ),
        migrations.CreateModel(
            name="MemberUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("duties", models.TextField(blank=True, default="", verbose_name="职责任务")),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="member_units",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="orgs.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "成员单位",
                "verbose_name_plural": "成员单位",
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "pinyin",
                    models.CharField(
                        default="", editable=False, max_length=400, verbose_name="拼音"
                    ),
                ),
                (
                    "initials",
                    models.CharField(
                        default="", editable=False, max_length=120, verbose_name="拼音首字母"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("town", "镇街"), ("village", "村（社区）")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("is_taobao", models.BooleanField(default=False, verbose_name="淘宝镇村")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="orgs.county",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="villages",
                        to="orgs.place",
                    ),
                ),
            ],
            options={
                "verbose_name": "镇街和村",
                "verbose_name_plural": "镇街和村",
                "ordering": ["pinyin", "id"],
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="place",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="organisations",
                to="orgs.place",
            ),
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("enterprise_user", "企业用户"),
                            ("site_clerk", "服务站点代办员"),
                            ("dispatcher", "行业党委派单员"),
                            ("dept_liaison", "部门联络员"),
                            ("handler", "承办人"),
                            ("dept_head", "部门负责人"),
                            ("revisit_clerk", "回访员"),
                            ("supervisor", "综合党委办公室督办员"),
                            ("party_secretary", "党委书记"),
                            ("meeting_clerk", "会务秘书"),
                            ("mass_org_user", "群团组织工作人员"),
                            ("leader", "县领导"),
                            ("sysadmin", "系统管理员"),
                            ("secadmin", "安全管理员"),
                            ("auditadmin", "审计管理员"),
                        ],
                        max_length=20,
                        verbose_name="岗位",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="截止日")),
                ("active", models.BooleanField(default=True, verbose_name="在岗")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="section_posts",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "standing_in_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="substitutes",
                        to="orgs.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "verbose_name_plural": "岗位",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ServiceSite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("county", "县级中心"),
                            ("town", "镇街服务站"),
                            ("village", "村级服务点"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                (
                    "address",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="地址"),
                ),
                (
                    "phone",
                    models.CharField(blank=True, default="", max_length=30, verbose_name="电话"),
                ),
                (
                    "opening",
                    models.CharField(
                        blank=True, default="", max_length=100, verbose_name="开放时间"
                    ),
                ),
                (
                    "rooms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("hall", "党群服务大厅（窗口）"),
                                ("parcels", "快递收发室"),
                                ("culture", "文体活动室"),
                                ("meeting", "会议室"),
                                ("live", "直播室"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="orgs.county",
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="orgs.place",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务阵地",
                "verbose_name_plural": "服务阵地",
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rest", "放假"),
                            ("work", "调休上班"),
                            ("special", "特殊办公时间"),
                        ],
                        max_length=10,
                        verbose_name="安排",
                    ),
                ),
                ("hours", models.JSONField(blank=True, default=list, verbose_name="办公时间")),
                (
                    "note",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="说明"),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_days",
                        to="orgs.county",
                    ),
                ),
            ],
            options={
                "verbose_name": "特殊日期",
                "verbose_name_plural": "特殊日期",
                "ordering": ["day"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "day"), name="one_arrangement_per_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "special"), models.Q(("hours", []), _negated=True)),
                            models.Q(models.Q(("kind", "special"), _negated=True), ("hours", [])),
                            _connector="OR",
                        ),
                        name="special_hours_on_special_days_only",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["county", "pinyin"], name="people_by_name"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("username__regex", "^[a-z0-9][a-z0-9_.-]{1,31}$")),
                name="username_is_short_and_plain",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("phone", ""),
                    (
                        "phone__regex",
                        "^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})$",
                    ),
                    _connector="OR",
                ),
                name="person_phone_can_be_dialled",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="one_person_per_email",
            ),
        ),
        migrations.AddField(
            model_name="firm",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="member_households",
                to="orgs.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="alliancemember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True)),
                fields=("organisation",),
                name="one_live_alliance_membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="alliancemember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_on__isnull", True),
                    ("left_on__gte", models.F("joined_on")),
                    _connector="OR",
                ),
                name="member_leaves_after_joining",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberunit",
            constraint=models.UniqueConstraint(
                fields=("committee", "organisation"), name="unit_is_a_member_once"
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["county", "kind", "pinyin"], name="places_by_name"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "town"), ("parent__isnull", True)),
                    models.Q(("kind", "village"), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="village_lies_in_a_town_and_town_in_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                fields=("county", "parent", "name"),
                name="place_name_is_unique_within_its_parent",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("active", True)),
                fields=["county", "kind", "pinyin"],
                name="live_organisations_by_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            [
                                "general_committee",
                                "department",
                                "mass_organisation",
                                "association",
                                "station",
                                "firm",
                                "soe",
                            ],
                        ),
                        ("parent__isnull", True),
                        ("parent_kind", ""),
                    ),
                    models.Q(
                        ("kind", "industry_committee"),
                        ("parent__isnull", False),
                        ("parent_kind__in", ["general_committee"]),
                    ),
                    models.Q(
                        ("kind", "branch"),
                        ("parent__isnull", False),
                        ("parent_kind__in", ["industry_committee"]),
                    ),
                    models.Q(
                        ("kind", "office"),
                        ("parent__isnull", False),
                        ("parent_kind__in", ["general_committee"]),
                    ),
                    models.Q(
                        ("kind", "section"),
                        ("parent__isnull", False),
                        ("parent_kind__in", ["department", "mass_organisation", "soe"]),
                    ),
                    models.Q(
                        ("kind", "point"),
                        ("parent__isnull", False),
                        ("parent_kind__in", ["station"]),
                    ),
                    _connector="OR",
                ),
                name="organisation_hangs_under_the_right_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("kind__in", ["general_committee", "industry_committee", "branch"]),
                            _negated=True,
                        ),
                        ("tier__isnull", True),
                    ),
                    models.Q(("kind", "general_committee"), ("tier", 1)),
                    models.Q(("kind", "industry_committee"), ("tier", 2)),
                    models.Q(("kind", "branch"), ("tier", 3)),
                    _connector="OR",
                ),
                name="tier_follows_the_kind_of_party_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["department", "mass_organisation", "association", "soe"]),
                        models.Q(("authority_kind", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(
                            ("kind__in", ["department", "mass_organisation", "association", "soe"]),
                            _negated=True,
                        ),
                        ("authority_kind", ""),
                    ),
                    _connector="OR",
                ),
                name="unit_that_may_get_legs_names_its_authority",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["station", "point"]), _negated=True),
                    ("place__isnull", False),
                    _connector="OR",
                ),
                name="station_and_point_stand_in_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                fields=("id", "kind", "county"), name="organisation_key_for_its_children"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True), ("kind", "general_committee")),
                fields=("county",),
                name="one_live_general_committee_per_county",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("active", True), models.Q(("kind__in", ["firm", "section"]), _negated=True)
                ),
                fields=("county", "name"),
                name="live_unit_has_its_name_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True), ("kind", "section")),
                fields=("parent", "name"),
                name="live_section_has_its_name_alone_in_its_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("active", True), ("kind", "department"), ("place__isnull", False)
                ),
                fields=("place",),
                name="one_live_town_government_per_town",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("active", True)),
                fields=["organisation", "role"],
                name="live_posts_of_an_organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("active", True)),
                fields=["person"],
                name="live_posts_of_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="post_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standing_in_for__isnull", True), ("ends_on__isnull", False), _connector="OR"
                ),
                name="substitute_has_a_last_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standing_in_for__isnull", True),
                    models.Q(("standing_in_for", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="no_post_stands_in_for_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True), ("standing_in_for__isnull", True)),
                fields=("person", "organisation", "role"),
                name="one_live_post_per_person_organisation_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("active", True), ("standing_in_for__isnull", False)),
                expressions=[
                    ("person", "="),
                    ("standing_in_for", "="),
                    (
                        orgs.models.posts._DateRange(
                            models.F("starts_on"), models.F("ends_on"), models.Value("[]")
                        ),
                        "&&",
                    ),
                ],
                name="substitute_stands_in_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("active", True)),
                expressions=[
                    ("person", "="),
                    (
                        models.Case(
                            models.When(
                                role__in=["auditadmin", "secadmin", "sysadmin"],
                                then=models.F("role"),
                            ),
                            default=models.Value("business"),
                            output_field=models.CharField(max_length=20),
                        ),
                        "<>",
                    ),
                ],
                name="admin_duties_are_kept_apart",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicesite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "county"), ("place__isnull", True)),
                    models.Q(("level__in", ["town", "village"]), ("place__isnull", False)),
                    _connector="OR",
                ),
                name="only_the_county_centre_has_no_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicesite",
            constraint=models.UniqueConstraint(
                condition=models.Q(("level", "county")),
                fields=("county",),
                name="one_centre_per_county",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicesite",
            constraint=models.UniqueConstraint(
                condition=models.Q(("place__isnull", False)),
                fields=("place",),
                name="one_site_per_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="firm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credit_code", ""),
                    ("credit_code__regex", "^[0-9A-HJ-NPQRTUWXY]{18}$"),
                    _connector="OR",
                ),
                name="credit_code_has_eighteen_known_characters",
            ),
        ),
        migrations.AddConstraint(
            model_name="firm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contact_phone", ""),
                    (
                        "contact_phone__regex",
                        "^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})$",
                    ),
                    _connector="OR",
                ),
                name="firm_phone_can_be_dialled",
            ),
        ),
        migrations.AddConstraint(
            model_name="firm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("credit_code", ""), _negated=True),
                fields=("credit_code",),
                name="one_firm_per_credit_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="firm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shows_badge", False), ("branch__isnull", False), _connector="OR"
                ),
                name="badge_is_for_member_households",
            ),
        ),
    ]
