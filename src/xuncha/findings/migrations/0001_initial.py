import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "__first__"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndicatorStanding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(max_length=40, unique=True)),
                ("confirmed", models.PositiveIntegerField(default=0)),
                ("false_alarms", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(null=True)),
                ("needs_person", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="SealedRoot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("size", models.BigIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("indicator", models.CharField(max_length=40)),
                ("where", models.TextField()),
                ("where_hash", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待审核"),
                            ("confirmed", "已确认"),
                            ("false_alarm", "误报"),
                            ("removed", "已核减"),
                            ("gone", "已消失"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("veto", "veto"),
                            ("deduct", "deduct"),
                            ("bonus", "bonus"),
                            ("notice", "notice"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pass", "pass"),
                            ("fault", "fault"),
                            ("suspected", "suspected"),
                            ("untested", "untested"),
                            ("blocked", "blocked"),
                            ("error", "error"),
                        ],
                        max_length=10,
                    ),
                ),
                ("url", models.TextField(blank=True)),
                ("source_url", models.TextField(blank=True)),
                ("column", models.CharField(blank=True, max_length=200)),
                ("observed", models.JSONField(default=dict)),
                ("message", models.TextField()),
                ("sentence", models.CharField(blank=True, max_length=40)),
                ("points", models.DecimalField(decimal_places=2, default=0, max_digits=6)),
                ("evidence", models.JSONField(default=list)),
                ("root", models.CharField(blank=True, max_length=200)),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("gone_at", models.DateTimeField(null=True)),
                ("times_seen", models.PositiveIntegerField(default=1)),
                ("standard", models.CharField(blank=True, max_length=60)),
                ("proof", models.CharField(blank=True, max_length=200)),
                ("cause", models.CharField(db_default="", default="", max_length=200)),
                ("version", models.PositiveIntegerField(db_default=0, default=0)),
                ("explained_until", models.DateField(null=True)),
                (
                    "first_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-last_seen", "-id"],
                "indexes": [
                    models.Index(
                        fields=["path", "state", "-last_seen", "-id"],
                        name="findings_fi_path_b1518a_idx",
                    ),
                    models.Index(
                        fields=["path", "indicator", "state"], name="findings_fi_path_d96355_idx"
                    ),
                    models.Index(fields=["path", "site", "id"], name="findings_fi_path_cea5ba_idx"),
                    models.Index(
                        fields=["last_seen", "id", "path", "indicator", "state"],
                        name="finding_last",
                    ),
                    models.Index(
                        fields=["first_seen", "id", "path", "indicator", "state"],
                        name="finding_first",
                    ),
                    models.Index(
                        fields=["indicator", "last_seen", "id", "path", "state"],
                        name="finding_kind",
                    ),
                    models.Index(
                        fields=["level", "last_seen", "id", "path", "indicator", "state"],
                        name="finding_level",
                    ),
                    models.Index(fields=["indicator", "id"], name="findings_fi_indicat_14c6fb_idx"),
                    models.Index(
                        fields=["gone_at", "path", "state", "indicator"], name="finding_gone"
                    ),
                    models.Index(fields=["site", "state"], name="findings_fi_site_id_70735a_idx"),
                    models.Index(
                        fields=["site", "indicator", "cause"], name="findings_fi_site_id_c6b29e_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "indicator", "where_hash"), name="one_finding_a_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("indicator", models.CharField(max_length=40)),
                ("cause", models.CharField(max_length=200)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("veto", "veto"),
                            ("deduct", "deduct"),
                            ("bonus", "bonus"),
                            ("notice", "notice"),
                        ],
                        max_length=8,
                    ),
                ),
                ("impact", models.IntegerField()),
                ("waiting", models.PositiveIntegerField(default=0)),
                ("second", models.PositiveIntegerField(default=0)),
                ("confirmed", models.PositiveIntegerField(default=0)),
                ("live", models.PositiveIntegerField(default=0)),
                ("points", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                ("asking", models.PositiveIntegerField(default=0)),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("explained_until", models.DateField(null=True)),
                ("word", models.CharField(blank=True, max_length=12)),
                ("word_at", models.DateTimeField(null=True)),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="findings.finding",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["impact", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("waiting__gt", 0)),
                        fields=["impact", "id"],
                        name="problems_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("waiting__gt", 0)),
                        fields=["indicator", "impact", "id"],
                        name="problems_waiting_kind",
                    ),
                    models.Index(
                        condition=models.Q(("waiting__gt", 0)),
                        fields=["path", "impact", "id"],
                        name="problems_waiting_below",
                    ),
                    models.Index(
                        condition=models.Q(("waiting__gt", 0)),
                        fields=["first_seen", "id"],
                        name="problems_waiting_since",
                    ),
                    models.Index(
                        condition=models.Q(("second__gt", 0)),
                        fields=["impact", "id"],
                        name="problems_second",
                    ),
                    models.Index(
                        condition=models.Q(("asking__gt", 0)),
                        fields=["impact", "id"],
                        name="problems_asking",
                    ),
                    models.Index(
                        condition=models.Q(("confirmed__gt", 0)),
                        fields=["impact", "id"],
                        name="problems_confirmed",
                    ),
                    models.Index(fields=["path", "id"], name="findings_pr_path_43533f_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "indicator", "cause", "level"), name="one_problem_a_cause"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(db_index=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[("explain", "说明"), ("appeal", "申诉")], max_length=8
                    ),
                ),
                ("text", models.TextField()),
                ("until", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待答复"), ("accepted", "已采纳"), ("refused", "未采纳")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explanations",
                        to="findings.problem",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ExplanationFile",
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
                (
                    "explanation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="findings.explanation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="FindingEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=12)),
                ("from_state", models.CharField(blank=True, max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("reason", models.TextField(blank=True)),
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
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="findings.finding",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="IndicatorEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(db_index=True, max_length=40)),
                ("at", models.DateTimeField()),
                ("needs_person", models.BooleanField()),
                ("confirmed", models.PositiveIntegerField()),
                ("false_alarms", models.PositiveIntegerField()),
                ("reason", models.TextField(blank=True)),
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
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("item", models.BigIntegerField(null=True, unique=True)),
                ("as_of", models.DateTimeField()),
                ("judged_at", models.DateTimeField(null=True)),
                ("standard", models.CharField(max_length=60)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("qualified", "qualified"),
                            ("unqualified", "unqualified"),
                            ("untestable", "untestable"),
                        ],
                        max_length=12,
                    ),
                ),
                ("score", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ("vetoes", models.JSONField(default=list)),
                ("untested", models.JSONField(default=list)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("links", models.PositiveIntegerField(default=0)),
                ("findings_count", models.PositiveIntegerField(default=0)),
                ("columns", models.JSONField(default=list)),
                ("folder", models.CharField(blank=True, max_length=200)),
                (
                    "standing",
                    models.CharField(blank=True, db_default="", default="", max_length=12),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judgements",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-as_of", "-id"],
                "indexes": [
                    models.Index(fields=["site", "-as_of"], name="findings_ju_site_id_3e91dc_idx"),
                    models.Index(fields=["path", "-as_of"], name="findings_ju_path_916975_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("qualified", "qualified"),
                            ("unqualified", "unqualified"),
                            ("untestable", "untestable"),
                        ],
                        max_length=12,
                    ),
                ),
                ("score", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ("vetoes", models.JSONField(default=list)),
                (
                    "judgement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rulings",
                        to="findings.judgement",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.BigIntegerField(null=True, unique=True)),
                ("finding", models.BigIntegerField(db_index=True)),
                ("data", models.TextField()),
                ("leaf", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("place__isnull", True)),
                        fields=["id"],
                        name="seals_without_place",
                    )
                ],
            },
        ),
    ]
