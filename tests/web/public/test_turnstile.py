"""The turnstile: so many reports a second, one at a time, the rest told politely."""

from __future__ import annotations

import threading
from typing import Any

from xuncha.web.public.turnstile import BURST, RATE, WAITING, Turnstile


class Hall:
    """What stands behind the turnstile, and what it let through."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.inside = self.most = 0
        self.gate.set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.gate.wait(20)
        self.inside -= 1
        self.asked.append(environ["PATH_INFO"])
        start_response("302 Found", [])
        return [b""]


def knock(turnstile: Turnstile, path: str = "/public/report/", method: str = "POST") -> str:
    said: list[Any] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
    body = b"".join(
        turnstile(environ, lambda status, headers: said.extend([status, dict(headers)]))
    )
    if said[0].startswith("503"):
        assert said[1]["Retry-After"] == "60"
        assert "返回" in body.decode()
    return str(said[0][:3])


def test_a_burst_passes_and_then_so_many_a_second() -> None:
    clock = [0.0]
    hall = Hall()
    turnstile = Turnstile(hall, lambda: clock[0])
    answers = [knock(turnstile) for _ in range(int(BURST) + 5)]
    assert answers == ["302"] * int(BURST) + ["503"] * 5
    clock[0] += 1
    assert [knock(turnstile) for _ in range(int(RATE) + 1)] == ["302"] * int(RATE) + ["503"]
    assert len(hall.asked) == int(BURST + RATE)


def test_everything_else_passes_always() -> None:
    turnstile = Turnstile(Hall(), lambda: 0.0)
    for _ in range(200):
        assert knock(turnstile, method="GET") == "302"
        assert knock(turnstile, "/reports/") == "302"


def test_one_is_worked_on_few_wait_and_nobody_is_forgotten() -> None:
    hall = Hall()
    hall.gate.clear()
    turnstile = Turnstile(hall, lambda: 0.0)
    answers: list[str] = []
    people = [threading.Thread(target=lambda: answers.append(knock(turnstile))) for _ in range(12)]
    for one in people:
        one.start()
    while len(answers) < 12 - 1 - WAITING:
        threading.Event().wait(0.01)
    assert set(answers) == {"503"}
    hall.gate.set()
    for one in people:
        one.join(20)
    assert sorted(answers) == ["302"] * (1 + WAITING) + ["503"] * (11 - WAITING)
    assert hall.most == 1


def test_what_fails_behind_it_lets_the_next_one_in() -> None:
    def broken(_environ: dict[str, Any], _start: Any) -> list[bytes]:
        raise RuntimeError

    turnstile = Turnstile(broken, lambda: 0.0)
    for _ in range(10):
        try:
            knock(turnstile)
        except RuntimeError:
            continue
        raise AssertionError
