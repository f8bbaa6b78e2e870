"""What a visit writes down, and reading it back."""

import gzip
import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.snapshots import answer, article, block, column, home, item, link, page, snapshot, visit
from warcio.archiveiterator import ArchiveIterator

from xuncha.base.types import ColumnType
from xuncha.evidence import archive, store
from xuncha.evidence.response import Failure, Reach, Response
from xuncha.evidence.snapshot import Letter, Snapshot

WHEN = datetime(2017, 12, 5, 2, 0, tzinfo=UTC)


def rich() -> Snapshot:
    return snapshot(
        pages=[
            home("欢迎", links=(link("/a.html", "甲"), link("/b.pdf", hidden="off-screen"))),
            article("/a.html", "正文", title="题", published="2017-11-30"),
            page("/c/", lists=(block("动态", item("信息", "2017-13-45", "/a.html")),)),
        ],
        columns=[column("动态", ColumnType.NEWS, newest="2017-11-30")],
        answers=[answer("/b.pdf", 404), answer("/c.pdf", 403)],
        visits=(visit(), visit(None, seconds=15.2)),
        letters=(Letter("来信", "http://www.example.gov.cn/l/1"),),
        registered_hosts=frozenset({"www.example.gov.cn"}),
        unseen={"certificate": "首页不是 https"},
    )


def test_a_snapshot_comes_back_as_it_was(tmp_path: Path) -> None:
    before = rich()
    store.save(before, tmp_path / "s")
    after = store.load(tmp_path / "s")
    assert after.pages is not None
    assert len(after.pages) == 3
    assert tuple(after.pages) == before.pages
    assert replace(after, pages=None) == replace(before, pages=None)


def test_not_looked_at_and_nothing_there_stay_two_things(tmp_path: Path) -> None:
    unlooked = snapshot(pages=None, columns=None, answers=None, letters=None, visits=None)
    store.save(unlooked, tmp_path / "a")
    store.save(snapshot(), tmp_path / "b")
    one, two = store.load(tmp_path / "a"), store.load(tmp_path / "b")
    assert (one.pages, one.columns, one.answers, one.letters) == (None, None, None, None)
    assert two.pages is not None
    assert (tuple(two.pages), two.columns, two.answers) == ((), (), {})


def test_half_a_surrogate_pair_does_not_end_a_visit(tmp_path: Path) -> None:
    store.save(snapshot(pages=[home("a\ud800b")]), tmp_path)
    loaded = store.load(tmp_path)
    assert loaded.home is not None
    assert loaded.home.text == "a?b"


def test_a_visit_that_did_not_end_is_no_snapshot(tmp_path: Path) -> None:
    with store.Writer(tmp_path) as writer:
        writer.page(home())
    with pytest.raises(FileNotFoundError):
        store.load(tmp_path)


@pytest.mark.parametrize("damage", [b"{", b'{"schema":"xuncha.snapshot/9"}', b"[]", b"{}"])
def test_a_damaged_snapshot_says_so(tmp_path: Path, damage: bytes) -> None:
    store.save(rich(), tmp_path)
    (tmp_path / "snapshot.json").write_bytes(damage)
    with pytest.raises(ValueError, match=tmp_path.name):
        store.load(tmp_path)


def response(url: str, body: bytes = b"", **more: object) -> Response:
    facts: dict[str, object] = {"status": 200, "headers": (("content-type", "text/html"),)}
    return Response(url, url, Reach.OK, WHEN, body=body, ip="8.8.8.8", **(facts | more))  # type: ignore[arg-type]


def test_what_proves_a_fault_becomes_a_warc_record_named_by_its_hash(tmp_path: Path) -> None:
    pack = archive.Pack(tmp_path)
    body = "<p>2106年</p>".encode()
    pack.keep(response("http://a.gov.cn/1.html", body, headers=(("content-encoding", "gzip"),)))
    pack.keep(response("http://a.gov.cn/2.html", b"other"))
    pack.close()
    proofs = archive.prove(tmp_path, ["http://a.gov.cn/1.html", "http://x/"], tmp_path / "ev")
    assert list(proofs) == ["http://a.gov.cn/1.html"]
    (file,) = (tmp_path / "ev").iterdir()
    raw = file.read_bytes()
    assert f"sha256:{hashlib.sha256(raw).hexdigest()}" == proofs["http://a.gov.cn/1.html"]
    assert gzip.decompress(raw).startswith(b"WARC/1")
    (record,) = ArchiveIterator(io.BytesIO(raw))
    assert record.rec_headers["WARC-Target-URI"] == "http://a.gov.cn/1.html"
    assert record.rec_headers["WARC-Date"] == "2017-12-05T02:00:00Z"
    # The body stands decoded, so the header that says otherwise has another name.
    assert record.http_headers.get_header("content-encoding") is None


def test_the_record_of_a_page_holds_its_body(tmp_path: Path) -> None:
    pack = archive.Pack(tmp_path)
    pack.keep(response("http://a.gov.cn/", "正文".encode()))
    pack.close()
    archive.prove(tmp_path, ["http://a.gov.cn/"], tmp_path / "ev")
    (file,) = (tmp_path / "ev").iterdir()
    with file.open("rb") as stream:
        bodies = [record.content_stream().read() for record in ArchiveIterator(stream)]
    assert bodies == ["正文".encode()]


def test_an_address_that_gave_nothing_is_proved_by_what_was_tried(tmp_path: Path) -> None:
    pack = archive.Pack(tmp_path)
    dead = Response("http://a.cn/", None, Reach.DEAD, WHEN, failure=Failure.DNS, tries=3)
    pack.keep(dead)
    pack.close()
    assert archive.prove(tmp_path, ["http://a.cn/"], tmp_path / "ev")
    (file,) = (tmp_path / "ev").iterdir()
    assert b'"failure": "dns"' in gzip.decompress(file.read_bytes())


def test_what_proves_nothing_is_not_kept(tmp_path: Path) -> None:
    pack = archive.Pack(tmp_path)
    pack.keep(response("http://a.gov.cn/"))
    pack.close()
    archive.prove(tmp_path, [], tmp_path / "ev")
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
    # A second judging finds nothing more to prove, and says so by proving nothing.
    assert archive.prove(tmp_path, ["http://a.gov.cn/"], tmp_path / "ev") == {}


def test_the_same_answer_gives_the_same_proof(tmp_path: Path) -> None:
    names = set()
    for one in ("a", "b"):
        folder = tmp_path / one
        folder.mkdir()
        pack = archive.Pack(folder)
        pack.keep(response("http://a.gov.cn/", b"same"))
        pack.close()
        names |= set(archive.prove(folder, ["http://a.gov.cn/"], folder / "ev").values())
    assert len(names) == 1


def test_pages_are_read_from_disk_each_time(tmp_path: Path) -> None:
    store.save(rich(), tmp_path)
    pages = store.load(tmp_path).pages
    assert pages is not None
    assert [one.url for one in pages] == [one.url for one in pages]
