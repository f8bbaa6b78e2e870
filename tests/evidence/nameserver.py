"""A real DNS server on loopback that answers as it is told, and counts what it is asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

#: Makes of a question what is sent back; None: nothing is.
Word = Callable[[dns.message.Message], bytes | None]


@dataclass
class Nameserver:
    """Where it listens and the names it was asked, in order."""

    port: int
    asked: list[str] = field(default_factory=list)


def says(*records: str, code: dns.rcode.Rcode = dns.rcode.NOERROR) -> Word:
    """An answer of records as a zone file writes them ("a.cn. CNAME b.cn.")."""

    def answer(question: dns.message.Message) -> bytes:
        made = dns.message.make_response(question)
        made.flags |= dns.flags.RA
        made.set_rcode(code)
        for record in records:
            name, kind, value = record.split(" ", 2)
            made.answer.append(dns.rrset.from_text(name, 60, "IN", kind, value))
        return made.to_wire()

    return answer


def nothing(question: dns.message.Message) -> None:
    """No answer at all."""


@contextmanager
def answering(words: Mapping[str, Word]) -> Iterator[Nameserver]:
    """Serve until the block ends; a name that is not in `words` does not exist."""
    unknown = says(code=dns.rcode.NXDOMAIN)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        server = Nameserver(line.getsockname()[1])

        def serve() -> None:
            while (packet := line.recvfrom(4096))[0] != b"end":
                question = dns.message.from_wire(packet[0])
                name = question.question[0].name.to_text(omit_final_dot=True)
                server.asked.append(name)
                if (answer := words.get(name, unknown)(question)) is not None:
                    line.sendto(answer, packet[1])

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
                end.sendto(b"end", ("127.0.0.1", server.port))
            thread.join()
