"""What the text of a page's own scripts gives away: that a browser is worth asking, or a suspicion.

Nothing is run here; a sign is never more than a reason to look.
"""

from __future__ import annotations

import re

from xuncha.evidence.probes.likeness import Seen

#: A page whose own script reads its address …
_READS = re.compile(
    r"location\s*\.\s*(?:hash|search|href)|document\s*\.\s*(?:URL|documentURI|baseURI|location)"
    r"|URLSearchParams|(?:decodeURI(?:Component)?|unescape|String)\s*\(\s*(?:window\.)?location"
)
#: … and writes into the page, runs a text, or leaves for where it says.
_WRITES = re.compile(
    r"innerHTML|outerHTML|document\s*\.\s*write|insertAdjacentHTML|createContextualFragment|srcdoc"
    r"|\.\s*(?:html|append|prepend|after|before|replaceWith|parseHTML)\s*\(|\$\(\s*(?:window\.)?location"
)
_RUNS = re.compile(
    r"\beval\s*\(|\bFunction\s*\(|set(?:Timeout|Interval)\s*\(\s*(?!function|\(|async|\w+\s*,)"
    r"|execScript\s*\("
)
_LEAVES = re.compile(
    r"location(?:\s*\.\s*href)?\s*=(?!=)\s*(?![\s\"'`])|location\s*\.\s*(?:assign|replace)\s*\("
    r"\s*(?![\s\"'`])|\.\s*src\s*=(?!=)\s*(?![\s\"'`])"
)
#: What other pages can put before a script: messages, the window's name, where one came from.
_MESSAGE = re.compile(r"""addEventListener\s*\(\s*['"]message['"]|\bonmessage\s*=""")
_HEARD = {
    "postMessage": re.compile(r"\.\s*data\b"),
    "window.name": re.compile(r"\bwindow\s*\.\s*name\b"),
    "document.referrer": re.compile(r"\bdocument\s*\.\s*referrer\b"),
}
_SINK = (
    r"(?:innerHTML\s*\+?=|outerHTML\s*\+?=|document\s*\.\s*write(?:ln)?\s*\(|\beval\s*\("
    r"|insertAdjacentHTML\s*\(|\bFunction\s*\(|\.html\s*\()[^;\n]{0,200}?"
)
_ASSIGNED = re.compile(r"\b([A-Za-z_$][\w$]*)\s*=(?!=)\s*([^;\n]{1,200})")
_OPENS = re.compile(r"<(script|style|noscript)\b([^<>]{0,2000})>", re.IGNORECASE)
_LINK = re.compile(r"<a\s[^<>]{0,500}?href", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MOST_SCRIPT, _NAMES = 60_000, 20
#: Characters that are read, and below which a page's own words are none.
_MOST_TEXT, _SHELL = 400_000, 160

#: What a page's script does with its address: "writes", "runs", "leaves".
Signs = frozenset[str]


def of(seen: Seen) -> Signs:
    """What is worth asking a browser about this page; empty where nothing is."""
    text = seen.text[:_MOST_TEXT]
    if not seen.is_html or not _READS.search(text):
        return frozenset()
    kinds = (("writes", _WRITES), ("runs", _RUNS), ("leaves", _LEAVES))
    return frozenset(name for name, sign in kinds if sign.search(text))


def heard(seen: Seen) -> tuple[str, ...]:
    """What other pages can say that this page's script writes or runs unchecked, as it reads."""
    if not seen.is_html:
        return ()
    found = []
    for _kind, head, script in _unseen(seen.text[:_MOST_TEXT])[1]:
        if "src" in head:
            continue
        script = script[:_MOST_SCRIPT]
        for name, source in _HEARD.items():
            if name == "postMessage" and (not _MESSAGE.search(script) or ".origin" in script):
                continue
            if _flows(script, source):
                found.append(name)
    return tuple(dict.fromkeys(found))


def _unseen(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The text without its scripts and styles, and those: kind, attributes, content.

    One pass whatever the page holds: what is never closed reaches to the end.
    """
    lowered, shown, held, at = text.lower(), [], [], 0
    while (found := _OPENS.search(text, at)) is not None:
        shown.append(text[at : found.start()])
        kind = found[1].lower()
        end = lowered.find(f"</{kind}", found.end())
        end = len(text) if end < 0 else end
        held.append((kind, found[2].lower(), text[found.end() : end]))
        at = end
    shown.append(text[at:])
    return " ".join(shown), held


def _flows(script: str, source: re.Pattern[str]) -> bool:
    """Whether `source` stands in a sink, itself or by a name it was given."""
    if re.search(_SINK + source.pattern, script):
        return True
    named = (name for name, value in _ASSIGNED.findall(script) if source.search(value))
    names = [*dict.fromkeys(named)][:_NAMES]
    return any(re.search(rf"{_SINK}\b{re.escape(name)}\b", script) for name in names)


def is_shell(seen: Seen) -> bool:
    """Whether the page holds hardly a word until its scripts have built it."""
    text = seen.text[:_MOST_TEXT]
    if not seen.is_html or "<script" not in text.lower():
        return False
    text = _unseen(text)[0]
    return not _LINK.search(text) and len("".join(_TAG.sub(" ", text).split())) < _SHELL
