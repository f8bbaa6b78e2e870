import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.URLField(blank=True)),
                ("smtp_host", models.CharField(blank=True, max_length=200)),
                ("smtp_port", models.PositiveIntegerField(default=25)),
                (
                    "smtp_security",
                    models.CharField(
                        choices=[("none", "不加密"), ("starttls", "STARTTLS"), ("tls", "TLS")],
                        default="starttls",
                        max_length=8,
                    ),
                ),
                ("smtp_user", models.CharField(blank=True, max_length=120)),
                ("smtp_sealed", models.TextField(blank=True)),
                ("sender", models.EmailField(blank=True, max_length=254)),
                ("networks", models.JSONField(default=list)),
                ("ports", models.JSONField(default=list)),
                ("patience", models.PositiveSmallIntegerField(default=8)),
            ],
        ),
        migrations.CreateModel(
            name="Listener",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("muted", models.JSONField(default=list)),
                (
                    "reach",
                    models.CharField(
                        choices=[("own", "本单位"), ("below", "本单位及全部下级")],
                        default="own",
                        max_length=8,
                    ),
                ),
                (
                    "pace",
                    models.CharField(
                        choices=[("at_once", "随时"), ("digest", "每天汇总一次")],
                        default="at_once",
                        max_length=8,
                    ),
                ),
                ("digest_at", models.TimeField(default=datetime.time(8, 30))),
                ("quiet_from", models.TimeField(default=datetime.time(20, 0), null=True)),
                ("quiet_to", models.TimeField(default=datetime.time(8, 0), null=True)),
                ("quiet_days_off", models.BooleanField(default=True)),
                ("every", models.PositiveSmallIntegerField(default=30)),
                ("language", models.CharField(default="zh", max_length=2)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listener",
                        to="people.office",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listener",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Channel",
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
                            ("mail", "电子邮件"),
                            ("webhook", "回调（webhook）"),
                            ("wecom", "企业微信机器人"),
                            ("dingtalk", "钉钉机器人"),
                            ("feishu", "飞书机器人"),
                        ],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60)),
                ("sealed", models.TextField(blank=True)),
                ("hint", models.CharField(max_length=120)),
                ("active", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                ("worked_at", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "listener",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channels",
                        to="alerts.listener",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("items", models.JSONField(default=list)),
                (
                    "listener",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="alerts.listener",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("monday", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("said", models.JSONField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digests",
                        to="people.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-monday", "path"],
                "indexes": [
                    models.Index(fields=["path", "-monday"], name="alerts_dige_path_fd60a9_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("office", "monday"), name="one_digest_a_week")
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="people.event",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.office",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "office"), name="one_escalation_an_office"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                            ("queued", "待发"),
                            ("running", "发送中"),
                            ("done", "已送达"),
                            ("dead", "未能送达"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("key", models.CharField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("token", models.CharField(blank=True, max_length=32)),
                ("lease_until", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="alerts.channel",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="alerts.message",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["state", "due_at"], name="alerts_deli_state_8c7614_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "channel"), name="one_delivery_a_channel"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("pending", models.BooleanField(default=False)),
                ("read_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "escalated_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.office",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="people.event",
                    ),
                ),
                (
                    "listener",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="alerts.listener",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notices",
                        to="alerts.message",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("pending", True)),
                        fields=["listener"],
                        name="notices_pending",
                    ),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["listener"],
                        name="notices_unread",
                    ),
                    models.Index(fields=["listener", "-id"], name="alerts_noti_listene_34ebb0_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("listener", "event"), name="one_notice_an_event"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Warned",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("code", models.CharField(max_length=20)),
                ("value", models.DecimalField(decimal_places=1, max_digits=8)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="warnings",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["path", "-began_at"], name="alerts_warn_path_ee3b45_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("site", "code"),
                        name="one_open_warning_a_level",
                    )
                ],
            },
        ),
    ]
