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
            name="InspectionRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("path", models.CharField(max_length=60)),
                ("standard", models.CharField(max_length=60)),
                ("as_of", models.DateTimeField()),
                ("options", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "进行中"),
                            ("done", "已完成"),
                            ("cancelled", "已取消"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="people.office",
                    ),
                ),
                (
                    "started_by",
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
                "indexes": [
                    models.Index(fields=["path", "-id"], name="pipeline_in_path_df39bb_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(max_length=253)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "等待"),
                            ("running", "检查中"),
                            ("done", "已检查"),
                            ("cancelled", "已取消"),
                            ("dead", "未能检查"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("priority", models.SmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("token", models.CharField(blank=True, max_length=32)),
                ("lease_until", models.DateTimeField(null=True)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                ("letter", models.JSONField(null=True)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.site",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="pipeline.inspectionrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["state", "-priority", "due_at", "id"],
                        name="pipeline_in_state_2008e7_idx",
                    ),
                    models.Index(fields=["run", "state"], name="pipeline_in_run_id_47e4d5_idx"),
                    models.Index(fields=["site", "-id"], name="pipeline_in_site_id_110b2c_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "site"), name="one_item_a_site"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")),
                        fields=("host",),
                        name="one_running_a_host",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProbePlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("addresses", models.PositiveIntegerField()),
                ("most", models.PositiveIntegerField()),
                ("planned", models.JSONField(default=list)),
                (
                    "authorisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="registry.scanauthorisation",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan",
                        to="pipeline.inspectionitem",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("proof", models.CharField(max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                ("holds", models.BooleanField(null=True)),
                ("claims", models.JSONField(default=list)),
                ("stopped", models.CharField(blank=True, max_length=200)),
                ("answers", models.CharField(blank=True, max_length=300)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "authorisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.scanauthorisation"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replays",
                        to="findings.finding",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replay",
                        to="pipeline.inspectionitem",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Routine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(db_index=True, max_length=60)),
                ("title", models.CharField(max_length=120)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("inspect", "检查全部网站"),
                            ("spot_check", "开启月度抽查"),
                            ("digest", "写出每周汇报"),
                        ],
                        default="inspect",
                        max_length=12,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("daily", "每日"),
                            ("workdays", "每个工作日"),
                            ("weekly", "每周"),
                            ("monthly", "每月"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.TimeField()),
                ("day", models.PositiveSmallIntegerField(default=1)),
                ("standard", models.CharField(max_length=60)),
                ("options", models.JSONField(default=dict)),
                ("active", models.BooleanField(default=True)),
                ("since", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routines",
                        to="people.office",
                    ),
                ),
            ],
            options={
                "ordering": ["path", "id"],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("began_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=0)),
                ("why", models.CharField(blank=True, max_length=200)),
                (
                    "routine",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="pipeline.routine",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="pipeline.inspectionrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("routine", "due_at"), name="one_slot_a_time")
                ],
            },
        ),
    ]
