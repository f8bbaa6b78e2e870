from tests.snapshots import AS_OF, at, faults, seen, snapshot, untested

from xuncha.base.types import Period
from xuncha.evidence.snapshot import Letter

CODE = "interaction.overdue"
RULE = {"within": Period(months=3), "looking_back": Period(months=12)}
TODAY = AS_OF.date()  # 2017-12-05


def letter(asked, *, answered=None, replied=None, title="何时供暖"):
    return Letter(
        title,
        at("/letter/1.html"),
        seen(asked) if asked else None,
        seen(answered) if answered else None,
        replied,
    )


def found(*letters):
    return faults(CODE, snapshot(letters=letters), **RULE)


def test_a_letter_without_an_answer_for_longer_than_three_months() -> None:
    (fault,) = found(letter("2017-08-01", replied=False))
    assert fault.where == fault.url == at("/letter/1.html")
    assert fault.seen == {"title": "何时供暖", "asked": "2017-08-01", "days": 126, "limit": "3个月"}
    assert not fault.suspected


def test_the_day_on_the_limit_is_in_time() -> None:
    assert not found(letter("2017-09-05", replied=False))
    assert found(letter("2017-09-04", replied=False))


def test_letters_from_before_the_year_do_not_count() -> None:
    assert found(letter("2016-12-05", replied=False))
    assert not found(letter("2016-12-04", replied=False))


def test_answered_in_time_or_on_a_day_unknown() -> None:
    assert not found(letter("2017-05-01", answered="2017-05-10", replied=True))
    assert not found(letter("2017-05-01", replied=True))


def test_an_answer_after_the_limit_is_for_a_person_to_judge() -> None:
    (fault,) = found(letter("2017-01-05", answered="2017-06-05", replied=True))
    assert fault.sentence == "late"
    assert fault.seen["days"] == 151
    assert fault.suspected
    assert not found(letter("2017-01-05", answered="2017-04-05", replied=True))


def test_what_the_page_does_not_say_is_no_fault() -> None:
    assert not found(letter("2017-05-01", replied=None))
    assert not found(letter("2106-05-01", replied=False))


def test_a_letter_without_a_date_is_not_tested() -> None:
    (said,) = untested(CODE, snapshot(letters=[letter(None, replied=False)]), **RULE)
    assert said.where == at("/letter/1.html")
    assert untested(CODE, snapshot(letters=None), **RULE)


def test_personal_data_in_a_title_is_masked() -> None:
    (fault,) = found(letter("2017-05-01", replied=False, title="请回电13800138000"))
    assert "13800138000" not in str(fault.seen)
