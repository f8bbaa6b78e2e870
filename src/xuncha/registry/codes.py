"""网站标识码 and 校验码: issued once, on the last approval, and never again."""

from __future__ import annotations

import secrets

from django.db.models import F

from xuncha.base.language import _
from xuncha.people.actions import RefusedError
from xuncha.people.models import Office
from xuncha.people.queries import chain
from xuncha.registry import rules
from xuncha.registry.models import CodeSerial, Site

#: Without the letters and digits that people take for one another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CHECK_CODE_LENGTH = 8


def prefix_for(site: Site, office: Office) -> str:
    """The first six characters of a site's code: its office's own, its region, or the next above.

    Raises RefusedError where nobody up the tree says which.
    """
    if office.code:
        return office.code
    for found in (site.region, office.region, *(o.code or o.region for o in chain(office)[::-1])):
        if found:
            return found
    raise RefusedError(
        _("“{office}”及其上级都没有区划代码，无法生成标识码。请先填写单位的区划代码").format(
            office=office.name
        )
    )


def issue(prefix: str) -> tuple[str, str]:
    """A new 网站标识码 under `prefix` and its 校验码; call it inside the verb's transaction.

    The serial's row is taken by an UPDATE, so two approvals at once get two codes on any
    database. Raises RefusedError when a prefix has given out all its serials.
    """
    _open(prefix)
    CodeSerial.objects.filter(prefix=prefix).update(last=F("last") + 1)
    code = rules.site_code(prefix, CodeSerial.objects.get(prefix=prefix).last)
    if code is None:
        raise RefusedError(
            _("区划 {prefix} 的标识码已用完 {most} 个").format(
                prefix=prefix, most=rules.MOST_SERIALS
            )
        )
    return code, check_code()


def check_code() -> str:
    """A 校验码 that nobody can guess."""
    return "".join(secrets.choice(_ALPHABET) for _place in range(CHECK_CODE_LENGTH))


def note_given(codes: set[str]) -> None:
    """Remember codes given elsewhere, so that they are not given again."""
    highest: dict[str, int] = {}
    for code in codes:
        prefix, serial = code[:6], int(code[6:])
        highest[prefix] = max(serial, highest.get(prefix, 0))
    rows = [CodeSerial(prefix=prefix) for prefix in highest]
    CodeSerial.objects.bulk_create(rows, ignore_conflicts=True)
    for prefix, serial in sorted(highest.items()):
        CodeSerial.objects.filter(prefix=prefix, last__lt=serial).update(last=serial)


def _open(prefix: str) -> None:
    CodeSerial.objects.bulk_create([CodeSerial(prefix=prefix)], ignore_conflicts=True)
    if CodeSerial.objects.filter(prefix=prefix, last=0).exists():
        newest = (
            Site.objects.filter(site_code__startswith=prefix)
            .order_by("-site_code")
            .values_list("site_code", flat=True)
            .first()
        )
        CodeSerial.objects.filter(prefix=prefix, last=0).update(
            last=int(newest[6:]) if newest else 0
        )
