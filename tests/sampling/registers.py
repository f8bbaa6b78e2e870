"""Registers to draw from."""

from __future__ import annotations

from xuncha.base.types import Site


def site(code: str, stratum: str = "市州", name: str = "") -> Site:
    """One line of a register."""
    return Site(
        site_code=code,
        home_url=f"http://www.s{code}.gov.cn/",
        name=name or f"{code}网站",
        stratum=stratum,
    )


def province(bureaus: int = 34, prefectures: int = 20) -> tuple[Site, ...]:
    """A register of two strata."""
    return (
        *(site(f"6300{n:06d}", "省直部门") for n in range(bureaus)),
        *(site(f"6328{n:06d}") for n in range(prefectures)),
    )
