"""Who may do what: pure decisions over a role, a verb and two places in the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xuncha.base.language import N_


class Verb(StrEnum):
    """Everything a person may do, as the audit log names it."""

    READ = "read"
    EXPORT = "export"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_OFFICES = "manage_offices"
    READ_AUDIT = "read_audit"
    REQUEST_CHANGE = "request_change"
    REVIEW_REQUEST = "review_request"
    IMPORT = "import"
    DECIDE_CANDIDATE = "decide_candidate"
    START_RUN = "start_run"
    CANCEL_RUN = "cancel_run"
    REVIEW_FINDING = "review_finding"
    CONFIRM_VETO = "confirm_veto"
    EXPLAIN_FINDING = "explain_finding"
    HANDLE_CASE = "handle_case"
    PUBLISH = "publish"
    SIGN = "sign"
    READ_SECURITY = "read_security"
    AUTHORISE_PROBING = "authorise_probing"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_TOKENS = "manage_tokens"


VERB_NAMES: Final[Mapping[Verb, str]] = {
    Verb.READ: N_("查看"),
    Verb.EXPORT: N_("导出"),
    Verb.MANAGE_PEOPLE: N_("管理人员"),
    Verb.MANAGE_OFFICES: N_("管理单位"),
    Verb.READ_AUDIT: N_("查看操作记录"),
    Verb.REQUEST_CHANGE: N_("提出登记变更"),
    Verb.REVIEW_REQUEST: N_("审核登记变更"),
    Verb.IMPORT: N_("导入"),
    Verb.DECIDE_CANDIDATE: N_("处理漏报线索"),
    Verb.START_RUN: N_("开始检查"),
    Verb.CANCEL_RUN: N_("取消检查"),
    Verb.REVIEW_FINDING: N_("审核问题"),
    Verb.CONFIRM_VETO: N_("复核单项否决"),
    Verb.EXPLAIN_FINDING: N_("说明问题"),
    Verb.HANDLE_CASE: N_("办理"),
    Verb.PUBLISH: N_("发布"),
    Verb.SIGN: N_("签发"),
    Verb.READ_SECURITY: N_("查看安全细节"),
    Verb.AUTHORISE_PROBING: N_("授权安全检测"),
    Verb.MANAGE_SETTINGS: N_("系统设置"),
    Verb.MANAGE_TOKENS: N_("管理接口令牌"),
}

_OWN = frozenset({Verb.READ, Verb.EXPORT})
_INSPECTS = _OWN | {
    Verb.START_RUN,
    Verb.CANCEL_RUN,
    Verb.REVIEW_FINDING,
    Verb.HANDLE_CASE,
    Verb.DECIDE_CANDIDATE,
    Verb.READ_AUDIT,
}

#: By the role's value (people/models.py). A veto takes two: the inspector reviews, the reviewer
#: confirms (standards.md §11: veto results need two people before publication). So does leave to
#: probe a site: one asks with the letter, another approves.
MAY: Final[Mapping[str, frozenset[Verb]]] = {
    "organiser": _INSPECTS
    | {
        Verb.MANAGE_PEOPLE,
        Verb.MANAGE_OFFICES,
        Verb.REQUEST_CHANGE,
        Verb.REVIEW_REQUEST,
        Verb.IMPORT,
        Verb.PUBLISH,
        Verb.EXPLAIN_FINDING,
        Verb.READ_SECURITY,
        Verb.AUTHORISE_PROBING,
        Verb.MANAGE_TOKENS,
    },
    "inspector": _INSPECTS | {Verb.REQUEST_CHANGE, Verb.IMPORT, Verb.MANAGE_TOKENS},
    "reviewer": _INSPECTS
    | {
        Verb.CONFIRM_VETO,
        Verb.REVIEW_REQUEST,
        Verb.SIGN,
        Verb.READ_SECURITY,
        Verb.AUTHORISE_PROBING,
    },
    "reporter": _OWN
    | {Verb.REQUEST_CHANGE, Verb.EXPLAIN_FINDING, Verb.HANDLE_CASE, Verb.READ_SECURITY},
    "leader": _OWN | {Verb.READ_AUDIT, Verb.SIGN},
    "keeper": frozenset(
        {
            Verb.READ,
            Verb.MANAGE_PEOPLE,
            Verb.MANAGE_OFFICES,
            Verb.READ_AUDIT,
            Verb.MANAGE_SETTINGS,
            Verb.MANAGE_TOKENS,
        }
    ),
}


def roles_with(verb: Verb) -> tuple[str, ...]:
    """The roles that may do `verb` in their own part of the tree."""
    return tuple(role for role, verbs in MAY.items() if verb in verbs)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides a person's reach: the role, and the path of the office they work in."""

    role: str
    path: str


def may(standing: Standing, verb: Verb, path: str) -> bool:
    """Whether somebody of this standing may do ``verb`` to what lies at ``path``."""
    return (
        verb in MAY.get(standing.role, frozenset())
        and bool(standing.path)
        and path.startswith(standing.path)
    )
