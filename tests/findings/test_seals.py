"""Sealed evidence: what a visit saw is in the day's root, and the script notices every change."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from tests.findings.found import dead, of, visited
from tests.people import NOW, Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.findings.models import Seal, SealedRoot
from xuncha.findings.seals import proof_for, publish_root, roots
from xuncha.registry.models import Site

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_proof.py"
PAGE = b"WARC/1.1 archived page"
PROOF = f"sha256:{sha256(PAGE).hexdigest()}"


@pytest.fixture
def site(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")


def checked(tmp_path: Path, proof: Any, known: Any, *more: str) -> tuple[int, str]:
    for name, said in (("proof.json", proof), ("roots.json", known)):
        (tmp_path / name).write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    files = [str(tmp_path / "proof.json"), str(tmp_path / "roots.json")]
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *files, *more], capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def three_days(site: Site) -> None:
    for day in range(3):
        now = NOW + timedelta(days=day)
        visited(site, [dead(n, evidence=(PROOF, f"sha256:{day:064}")) for n in range(day + 3)], now)
        assert publish_root(now) is not None
        assert publish_root(now) is None  # once a day


def test_a_stranger_checks_one_findings_proof(site: Site, tmp_path: Path) -> None:
    three_days(site)
    finding = of(site, "link.dead")[1]
    proof, known = proof_for(finding), roots()
    assert proof is not None
    assert len(known["roots"]) == 3
    said = json.loads(proof["data"])
    assert PROOF in said["evidence"]
    code, words = checked(tmp_path, proof, known)
    assert (code, "一致" in words) == (0, True), words
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / f"{PROOF[7:]}.warc.gz").write_bytes(PAGE)
    code, words = checked(tmp_path, proof, known, str(kept))
    assert code == 1  # the other piece of evidence is not there
    assert PROOF[7:] not in words


@pytest.mark.parametrize(
    "tamper",
    [
        lambda proof, _known: proof.update(data=proof["data"].replace("link.dead", "link.fine")),
        lambda proof, _known: proof.update(index=proof["index"] + 1),
        lambda proof, _known: proof["path"].pop(),
        lambda proof, _known: proof.update(root="0" * 64),
        lambda proof, _known: proof.update(day="2016-01-01"),
        lambda _proof, known: known["roots"][0].update(root="1" * 64),
        lambda _proof, known: known["roots"][1].update(size=known["roots"][1]["size"] + 1),
        lambda _proof, known: known["roots"][2]["grown"].reverse(),
        lambda _proof, known: known["roots"].pop(),
    ],
)  # fmt: skip
def test_the_script_notices_every_change(site: Site, tmp_path: Path, tamper: Any) -> None:
    three_days(site)
    proof, known = proof_for(of(site, "link.dead")[1]), roots()
    tamper(proof, known)
    code, words = checked(tmp_path, proof, known)
    assert code == 1, words
    assert "不一致" in words


def test_a_row_changed_in_the_database_does_not_lead_to_the_published_root(
    site: Site, tmp_path: Path
) -> None:
    three_days(site)
    known = roots()
    Seal.objects.filter(place=0).update(leaf="0" * 64)
    proof = proof_for(of(site, "link.dead")[1])
    assert checked(tmp_path, proof, known)[0] == 1
    assert checked(tmp_path, proof, roots())[0] == 1


def test_the_same_evidence_is_sealed_once(site: Site) -> None:
    faults = [dead(1, evidence=(PROOF,)), dead(2)]
    visited(site, faults)
    visited(site, faults, NOW + timedelta(days=1))
    assert Seal.objects.count() == 1  # and what has none is not
    visited(site, [dead(1, evidence=(PROOF, "sha256:" + "2" * 64))], NOW + timedelta(days=2))
    assert Seal.objects.count() == 2


def test_who_sees_the_finding_downloads_its_proof_and_everybody_the_roots(
    cast: Cast, site: Site
) -> None:
    visited(site, [dead(1, evidence=(PROOF,))])
    finding = of(site, "link.dead")[0]
    address = f"/findings/{finding.pk}/proof.json"
    assert "请明天再下载" in Desk(cast.wang).client.get(address, follow=True).content.decode()
    publish_root(NOW)
    proof = Desk(cast.wang).client.get(address).json()
    assert proof["root"] == SealedRoot.objects.get().root
    assert Desk(cast.zhou).status(address) == 404
    from django.test import Client

    stranger = Client()
    assert stranger.get("/public/seals/roots.json").json()["roots"][0]["root"] == proof["root"]
    assert proof["root"] in stranger.get("/public/seals/").content.decode()
    assert b"link.dead" not in stranger.get("/public/seals/roots.json").content
    assert stranger.get("/public/seals/verify_proof.py").content == SCRIPT.read_bytes()


def test_the_package_carries_the_same_script() -> None:
    kept = resources.files("xuncha.findings") / "verify_proof.txt"
    assert kept.read_bytes() == SCRIPT.read_bytes()
