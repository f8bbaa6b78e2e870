"""``xuncha seed``: a made-up register of the size of the country's, to measure the console on."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime

from rich.console import Console

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.cli import arguments


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add(
        "--sites",
        type=arguments.positive,
        default=84_000,
        metavar="N",
        help=_("网站数，默认 84000"),
    )
    add(
        "--columns-per-site",
        type=arguments.positive,
        default=17,
        metavar="N",
        help=_("每家网站的栏目数，默认 17"),
    )
    add("--years", type=arguments.positive, default=5, metavar="N", help=_("历史年数，默认 5"))
    add("--province", default="51", metavar="NN", help=_("省级区划代码前两位，默认 51"))
    add("--seed", type=int, default=1, metavar="N", help=_("随机数种子，相同则生成相同的登记"))
    add("--password", metavar="P", help=_("给生成的五个账号设同一口令；不设则不能登录"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Fill the database named by the environment; 0 done, 1 where it is not empty."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    from xuncha.cli.up import prepare

    prepare()
    from xuncha.demo.scale.fill import fill
    from xuncha.people.actions import RefusedError
    from xuncha.people.models import User

    console = Console()
    try:
        fill(
            datetime.now(UTC),
            sites=chosen.sites,
            columns_per_site=chosen.columns_per_site,
            years=chosen.years,
            province=chosen.province,
            seed=chosen.seed,
            tell=lambda table, rows: console.print(f"{table} {rows:,}", highlight=False),
        )
    except RefusedError as error:
        raise InputError("seed", str(error), _("请另用空的数据目录或数据库")) from error
    if chosen.password:
        for user in User.objects.all():
            user.set_password(chosen.password)
            user.save(update_fields=["password"])
    return 0
