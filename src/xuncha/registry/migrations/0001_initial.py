import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeSerial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.CharField(max_length=6, unique=True)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(db_index=True, max_length=6)),
                ("name", models.CharField(max_length=60)),
                ("parent_code", models.CharField(blank=True, max_length=6)),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("successor", models.CharField(blank=True, max_length=6)),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="FigureChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("value", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("site_code", models.CharField(blank=True, max_length=10, null=True, unique=True)),
                ("check_code", models.CharField(blank=True, max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("reviewing", "审核中"),
                            ("returned", "已退回"),
                            ("active", "正常"),
                            ("exempt", "例外"),
                            ("offline", "临时下线"),
                            ("migrating", "关停，内容迁移中"),
                            ("closing", "关停公告中"),
                            ("closed", "关停"),
                            ("moved", "已迁移"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("notice_on", models.DateField(blank=True, null=True)),
                ("notice_url", models.CharField(blank=True, max_length=500)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("portal", "政府门户网站"),
                            ("department", "部门网站"),
                            ("service", "政务服务网"),
                            ("data", "政府数据开放网"),
                            ("trading", "公共资源交易网"),
                            ("special", "其他专项网站"),
                        ],
                        default="department",
                        max_length=12,
                    ),
                ),
                ("home_url", models.CharField(max_length=500)),
                ("lands_at", models.CharField(blank=True, max_length=500)),
                ("host", models.CharField(db_index=True, max_length=253)),
                ("region", models.CharField(blank=True, max_length=6)),
                ("stratum", models.CharField(blank=True, max_length=20)),
                ("supervisor", models.CharField(blank=True, max_length=120)),
                ("sponsor", models.CharField(blank=True, max_length=120)),
                ("undertaker", models.CharField(blank=True, max_length=120)),
                ("postal", models.CharField(blank=True, max_length=200)),
                ("icp", models.CharField(blank=True, max_length=60)),
                ("police", models.CharField(blank=True, max_length=60)),
                ("head", models.JSONField(blank=True, default=dict)),
                ("contacts", models.JSONField(blank=True, default=list)),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("exposure_paths", models.BooleanField(default=False)),
                ("verdict", models.CharField(blank=True, max_length=12)),
                (
                    "score",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True),
                ),
                ("inspected_at", models.DateTimeField(blank=True, null=True)),
                ("open_findings", models.PositiveIntegerField(default=0)),
                ("open_vetoes", models.PositiveIntegerField(default=0)),
                ("added_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="people.office",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="predecessors",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["path", "id"],
                "indexes": [
                    models.Index(fields=["path", "id"], name="registry_si_path_d592b8_idx"),
                    models.Index(
                        fields=["state", "path", "id"], name="registry_si_state_c56f08_idx"
                    ),
                    models.Index(
                        fields=["verdict", "path", "id"], name="registry_si_verdict_56b0a2_idx"
                    ),
                    models.Index(
                        fields=["region", "path", "id"], name="registry_si_region_5e10fa_idx"
                    ),
                    models.Index(fields=["name", "id"], name="registry_si_name_4e6cc3_idx"),
                    models.Index(
                        fields=["inspected_at", "id"], name="registry_si_inspect_a334ee_idx"
                    ),
                    models.Index(
                        fields=["open_findings", "id"], name="registry_si_open_fi_39ffbf_idx"
                    ),
                    models.Index(
                        fields=["open_vetoes", "id"], name="registry_si_open_ve_4027b3_idx"
                    ),
                    models.Index(fields=["score", "id"], name="registry_si_score_348703_idx"),
                    models.Index(
                        fields=["path", "name", "host", "site_code", "id"], name="site_search"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("register", "新登记"),
                            ("supplement", "补录"),
                            ("change", "信息变更"),
                            ("columns", "栏目变更"),
                            ("exempt", "申请例外"),
                            ("resume", "恢复正常"),
                            ("offline", "临时下线"),
                            ("online", "恢复上线"),
                            ("close", "关停"),
                            ("move", "迁移或合并"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("reviewing", "审核中"),
                            ("returned", "已退回"),
                            ("approved", "已批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("at_since", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("turn", models.PositiveIntegerField(default=0)),
                ("reason", models.TextField(blank=True)),
                ("old", models.JSONField(default=dict)),
                ("new", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "at_office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests_to_review",
                        to="people.office",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="people.office",
                    ),
                ),
                ("writers", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        fields=["path", "state", "-id"], name="registry_re_path_63b29a_idx"
                    ),
                    models.Index(
                        fields=["at_office", "state"], name="registry_re_at_offi_3b6e37_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "reviewing", "returned"])),
                        fields=("site", "kind"),
                        name="one_open_request_of_a_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("decision", models.CharField(max_length=10)),
                ("from_state", models.CharField(max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("level", models.PositiveSmallIntegerField()),
                ("text", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="registry.request",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="registry.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScanAuthorisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "待批准"),
                            ("approved", "已批准"),
                            ("revoked", "已撤销"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("hosts", models.JSONField()),
                ("addresses", models.JSONField()),
                ("exclude", models.JSONField(default=list)),
                ("paths", models.JSONField(default=list)),
                ("issued_by", models.CharField(max_length=120)),
                ("document", models.CharField(max_length=120)),
                ("letter_name", models.CharField(max_length=160)),
                ("letter_sha256", models.CharField(max_length=64)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("max_rate", models.FloatField()),
                ("max_requests", models.PositiveIntegerField()),
                ("contact", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorisations",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["site", "state"], name="registry_sc_site_id_9bcdb8_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="approved_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorisationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("from_state", models.CharField(blank=True, max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "authorisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="registry.scanauthorisation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(db_index=True, max_length=253)),
                ("main", models.BooleanField(default=False)),
                ("given_up_on", models.DateField(blank=True, null=True)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="domains",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("site", "host"), name="domain_once_a_site")
                ],
            },
        ),
        migrations.CreateModel(
            name="Column",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=120)),
                ("url", models.CharField(max_length=500)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("动态要闻", "动态要闻"),
                            ("通知公告", "通知公告"),
                            ("政策文件", "政策文件"),
                            ("人事规划", "人事规划"),
                            ("互动", "互动"),
                            ("静态", "静态"),
                            ("其他", "其他"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on_home", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("normal", "正常"),
                            ("upkeep", "维护中"),
                            ("blank", "空白"),
                            ("dead", "死链"),
                        ],
                        default="normal",
                        max_length=10,
                    ),
                ),
                ("newest", models.DateField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="registry.column",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="columns",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["site", "id"],
                "indexes": [
                    models.Index(fields=["path", "id"], name="registry_co_path_2add36_idx"),
                    models.Index(
                        fields=["path", "state", "id"], name="registry_co_path_5d9c99_idx"
                    ),
                    models.Index(fields=["path", "newest"], name="registry_co_path_016ddf_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(max_length=253, unique=True)),
                ("url", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("found", "待核实"),
                            ("claimed", "已认领"),
                            ("assigned", "已交办补录"),
                            ("registered", "已补录"),
                            ("dismissed", "已排除"),
                        ],
                        default="found",
                        max_length=12,
                    ),
                ),
                ("path", models.CharField(db_index=True, max_length=60)),
                ("clues", models.JSONField(default=dict)),
                ("seen_on", models.JSONField(default=list)),
                ("times_seen", models.PositiveIntegerField(default=1)),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="people.office",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-times_seen", "id"],
            },
        ),
        migrations.CreateModel(
            name="SiteTransition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("from_state", models.CharField(blank=True, max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.request",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["path", "-at"], name="registry_si_path_4f988f_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=2000)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "table", "name"), name="view_once_a_name"
                    )
                ],
            },
        ),
    ]
