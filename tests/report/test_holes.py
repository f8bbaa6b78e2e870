"""Nothing that is handed around tells how to attack a running system."""

from __future__ import annotations

import html
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup
from tests.bulletin.cases import LETTER
from tests.report.cases import finding, inspection, site

from xuncha.base.types import Outcome
from xuncha.bulletin.actions import gather
from xuncha.bulletin.actions import write as write_bulletin
from xuncha.evidence.probes.course import Ask, Claim, Grade, Verdict
from xuncha.evidence.probes.proof import Proof
from xuncha.evidence.probes.target import target_of
from xuncha.report import write
from xuncha.report.privacy import published
from xuncha.scoring.results import Untested

#: Words that stand nowhere but in the holes below.
SECRETS = ("zzparameter", "zzpath", "zzcontext", "zzproof", "zzpayload", "zzsource")
ADDRESS = "http://www.a.gov.cn/zzpath.jsp?zzparameter=1"


def holed(indicator: str, **more: object) -> object:
    return finding(
        indicator,
        where="http://www.a.gov.cn/zzpath.jsp#zzparameter",
        url=ADDRESS,
        source_url="http://www.a.gov.cn/zzsource.html",
        column="zzparameter",
        observed={"parameter": "zzparameter", "context": "zzcontext", "proof": "zzproof.json"},
        message="参数“zzparameter”存在隐患（zzcontext zzpayload）",
        root="zzpath",
        evidence=("sha256:" + "a" * 64,),
        sentence="suspected",
        **more,
    )


QUARTER = inspection(
    site(
        findings=(
            holed("security.sqli"),
            holed("security.xss"),
            holed("security.xss", outcome=Outcome.SUSPECTED),
        ),
        untested=(Untested("security.sqli", "监测受阻", "http://www.a.gov.cn/zzpath#zzparameter"),),
    )
)


def texts(path: Path) -> str:
    """All of a file that a reader could find, unpacked."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as pack:
            parts = (pack.read(one).decode("utf-8", "replace") for one in pack.namelist())
            return html.unescape("".join(parts))
    if path.suffix == ".pdf":
        from pypdf import PdfReader

        return "".join(page.extract_text() for page in PdfReader(path).pages)
    return path.read_text("utf-8")


def test_the_record_tells_those_who_mend_it_and_nothing_else_does(tmp_path: Path) -> None:
    write(QUARTER, tmp_path)
    record = texts(tmp_path / "inspection.json")
    assert '"parameter": "zzparameter"' in record
    for name in ("report.html", "problems.xlsx"):
        told = texts(tmp_path / name)
        assert [one for one in SECRETS if one in told] == [], name
        assert "存在安全隐患" in told, name


@pytest.mark.parametrize("kinds", [False, True], ids=["neutral", "by kind"])
def test_no_form_of_a_bulletin_tells_more_than_it_was_asked_to(tmp_path: Path, kinds: bool) -> None:
    write(QUARTER, tmp_path)
    letter = replace(LETTER, names_holes=kinds)
    write_bulletin(gather(tmp_path), letter, tmp_path / "bulletin")
    forms = sorted((tmp_path / "bulletin").iterdir())
    assert len(forms) >= 5
    for form in forms:
        told = texts(form)
        assert [one for one in SECRETS if one in told] == [], form.name
    page = re.sub("<[^>]+>", "", texts(tmp_path / "bulletin" / "bulletin.html"))
    assert ("共和县国土资源局网站存在SQL注入漏洞" in page) is kinds
    assert ("存在XSS跨站漏洞" in page) is kinds
    assert "共和县国土资源局" in page


def test_what_is_published_twice_is_the_same_and_counts_the_same() -> None:
    once = published(QUARTER)
    assert published(once) == once
    assert [one.indicator for one in once.sites[0].findings] == [
        one.indicator for one in QUARTER.sites[0].findings
    ]
    assert [one.outcome for one in once.sites[0].findings] == [
        one.outcome for one in QUARTER.sites[0].findings
    ]


def test_other_findings_are_published_as_they_are() -> None:
    plain = finding("link.dead", url="http://www.a.gov.cn/gone", observed={"status": 404})
    assert published(inspection(site(findings=(plain,)))).sites[0].findings == (plain,)


@pytest.mark.parametrize(
    "shown", [str, repr, "{}".format, "{:>40}".format, lambda one: f"{one}", Markup("<b>{}").format]
)
def test_a_proof_cannot_be_printed(shown: object) -> None:
    verdict = Verdict(Grade.CONFIRMED, "zzcontext", (Ask(b"zzpayload", "x"),), (Claim(0),))
    proof = Proof("security.sqli", target_of(ADDRESS, "zzsource"), 0, verdict)
    told = str(shown(proof))  # type: ignore[operator]
    assert "存在安全隐患" in told
    assert [one for one in SECRETS if one in told] == []


def test_a_proof_is_nothing_that_json_takes() -> None:
    verdict = Verdict(Grade.CONFIRMED, "zzcontext", (), ())
    with pytest.raises(TypeError):
        json.dumps(Proof("security.sqli", target_of(ADDRESS), 0, verdict))
