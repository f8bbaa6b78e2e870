"""The register of the whole country in and out: seconds and MB, on the database given.

python -m bench.register            both formats, each in a process of its own
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROWS = int(os.environ.get("ROWS", "84000"))
NOW = datetime(2017, 11, 13, 1, 0, tzinfo=UTC)


def main() -> None:
    """Measure each format in a fresh process with fresh data."""
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return
    for format_ in ("csv", "xlsx"):
        with tempfile.TemporaryDirectory(prefix="xuncha-bench-") as data:
            environment = os.environ | {
                "XUNCHA_DATA": data,
                "DJANGO_SETTINGS_MODULE": "xuncha.settings",
                "PYTHONPATH": "src",
            }
            subprocess.run(
                [sys.executable, "-m", "bench.register", format_], env=environment, check=True
            )


def measure(format_: str) -> None:
    """Import a table, export it, and import the export, which changes nothing."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    from xuncha.people.actions import Actor, add_person, found_province
    from xuncha.registry.models import Site
    from xuncha.registry.transfer import apply_import, export_sites, preview

    system = Actor(None, NOW)
    root = found_province(system, "全国政府网站登记", "630000")
    person = add_person(system, root, "li", "inspector")
    person.office = root
    actor = Actor(person, NOW)
    place = Path(os.environ["XUNCHA_DATA"])
    table, back = place / f"in.{format_}", place / f"out.{format_}"
    write(format_, table)
    print(f"{connection.vendor} {format_}: {ROWS} 行，{table.stat().st_size / 1e6:.1f} MB")

    def carry(path: Path) -> Any:
        found = timed("  预览", lambda: preview("sites", path, actor))
        assert found.ok, found.problems[:3]
        return timed("  导入", lambda: apply_import(actor, found))

    def export() -> None:
        with back.open("wb") as out:
            export_sites(Site.objects.order_by("id"), format_, out)

    assert carry(table) == {"new": ROWS}
    timed("  导出", export)
    print("  再导入导出的表：")
    assert carry(back) == {"same": ROWS}


def timed(what: str, do: Callable[[], Any]) -> Any:
    """Do it, and print wall and CPU seconds of this process and its peak memory so far."""
    wall, cpu = time.monotonic(), time.process_time()
    result = do()
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what} {wall:6.1f} 秒（CPU {cpu:.1f}），内存峰值 {peak:.0f} MB", flush=True)
    return result


def write(format_: str, path: Path) -> None:
    """The table, as the export would write it."""
    from xuncha.registry.transfer.sheets import SITES
    from xuncha.registry.transfer.writing import write_csv, write_xlsx

    header = [one.label for one in SITES.values()]
    with path.open("wb") as out:
        if format_ == "csv":
            write_csv(out, header, lines(list(SITES)))
        else:
            write_xlsx(out, "登记", header, lines(list(SITES)))


def lines(names: list[str]) -> Iterator[list[str]]:
    """Full lines: a person in charge and two contacts, filings, a second domain."""
    for number in range(ROWS):
        prefix, serial = 110101 + number // 9000, number % 9000 + 1
        site = {
            "site_code": f"{prefix}{serial:04d}",
            "name": f"某县第{number}局政府网站",
            "home_url": f"http://j{number}.mou.gov.cn/",
            "kind": "部门网站",
            "supervisor": "某县人民政府办公室",
            "sponsor": f"某县第{number}局",
            "region": str(prefix),
            "stratum": "县",
            "postal": f"某县某镇某路{number}号",
            "icp": f"青ICP备{number:08d}号-1",
            "police": f"青公网安备{63000000000000 + number}号",
            "head.name": "王明",
            "head.post": "局长",
            "head.phone": f"0974-{8000000 + number}",
            "contact1.name": "王小",
            "contact1.mobile": f"1390{number:07d}",
            "contact1.email": f"j{number}@mou.gov.cn",
            "contact2.name": "李小",
            "contact2.phone": f"0974-{8100000 + number}",
            "domains": f"j{number}.mou.gov.cn；第{number}局.政务",
            "state": "正常",
        }
        yield [site.get(name, "") for name in names]


if __name__ == "__main__":
    main()
