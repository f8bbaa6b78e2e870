from random import Random

import pytest
from tests.snapshots import answer, article, at, faults, home, page, snapshot

#: Numbers made up here: the check digits of GB 11643 and of Luhn are worked out below.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident(first17: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return first17 + "10X98765432"[total % 11]


def card(start: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(start)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return start + str(-total % 10)


def mobiles(count: int) -> list[str]:
    chance = Random(7)
    return [f"139{chance.randrange(10**8):08}" for _ in range(count)]


ID = resident("63252119800101123")
CARD = card("622202280600123456")


def leaks(text, **more):
    return faults("privacy.leak", snapshot([page("/list.html", text, **more)]))


def of_article(text):
    return faults("privacy.leak", snapshot([home(), article("/list.html", text)]))


def test_a_resident_identity_number() -> None:
    (fault,) = leaks(f"张某 {ID} 低保 450 元")
    assert fault.where == at("/list.html") + "#resident_id"
    assert fault.url == at("/list.html")
    assert (fault.seen["kind"], fault.seen["count"]) == ("resident_id", 1)
    assert not fault.suspected


def test_the_same_number_twice_is_one() -> None:
    other = resident("63252119750505321")
    (fault,) = leaks(f"{ID} {other}\n{ID}")
    assert fault.seen["count"] == 2


def test_a_bank_card_however_it_is_spaced() -> None:
    spaced = " ".join((CARD[:4], CARD[4:8], CARD[8:12], CARD[12:16], CARD[16:]))
    (fault,) = leaks(f"开户银行账号 {CARD}，又 {spaced}")
    assert (fault.seen["kind"], fault.seen["count"]) == ("bank_card", 1)


def test_kinds_on_one_page_are_faults_of_their_own() -> None:
    said = leaks(f"姓名 身份证 卡号\n张某 {ID} {CARD}\n{' '.join(mobiles(6))}")
    assert [fault.seen["kind"] for fault in said] == ["resident_id", "bank_card", "mobile"]


def test_nothing_that_is_said_holds_a_readable_number() -> None:
    numbers = [ID, CARD, *mobiles(6)]
    for fault in leaks(" ".join(numbers)):
        said = repr(fault)
        assert "*" in str(fault.seen["example"])
        assert not any(number in said or number[4:-4] in said for number in numbers)


@pytest.mark.parametrize(
    "text",
    [
        "身份证号码 " + ID[:-1] + ("1" if ID[-1] != "1" else "2"),
        f"身份证号码 {ID[:6]}********{ID[-4:]}",
        "填写示例：11010519491231002X",
        "青财农字〔2017〕1234号 2017120512345678",
        "订单 63252120171305123",
    ],
    ids=["wrong check digit", "masked", "the standard's own example", "numbers", "order"],
)
def test_what_is_no_identity_number(text) -> None:
    assert not leaks(text)


def test_a_list_of_people_with_their_phones() -> None:
    rows = "\n".join(f"李某{n} 二组 {phone}" for n, phone in enumerate(mobiles(5)))
    (fault,) = of_article(f"2017年危房改造补助花名册\n姓名 住址 手机\n{rows}")
    assert (fault.seen["kind"], fault.seen["count"], fault.suspected) == ("mobile", 5, False)


@pytest.mark.parametrize(
    "head", ["各乡镇河长名单 姓名 职务 电话", "值班表 姓名 手机", "驻村干部 姓名 联系电话"]
)
def test_phones_that_are_meant_to_be_called_are_for_a_person_to_judge(head) -> None:
    (fault,) = of_article(f"{head}\n{' '.join(mobiles(8))}")
    assert fault.suspected


def test_a_few_phones_are_contacts() -> None:
    assert not of_article("联系人 姓名\n" + " ".join(mobiles(4)))
    assert not of_article("姓名 " + " ".join(mobiles(1) * 9))


def test_phones_of_the_footer_are_the_office_s_own() -> None:
    shown = article("/a.html", "本局召开会议。")
    footer = page("/a.html", shown.text + "\n姓名 " + " ".join(mobiles(9)), main=shown.main)
    assert not faults("privacy.leak", snapshot([footer]))


def test_numbers_set_apart_as_forms_do_count_once() -> None:
    (fault,) = leaks(f"身份证号：{ID[:6]} {ID[6:14]} {ID[14:]}，即 {ID}")
    assert (fault.seen["kind"], fault.seen["count"]) == ("resident_id", 1)
    assert ID[6:14] not in str(fault.seen["example"])
    assert not leaks(f"编号 {ID[:6]} {ID[6:14]}-{ID[14:]}")


def test_numbers_in_full_width_digits_are_found_and_masked() -> None:
    wide = ID.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    (fault,) = leaks(f"身份证 {wide}")
    assert fault.seen["count"] == 1
    assert ID[6:14] not in str(fault.seen["example"])


def test_an_attached_list_is_read_like_a_page() -> None:
    text = f"补助发放名单\n姓名\t身份证号\n王某\t{ID}"
    attached = answer("/f/list.xlsx", magic="zip", document=text)
    (fault,) = faults("privacy.leak", snapshot(answers=[attached]))
    assert (fault.url, fault.seen["kind"]) == (attached.asked, "resident_id")
    assert ID[6:14] not in str(fault)


def test_attached_phones_need_a_list_of_people_and_are_for_a_person_where_they_may_be_called() -> (
    None
):
    def leaks_of(text: str) -> list[object]:
        return faults("privacy.leak", snapshot(answers=[answer("/f/1.doc", document=text)]))

    (plain,) = leaks_of("姓名\t手机\n" + "\n".join(mobiles(8)))
    (official,) = leaks_of("各乡镇河长名单 姓名 职务 电话\n" + "\n".join(mobiles(8)))
    assert [plain.suspected, official.suspected] == [False, True]  # type: ignore[attr-defined]
    assert not leaks_of("联系人 姓名\n" + "\n".join(mobiles(2)))
    assert not leaks_of("")
