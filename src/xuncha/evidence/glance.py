"""What an answer is at first sight: its magic number, and the title and words of a page."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from xuncha.base import charset
from xuncha.base.text import fold
from xuncha.evidence.response import Response
from xuncha.evidence.snapshot import Answer

_WORDS = _BANNER = 400
_STARTS = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"BM", "image"),
    (b"\x00\x00\x01\x00", "image"),
    (b"{\\rtf", "rtf"),
)
_TAGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<script", b"<meta", b"<div",
         b"<frameset", b"<table", b"<p>", b"<br")  # fmt: skip


def magic(response: Response) -> str:
    """What the first bytes are, whatever the headers promise."""
    body = response.body
    if not body:
        return "empty"
    for start, name in _STARTS:
        if body.startswith(start):
            return name
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image"
    head = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml")) and b"<svg" in head:
        return "image"
    if head.startswith(b"<") and any(tag in head for tag in _TAGS):
        return "html"
    printable = sum(byte >= 0x20 or byte in b"\t\r\n\f" for byte in head[:512])
    return "text" if head and printable == len(head[:512]) else "other"


def is_page(response: Response) -> bool:
    """Whether a browser would show the answer as a page."""
    kind = response.header("content-type").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return magic(response) in ("html", "text", "empty", "other")
    return kind in ("", "text/plain", "text/xml", "application/xml") and magic(response) == "html"


def answer_of(response: Response, record: str | None = None, document: str | None = None) -> Answer:
    """The short account of an answer that is not kept as a page; `document` are its words."""
    kind = magic(response) if response.answered is not None and response.status else None
    title = text = None
    if kind == "html" and _is_saved_document(response):
        kind = "other"
    if kind == "html":
        title, text = _words(response)
    return Answer(
        asked=response.asked,
        answered=response.answered,
        reach=response.reach,
        status=response.status,
        failure=response.failure,
        hops=response.hops,
        content_type=response.header("content-type"),
        size=None if response.cut else len(response.body),
        magic=kind,
        title=title,
        text=text,
        document=document,
        seconds=response.seconds,
        tries=response.tries,
        when=response.when,
        record=record,
    )


#: What office programs write into the documents that they save as pages.
_SAVED = (b"schemas-microsoft-com:office", b"progid content=", b'name="progid"', b"wps office")


def _is_saved_document(response: Response) -> bool:
    """Whether what the server calls a document is one that was saved as a page: opens as it is."""
    kind = response.header("content-type").lower()
    head = response.body[:4096].lower()
    return "html" not in kind and any(sign in head for sign in _SAVED)


def _words(response: Response) -> tuple[str, str]:
    parser = LexborHTMLParser(
        charset.decode(response.body, response.header("content-type"), cut=response.cut).text
    )
    title = parser.css_first("title")
    named = fold(title.text())[:200] if title is not None else ""
    parser.strip_tags(["script", "style", "noscript", "title"])
    body = parser.body
    return named, fold(body.text(separator=" "))[:_WORDS] if body is not None else ""
