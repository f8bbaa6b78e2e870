"""Days that cannot be, and days that only look so."""

from __future__ import annotations

from datetime import date, timedelta

from tests.corpus.plan import TODAY, Site, days_ago

#: As a list and an article show them.
_ABSURD = (
    "2106-01-05",
    "2017-13-45",
    "1900-01-01",
    "2023-02-30",
    "2029-12-01",
    "1970-01-01",
    "0000-00-00",
    "2204年1月5日",
    "2023-00-12",
)


def absurd(site: Site) -> None:
    """Three days that no calendar or no office can have, in list and article."""
    for n in range(3):
        shown = _ABSURD[(site.number * 2 + n) % len(_ABSURD)]
        col, entry = site.quiet(("gzdt", "tzgg"))
        entry.listed = entry.shown = entry.tagged = shown
        site.expect("date.absurd", site.entry_url(col, entry))


def absurd_in_list(site: Site) -> None:
    """The article is right, the list is not."""
    col, entry = site.quiet(("gzdt", "tzgg"))
    entry.listed = ("2105-11-03", "1899-12-30", "2023-14-01")[site.number % 3]
    site.expect("date.absurd", site.entry_url(col, entry))


def differing(site: Site) -> None:
    """List and article name days a month apart; so may the days of a first and a last edition."""
    col, entry = site.quiet(("gzdt", "tzgg"))
    entry.listed = f"{entry.day + timedelta(days=-35)}"
    if site.make.shows_changes:
        site.spare(site.entry_url(col, entry), "date.absurd")
    else:
        site.expect("date.absurd", site.entry_url(col, entry))


def tag_differs(site: Site) -> None:
    """The tag names another year than the page shows; a day of the last change may be any."""
    col, entry = site.quiet(("gzdt", "tzgg"))
    entry.tagged = f"{entry.day.replace(year=entry.day.year - 2, day=min(entry.day.day, 28))} 09:00"
    if site.make.shows_changes:
        site.spare(site.entry_url(col, entry), "date.absurd")
    else:
        site.expect("date.absurd", site.entry_url(col, entry))


def one_day_off(site: Site) -> None:
    """Written one day, listed the next."""
    col, entry = site.quiet(("gzdt", "tzgg"))
    entry.listed = f"{entry.day + timedelta(days=1)}"
    site.spare(site.entry_url(col, entry), "date.absurd")
    col, entry = site.quiet(("gzdt", "tzgg"))
    entry.tagged = f"{entry.day - timedelta(days=1)} 23:58"
    site.spare(site.entry_url(col, entry), "date.absurd")


def days_in_texts(site: Site) -> None:
    """Texts full of days that are not the day of publication."""
    told = (
        (
            "关于公布有效期届满采矿许可证名单的公告",
            "<p>下列采矿许可证有效期自2018年1月1日至2028年12月31日，逾期未办理延续登记的自行废止。</p><p>名单自1998年3月起汇总，2035年1月1日前不再调整。</p>",
        ),
        (
            "全县2035年远景目标纲要解读",
            "<p>到2035年，基本实现现代化；2025年12月31日前完成第一阶段任务。1949年以来全县经济社会发生巨大变化。</p>",
        ),
        (
            "百年老街修缮记",
            "<p>老街始建于1898年3月，1937年7月7日后一度毁于战火，1954年重修。</p><p>此次修缮将于2026年6月30日完工。</p>",
        ),
        (
            "关于开展第七届文化旅游节预告",
            "<p>第七届文化旅游节定于2024年5月1日开幕，2024年5月7日闭幕，欢迎参加。</p>",
        ),
    )
    for title, body in site.dice.some(told, 2):
        col = site.col("tzgg")
        entry = site.add(col, title, days_ago(100 + len(body)), body, taken=True)
        site.spare(site.entry_url(col, entry), "date.absurd")


def days_in_furniture(site: Site) -> None:
    """Clocks, copyright years and deadlines around the page."""
    site.everywhere += '<div class="copy">Copyright © 2008-2030 版权所有</div><div class="sj">现在是：2024年01月09日 10:00:00</div>'
    site.at_home += '<div class="djs">距离国庆2049年10月1日还有<span>9396</span>天</div>'
    site.spare(site.home, "date.absurd")


def events_ahead(site: Site) -> None:
    """A list of events may show days to come."""
    col = site.col("tzgg")
    for n, title in enumerate(
        ("停电预告：东街社区线路检修", "招聘会活动预告", "公开征集意见截止提醒")
    ):
        day = TODAY + timedelta(days=12 + 9 * n)
        entry = site.add(
            col, title, days_ago(40 + n), f"<p>活动时间：{day}。请关注。</p>", taken=True
        )
        site.spare(site.entry_url(col, entry), "date.absurd")


def tomorrow(site: Site) -> None:
    """Put up in the evening with the next day's date."""
    col = site.col("gzdt")
    entry = site.add(
        col,
        f"{site.region}召开新年第一次全体会议",
        TODAY + timedelta(days=1),
        "<p>会议总结去年工作，部署今年任务，与会人员进行了讨论。</p>",
        taken=True,
    )
    site.spare(site.entry_url(col, entry), "date.absurd")


def old_documents(site: Site) -> None:
    """Documents of the nineties are older than the site."""
    col = site.col("zcwj")
    for year in (1996, 2001):
        entry = site.add(
            col,
            f"{site.region}城镇绿化管理办法（{year}年）",
            date(year, 6, 18),
            "<p>第一条　为加强城镇绿化管理，改善生态环境，制定本办法。</p><p>第二条　本办法适用于县城规划区。</p>",
            taken=True,
        )
        site.spare(site.entry_url(col, entry), "date.absurd")


def yearless(site: Site) -> None:
    """Lists without years at the turn of the year."""
    col, entry = site.quiet(("gzdt",))
    for one in site.col("gzdt").entries:
        if one.listed is None and not one.taken:
            one.listed = f"{one.day:%m-%d}"
        site.spare(site.entry_url(site.col("gzdt"), one), "date.absurd")
    site.spare(site.entry_url(col, entry), "date.absurd")


ALL = (
    absurd, absurd_in_list, differing, tag_differs, one_day_off, days_in_texts, days_in_furniture, events_ahead,
    tomorrow, old_documents, yearless,
)  # fmt: skip
