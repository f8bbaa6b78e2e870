from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="node",
            name="path",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
    ]
