import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.SlugField(max_length=40, unique=True)),
                ("public_key", models.CharField(blank=True, max_length=64)),
                ("path", models.CharField(blank=True, max_length=60)),
                ("active", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Sight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("addresses", models.JSONField(default=list)),
                ("face", models.JSONField(default=dict)),
                ("certificate_until", models.DateTimeField(null=True)),
                ("ipv6", models.BooleanField(null=True)),
                ("agreement", models.JSONField(default=dict)),
                ("doubts", models.JSONField(default=dict)),
                ("seen_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(db_index=True, null=True)),
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sight",
                        to="registry.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=12)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("seen", models.JSONField(default=dict)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alarms",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["path", "-began_at"], name="monitoring__path_bf151b_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Probe",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.DateTimeField()),
                ("began_at", models.DateTimeField()),
                ("open", models.BooleanField(null=True)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "正常"),
                            ("dns", "域名解析失败"),
                            ("connect", "无法连接"),
                            ("tls", "安全连接失败"),
                            ("timeout", "超过 15 秒"),
                            ("status", "返回错误状态"),
                            ("empty", "返回空页"),
                            ("broken", "连接中断"),
                            ("blocked", "监测受阻"),
                            ("ours", "本方网络故障"),
                        ],
                        max_length=8,
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("dns", models.PositiveIntegerField(default=0)),
                ("connect", models.PositiveIntegerField(default=0)),
                ("tls", models.PositiveIntegerField(default=0)),
                ("first_byte", models.PositiveIntegerField(default=0)),
                (
                    "node",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="monitoring.node",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["slot"], name="monitoring__slot_f8d967_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "slot", "node"), name="one_probe_a_slot"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProbeDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("accesses", models.PositiveSmallIntegerField()),
                ("failed", models.PositiveSmallIntegerField()),
                ("set_aside", models.PositiveSmallIntegerField()),
                ("faults", models.JSONField(default=dict)),
                ("median", models.PositiveIntegerField(null=True)),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="monitoring.node",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="probe_days",
                        to="registry.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "day", "node"), name="one_roll_up_a_day"
                    )
                ],
            },
        ),
    ]
