"""The sealed log of evidence for everyone: a root a day, and the script that checks a proof."""

from __future__ import annotations

import json
from importlib import resources

from django.http import HttpRequest, HttpResponse

from xuncha.findings.models import SealedRoot
from xuncha.findings.seals import roots
from xuncha.web.public.door import public, show


@public()
def every(request: HttpRequest) -> HttpResponse:
    """The published roots, the newest first, and how a proof is checked."""
    return show(request, "seals.html", {"roots": SealedRoot.objects.order_by("-day")[:400]})


@public()
def file(_request: HttpRequest) -> HttpResponse:
    """All roots and that each grew out of the one before."""
    answer = HttpResponse(json.dumps(roots(), indent=1), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="roots.json"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@public()
def script(_request: HttpRequest) -> HttpResponse:
    """The stand-alone script, Python's standard library alone."""
    text = (resources.files("xuncha.findings") / "verify_proof.txt").read_bytes()
    answer = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_proof.py"'
    return answer
