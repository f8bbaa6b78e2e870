"""The audit log in words: verbs, what they were done to, and what they changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from xuncha.base.language import N_, _
from xuncha.people.models import AuditEntry, OfficeLevel, OfficeLine, Role
from xuncha.registry.fields import label_of
from xuncha.registry.models import RequestKind
from xuncha.registry.queries import in_words
from xuncha.web import words
from xuncha.web.signs import KINDS

_AUDITED: Final[Mapping[str, str]] = {
    "office.add": N_("增设单位"),
    "office.close": N_("撤销单位"),
    "office.reopen": N_("恢复单位"),
    "office.change": N_("修改单位"),
    "person.add": N_("添加人员"),
    "person.change": N_("修改人员"),
    "person.password": N_("重设密码"),
    "person.end_sessions": N_("结束登录"),
    "person.outside": N_("关联统一身份认证"),
    "request.draft": N_("起草申请"),
    "request.change": N_("修改申请"),
    "request.submit": N_("提交申请"),
    "request.approve": N_("同意申请"),
    "request.return": N_("退回申请"),
    "request.withdraw": N_("撤回申请"),
    "request.attach": N_("添加附件"),
    "request.detach": N_("删除附件"),
    "site.register": N_("登记网站"),
    "site.change": N_("变更网站信息"),
    "site.columns": N_("变更栏目"),
    "site.state": N_("网站状态变化"),
    "site.hand_over": N_("划转网站"),
    "site.import": N_("导入网站"),
    "alerts.settings": N_("修改通知设置"),
    "channel.add": N_("添加通知渠道"),
    "channel.drop": N_("删去通知渠道"),
    "channel.wishes": N_("修改接收设置"),
    "delivery.again": N_("重发消息"),
    "notice.take": N_("认领通知"),
    "candidate.claimed": N_("认领漏报线索"),
    "candidate.assigned": N_("交办补录"),
    "candidate.dismissed": N_("排除漏报线索"),
    "candidate.registered": N_("完成补录"),
    "filing.change": N_("修改报备"),
    "report.draft": N_("起草报送事项"),
    "report.change": N_("修改报送表单"),
    "report.issue": N_("下发报送事项"),
    "report.drop_file": N_("删除报送附件"),
    "report.publish": N_("公开年度报表"),
    "report.address": N_("回填公开网址"),
    "figure.set": N_("修改规定的数字"),
    "judgement.set_aside": N_("检查结论改为未检"),
    "case.open": N_("立项办理"),
    "case.move": N_("办理"),
    "case.note": N_("填写意见"),
    "case.attach": N_("添加附件"),
    "bulletin.draft": N_("起草通报"),
    "bulletin.version": N_("生成或修改通报"),
    "bulletin.sign": N_("签发通报"),
    "bulletin.publish": N_("发布通报"),
    "bulletin.correct": N_("更正通报"),
    "bulletin.abandon": N_("放弃通报"),
    "case.retest": N_("发起复查"),
    "case.account": N_("记录问责"),
    "calendar.import": N_("导入工作日历"),
    "campaign.plan": N_("建立抽查"),
    "campaign.change": N_("修改抽查方案"),
    "campaign.exclude": N_("排除网站"),
    "campaign.add": N_("加入网站"),
    "campaign.forget": N_("取消排除或加入"),
    "campaign.announce": N_("公告种子"),
    "campaign.draw": N_("抽取"),
    "campaign.begin": N_("开始一批检查"),
    "campaign.withdraw": N_("撤销抽查"),
    "campaign.floor": N_("设定抽查比例"),
    "finding.confirm": N_("确认问题"),
    "finding.second": N_("复核单项否决问题"),
    "finding.false_alarm": N_("问题标为误报"),
    "finding.remove": N_("核减问题"),
    "finding.reopen": N_("重新审核问题"),
    "explanation.explain": N_("提交说明"),
    "explanation.appeal": N_("提交申诉"),
    "explanation.accepted": N_("采纳说明或申诉"),
    "explanation.refused": N_("不采纳说明或申诉"),
    "indicator.restore": N_("恢复指标自动判定"),
    "routine.set": N_("设置日程"),
    "routine.change": N_("修改日程"),
    "routine.stop": N_("暂停日程"),
    "routine.resume": N_("恢复日程"),
    "routine.begin": N_("立即执行日程"),
    "routine.opened": N_("日程自动开启抽查"),
    "run.start": N_("开始检查"),
    "run.cancel": N_("取消检查"),
    "run.revive": N_("重新排队"),
    "authorisation.draft": N_("提出安全检测授权"),
    "authorisation.approve": N_("批准安全检测授权"),
    "authorisation.revoke": N_("撤销安全检测授权"),
    "finding.replay": N_("重做漏洞的证明"),
    "peer.register": N_("登记上报单位"),
    "peer.stop": N_("停用上报单位"),
    "carried.take": N_("导入上报文件"),
    "node.register": N_("登记监测节点"),
    "node.revoke": N_("撤销监测节点"),
    "probing.stop": N_("停止安全检测"),
    "probing.resume": N_("解除停止"),
}
_NOUNS: Final[Mapping[str, str]] = {
    "site": N_("网站"),
    "request": N_("申请"),
    "office": N_("单位"),
    "person": N_("人员"),
    "bulletin": N_("通报"),
    "campaign": N_("抽查"),
    "run": N_("检查"),
    "case": N_("办理事项"),
    "candidate": N_("线索"),
    "report": N_("报送事项"),
    "authorisation": N_("安全检测授权"),
    "finding": N_("问题"),
    "indicator": N_("指标"),
    "calendar": N_("工作日历"),
    "import": N_("导入"),
    "token": N_("令牌"),
    "node": N_("监测节点"),
    "peer": N_("上报单位"),
    "carried": N_("上报文件"),
    "channel": N_("通知渠道"),
    "delivery": N_("消息"),
    "listener": N_("接收设置"),
    "notice": N_("通知"),
    "routine": N_("日程"),
    "settings": N_("设置"),
}
#: What the keys of old and new values are called; a key of a form is called as there.
_KEYS: Final[Mapping[str, str]] = {
    "state": N_("状态"),
    "why": N_("理由"),
    "leaves_ended": N_("终止的安全检测授权"),
    "at": N_("现由"),
    "opinion": N_("意见"),
    "kind": N_("事项"),
    "asked": N_("内容"),
    "office": N_("单位"),
    "username": N_("账号"),
    "role": N_("角色"),
    "level": N_("层级"),
    "line": N_("管理方式"),
    "email": N_("邮箱"),
    "phone": N_("电话"),
    "code": N_("标识码前缀"),
    "is_active": N_("可以登录"),
    "sites": N_("网站数"),
    "findings": N_("问题数"),
    "text": N_("理由"),
    "until": N_("截止日期"),
    "standard": N_("评分标准"),
    "cancelled": N_("未检查数"),
    "site_code": N_("网站标识码"),
    "sha256": N_("指纹"),
    "probing": N_("主动安全检测"),
    "key": N_("公钥"),
}
_CODES: Final[Mapping[str, Any]] = {
    "kind": RequestKind,
    "role": Role,
    "level": OfficeLevel,
    "line": OfficeLine,
}


def verb_name(verb: str) -> str:
    """A verb of the audit log, in words; one there is no word for as it is."""
    return _(_AUDITED[verb]) if verb in _AUDITED else verb


def verbs() -> list[tuple[str, str]]:
    """Every verb the log is searched by, with its word."""
    return [(verb, _(word)) for verb, word in _AUDITED.items()]


def noun(kind: str) -> str:
    """What a line of the audit log is about, in words."""
    return _(_NOUNS[kind]) if kind in _NOUNS else kind


def nouns() -> list[tuple[str, str]]:
    """Every kind of thing the log is searched by."""
    return [(kind, _(word)) for kind, word in _NOUNS.items()]


def changes(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What a line of the log says changed: what it is called, old and new; empty ones are left."""
    keys = dict.fromkeys([*entry.new, *entry.old])
    lines = [
        (
            _key(key),
            _value(entry.noun, key, entry.old.get(key)),
            _value(entry.noun, key, entry.new.get(key)),
        )
        for key in keys
    ]
    return [line for line in lines if line[1] or line[2]]


def _key(key: str) -> str:
    return _(_KEYS[key]) if key in _KEYS else label_of(key)


def _value(noun: str, key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or value in ("True", "False"):
        return _("是") if value in (True, "True") else _("否")
    if key == "state" and noun in KINDS:
        return words.mark(noun, str(value)).word
    if isinstance(value, dict):
        said = ((name, in_words(name, one)) for name, one in value.items())
        return "\n".join(_("{field}：{value}").format(field=_key(n), value=v) for n, v in said if v)
    codes = _CODES.get(key)
    if codes is not None and value in codes.values:
        return _(str(codes(value).label))
    return str(value)
