import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("findings", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FactsBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stem", models.CharField(max_length=80, unique=True)),
                ("month", models.CharField(db_index=True, max_length=7)),
                ("visits", models.PositiveIntegerField()),
                ("pages", models.PositiveBigIntegerField()),
                ("answers", models.PositiveBigIntegerField()),
                ("size", models.PositiveBigIntegerField()),
                ("pages_sha256", models.CharField(max_length=64)),
                ("answers_sha256", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["month", "id"],
            },
        ),
        migrations.CreateModel(
            name="FactsOf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="of",
                        to="storage.factsbatch",
                    ),
                ),
                (
                    "judgement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facts",
                        to="findings.judgement",
                    ),
                ),
            ],
        ),
    ]
