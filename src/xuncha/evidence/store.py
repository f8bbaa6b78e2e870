"""Snapshots on disk: pages and answers streamed as they come, the rest written last.

FOLDER/pages.zst       one page a line (JSON), zstd
FOLDER/answers.zst     one answer a line
FOLDER/rendered.zst    pages as a browser showed them, where static HTML could not decide
FOLDER/snapshot.json   everything else; without it the visit did not end
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec
import zstandard

from xuncha.base.files import write_whole
from xuncha.evidence.snapshot import Answer, Page, Pages, Snapshot

T = TypeVar("T")

SCHEMA = "xuncha.snapshot/1"
_PAGES, _ANSWERS, _RENDERED, _REST = "pages.zst", "answers.zst", "rendered.zst", "snapshot.json"
#: In files of their own, or not kept: history is what other snapshots are.
_APART = frozenset({"pages", "answers", "home", "history", "registered_hosts"})


class StoredPages:
    """The pages of a stored snapshot, read from disk one by one each time they are asked for."""

    def __init__(self, path: Path, count: int, changed: Mapping[str, Page]) -> None:
        """`count` pages stand in `path`; those in `changed` were seen again with a browser."""
        self._path, self._count, self._changed = path, count, changed

    def __iter__(self) -> Iterator[Page]:
        """Yield each page once, in the order of the visit."""
        for page in _lines(self._path, Page):
            yield self._changed.get(page.url, page)

    def __len__(self) -> int:
        """How many pages there are."""
        return self._count


class Writer:
    """Takes what a visit sees, as it sees it; a context manager."""

    def __init__(self, folder: Path) -> None:
        """`folder` exists."""
        self._folder = folder
        self._pages = _Lines(folder / _PAGES)
        self._answers = _Lines(folder / _ANSWERS)
        self._changed: Mapping[str, Page] = {}
        self.answers: dict[str, Answer] = {}

    def __enter__(self) -> Self:
        """Both files are open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close both files, also when the disk does not take their ends."""
        try:
            self._pages.close()
        finally:
            self._answers.close()

    def page(self, page: Page) -> None:
        """Keep one page."""
        self._pages.write(page)

    def answer(self, answer: Answer) -> None:
        """Keep one answer, under the address that was asked."""
        if answer.asked not in self.answers:
            self.answers[answer.asked] = answer
            self._answers.write(answer)

    def change(self, pages: Mapping[str, Page]) -> None:
        """Keep pages as a browser showed them, in place of what stands there."""
        lines = _Lines(self._folder / _RENDERED)
        for page in pages.values():
            lines.write(page)
        lines.close()
        self._changed = pages

    @property
    def pages(self) -> Pages:
        """What was kept, for reading after the files were closed."""
        return StoredPages(self._folder / _PAGES, self._pages.count, self._changed)


class _Lines:
    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._stream = zstandard.ZstdCompressor(level=1).stream_writer(self._file)
        self._encoder = msgspec.json.Encoder()
        self.count = 0

    def write(self, value: object) -> None:
        try:
            line = self._encoder.encode(value)
        except UnicodeEncodeError:  # half a surrogate pair, smuggled in by a script's \\ud800
            line = self._encoder.encode(_whole(msgspec.to_builtins(value)))
        self._stream.write(line + b"\n")
        self.count += 1

    def close(self) -> None:
        try:
            if not self._file.closed:
                self._stream.close()  # type: ignore[no-untyped-call]
        finally:
            self._file.close()


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(one) for one in value]
    return value


def seal(snapshot: Snapshot, folder: Path) -> None:
    """Write the rest of a snapshot whose pages and answers a Writer kept; the visit has ended."""
    rest: dict[str, object] = {
        one.name: getattr(snapshot, one.name) for one in fields(Snapshot) if one.name not in _APART
    }
    hosts = snapshot.registered_hosts
    body = {
        "schema": SCHEMA,
        "count": None if snapshot.pages is None else len(snapshot.pages),
        "home": snapshot.home is not None,
        "looked": snapshot.answers is not None,
        "registered_hosts": sorted(hosts) if hosts is not None else None,
        "rest": rest,
    }
    write_whole(folder / _REST, msgspec.json.encode(body))


def save(snapshot: Snapshot, folder: Path) -> None:
    """Write a whole snapshot that stands in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    with Writer(folder) as writer:
        for page in snapshot.pages or ():
            writer.page(page)
        for answer in (snapshot.answers or {}).values():
            writer.answer(answer)
    seal(snapshot, folder)


def load(folder: Path) -> Snapshot:
    """Read a stored snapshot back; its pages stay on disk until they are asked for.

    Raises OSError without one, and ValueError when it is of another version or damaged.
    """
    try:
        body = msgspec.json.decode((folder / _REST).read_bytes())
        if body["schema"] != SCHEMA:
            raise ValueError(f"{folder}: {body['schema']} is not {SCHEMA}")
        snapshot = msgspec.convert(body["rest"], Snapshot)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise ValueError(f"{folder}: damaged snapshot: {error}") from error
    pages = None if body["count"] is None else _pages(folder, body["count"])
    hosts = body["registered_hosts"]
    return replace(
        snapshot,
        pages=pages,
        home=next(iter(pages)) if pages is not None and body["home"] else None,
        answers=_answers(folder) if body["looked"] else None,
        registered_hosts=frozenset(hosts) if hosts is not None else None,
    )


def rendered(folder: Path) -> frozenset[str]:
    """The addresses of the pages of a stored snapshot that a browser showed."""
    path = folder / _RENDERED
    return frozenset(one.url for one in _lines(path, Page)) if path.exists() else frozenset()


def _pages(folder: Path, count: int) -> Pages:
    path = folder / _RENDERED
    changed = {one.url: one for one in _lines(path, Page)} if path.exists() else {}
    return StoredPages(folder / _PAGES, count, changed)


def _answers(folder: Path) -> Mapping[str, Answer]:
    return {one.asked: one for one in _lines(folder / _ANSWERS, Answer)}


def _lines(path: Path, kind: type[T]) -> Iterator[T]:
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        for line in io.BufferedReader(stream, 1 << 18):
            yield decoder.decode(line)
