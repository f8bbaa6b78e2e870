"""A hole really found by the console: who may know reads its proof, nobody else a word of it.

Every address of the console and of the API is opened by everybody without the right.
"""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from tests.people import PASSWORD
from tests.pipeline.probed import PARAMETER, Ground, ground, now
from tests.web.people import BACKEND, Desk
from tests.web.test_isolation import addresses

from xuncha.findings.models import Finding, FindingEvent
from xuncha.findings.rules import where_hash
from xuncha.people.actions import Actor, add_person
from xuncha.people.models import Role, User
from xuncha.people.tokens import make_token
from xuncha.pipeline.models import InspectionRun
from xuncha.pipeline.plans import order_plan
from xuncha.pipeline.proofs import ProofShown, answers_of, proof_of
from xuncha.pipeline.replays import order_replay
from xuncha.registry.models import ScanAuthorisation
from xuncha.web.api.routes import api

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]
#: What stands in a file that lies open, as its finding says it.
EXPOSED = "zqbackup"


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    """A data folder of its own: switches that another test pulled would stop this one."""
    settings.DATA = tmp_path
    return tmp_path


def hole(here: Ground) -> Finding:
    leave = here.leave()
    order_plan(here.cast.acting(here.cast.office, now()), leave)
    here.work()
    here.order(probing=True)
    here.work()
    found = Finding.objects.get(indicator="security.xss")
    more = {"parameter": PARAMETER, "path": f"/{EXPOSED}.sql", "proof": found.observed["proof"]}
    for code in ("security.sqli", "security.exposed_file"):
        where = f"{here.site.home_url}{EXPOSED}#{PARAMETER}"
        row = Finding.objects.create(
            site=here.site,
            path=here.site.path,
            indicator=code,
            level="veto",
            outcome="fault",
            where=where,
            where_hash=where_hash(where),
            url=where,
            source_url=where,
            observed=more,
            message=f"{EXPOSED} {PARAMETER}",
            root=f"template:{EXPOSED}",
            first_seen=now(),
            last_seen=now(),
        )
        FindingEvent.objects.create(finding=row, at=now(), what="seen", to_state="open")
    order_replay(here.cast.acting(here.cast.chen, now()), here.data, found)
    here.work()
    return found


def told(found: Finding, proof: ProofShown, data: Path) -> list[str]:
    """What nobody else may read: parameter, payloads, the proof and its place, the open file."""
    again = answers_of(found.replays.get(), data)
    assert again is not None
    payloads = [
        one.request.partition(f"{PARAMETER}=")[2].partition(" ")[0]
        for one in (*proof.exchanges, *again.exchanges)
    ]
    assert all(len(one) > 4 for one in payloads)
    return [f"“{PARAMETER}”", found.observed["proof"], *payloads, proof.file, EXPOSED]


def opened(name: str, needs: tuple[str, ...], noun: dict[str, int]) -> list[str]:
    kinds = ("csv", "xlsx") if name.endswith("export") else ("change",)
    pieces = [
        (one.pk, digest.removeprefix("sha256:"))
        for one in Finding.objects.all()
        for digest in one.evidence or ["a" * 64]
    ]
    own = noun.get(name.split("_")[0], 1)
    return [
        reverse(name, kwargs={key: values[key] for key in needs})
        for number, digest in (pieces if name.startswith("finding") else [(own, "")])
        for kind in kinds
        for values in [
            {
                "number": number,
                "digest": digest,
                "kind": kind,
                "document": 1,
                "token": "a" * 32,
                "batch": 1,
                "name": "bulletin.html",
                "whose": "mine",
            }
        ]
    ]


def shown(answer: Any) -> str:
    """Everything an answer says, what is packed in a workbook too."""
    raw = b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)
    if raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            raw = b"\n".join(map(packed.read, packed.namelist()))
    return raw.decode(errors="replace")


def pages(user: User, here: Ground) -> dict[str, str]:
    """Every page of the console, and every answer of the API, as `user` gets them."""
    client = Client()
    client.force_login(user, BACKEND)
    noun = {
        "site": here.site.pk,
        "run": InspectionRun.objects.latest("id").pk,
        "authorisation": ScanAuthorisation.objects.get().pk,
        "office": here.site.office_id,
        "person": user.pk,
    }
    found: dict[str, str] = {}
    for name, needs in addresses(get_resolver().url_patterns):
        for address in opened(name, needs, noun):
            found[address] = shown(client.get(address))
    for kind in ("csv", "xlsx"):
        address = f"/findings/export.{kind}?cols=says,site,indicator,url,where,observed"
        found[address] = shown(client.get(address))
    ends = now() + timedelta(days=1)
    key = make_token(Actor(None, now()), user, "试验", writes=False, expires_at=ends)[1]
    numbers = {
        "{site_id}": [here.site.pk],
        "{run_id}": list(InspectionRun.objects.values_list("pk", flat=True)),
        "{finding_id}": list(Finding.objects.values_list("pk", flat=True)),
    }
    for path, methods in api.get_openapi_schema()["paths"].items():
        need = next((one for one in numbers if one in path), "")
        for number in numbers.get(need, [1]):
            address = path.replace(need, str(number)) if need else path
            if "get" in methods and "{" not in address:
                head = {"authorization": f"Bearer {key}"}
                found[address] = shown(client.get(address, headers=head))
    return found


def test_who_has_no_right_reads_no_parameter_payload_or_proof(data: Path) -> None:
    with ground(data) as here:
        found = hole(here)
        proof = proof_of(found, data)
        assert proof is not None
        secrets = told(found, proof, data)
        cast = here.cast
        own = add_person(
            cast.acting(cast.office), cast.land, "guo-jz", Role.LEADER, password=PASSWORD
        )
        for user in (cast.li, cast.leader, cast.keeper, cast.zhou, own):
            for address, text in pages(user, here).items():
                for secret in secrets:
                    assert secret not in text, (user.role, address, secret)
                    assert escape(secret) not in text, (user.role, address, secret)
        # The same walk finds all of it for those who may know, or it proves nothing.
        for user in (cast.chen, cast.wang):
            whole = "\n".join(pages(user, here).values())
            for secret in secrets:
                assert secret in whole or escape(secret) in whole, (user.role, secret)


def test_a_proof_is_text_and_says_how_it_is_repeated(data: Path) -> None:
    with ground(data) as here:
        found = hole(here)
        proof = proof_of(found, data)
        assert proof is not None
        answer = Client()
        answer.force_login(here.cast.wang, BACKEND)
        page = answer.get(f"/findings/{found.pk}/").content.decode()
        assert f"xuncha replay {proof.file}" in page
        broken = [one.body for one in proof.exchanges if "Nothing found for" in one.body]
        assert broken
        for body in broken:
            # What broke out of the site's page does not break out of ours.
            assert body not in page
            assert escape(body).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page
        assert PARAMETER in Desk(here.cast.wang).text(f"/findings/{found.pk}/")


def test_a_proof_that_is_no_file_of_ours_is_not_opened(tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere" / "probes" / "x" / "proofs" / f"{'a' * 32}.json"
    outside.parent.mkdir(parents=True)
    outside.write_text("{}")
    for proof, name in (
        ("elsewhere", f"{'a' * 32}.json"),
        ("../elsewhere", f"{'a' * 32}.json"),
        ("inspections/1/1", "../../x.json"),
        ("inspections/1/1", f"{'b' * 32}.json"),
    ):
        row = Finding(indicator="security.xss", proof=proof, observed={"proof": name})
        assert proof_of(row, tmp_path) is None
