import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("findings", "0001_initial"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
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
                            ("rectification", "整改"),
                            ("citizen_report", "网民纠错"),
                            ("outage", "报备"),
                            ("report_request", "报送事项"),
                        ],
                        max_length=16,
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("path", models.CharField(max_length=60)),
                ("state", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField(default=0)),
                ("due", models.DateField(null=True)),
                ("due_from", models.DateField(null=True)),
                ("due_days", models.PositiveSmallIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.office",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["path", "kind", "state", "-id"], name="cases_case_path_32889f_idx"
                    ),
                    models.Index(
                        fields=["kind", "path", "-opened_at", "-id"],
                        name="cases_case_kind_084b36_idx",
                    ),
                    models.Index(fields=["site", "kind"], name="cases_case_site_id_58cbf6_idx"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["due", "id"],
                        name="open_cases_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Accountability",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(db_index=True, max_length=60)),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("talk", "约谈"),
                            ("written", "书面检查"),
                            ("criticism", "通报批评"),
                            ("warning", "警告、记过"),
                            ("transfer", "调离、免职"),
                            ("dismissal", "辞退"),
                        ],
                        max_length=10,
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(default=1)),
                ("on", models.DateField()),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        related_name="+",
                        to="people.office",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measures",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=120)),
                ("from_state", models.CharField(blank=True, max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("opinion", models.TextField(blank=True)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="cases.case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="cases.case",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="cases.caseevent",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CaseSerial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "year"), name="one_serial_a_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="CitizenReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=16, unique=True)),
                ("received_at", models.DateTimeField()),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("riddle", models.CharField(max_length=64, unique=True)),
                ("sender", models.CharField(blank=True, max_length=32)),
                ("url", models.TextField()),
                ("badge", models.CharField(blank=True, max_length=10)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("unreachable", "内容无法访问"),
                            ("stale", "信息不更新"),
                            ("inaccurate", "内容不准确"),
                            ("unanswered", "咨询留言不回复"),
                            ("typo", "错别字"),
                            ("forged", "虚假伪造内容"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("contact", models.CharField(blank=True, max_length=120)),
                ("picture", models.CharField(blank=True, max_length=64)),
                (
                    "intake",
                    models.CharField(
                        choices=[
                            ("waiting", "等待核实"),
                            ("looking", "正在核实"),
                            ("done", "已核实"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("seen", models.JSONField(default=dict)),
                ("spam", models.CharField(blank=True, max_length=40)),
                ("merged", models.BooleanField(default=False)),
                ("passed_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("public", models.BooleanField(default=False)),
                (
                    "satisfaction",
                    models.CharField(
                        blank=True,
                        choices=[("good", "满意"), ("fair", "基本满意"), ("bad", "不满意")],
                        max_length=4,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("rated_at", models.DateTimeField(null=True)),
                (
                    "candidate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports",
                        to="registry.candidate",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="cases.case",
                    ),
                ),
                ("findings", models.ManyToManyField(related_name="reports", to="findings.finding")),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        fields=["sender", "received_at"], name="cases_citiz_sender_f8ba6e_idx"
                    ),
                    models.Index(
                        condition=models.Q(("intake", "done"), _negated=True),
                        fields=["id"],
                        name="reports_not_looked_at",
                    ),
                    models.Index(fields=["received_at"], name="cases_citiz_receive_b6aa84_idx"),
                    models.Index(
                        condition=models.Q(("public", True)),
                        fields=["case"],
                        name="reports_for_everyone",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("merged", False)),
                        fields=("case",),
                        name="one_leading_report_a_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("outage", "故障"),
                            ("power", "停电"),
                            ("maintenance", "维护"),
                            ("redesign", "改版"),
                            ("offline", "临时下线"),
                        ],
                        max_length=12,
                    ),
                ),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                ("notice", models.CharField(blank=True, max_length=300)),
                ("notice_url", models.CharField(blank=True, max_length=500)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "timeliness",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ahead", "提前报备"),
                            ("short", "提前时间不足"),
                            ("in_time", "按时补报"),
                            ("late", "逾期报备"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at_since", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("approved_at", models.DateTimeField(null=True)),
                ("restored_at", models.DateTimeField(null=True)),
                (
                    "at_office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings_to_review",
                        to="people.office",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filing",
                        to="cases.case",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="registry.site",
                    ),
                ),
                ("writers", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        fields=["path", "-begins", "-id"], name="cases_filin_path_2651e4_idx"
                    ),
                    models.Index(fields=["site", "begins"], name="cases_filin_site_id_31536e_idx"),
                    models.Index(
                        fields=["at_office", "path"], name="cases_filin_at_offi_9341d4_idx"
                    ),
                    models.Index(
                        condition=models.Q(("approved_at__isnull", False)),
                        fields=["ends"],
                        name="filings_approved",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("begins"))),
                        name="filing_has_a_length",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FilingFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
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
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["path"], name="cases_filin_path_d9f565_idx")],
            },
        ),
        migrations.CreateModel(
            name="NoticeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("says", models.TextField()),
                ("name", models.CharField(max_length=120)),
                ("clause", models.TextField(blank=True)),
                ("where", models.TextField(blank=True)),
                ("places", models.PositiveIntegerField(default=1)),
                ("remedy", models.TextField(blank=True)),
                ("since", models.DateTimeField()),
                ("standard", models.CharField(blank=True, max_length=60)),
                ("evidence", models.JSONField(default=list)),
                ("passed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="cases.case",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="findings.problem",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "problem"), name="one_item_a_problem")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(db_index=True, max_length=60)),
                ("name", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reply_templates",
                        to="people.office",
                    ),
                ),
            ],
            options={
                "ordering": ["path", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="ReportRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("path", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("issued", "已下发"), ("ended", "已结束")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("annual", models.CharField(blank=True, max_length=10)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("form", models.JSONField(default=list)),
                ("due", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True)),
                (
                    "made_by",
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
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["path", "-id"], name="cases_repor_path_8439ad_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("values", models.JSONField(default=dict)),
                ("known", models.JSONField(default=dict)),
                ("first_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("public_url", models.CharField(blank=True, max_length=500)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer",
                        to="cases.case",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annual_reports",
                        to="registry.site",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="cases.reportrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["path", "id"],
                "indexes": [
                    models.Index(fields=["path", "-id"], name="cases_repor_path_7fec30_idx"),
                    models.Index(
                        fields=["request", "path", "id"], name="cases_repor_request_a6ecb8_idx"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("values", models.JSONField()),
                ("by_name", models.CharField(max_length=120)),
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
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="cases.reportanswer",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("answer", "number"), name="one_answer_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.casefile",
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="cases.reportanswer",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReportTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("transfer_days", models.PositiveSmallIntegerField(default=1)),
                ("close_days", models.PositiveSmallIntegerField(default=3)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_terms",
                        to="people.office",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Retest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("run", models.BigIntegerField(db_index=True)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("left", models.PositiveIntegerField(null=True)),
                ("gone", models.PositiveIntegerField(null=True)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="retests",
                        to="cases.case",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
    ]
