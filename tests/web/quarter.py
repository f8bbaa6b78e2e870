"""The reference quarter through the real pages: a register, a draw, three batches, two reviewers,
citizens, notices, repairs, two signatures, and a stranger who checks all of it.

`QUARTER_SITES` says how many of the 186 sites of the demonstration are served: a few in the suite,
all of them in `make quarter`, and with them all forty reports.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.people import NOW, OFFICE_TIME
from tests.web.browsing import SOURCE, Windows, database

from xuncha.demo import verdicts
from xuncha.demo.files import Files

SITES = int(os.environ.get("QUARTER_SITES", "9"))
PAGES = int(os.environ.get("QUARTER_PAGES", "40"))
#: Sites that stand in the register and take no part, so that it holds 202 of them in all.
EXEMPT = 16
WHOLE = SITES == 186
SEED_DAY = NOW + timedelta(days=2)
REVIEWED = datetime(2017, 12, 8, 9, tzinfo=OFFICE_TIME)
MENDED_DAY = datetime(2017, 12, 11, 9, tzinfo=OFFICE_TIME)
WRITTEN = datetime(2017, 12, 12, 9, tzinfo=OFFICE_TIME)
#: The register's office for sites that take no part.
OFFICE = "海南州人民政府办公室"
SEED_SOURCE = "双色球第2017131期，写作“双色球2017131期”"


def table(written: Files) -> bytes:
    """The register as the office hands it in: the province's sites, and those that take no part."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "网站标识码",
            "网站名称",
            "首页网址",
            "网站类型",
            "主办单位",
            "层级",
            "填报单位",
            "状态",
            "状态截止日期",
        ]
    )
    with written.sites.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            kind = "政府门户网站" if row["kind"] == "门户网站" else row["kind"]
            said = (row["site_code"], row["name"], row["home_url"], kind, row["unit"])
            writer.writerow([*said, row["stratum"], row["unit"], "正常", ""])
    for number in range(EXEMPT):
        said = (f"63990000{number:02d}", f"专题{number}号网站", f"http://z{number}.qh.gov.cn/")
        stratum, until = verdicts.PREFECTURES, "2018-06-30"
        writer.writerow([*said, "其他专项网站", OFFICE, stratum, OFFICE, "例外", until])
    return out.getvalue().encode("utf-8-sig")


def import_register(windows: Windows, written: Files) -> None:
    """省办 imports the table on the page."""
    page = windows.open("shengban", path="/import/")
    page.get_by_label("文件（Excel或CSV）").set_input_files(
        {"name": "登记.csv", "mimeType": "text/csv", "buffer": table(written)}
    )
    page.get_by_role("button", name="检查文件").click()
    page.get_by_role("button", name=re.compile(r"^导入\d+行$")).click(timeout=120_000)
    expect(page.get_by_role("status")).to_contain_text("已导入", timeout=120_000)


def plan_and_announce(windows: Windows, written: Files) -> str:
    """小李 plans three batches and announces the seed; the address of the spot check."""
    page = windows.open("xiaoli", path="/campaigns/new/")
    page.get_by_label("抽查名称").fill(verdicts.CAMPAIGN)
    page.get_by_label("期间起").fill("2017-10-01")
    page.get_by_label("期间止").fill("2017-12-31")
    page.get_by_label("评分标准").select_option("census-2015")
    page.get_by_label("批次数").fill("3")
    for quota in json.loads(written.draw.read_bytes())["quotas"]:
        sizes = quota["batches"]
        page.get_by_label(quota["stratum"], exact=True).fill("+".join(map(str, sizes)))
    page.get_by_role("button", name="保存方案").click()
    page.get_by_label("用哪个公开的数作种子").fill(SEED_SOURCE)
    page.get_by_label("公布日期（今天以后）").fill(f"{SEED_DAY:%Y-%m-%d}")
    page.get_by_role("button", name="公告种子并冻结名单").click()
    expect(page.get_by_role("status")).to_contain_text("名单和配额已冻结")
    return page.url.removeprefix(windows.address)


def draw(windows: Windows, where: str) -> None:
    """The day of the seed: drawn once."""
    page = windows.open("xiaoli", path=where)
    page.get_by_label("公布的种子").fill(verdicts.SEED)
    page.get_by_role("button", name="抽取并公布").click()
    expect(page.get_by_role("status")).to_contain_text("已抽取")


def authorise(windows: Windows, number: int, host: str) -> None:
    """省办 asks with the letter that a site may be probed, 老陈 approves."""
    page = windows.open("shengban", path=f"/sites/{number}/probing/new/")
    said = {
        "issued_by": "格尔木市人民政府办公室",
        "document": "格政办函〔2017〕8号",
        "hosts": host,
        "addresses": "127.0.0.1",
        "valid_from": "2017-12-01",
        "valid_until": "2017-12-31",
        "opens": "00:00",
        "closes": "23:59",
        "max_rate": "5",
        "contact": "小赵 0979-0000000",
    }
    for name, value in said.items():
        page.locator(f"#{name}").fill(value)
    scan = {"name": "批复.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 letter"}
    page.locator("#letter").set_input_files(scan)  # type: ignore[arg-type]
    page.get_by_role("button", name="提出").click()
    expect(page.get_by_role("status")).to_contain_text("请另一人批准")
    other = windows.open("laochen", path=page.url.removeprefix(windows.address))
    other.get_by_role("button", name="批准", exact=True).click()
    expect(other.get_by_role("status")).to_contain_text("已批准")


def begin(windows: Windows, where: str, *, probing: bool = False) -> None:
    """All three batches begun, as of one moment."""
    page = windows.open("laochen" if probing else "xiaoli", path=where)
    for batch in (1, 2, 3):
        row = page.get_by_role("row").filter(has_text=f"第{batch}批").first
        row.get_by_text("开始检查").click()
        row.get_by_label("监测时间点（不填为现在）").fill(f"{verdicts.AS_OF:%Y-%m-%dT%H:%M}")
        row.get_by_label("每秒请求数").fill("20")
        row.get_by_label("首页访问次数").fill("5")
        if probing:
            row.get_by_label("同时做主动安全检测").check()
        row.get_by_role("button", name=f"开始第{batch}批").click()
        expect(page.get_by_role("status")).to_contain_text("已开始检查")


def work(written: Files) -> None:
    """The worker of a real installation, in a process of its own at the test's time."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "xuncha.settings",
        "XUNCHA_DATA": str(settings.DATA),
        "XUNCHA_DATABASE_URL": database(),
        "XUNCHA_NETWORKS": "127.0.0.0/8",
        "XUNCHA_HOSTS_FILE": str(written.hosts),
        "PYTHONPATH": os.pathsep.join((str(SOURCE), str(SOURCE.parent))),
    }
    command = [sys.executable, "-m", "tests.web.worker", timezone.now().isoformat()]
    # Who has two processors has two workers do the work of a whole province.
    workers = [subprocess.Popen(command, env=environment) for _ in range(2 if WHOLE else 1)]
    assert [one.wait(timeout=2400) for one in workers] == [0] * len(workers)


def review(windows: Windows, who: str, turn: str, what: str = "level=veto") -> int:
    """One reviewer confirms all such problems that wait for them, one by one; how many."""
    queue = f"/review/?turn={turn}&{what}"
    page = windows.open(who, path=queue)
    done = 0
    while page.locator("table a.name").count():
        page.locator("table a.name").first.click()
        with page.expect_navigation():
            page.locator(".judge button[data-key=c]").click()
        done += 1
        page.goto(windows.url(queue))
    page.context.close()
    return done


def write_bulletin(windows: Windows, named: list[str]) -> str:
    """小李 has it written from the rows, putting sites forward; the address of the bulletin."""
    page = windows.open("xiaoli", path="/bulletins/")
    page.get_by_role("link", name="起草通报").click()
    page.get_by_label("发文机关").fill("青海省人民政府办公厅")
    page.get_by_label("发文字号").fill("青政办秘函〔2017〕100号")
    page.get_by_label("成文日期", exact=True).fill("2017-12-12")
    page.get_by_label("检查起").fill("2017-11-10")
    page.get_by_label("检查止").fill("2017-12-05")
    page.get_by_label("整改情况报送截止").fill("2017-12-18")
    page.get_by_label("突出点名的网站标识码").fill(" ".join(named))
    page.get_by_label("整改情况报送给").fill("省政府信息与政务公开办公室")
    page.get_by_label("附注").fill("此件公开发布")
    page.get_by_label("抄送机关").fill("省委办公厅，省人大常委会办公厅，省政协办公厅")
    page.get_by_label("印发机关").fill("青海省人民政府办公厅")
    # The reference names them, and the site that has them.
    page.get_by_label("点明安全漏洞的种类").check()
    page.get_by_role("button", name="生成通报").click(timeout=120_000)
    expect(page.get_by_role("status")).to_contain_text("请核对", timeout=120_000)
    expect(page.locator(".note.good")).to_contain_text("核对一致")
    return page.url.removeprefix(windows.address)


def sign_and_publish(windows: Windows, where: str) -> None:
    """老陈 and 主任 sign, 省办 publishes."""
    for who in ("laochen", "zhuren"):
        page = windows.open(who, path=where)
        if (out := os.environ.get("QUARTER_OUT")) and who == "laochen":
            page.set_viewport_size({"width": 1366, "height": 1100})
            page.screenshot(path=Path(out, "console-bulletin.png"))
        page.get_by_role("button", name="签发").click()
        expect(page.get_by_role("status")).to_contain_text("已签发")
    page = windows.open("shengban", path=where)
    page.get_by_role("button", name="发布", exact=True).click(timeout=180_000)
    expect(page.get_by_role("status")).to_contain_text("已发布", timeout=180_000)


def download(page: Page, name: str, folder: Path) -> Path:
    """A file as a stranger saves it from the page."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=name, exact=True).first.click()
    path = folder / str(coming.value.suggested_filename)
    coming.value.save_as(path)
    return path
