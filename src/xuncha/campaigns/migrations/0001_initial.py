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
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=100, unique=True)),
                ("begin", models.DateField()),
                ("end", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草拟"),
                            ("announced", "种子已公告"),
                            ("drawn", "已抽取"),
                            ("withdrawn", "已撤销"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("standard", models.CharField(max_length=60)),
                (
                    "strata",
                    models.CharField(
                        choices=[("stratum", "按登记的层级"), ("office", "按下级单位")],
                        default="stratum",
                        max_length=8,
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField()),
                ("batch_count", models.PositiveSmallIntegerField(default=1)),
                ("quotas", models.JSONField(default=dict)),
                ("seed_source", models.CharField(blank=True, max_length=300)),
                ("seed_on", models.DateField(null=True)),
                ("announced_at", models.DateTimeField(null=True)),
                ("commitment", models.CharField(blank=True, max_length=64)),
                ("seed", models.CharField(blank=True, max_length=200)),
                ("seed_url", models.CharField(blank=True, max_length=500)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "copied_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="campaigns.campaign",
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
                        related_name="campaigns",
                        to="people.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["path", "-id"], name="campaigns_c_path_5c1ab4_idx"),
                    models.Index(
                        fields=["office", "state", "-end"], name="campaigns_c_office__29557f_idx"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("run", models.BigIntegerField(null=True, unique=True)),
                ("as_of", models.DateTimeField(null=True)),
                ("standard", models.CharField(blank=True, max_length=60)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="batches",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "number"), name="one_batch_a_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignEvent",
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
                ("opinion", models.CharField(blank=True, max_length=500)),
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
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CampaignFile",
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
                            ("commitment", "抽取前的承诺"),
                            ("draw", "抽取结果"),
                            ("table", "抽取结果（表格）"),
                        ],
                        max_length=10,
                    ),
                ),
                ("packed", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "kind"), name="one_file_a_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Floor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60, unique=True)),
                ("percent", models.PositiveSmallIntegerField()),
                ("months", models.PositiveSmallIntegerField(default=3)),
                ("citation", models.CharField(blank=True, max_length=200)),
                ("set_at", models.DateTimeField()),
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="floor",
                        to="people.office",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sampled",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=60)),
                ("site_code", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=120)),
                ("stratum", models.CharField(blank=True, max_length=120)),
                ("batch", models.PositiveSmallIntegerField()),
                ("rank", models.PositiveIntegerField()),
                ("hash", models.CharField(max_length=64)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("random", "随机抽取"),
                            ("recheck", "上期复查"),
                            ("manual", "人工加入"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sample",
                        to="campaigns.campaign",
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
                "ordering": ["batch", "stratum", "rank"],
                "indexes": [
                    models.Index(fields=["path", "campaign"], name="campaigns_s_path_c25185_idx"),
                    models.Index(fields=["site"], name="campaigns_s_site_id_7b2f7f_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "site"), name="one_place_in_a_sample"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=8)),
                ("reason", models.CharField(max_length=300)),
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
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="campaigns.campaign",
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
                    models.UniqueConstraint(fields=("campaign", "site"), name="one_wish_a_site")
                ],
            },
        ),
    ]
