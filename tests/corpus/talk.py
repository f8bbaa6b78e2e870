"""Guides to services and citizens' letters, whole ones and others."""

from __future__ import annotations

from datetime import date

from tests.corpus.plan import Col, Entry, Site, days_ago

_PARTS = (
    ("事项名称", "{title}"),
    ("设定依据", "《中华人民共和国行政许可法》及有关实施办法"),
    ("申请条件", "具有本县户籍或者在本县登记注册，符合有关规定的公民、法人和其他组织"),
    ("办理材料", "申请表一式两份；身份证明复印件；有关证明材料"),
    ("办理地点", "县政务服务中心二楼综合窗口"),
    ("办理时间", "工作日上午9:00至12:00，下午1:30至5:00"),
    ("联系电话", "5612345"),
    ("办理流程", "申请—受理—审查—决定—送达"),
    ("办理时限", "自受理之日起10个工作日"),
    ("收费标准", "不收费"),
)
_SERVICES = (
    "残疾人证办理",
    "公共场所卫生许可办理",
    "户外广告设置审批",
    "临时占道许可",
    "取水许可申请",
    "校车使用许可",
)


def _table(parts: list[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><td>{name}</td><td>{text}</td></tr>" for name, text in parts)
    return f"<table border=1>{rows}</table>"


def _paragraphs(parts: list[tuple[str, str]]) -> str:
    return "".join(f"<p><strong>{name}：</strong>{text}</p>" for name, text in parts)


def _numbered(parts: list[tuple[str, str]]) -> str:
    digits = "一二三四五六七八九十"
    return "".join(
        f"<p>{digits[n]}、{name}</p><p>{text}</p>" for n, (name, text) in enumerate(parts)
    )


def _headings(parts: list[tuple[str, str]]) -> str:
    return "".join(f"<h3>【{name}】</h3><div>{text}</div>" for name, text in parts)


_MANNERS = (_table, _paragraphs, _numbered, _headings)


def guide(site: Site, title: str, leave: tuple[str, ...] = ()) -> str:
    """The text of a guide without the parts in `leave`."""
    parts = [(name, text.format(title=title)) for name, text in _PARTS if name not in leave]
    return _MANNERS[site.number // 2 % len(_MANNERS)](parts)


def guides(site: Site, col: Col) -> None:
    """Three whole guides; some leave out one class, which is no fault."""
    for n, name in enumerate(site.dice.some(_SERVICES, 3)):
        leave = ("收费标准",) if n == 1 else ()
        entry = site.add(
            col, f"{name}指南", days_ago(200 + 31 * n), guide(site, name, leave), taken=True
        )
        site.spare(site.entry_url(col, entry), "service.guide_incomplete", "page.abnormal")


def incomplete(site: Site) -> None:
    """A guide that lacks four classes and more."""
    col = site.col("bszn")
    name = "农村宅基地审批"
    leave = ("设定依据", "申请条件", "办理地点", "办理时间", "办理流程", "收费标准")
    entry = site.add(col, f"{name}指南", days_ago(400), guide(site, name, leave), taken=True)
    site.expect("service.guide_incomplete", site.entry_url(col, entry))


def letter(site: Site, col: Col, title: str, asked: date, answered: date | None) -> Entry:
    """One letter in the make's own article page."""
    manner = site.number % 3
    reply = (
        "<p>您好！您反映的问题已收悉，经核实，现答复如下：有关工作正在推进，感谢您的关心。</p>"
        if answered
        else ""
    )
    if manner == 0:
        state = (
            f"<tr><td>回复时间</td><td>{answered}</td></tr><tr><td>回复内容</td><td>{reply}</td></tr>"
            if answered
            else "<tr><td>办理状态</td><td>未回复</td></tr>"
        )
        body = f"<table><tr><td>来信时间</td><td>{asked}</td></tr><tr><td>来信内容</td><td>{title}，请有关部门给予解答，谢谢。</td></tr>{state}</table>"
    elif manner == 1:
        state = (
            f"<p>答复单位：{site.unit}　答复时间：{answered}</p>{reply}"
            if answered
            else "<p>办理状态：待回复</p>"
        )
        body = f"<p>留言时间：{asked}　留言人：王**</p><p>{title}，请帮助解决，谢谢。</p>{state}"
    else:
        state = (
            f"<dl><dt>回复日期：{answered}</dt><dd>{reply}</dd></dl>"
            if answered
            else "<dl><dt>回复：</dt><dd>暂无回复</dd></dl>"
        )
        body = f"<dl><dt>咨询日期：{asked}</dt><dd>{title}，盼复。</dd></dl>{state}"
    return site.add(col, title, asked, body, taken=True)


def letters(site: Site, col: Col) -> None:
    """Four letters: answered in time, waiting for less than three months, older than a year."""
    from tests.corpus import words

    titles = words.titles(words.LETTERS, 4, site.region, site.dice)
    days = ((20, 12), (50, None), (130, 110), (430, None))
    for title, (asked, answered) in zip(titles, days, strict=True):
        entry = letter(site, col, title, days_ago(asked), days_ago(answered) if answered else None)
        site.spare(site.entry_url(col, entry), "interaction.overdue")


def overdue(site: Site) -> None:
    """A letter of five months ago without an answer."""
    col = site.col("jzxx")
    entry = letter(site, col, f"请问{site.region}老旧小区加装电梯如何申请", days_ago(150), None)
    site.expect("interaction.overdue", site.entry_url(col, entry))
