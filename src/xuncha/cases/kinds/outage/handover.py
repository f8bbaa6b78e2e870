"""Filings follow their site: another office answers for them, and other levels decide."""

from __future__ import annotations

from django.db import transaction

from xuncha.base.language import _
from xuncha.cases import actions as cases
from xuncha.cases.kinds.outage.actions import lay
from xuncha.cases.kinds.outage.models import Filing
from xuncha.people.actions import Actor
from xuncha.registry.models import Site
from xuncha.registry.queries import review_chain


@transaction.atomic
def follow(actor: Actor, site: Site) -> list[Filing]:
    """Hand the open filings of a site to the office it is under now; those that changed.

    One under review begins anew at that office's first level: the desk it lay on has no say any
    more over the site. The caller may do so: moving the site was the decision.
    """
    house = Actor(None, actor.now, actor.address)
    moved = []
    rows = Filing.objects.select_related("case", "site").filter(site=site, case__closed_at=None)
    for filing in rows.exclude(case__office=site.office):
        filing.case = cases.hand_over(house, filing.case, site.office, _("网站已划转"))
        if filing.case.state == "reviewing":
            lay(house, filing, review_chain(site.office)[0], 1)
        moved.append(filing)
    return moved
