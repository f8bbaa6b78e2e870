"""个人信息泄露: 公开网页或附件出现完整的身份证号码、银行卡号或成批手机号码。

依据: 《中华人民共和国网络安全法》关于个人信息保护的规定。"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.text import bank_cards, has_long_number, mask, mobile_phones, resident_ids
from xuncha.checks.contract import Fault, indicator
from xuncha.evidence.snapshot import Answer, Page, Snapshot

#: Fewer mobile phones than this are contacts, not a list.
_LIST = 5
#: The examples that GB 11643 itself gives stand on every form.
_SPECIMENS = frozenset(("11010519491231002X", "440524188001010014"))
#: What a list of people the office looked after is headed with.
_PEOPLE = re.compile(r"姓\s*名|户\s*主|受助人|申请人|领取人|学生姓名|考生|身份证")
#: Where phones stand because they are meant to be called.
_CONTACTS = re.compile(
    r"通讯录|通信录|联系(?:人|方式|电话)|值班|监督电话|举报电话|服务(?:热线|电话)|咨询电话|河长|林长|路长|网格员"
    r"|责任人|负责人|经办人|驻村|经销|公司|企业|合作社|旅行社|中介|律师|职\s*务"
)


@indicator(
    "privacy.leak",
    mode="semi",
    says={
        "": N_("网页公开了个人信息（{count}处，如 {example}）"),
        "resident_id": N_("网页公开了 {count} 个完整的身份证号码，如 {example}"),
        "bank_card": N_("网页公开了 {count} 个完整的银行卡号，如 {example}"),
        "mobile": N_("网页公开了 {count} 个手机号码，如 {example}"),
    },
)
def check(target: Answer | Page, _site: Snapshot) -> Iterator[Fault]:
    """Report what a page or an attached document shows of people, no number readable."""
    if isinstance(target, Answer):
        if target.document and has_long_number(target.document):
            yield from _of_document(target, target.document)
        return
    page = target
    if not has_long_number(page.text) and not has_long_number(page.main):
        return
    yield from _leak(page, "resident_id", _residents(page.text))
    yield from _leak(page, "bank_card", _distinct(bank_cards(page.text)))
    # Phones above and below an article are the office's own.
    around = page.main or page.text
    phones = _distinct(mobile_phones(around))
    if len(phones) >= _LIST:
        yield from _leak(page, "mobile", phones, suspected=not _names_people(around))


def _of_document(answer: Answer, text: str) -> Iterator[Fault]:
    """The same of an attached document, whose phones stand in lists of people."""
    yield from _leak(answer, "resident_id", _residents(text))
    yield from _leak(answer, "bank_card", _distinct(bank_cards(text)))
    phones = _distinct(mobile_phones(text))
    if len(phones) >= _LIST:
        yield from _leak(answer, "mobile", phones, suspected=not _names_people(text))


def _residents(text: str) -> tuple[str, ...]:
    return tuple(one for one in _distinct(resident_ids(text)) if _bare(one) not in _SPECIMENS)


def _names_people(text: str) -> bool:
    """Whether the phones are clearly those of private persons, not of people to call."""
    return bool(_PEOPLE.search(text)) and not _CONTACTS.search(text)


def _leak(
    target: Answer | Page, kind: str, numbers: tuple[str, ...], *, suspected: bool = False
) -> Iterator[Fault]:
    if numbers:
        yield Fault(
            where=f"{_address(target)}#{kind}",
            # Who links to a document is found out for it.
            url=None if isinstance(target, Answer) else target.url,
            seen={"kind": kind, "count": len(numbers), "example": mask(numbers[0])},
            suspected=suspected,
            evidence=(target.record,) if target.record else (),
            sentence=kind,
        )


def _address(target: Answer | Page) -> str:
    return target.asked if isinstance(target, Answer) else target.url


def _distinct(numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Each number once, however it is spaced."""
    return tuple({_bare(one): one for one in reversed(numbers)}.values())[::-1]


def _bare(number: str) -> str:
    return re.sub(r"[ -]", "", number).upper()
