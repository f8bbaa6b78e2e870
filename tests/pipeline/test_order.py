"""Where a site's results stand: no name that a register or a result carries leads elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from xuncha.base.types import Site
from xuncha.pipeline.order import key_of

HOME = "http://www.a.gov.cn/"


@pytest.mark.parametrize("code", ["6300000001", "bm01000001"])
def test_a_site_stands_under_its_code(code: str) -> None:
    assert key_of(Site(code, HOME)) == code


@pytest.mark.parametrize(
    "site",
    [
        Site("../../etc", HOME),
        Site("..", HOME),
        Site("/etc/passwd", HOME),
        Site("a\0b", HOME),
        Site("a\nb", HOME),
        Site("x" * 300, HOME),
        Site("", HOME),
        Site("", "http://../"),
        Site("", f"http://{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.gov.cn/"),
        Site("", "http://[::1]:8080/"),
        Site("", "http://a,b;c.gov.cn/"),
        Site("", "not an address"),
        Site("", ""),
    ],
)
def test_no_site_leads_out_of_its_folder(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / key_of(site)
    folder.mkdir()
    assert folder.resolve().parent == tmp_path.resolve()
    assert key_of(site).isascii()
    assert not set(key_of(site)) & set('/\\:*?"<>|\0\n')


def test_sites_of_one_host_stand_apart() -> None:
    keys = {key_of(Site("", f"{HOME}{name}/")) for name in ("a", "b", "A")}
    assert len(keys) == 3
    assert len({key_of(Site(code, HOME)) for code in ("../a", "../b", "..-a")}) == 3
