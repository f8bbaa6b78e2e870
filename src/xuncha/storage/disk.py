"""Evidence in a folder of this machine, or of a network drive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from xuncha.base.errors import reason
from xuncha.base.files import write_whole
from xuncha.base.language import _
from xuncha.storage.shelf import AwayError, MissingError


class Folder:
    """A folder, made when something is written."""

    def __init__(self, root: Path) -> None:
        """`root` need not be there yet."""
        self._root = root

    def write(self, name: str, packed: bytes) -> None:
        """See `shelf.Place`."""
        path = self._root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, packed)
        except OSError as error:
            raise _away(path, error) from error

    def read(self, name: str, most: int) -> bytes:
        """See `shelf.Place`."""
        path = self._root / name
        try:
            with path.open("rb") as file:
                return file.read(most + 1)
        except FileNotFoundError as error:
            raise MissingError(name) from error
        except OSError as error:
            raise _away(path, error) from error

    def size(self, name: str) -> int | None:
        """See `shelf.Place`."""
        try:
            return (self._root / name).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _away(self._root / name, error) from error

    def remove(self, name: str) -> None:
        """See `shelf.Place`."""
        try:
            (self._root / name).unlink(missing_ok=True)
        except OSError as error:
            raise _away(self._root / name, error) from error

    def names(self) -> Iterator[tuple[str, int, datetime]]:
        """See `shelf.Place`."""
        for path in self._root.glob("[0-9a-f][0-9a-f]/*.zst"):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            name = path.relative_to(self._root).as_posix()
            yield name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)


def _away(path: Path, error: OSError) -> AwayError:
    return AwayError(
        _("证据库 {path}：{why}。请检查磁盘与权限后重试").format(path=path, why=reason(error))
    )
