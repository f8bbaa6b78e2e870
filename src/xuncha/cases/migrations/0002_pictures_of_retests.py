from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="noticeitem",
            name="after",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="noticeitem",
            name="after_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="noticeitem",
            name="after_proof",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="noticeitem",
            name="proof",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
    ]
