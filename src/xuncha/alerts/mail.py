"""One message by e-mail, over the office's own mail server."""

from __future__ import annotations

import ipaddress
import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from xuncha.alerts.models import Security
from xuncha.alerts.outcome import SENT, Outcome, later, never
from xuncha.base.language import _


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server and how it is spoken to."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent; the key is the same on every try."""

    to: str
    subject: str
    body: str
    key: str
    at: datetime


def send_mail(letter: Letter, server: Server, *, timeout: float) -> Outcome:
    """Hand the letter to the server; `timeout` in seconds for each step. Never raises."""
    try:
        message = _message(letter, server)
        with _connected(server, timeout) as smtp:
            refused = smtp.send_message(message, server.sender, [letter.to])
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(next(iter(error.recipients.values())))
    except smtplib.SMTPDataError as error:
        return _refused((error.smtp_code, error.smtp_error))
    except smtplib.SMTPResponseException as error:
        return later(_answered(error.smtp_code, error.smtp_error))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return later(_("邮件服务器 {host}：{why}").format(host=server.host, why=error))
    return _refused(next(iter(refused.values()))) if refused else SENT


def _connected(server: Server, timeout: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if _inside(server.host, server.port):
        # Mail servers inside an office carry certificates nobody signed; the line is the office's.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    smtp: smtplib.SMTP
    if server.security == Security.TLS:
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        if server.security == Security.STARTTLS:
            smtp.starttls(context=context)
        if server.user and may_log_in(server.security, server.host):
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def may_log_in(security: str, host: str) -> bool:
    """Whether a password may go to the server: over no line that anybody can read."""
    return security != Security.NONE or host in ("localhost", "127.0.0.1", "::1")


def _inside(host: str, port: int) -> bool:
    """Whether every address of the host lies inside the office's own network."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    return bool(addresses) and all(one.is_private for one in addresses)


def _message(letter: Letter, server: Server) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = " ".join(letter.subject.split())
    message["From"] = Address(_("巡查"), addr_spec=server.sender)
    message["To"] = letter.to
    message["Date"] = format_datetime(letter.at)
    # A server that took it and died before it said so gets the same letter again, and can tell.
    message["Message-ID"] = f"<{letter.key}@{server.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _refused(answer: tuple[int, bytes | str]) -> Outcome:
    said = _answered(*answer)
    return never(said) if 500 <= answer[0] < 600 else later(said)


def _answered(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _("邮件服务器答复 {code} {text}").format(code=code, text=" ".join(text.split())[:160])
