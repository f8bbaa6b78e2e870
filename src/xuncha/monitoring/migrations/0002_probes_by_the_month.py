"""On PostgreSQL the table of probes is partitioned by the month (`monitoring/months.py`)."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_LINES = (
    (
        "CREATE TABLE monitoring_probe_whole (LIKE monitoring_probe INCLUDING DEFAULTS INCLUDING"
        " CONSTRAINTS INCLUDING IDENTITY) PARTITION BY RANGE (slot);"
    ),
    "CREATE TABLE monitoring_probe_rest PARTITION OF monitoring_probe_whole DEFAULT;",
    "INSERT INTO monitoring_probe_whole OVERRIDING SYSTEM VALUE SELECT * FROM monitoring_probe;",
    "DROP TABLE monitoring_probe;",
    "ALTER TABLE monitoring_probe_whole RENAME TO monitoring_probe;",
    # What is unique in a divided table has to name what divides it.
    "ALTER TABLE monitoring_probe ADD PRIMARY KEY (id, slot);",
    "ALTER TABLE monitoring_probe ADD CONSTRAINT one_probe_a_slot UNIQUE (site_id, slot, node_id);",
    "CREATE INDEX monitoring__slot_f8d967_idx ON monitoring_probe (slot);",
)


def divide(_apps: Any, schema_editor: Any) -> None:
    """The same table, divided; its rows lie in the rest until the months are made."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'monitoring_probe'::regclass AND contype = 'f' ORDER BY conname"
        )
        keys = cursor.fetchall()
        for line in _LINES:
            cursor.execute(line)
        for name, meaning in keys:
            cursor.execute(f'ALTER TABLE monitoring_probe ADD CONSTRAINT "{name}" {meaning}')
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('monitoring_probe', 'id'),"
            " coalesce(max(id), 0) + 1, false) FROM monitoring_probe"
        )


class Migration(migrations.Migration):
    """No model changes: rows are written and read as before."""

    dependencies = [("monitoring", "0001_initial")]

    operations = [migrations.RunPython(divide, migrations.RunPython.noop, elidable=False)]
