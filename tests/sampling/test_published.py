"""The published draw: read back whole, repeated by anyone, and every tampering named."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sampling.registers import province, site

from xuncha.sampling.actions import publish
from xuncha.sampling.models import Draw, DrawError, Quota
from xuncha.sampling.published import decode, encode, verify
from xuncha.sampling.queries import read
from xuncha.sampling.rules import draw

REDRAW = Path(__file__).parents[2] / "docs" / "redraw.py"


def made(**more: Any) -> Draw:
    usual: dict[str, Any] = {
        "campaign": "2017Q4",
        "seed": "20171109",
        "quotas": [Quota.parse("省直部门=2+2")],
        "batches": 2,
        "exclusions": {"6328000003": "已关停"},
        "rechecks": {"6328000000": "上期不合格"},
    }
    return draw(province(8, 9), **{**usual, **more})


def redrawn(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(REDRAW), str(path)],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_a_published_draw_reads_back_as_it_was_and_verifies(tmp_path: Path) -> None:
    path, _table = publish(made(), tmp_path / "draw.json")
    assert read(path) == made()
    assert verify(read(path), province(8, 9)) == ()


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_whatever_the_seed_the_draw_repeats(seed: str) -> None:
    assert verify(decode(encode(made(seed=seed))), province(8, 9)) == ()


def test_anyone_can_repeat_it_with_nothing_but_python(tmp_path: Path) -> None:
    path, _table = publish(made(), tmp_path / "draw.json")
    again = redrawn(path)
    assert (again.returncode, again.stdout.strip()) == (0, "一致"), again.stderr


def test_the_script_for_anyone_is_short_enough_to_read() -> None:
    assert len(REDRAW.read_text("utf-8").splitlines()) <= 20


def _swap_batches(file: dict[str, Any]) -> None:
    drawn = next(one for one in file["result"] if one["batch"] == 1)
    undrawn = next(
        one for one in file["result"] if one["batch"] is None and one["stratum"] == drawn["stratum"]
    )
    drawn["batch"], undrawn["batch"] = None, 1


def _another_seed(file: dict[str, Any]) -> None:
    file["seed"] = "20171110"


def _another_hash(file: dict[str, Any]) -> None:
    file["result"][0]["hash"] = "0" * 64


def _drop_from_result(file: dict[str, Any]) -> None:
    file["result"].pop()


def _twice_in_result(file: dict[str, Any]) -> None:
    file["result"].append(file["result"][0])


def _hide_from_register(file: dict[str, Any]) -> None:
    """Off the list and off the result, as if the site did not exist."""
    code = file["result"][0]["site_code"]
    for name in ("register", "result"):
        file[name] = [one for one in file[name] if one["site_code"] != code]


def _nobody_is_drawn(file: dict[str, Any]) -> None:
    for one in file["result"]:
        one["batch"] = None
    for quota in file["quotas"]:
        quota["batches"] = []


def _a_site_excluded_afterwards(file: dict[str, Any]) -> None:
    code = file["result"][0]["site_code"]
    file["exclusions"].append({"site_code": code, "reason": "关停"})


def _a_smaller_quota(file: dict[str, Any]) -> None:
    file["quotas"][-1]["count"] = 1


def _no_quota_for_a_stratum(file: dict[str, Any]) -> None:
    """A whole stratum spared."""
    file["quotas"] = file["quotas"][:1]
    kept = file["quotas"][0]["stratum"]
    file["result"] = [one for one in file["result"] if one["stratum"] == kept]


TAMPERINGS: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (_swap_batches, "重新抽取应为第1批"),
    (_another_seed, "公布的散列值与种子算出的不同"),
    (_another_hash, "公布的散列值与种子算出的不同"),
    (_drop_from_result, "应在结果里，公布的结果没有"),
    (_twice_in_result, "公布的结果里有网站出现两次"),
    (_a_site_excluded_afterwards, "不该在结果里"),
    (_a_smaller_quota, "各批合计 4 家，应抽 1 家"),
    (_nobody_is_drawn, "应抽 4 家，公布的各批合计 0 家"),
    (_no_quota_for_a_stratum, "没有配额"),
]


def tampered(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    path, _table = publish(made(), tmp_path / "draw.json")
    file = json.loads(path.read_bytes())
    change(file)
    path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(("change", "said"), TAMPERINGS)
def test_a_tampered_file_is_named_by_the_program_and_by_the_script(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    path = tampered(tmp_path, change)
    assert any(said in one for one in verify(read(path)))
    again = redrawn(path)
    assert (again.returncode, "不一致" in again.stderr) == (1, True)


@pytest.mark.parametrize("change", [_hide_from_register])
def test_a_site_that_was_hidden_is_missed_by_whoever_holds_the_register(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    found = verify(read(tampered(tmp_path, change)), province(8, 9))
    assert any("在登记名单里，公布的名单没有" in one for one in found)


def test_differences_with_the_register_are_named_one_by_one() -> None:
    register = [*province(8, 8), site("6300000000", "市州"), site("6328000001", name="改名")][1:]
    said = "\n".join(verify(made(), [s for s in register if s != province()[9]]))
    for word in ("（6328000008）在公布的名单里，登记名单没有", "省直部门”，登记的是“市州", "改名"):
        assert word in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是完整的抽取结果文件"),
        (b'{"campaign": "2017Q4"}', "不是完整的抽取结果文件"),
        (encode(made())[:-200], "不是完整的抽取结果文件"),
        (b"\xff\xfe{}", "不是完整的抽取结果文件"),
        (encode(made()).replace(b"draw/1", b"draw/9"), "xuncha.draw/9"),
    ],
)
def test_a_file_that_is_no_draw_is_refused_by_name(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "draw.json"
    path.write_bytes(content)
    with pytest.raises(DrawError, match=said) as error:
        read(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_published_draw_is_not_drawn_again_until_it_pleases(tmp_path: Path) -> None:
    path, _table = publish(made(), tmp_path / "draw.json")
    publish(made(), path)  # the same once more harms nobody
    with pytest.raises(DrawError, match="已公布的不能重抽"):
        publish(made(seed="20171110"), path)
    assert read(path) == made()


def test_the_same_draw_gives_the_same_bytes_and_none_that_is_half(tmp_path: Path) -> None:
    assert encode(decode(encode(made()))) == encode(made())
    (tmp_path / "folder").write_text("a file where a folder should be")
    with pytest.raises(DrawError, match="写不了"):
        publish(made(), tmp_path / "folder" / "draw.json")


def test_no_name_in_the_table_becomes_a_formula(tmp_path: Path) -> None:
    bad = site("6328000001", name="=cmd|' /C calc'!A0")
    _path, table = publish(draw([bad], campaign="c", seed="s"), tmp_path / "draw.json")
    assert ",'=cmd|" in table.read_text("utf-8-sig")
