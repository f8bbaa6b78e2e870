"""Writes the province down as an office would hand it in, and the truth beside it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from xuncha.base.calendar import Calendar
from xuncha.base.files import write_whole
from xuncha.demo import outside, policies, verdicts
from xuncha.demo.dice import Dice
from xuncha.demo.plan import Place
from xuncha.demo.province import Province
from xuncha.demo.truth import INDICATORS, truth_of
from xuncha.registry.register import COLUMN_FIELDS, SITE_FIELDS
from xuncha.sampling.actions import publish

TRUTH_SCHEMA = "xuncha.demo/1"
#: 青海省 closes citizens' messages within two working days.
MESSAGE_DAYS = 2
MESSAGES = 40
_LATE_UNIT = "青海省水利厅"
_KINDS = ("unreachable", "stale", "inaccurate", "unanswered", "typo", "other")


@dataclass(frozen=True, slots=True)
class Files:
    """Where everything of a written province stands."""

    folder: Path

    @property
    def sites(self) -> Path:
        """The register."""
        return self.folder / "sites.csv"

    @property
    def columns(self) -> Path:
        """The columns of the sites that registered theirs."""
        return self.folder / "columns.csv"

    @property
    def policies(self) -> Path:
        """What had to be reprinted."""
        return self.folder / "policies.json"

    @property
    def reports(self) -> Path:
        """What the citizens will report, and when it is handled (`demo.citizens`)."""
        return self.folder / "citizens.json"

    @property
    def office(self) -> Path:
        """The data folder of the office that handles it."""
        return self.folder / "office"

    @property
    def messages(self) -> Path:
        """The citizens' messages of the quarter, as the office's register has them."""
        return self.folder / "messages.csv"

    @property
    def hosts(self) -> Path:
        """The hosts file that stands for DNS."""
        return self.folder / "hosts"

    @property
    def authorisation(self) -> Path:
        """The letter by which the one site with a hole may be probed."""
        return self.folder / "AUTHORISATION.toml"

    @property
    def draw(self) -> Path:
        """The published draw."""
        return self.folder / "draw.json"

    @property
    def truth(self) -> Path:
        """What an inspection must find."""
        return self.folder / "truth.json"

    @property
    def inspection(self) -> Path:
        """The folder of the inspection."""
        return self.folder / "inspection"

    @property
    def bulletin(self) -> Path:
        """The folder of the bulletin."""
        return self.folder / "bulletin"

    @property
    def comparison(self) -> Path:
        """The inspection held against the truth."""
        return self.folder / "comparison.json"


def write(province: Province, folder: Path) -> Files:
    """Write all input files and the truth into `folder`; raises OSError as the disk gives it."""
    files = Files(folder)
    folder.mkdir(parents=True, exist_ok=True)
    places = [province.place(office) for office in province.offices]
    _csv(files.sites, list(SITE_FIELDS), map(_site_row, places))
    _csv(files.columns, list(COLUMN_FIELDS), _column_rows(places))
    _json(files.reports, list(_reports(places)))
    _json(files.policies, policies.as_json(province.port))
    write_whole(files.hosts, _hosts(places).encode())
    write_whole(files.authorisation, _authorisation(places).encode())
    publish(province.draw, files.draw)
    _json(files.truth, _truth(province, places))
    return files


def _site_row(place: Place) -> Mapping[str, str]:
    site = verdicts.site_of(place.office, place.port)
    return {field: str(getattr(site, field)) for field in SITE_FIELDS}


def _column_rows(places: Iterable[Place]) -> Iterable[Mapping[str, str]]:
    for place in places:
        if place.declared and not place.down:
            for column in place.columns:
                yield {
                    "site_code": place.office.code,
                    "column_name": column.name,
                    "column_type": column.type.value,
                    "url": place.column_url(column),
                }


def _reports(places: list[Place]) -> Iterable[Mapping[str, Any]]:
    """Forty reports of errors, all closed, one of them after its time."""
    dice, calendar = Dice("messages"), Calendar.shipped()
    late = next((p for p in places if p.office.unit == _LATE_UNIT), places[0])
    for number in range(MESSAGES):
        place = late if number == 0 else dice.one(places)
        received = calendar.add(date(2017, 10, 9) + timedelta(days=dice.between(0, 50)), 0)
        days = 6 if number == 0 else dice.between(0, MESSAGE_DAYS)
        closed = calendar.add(received, days)
        yield {
            "number": number,
            "site_code": place.office.code,
            "site_name": place.office.name,
            "unit": place.office.unit,
            "home_url": place.home_url,
            # No two are about the same page: what says the same would be joined.
            "url": f"{place.home_url}?from={number}",
            "category": dice.one(_KINDS),
            "text": f"第{number + 1}位网民反映：这一页有问题，请核实。",
            "received_at": f"{received}T09:{dice.between(10, 59)}:00+08:00",
            "transferred_at": f"{received}T11:{dice.between(10, 59)}:00+08:00",
            "closed_at": f"{closed}T16:{dice.between(10, 59)}:00+08:00",
        }


def _hosts(places: Iterable[Place]) -> str:
    lines = ["# 演示用主机表：本次检查用它代替域名解析"]
    for place in places:
        address = outside.NOWHERE if place.down == "refused" else "127.0.0.1"
        lines.append(f"{address} {place.office.host}")
    lines += [f"{address} {host}" for host, address in outside.hosts().items()]
    return "\n".join(lines) + "\n"


def _authorisation(places: Iterable[Place]) -> str:
    """The demonstration allows itself to probe its own careless site, on loopback alone."""
    hosts = [f"{place.office.host}:{place.port}" for place in places if place.careless]
    if not hosts:
        return "# 本次演示没有获准主动检测的网站\n"
    return (
        "# 演示省给自己的授权：只限本机上的演示网站\n[[authorisation]]\n"
        f"hosts = {json.dumps(hosts)}\n"
        'granted_by = "演示省人民政府办公厅"\ndocument = "演示办函〔2017〕1号"\n'
        "valid_from = 2017-01-01\nvalid_until = 2099-12-31\nmax_rate = 5\n"
        'methods = ["GET"]\naddresses = ["127.0.0.1"]\nexclude = []\n'
    )


def _truth(province: Province, places: Iterable[Place]) -> Mapping[str, Any]:
    batches = province.draw.sample()
    sites = []
    for place in places:
        truth = truth_of(place)
        sites.append(
            {
                "site_code": place.office.code,
                "name": place.office.name,
                "home_url": place.home_url,
                "stratum": place.office.stratum,
                "batch": batches[place.office.code],
                "style": place.style.code,
                "recipe": place.recipe,
                "verdict": truth.verdict.value,
                "expected": [[mark.indicator, mark.where] for mark in sorted(truth.expected)],
                "never": [[mark.indicator, mark.where] for mark in sorted(truth.never)],
            }
        )
    return {
        "schema": TRUTH_SCHEMA,
        "as_of": verdicts.AS_OF.isoformat(),
        "standard": verdicts.STANDARD,
        "seed": province.draw.seed,
        "port": province.port,
        "pages": province.pages,
        "indicators": INDICATORS,
        "sites": sites,
    }


def _csv(path: Path, fields: Iterable[str], rows: Iterable[Mapping[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(fields))
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, out.getvalue().encode("utf-8-sig"))


def _json(path: Path, content: object) -> None:
    write_whole(path, msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
