"""A small province for the storm: sites by the hundred, and offices that are told what happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from xuncha.alerts.channels import add_channel, office_listener
from xuncha.alerts.models import Listener
from xuncha.alerts.routing import listener_of
from xuncha.alerts.settings import change_post
from xuncha.people.actions import Actor, add_office, add_person, found_province
from xuncha.people.models import Office
from xuncha.people.tokens import make_token
from xuncha.registry.models import Site, SiteState

#: Sites that are probed, and those of them that are inspected again and again.
SITES, INSPECTED = 1500, 60


@dataclass(frozen=True, slots=True)
class Outside:
    """Where the world outside listens."""

    address: str
    sites: int
    mail: int
    hook: int


@dataclass(frozen=True, slots=True)
class Town:
    """What the storm's people work with."""

    province: Office
    counties: tuple[Office, ...]
    inspected: tuple[Site, ...]
    #: A key to the API of somebody who may start inspections.
    token: str


def host_of(number: int) -> str:
    """The name of a site."""
    return f"s{number:04d}.storm.gov.cn"


def write_hosts(path: Path, outside: Outside) -> None:
    """The hosts table of the program."""
    path.write_text("".join(f"{outside.address} {host_of(n)}\n" for n in range(SITES)))


def build(outside: Outside) -> Town:
    """Fill the empty database."""
    now = timezone.now()
    system = Actor(None, now)
    province = found_province(system, "青海省人民政府办公厅", "630000")
    keeper = add_person(system, province, "weihu", "keeper", name="维护员")
    inspector = add_person(system, province, "xiaoli", "inspector", name="小李")
    change_post(
        Actor(keeper, now),
        {
            "smtp_host": outside.address,
            "smtp_port": outside.mail,
            "smtp_security": "none",
            "sender": "xuncha@qh.gov.cn",
            "networks": [f"{outside.address}/32"],
            "ports": [outside.hook],
            "patience": 0,
        },
    )
    counties = tuple(_county(system, province, number, outside) for number in range(3))
    _tokened, token = make_token(
        Actor(inspector, now), inspector, "chaos", writes=True, expires_at=now + timedelta(days=30)
    )
    Site.objects.bulk_create(
        (
            Site(
                office=(office := counties[number % len(counties)]),
                path=office.path,
                name=f"第{number}号网站",
                sponsor=office.name,
                region=office.region,
                home_url=f"http://{host_of(number)}:{outside.sites}/",
                host=host_of(number),
                site_code=f"63000{number:05d}",
                state=SiteState.ACTIVE,
                added_at=now,
                changed_at=now,
            )
            for number in range(SITES)
        ),
        batch_size=500,
    )
    inspected = tuple(Site.objects.order_by("host")[:INSPECTED])
    return Town(province, counties, inspected, token)


def _county(system: Actor, province: Office, number: int, outside: Outside) -> Office:
    """An office with one person who reads mail, and a program that is called."""
    office = add_office(system, province, f"第{number}县人民政府办公室", "prefecture")
    person = add_person(system, office, f"xian{number}", "organiser", name=f"县办{number}")
    mine, shared = listener_of(person, system.now), office_listener(office)
    add_channel(Actor(person, system.now), mine, "mail", target=mail_of(office))
    url = f"http://{outside.address}:{outside.hook}/office/{office.pk}"
    add_channel(Actor(person, system.now), shared, "webhook", target=url, secret="storm" * 5)
    _always(mine, shared)
    return office


def mail_of(office: Office) -> str:
    """Where an office's person reads mail."""
    return f"office{office.pk}@qh.gov.cn"


def _always(*listeners: Listener) -> None:
    """Tell them at any hour, as soon as it is known."""
    numbers: Iterable[int] = [one.pk for one in listeners]
    Listener.objects.filter(pk__in=numbers).update(
        quiet_from=None, quiet_to=None, quiet_days_off=False, every=0
    )
