"""Numbers of people and of things."""

from __future__ import annotations

from tests.corpus.plan import Site, days_ago

from xuncha.demo.dice import Dice

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident(dice: Dice, *, right: bool = True) -> str:
    """An invented 身份证号 with its check character, right or wrong."""
    body = f"131081{dice.between(1950, 2005)}{dice.between(1, 12):02d}{dice.between(1, 28):02d}{dice.between(100, 999)}"
    at = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[at if right else (at + 3) % 11]


def card(dice: Dice, *, right: bool = True) -> str:
    """A bank card's number by Luhn's rule."""
    body = "622848" + "".join(str(dice.throw(10)) for _ in range(12))
    total = 0
    for n, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if n % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    check = -total % 10
    return body + str(check if right else (check + 4) % 10)


def _phone(dice: Dice) -> str:
    return f"1{dice.one((38, 39, 51, 58, 86, 87))}{dice.between(10000000, 99999999)}"


_NAMES = (
    "王建国",
    "李秀兰",
    "张志强",
    "刘桂英",
    "陈海涛",
    "杨玉梅",
    "赵德全",
    "孙丽华",
    "周永福",
    "吴春生",
)


def _page(site: Site, title: str, body: str, *kinds: str) -> None:
    col = site.col("tzgg")
    entry = site.add(col, title, days_ago(90 + len(title)), body, taken=True)
    url = site.entry_url(col, entry)
    for kind in ("resident_id", "bank_card", "mobile"):
        if kind in kinds:
            site.expect("privacy.leak", f"{url}#{kind}")
        else:
            site.spare(f"{url}#{kind}", "privacy.leak")


def _rows(*columns: list[str]) -> str:
    return "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in zip(*columns, strict=True)
    )


def residents(site: Site) -> None:
    """Whole numbers in a table, in a sentence, spaced, in full width."""
    dice, names = site.dice, list(_NAMES[:6])
    rows = _rows(names, [resident(dice) for _ in names], ["500元"] * 6)
    _page(
        site,
        "临时救助发放名单公示",
        f"<p>现将发放名单公示如下。</p><table><tr><td>姓名</td><td>身份证号码</td><td>金额</td></tr>{rows}</table>",
        "resident_id",
    )
    number = resident(dice)
    shown = (f"{number[:6]} {number[6:14]} {number[14:]}", number.replace("X", "x"), number)[
        site.number % 3
    ]
    _page(
        site,
        "关于王某某工伤认定的公告",
        f"<p>王建国（身份证号：{shown}），你于去年提出的工伤认定申请已作出决定，请速来领取。</p>",
        "resident_id",
    )


def no_residents(site: Site) -> None:
    """Wrong check characters, masks, serials, codes of companies."""
    dice = site.dice
    wrong = "、".join(resident(dice, right=False) for _ in range(3))
    _page(site, "关于受理编号查询的通知", f"<p>受理编号：{wrong}。请凭编号查询办理进度。</p>")
    masked = "<br>".join(
        f"{name} {resident(dice)[:6]}********{resident(dice)[14:]}" for name in _NAMES[:4]
    )
    _page(site, "保障性住房分配结果公示（已脱敏）", f"<p>{masked}</p>")
    _page(
        site,
        "行政许可信息公示表",
        "<p>统一社会信用代码：91131000MA07ABCD1X、12131081401234567P；项目代码：2312-131081-04-01-123456；许可证号：JY11310810012345。</p>",
    )


def cards(site: Site) -> None:
    dice, names = site.dice, list(_NAMES[2:7])
    spaced = [card(dice) for _ in names]
    if site.number % 2:
        spaced = [" ".join(one[n : n + 4] for n in range(0, 19, 4)) for one in spaced]
    _page(
        site,
        "耕地补贴打卡明细公示",
        f"<table><tr><td>户主</td><td>银行卡号</td><td>金额</td></tr>{_rows(names, spaced, ['312.5'] * 5)}</table>",
        "bank_card",
    )


def no_cards(site: Site) -> None:
    """Accounts of the office, order numbers, wrong check digits."""
    numbers = "、".join(card(site.dice, right=False) for _ in range(3))
    _page(
        site,
        "非税收入缴款通知书编号",
        f"<p>缴款书编号：{numbers}。请在规定期限内缴纳。</p><p>流水号 2024010900012345678，合同编号1234567890123456。</p>",
    )


def phone_list(site: Site) -> None:
    dice, names = site.dice, list(_NAMES[:8])
    _page(
        site,
        "困难群众慰问金领取花名册",
        f"<table><tr><td>姓名</td><td>家庭住址</td><td>手机号码</td></tr>{_rows(names, ['河西镇石桥村'] * 8, [_phone(dice) for _ in names])}</table>",
        "mobile",
    )


def office_phones(site: Site) -> None:
    """Offices' phones, few mobiles, none of private persons."""
    offices = ["办公室", "规划科", "财务科", "人事科", "执法大队", "信访室", "服务大厅"]
    _page(
        site,
        "机关各科室办公电话",
        f"<table>{_rows(offices, [f'0316-56{site.dice.between(10000, 99999)}' for _ in offices])}</table>",
    )
    two = "、".join(_phone(site.dice) for _ in range(2))
    _page(
        site,
        "关于咨询方式的通知",
        f"<p>联系人：李同志、王同志，电话：{two}，服务热线：12345、12333。</p>",
    )


ALL = (residents, no_residents, cards, no_cards, phone_list, office_phones)
