"""bulletin.html and bulletin.pdf: one template, on the screen and on the page of GB/T 9704."""

from __future__ import annotations

import unicodedata
from importlib import resources
from typing import Any, Final, NoReturn

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from xuncha.bulletin.codes import matrix, outline
from xuncha.bulletin.imprint import copies, has_imprint, printed
from xuncha.bulletin.models import Bulletin
from xuncha.bulletin.wording import long_date

_TEMPLATES = Environment(
    loader=PackageLoader("xuncha.bulletin"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


#: Readable aloud, and with the fingerprint among its properties.
_PDF: Final = {"pdf_tags": True, "custom_metadata": True}


def html(
    bulletin: Bulletin, address: str = "", *, paged: bool = False, turned: bool = False
) -> bytes:
    """The page, everything in one file; `paged` adds what only the PDF has.

    `address` is where its public page stands, "" for none; `turned` puts the 版记 on a page more.
    """
    css = _style("bulletin.css") + (_style("paged.css") if paged else "")
    text = _TEMPLATES.get_template(
        "bulletin.html"
    ).render(
        b=bulletin,
        sha256=bulletin.sha256,
        # Our own files: the only text that goes in unescaped.
        css=Markup(css),  # noqa: S704
        paged=paged,
        as_of=bulletin.as_of[:16].replace("T", " "),
        attachments=[annex.title for annex in bulletin.annexes],
        issuer_indent=issuer_indent(bulletin),
        head=letterhead(bulletin),
        head_size=letterhead_size(bulletin),
        address=address,
        code=_code(address) if address else "",
        imprint=has_imprint(bulletin.letter),
        copies=copies(bulletin.letter),
        printed=printed(bulletin.letter),
        turned=turned,
    )
    return text.encode()


def pdf(bulletin: Bulletin, address: str = "") -> bytes:
    """The pages, fonts embedded; nothing is fetched from anywhere."""
    document = _laid_out(html(bulletin, address, paged=True))
    if has_imprint(bulletin.letter) and len(document.pages) % 2:
        # 版记 stands on the last page, which is an even one.
        document = _laid_out(html(bulletin, address, paged=True, turned=True))
    written: bytes = document.write_pdf(**_PDF)
    return written


def _laid_out(page: bytes) -> Any:
    # Loads Pango: only when a PDF is wanted.
    from weasyprint import HTML

    whole = HTML(string=page.decode(), url_fetcher=refuse)
    return whole.render(**_PDF)


def _code(address: str) -> Markup:
    rows = matrix(address)
    shape = (
        '<svg class="code" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>'
    )
    return Markup(shape).format(len(rows), "公开页的二维码", outline(rows))  # noqa: S704 (ours)


def issuer_indent(bulletin: Bulletin) -> float:
    """By how many characters the issuer is set in, so that it stands centred over the date.

    The date stands four characters in; Latin digits are half as wide.
    """
    wide = _ems(bulletin.letter.issuer) - _ems(long_date(bulletin.letter.day))
    return max(4 - wide / 2, 0)


def letterhead(bulletin: Bulletin) -> str:
    """The red words over a numbered bulletin."""
    return bulletin.letter.issuer or "政府网站抽查通报"


def letterhead_size(bulletin: Bulletin) -> int:
    """Their size in points: as large as one line takes, 初号 at most."""
    return min(40, int(440 / max(_ems(letterhead(bulletin)), 1)))


def _ems(text: str) -> float:
    return sum(1 if unicodedata.east_asian_width(one) in "WF" else 0.5 for one in text)


def _style(name: str) -> str:
    return (resources.files("xuncha.bulletin") / "templates" / name).read_text("utf-8")


def refuse(url: str, *_rest: Any, **_more: Any) -> NoReturn:
    """A bulletin needs nothing from outside, so whatever asks for it is not ours."""
    raise ValueError(f"a bulletin fetches nothing: {url!r}")
