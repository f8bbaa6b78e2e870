"""The published draw: written as a file, read back, and held against a second draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

import msgspec

from xuncha.base.language import _
from xuncha.base.types import Site
from xuncha.sampling.models import RULE, SCHEMA, Draw, DrawError, Quota, Ranked, Row
from xuncha.sampling.rules import fill, rank


def encode(draw: Draw) -> bytes:
    """``draw`` as the JSON that is published; the same draw always gives the same bytes."""
    fields = {"schema": draw.schema, **msgspec.to_builtins(draw)}
    return msgspec.json.format(msgspec.json.encode(fields), indent=1) + b"\n"


def decode(data: bytes) -> Draw:
    """The draw in a published file; raises DrawError saying what is wrong with the file."""
    try:
        draw = msgspec.json.decode(data, type=Draw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DrawError(
            _("不是完整的抽取结果文件（{error}）：请重新下载").format(error=error)
        ) from error
    if draw.schema != SCHEMA:
        raise DrawError(
            _("文件格式是“{schema}”，本程序只认“{known}”：请换用相应版本").format(
                schema=draw.schema, known=SCHEMA
            )
        )
    return draw


def verify(draw: Draw, register: Iterable[Site] | None = None) -> tuple[str, ...]:
    """Draw again from what ``draw`` publishes; each difference as a sentence, () where it agrees.

    With ``register`` the published rows are held against it too.
    """
    found = list(_differences(draw))
    if register is not None:
        found += _register_differences(draw.register, register)
    return tuple(found)


def _differences(draw: Draw) -> Iterator[str]:
    if draw.rule != RULE:
        yield _("公布的抽取规则文字与本程序的规则不同。")
    excluded = {one.site_code for one in draw.exclusions}
    yield from _list_differences(draw, excluded)
    again: list[Ranked] = []
    for quota in draw.quotas:
        sites = [
            row
            for row in draw.register
            if row.stratum == quota.stratum and row.site_code not in excluded
        ]
        yield from _quota_differences(quota, len(sites))
        again += rank(sites, quota, seed=draw.seed, campaign=draw.campaign)
    yield from _result_differences(draw.result, again)


def _list_differences(draw: Draw, excluded: Set[str]) -> Iterator[str]:
    codes = [row.site_code for row in draw.register]
    if len(codes) != len(set(codes)):
        yield _("公布的名单里有重复的网站标识码。")
    for code in sorted(excluded - set(codes)):
        yield _("被排除的网站 {code} 不在公布的名单里。").format(code=code)
    for left in draw.exclusions:
        if not left.reason.strip():
            yield _("排除网站 {code} 没有写理由。").format(code=left.site_code)
    for added in draw.additions:
        if added.site_code in excluded or added.site_code not in codes:
            yield _("另行加入的网站 {code} 不在可抽查的名单里。").format(code=added.site_code)
    strata = [quota.stratum for quota in draw.quotas]
    if len(strata) != len(set(strata)):
        yield _("公布的配额里有重复的分层。")
    for row in draw.register:
        if row.stratum not in strata:
            yield _("“{name}”（{code}）所在的分层“{stratum}”没有配额。").format(
                name=row.name, code=row.site_code, stratum=row.stratum
            )


def _quota_differences(quota: Quota, available: int) -> Iterator[str]:
    try:
        wanted = sum(fill(quota, available, 1).batches)
    except DrawError as error:
        yield f"{error}。"
        return
    if sum(quota.batches) != wanted:
        yield _("分层“{stratum}”应抽 {wanted} 家，公布的各批合计 {sum} 家。").format(
            stratum=quota.stratum, wanted=wanted, sum=sum(quota.batches)
        )


def _result_differences(published: Iterable[Ranked], again: Iterable[Ranked]) -> Iterator[str]:
    shown = list(published)
    theirs = {one.site_code: one for one in shown}
    if len(theirs) != len(shown):
        yield _("公布的结果里有网站出现两次。")
    for ours in again:
        one = theirs.pop(ours.site_code, None)
        name = {"name": ours.name, "code": ours.site_code}
        if one is None:
            yield _("“{name}”（{code}）应在结果里，公布的结果没有。").format(**name)
        elif one.hash != ours.hash:
            yield _("“{name}”（{code}）公布的散列值与种子算出的不同。").format(**name)
        elif one.batch != ours.batch:
            yield _("“{name}”（{code}）公布为{theirs}，重新抽取应为{ours}。").format(
                theirs=_batch(one.batch), ours=_batch(ours.batch), **name
            )
        elif one != ours:
            yield _("“{name}”（{code}）公布的名次、名称或分层与重新抽取的不同。").format(**name)
    for one in theirs.values():
        yield _("“{name}”（{code}）不该在结果里。").format(name=one.name, code=one.site_code)


def _batch(batch: int | None) -> str:
    return _("未抽中") if batch is None else _("第{batch}批").format(batch=batch)


def _register_differences(published: Iterable[Row], register: Iterable[Site]) -> Iterator[str]:
    ours = {site.site_code: Row(site.site_code, site.name, site.stratum) for site in register}
    for row in published:
        own = ours.pop(row.site_code, None)
        name = {"name": row.name, "code": row.site_code}
        if own is None:
            yield _("“{name}”（{code}）在公布的名单里，登记名单没有。").format(**name)
        elif own.stratum != row.stratum:
            yield _("“{name}”（{code}）公布的分层是“{theirs}”，登记的是“{ours}”。").format(
                theirs=row.stratum, ours=own.stratum, **name
            )
        elif own.name != row.name:
            yield _("{code} 公布的名称是“{theirs}”，登记的是“{ours}”。").format(
                code=row.site_code, theirs=row.name, ours=own.name
            )
    for own in ours.values():
        yield _("“{name}”（{code}）在登记名单里，公布的名单没有。").format(
            name=own.name, code=own.site_code
        )
