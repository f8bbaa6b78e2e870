"""What proves a hole: the harmless answer and each question that differed, to be repeated exactly.

A proof tells how to attack a running system. It is no text: whatever prints, formats or writes it
into a page gets the one sentence that may be public (工信部联网安〔2021〕66号 第九条第二项).
Only `sealed` writes the whole of it, into a file that its owner alone can read.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import msgspec

from xuncha import __version__
from xuncha.base.charset import decode
from xuncha.base.errors import InputError
from xuncha.base.language import N_, _
from xuncha.base.text import mask
from xuncha.evidence.probes import xss
from xuncha.evidence.probes.client import Exchange
from xuncha.evidence.probes.course import Ask, Claim, Grade, Verdict
from xuncha.evidence.probes.likeness import Likeness, Seen, View
from xuncha.evidence.probes.target import Parameter, Target

SCHEMA, AGAIN = "xuncha.proof/1", "xuncha.replay/1"
#: All that may be said of it in public.
PUBLIC = N_("存在安全隐患")
_BODY = 65_536


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """One hole, and how to show it again."""

    indicator: str
    target: Target
    index: int
    verdict: Verdict
    #: Where a stored marker shows; "" where the answer itself shows it.
    shown_at: str = ""

    def __repr__(self) -> str:
        """Nothing that tells how."""
        return f"<Proof: {PUBLIC}>"

    def __str__(self) -> str:
        """The public sentence."""
        return _(PUBLIC)

    def __format__(self, spec: str) -> str:
        """The public sentence, however it is asked for."""
        return format(str(self), spec)

    def __html__(self) -> str:
        """The public sentence in a page, too."""
        return str(self)

    @property
    def parameter(self) -> str:
        """The name of the parameter, for those who may know it."""
        return self.target.parameters[self.index].shown

    def url_of(self, ask: Ask) -> str:
        """The address one step asks for."""
        return self.target.asking(self.index, ask.value)


def holds(proof: Proof, baselines: Sequence[Seen], steps: Sequence[Seen]) -> tuple[bool, ...]:
    """For each claim of the proof, whether these answers bear it out."""
    likeness = Likeness(baselines)
    base = proof.target.parameters[proof.index].value.decode(baselines[0].charset, "replace")
    views = [likeness.view(baselines[0])]
    for ask, seen in zip(proof.verdict.steps, steps, strict=True):
        views.append(likeness.view(seen, ask.value.decode(seen.charset, "replace"), base))
    return tuple(_holds(one, likeness, views, steps) for one in proof.verdict.claims)


def _holds(claim: Claim, likeness: Likeness, views: Sequence[View], steps: Sequence[Seen]) -> bool:
    if claim.marker:
        return xss.shows(steps[claim.one], claim.context, claim.marker)
    one, here, there = (views[number + 1] for number in (claim.one, claim.here, claim.there))
    return likeness.closer(one, here, there)


def sealed(
    proof: Proof,
    folder: Path,
    about: dict[str, Any],
    baselines: Sequence[Exchange],
    steps: Sequence[Exchange],
) -> str:
    """Write the proof with its exchanges into `folder`; the file's name. Raises OSError."""
    whole = {
        "schema": SCHEMA,
        "indicator": proof.indicator,
        "grade": proof.verdict.grade,
        "context": proof.verdict.context,
        "path": proof.target.path,
        "source": proof.target.source,
        "parameters": [[_coded(p.name), _coded(p.value)] for p in proof.target.parameters],
        "index": proof.index,
        "shown_at": proof.shown_at,
        "steps": [{"value": _coded(one.value), **_rest(one)} for one in proof.verdict.steps],
        "claims": proof.verdict.claims,
        "tool": __version__,
        **about,
        "baselines": [_kept(one) for one in baselines],
        "exchanges": [_kept(one) for one in steps],
    }
    return _written(whole, folder)


def sealed_again(
    proof: Proof,
    folder: Path,
    about: dict[str, Any],
    baselines: Sequence[Exchange],
    steps: Sequence[Exchange],
) -> str:
    """Write what a repetition of `proof` got into `folder`; the file's name. Raises OSError."""
    whole = {
        "schema": AGAIN,
        "grade": proof.verdict.grade,
        "context": proof.verdict.context,
        "tool": __version__,
        **about,
        "baselines": [_kept(one) for one in baselines],
        "exchanges": [_kept(one) for one in steps],
    }
    return _written(whole, folder)


def _written(whole: dict[str, Any], folder: Path) -> str:
    """Into a file that its owner alone can read, named by what it holds."""
    raw = msgspec.json.format(msgspec.json.encode(whole), indent=1)
    name = f"{hashlib.sha256(raw).hexdigest()[:32]}.json"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return name


def opened(path: Path) -> Proof:
    """Read a proof back; raises InputError for a file that is none."""
    try:
        whole = msgspec.json.decode(path.read_bytes())
        if whole["schema"] != SCHEMA:
            raise ValueError(whole["schema"])
        parameters = tuple(
            Parameter(unquote_to_bytes(name), unquote_to_bytes(value))
            for name, value in whole["parameters"]
        )
        steps = tuple(
            Ask(unquote_to_bytes(one["value"]), one["rule"], one["follows"])
            for one in whole["steps"]
        )
        claims = tuple(msgspec.convert(one, Claim) for one in whole["claims"])
        verdict = Verdict(Grade(whole["grade"]), whole["context"], steps, claims)
        target = Target(whole["path"], parameters, whole["source"])
        return Proof(whole["indicator"], target, whole["index"], verdict, whole["shown_at"])
    except OSError as error:
        raise InputError(
            str(path), _("无法读取（{why}）").format(why=error.strerror), _("请检查路径与权限")
        ) from error
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            path.name, _("不是安全检测的证明文件"), _("请给出 DIR/probes 下的证明文件")
        ) from error


def _rest(one: Ask) -> dict[str, Any]:
    return {"rule": one.rule, "follows": one.follows}


def _coded(raw: bytes) -> str:
    return quote_from_bytes(raw, safe="-._~")


def _kept(one: Exchange) -> dict[str, Any]:
    """An exchange as evidence: personal data masked, the body's first part packed."""
    kind = next((value for name, value in one.headers if name == "content-type"), "")
    text = mask(decode(one.body[:_BODY], kind, cut=len(one.body) > _BODY).text)
    packed = gzip.compress(text.encode("utf-8", "replace"), mtime=0)
    return {
        "n": one.number,
        "at": one.at.isoformat(),
        "rule": one.rule,
        "request": f"GET {one.url} HTTP/1.1",
        "status": one.seen.status,
        "headers": [[name, mask(value)] for name, value in one.headers],
        "seconds": round(one.seconds, 4),
        "ip": one.ip,
        "tls": one.tls,
        "size": len(one.body),
        "sha256": hashlib.sha256(one.body).hexdigest(),
        "body_gzip_base64": base64.b64encode(packed).decode(),
    }
