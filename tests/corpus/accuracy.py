"""``python -m tests.corpus.accuracy``: serve, inspect, compare, print, write docs/accuracy.md and the
figures that the public page of the method shows."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.corpus import outside
from tests.corpus.hazards import duties
from tests.corpus.plan import AS_OF, STANDARD, Site
from tests.corpus.province import SITES, build
from tests.corpus.truth import INDICATORS
from tests.corpus.web import Server

from xuncha.base.types import Site as Registered
from xuncha.base.types import Verdict
from xuncha.cli.inspection import carry_out
from xuncha.demo.compare import Comparison, Tally, Truth, _Site, compare
from xuncha.evidence.plan import Plan
from xuncha.pipeline.order import Order, open_folder
from xuncha.pipeline.record import inspection_of

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "docs" / "accuracy.md"
_FIGURES = _ROOT / "src" / "xuncha" / "web" / "public" / "accuracy.json"


def measure(sites: int, out: Path) -> tuple[Comparison, list[Site], int]:
    """Inspect so many sites into `out` and hold what was found against the truth."""
    with Server(sites) as server:
        built = [build(number, server.port) for number in range(sites)]
        order = _order(built)
        open_folder(order, out)
        progress = carry_out(order, out, quiet=True, json_lines=False)
        inspection = inspection_of(order, out, progress.failed)
    return compare(_truth(built), inspection), built, progress.pages


def _order(built: list[Site]) -> Order:
    hosts = {one.host: ("127.0.0.1",) for one in built}
    hosts |= {host: ("127.0.0.1",) for one in built for host in one.others}
    hosts |= {host: (address,) for host, address in outside.hosts().items()}
    return Order(
        sites=tuple(
            Registered(one.code, one.home, one.name, one.unit, one.region, "县", one.kind)
            for one in built
        ),
        declared={},
        policies=duties.policies(),
        hosts=hosts,
        networks=("127.0.0.0/8",),
        standard=STANDARD,
        as_of=AS_OF,
        plan=Plan(rate=0.0, visits=2, patience=0.3),
    )


def _truth(built: list[Site]) -> Truth:
    rows = [
        _Site(
            one.code,
            one.name,
            one.home,
            one.make.code,
            1,
            Verdict.QUALIFIED,
            sorted(one.expected),
            sorted(one.never),
        )
        for one in built
    ]
    return Truth("xuncha.corpus/1", AS_OF.isoformat(), STANDARD, "", list(INDICATORS), rows)


def main() -> int:
    """Measure; 0 when the promised figures are reached."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sites", type=int, default=SITES)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--page", type=Path, default=_PAGE)
    chosen = parser.parse_args()
    out = chosen.out or Path(tempfile.mkdtemp(prefix="accuracy-"))
    shutil.rmtree(out, ignore_errors=True)
    started = time.monotonic()
    one, built, pages = measure(chosen.sites, out)
    seconds = time.monotonic() - started
    lines = list(_lines(one, len(built), pages))
    print("\n".join(lines))
    for what, marks in (("missed", one.missed), ("made up", one.made_up)):
        for mark in marks:
            print(what, *mark)
    print(f"{seconds:.0f} s")
    if chosen.sites == SITES:
        chosen.page.write_text("\n".join(lines) + "\n", encoding="utf-8")
        figures = _figures(one, len(built), pages)
        _FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if chosen.out is None:
        shutil.rmtree(out, ignore_errors=True)
    return 0 if _is_reached(one) else 1


def _lines(one: Comparison, sites: int, pages: int):  # type: ignore[no-untyped-def]
    yield "# 准确率与召回率"
    yield ""
    yield f"本页由 `make accuracy` 生成，请勿手改。陷阱省：{sites} 家网站、{pages} 个页面、15 种建站系统。"
    yield "“埋设”是写在生成器里的真问题；“陷阱”是看似有问题而没有问题的地方，误入即误报。"
    yield ""
    yield "| 指标 | 埋设 | 检出 | 正确 | 准确率 | 召回率 | 陷阱 | 误入 |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for code, tally in one.tallies.items():
        yield _line(code, tally)
    yield _line("**合计**", one.overall)


def _figures(one: Comparison, sites: int, pages: int):  # type: ignore[no-untyped-def]
    rows = [_row(code, tally) for code, tally in one.tallies.items()]
    return {"sites": sites, "pages": pages, "rows": rows, "whole": _row("", one.overall)}


def _row(code: str, tally: Tally):  # type: ignore[no-untyped-def]
    return {
        "code": code,
        "planted": tally.expected,
        "found": tally.found,
        "right": tally.right,
        "traps": tally.controls,
        "trapped": tally.trapped,
    }


def _line(name: str, tally: Tally) -> str:
    return (
        f"| {name} | {tally.expected} | {tally.found} | {tally.right} | {_share(tally.precision)} | "
        f"{_share(tally.recall)} | {tally.controls} | {tally.trapped} |"
    )


def _share(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}%"


def _is_reached(one: Comparison) -> bool:
    def at_least(tally: Tally, precision: float, recall: float) -> bool:
        return (tally.precision or 1.0) >= precision and (tally.recall or 0.0) >= recall

    return at_least(one.overall, 0.99, 0.98) and all(
        at_least(tally, 0.95, 0.95) for tally in one.tallies.values() if tally.expected
    )


if __name__ == "__main__":
    sys.exit(main())
