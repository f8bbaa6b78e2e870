"""An append-only log as a tree of hashes (RFC 6962): whoever keeps a root can prove what it held.

A leaf is SHA-256 of 0x00 and its data, a node of 0x01 and its two children; the left side of a tree
of n leaves holds the largest power of two below n.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    level = list(leaves)
    if not level:
        return EMPTY
    # Level by level; an odd one at the end is carried up, which is the same tree.
    while len(level) > 1:
        paired = [node_hash(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        level = [*paired, level[-1]] if len(level) % 2 else paired
    return level[0]


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root; IndexError where there is none."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    path, level, at = [], list(leaves), index
    while len(level) > 1:
        other = at ^ 1
        if other < len(level):
            path.append(level[other])
        paired = [node_hash(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        level = [*paired, level[-1]] if len(level) % 2 else paired
        at //= 2
    return path


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], whole: bytes) -> bool:
    """Whether `path` leads from this leaf at `index` of `size` to the root `whole`."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if at % 2 or at == last:
            found = node_hash(one, found)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            found = node_hash(found, one)
        at, last = at // 2, last // 2
    return last == 0 and found == whole


def consistency(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """The hashes that show that the first `earlier` leaves are still the beginning of all."""
    if not 0 < earlier <= len(leaves):
        raise IndexError(earlier)
    return _subproof(earlier, leaves, whole=True)


def _subproof(earlier: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    size = len(leaves)
    if earlier == size:
        return [] if whole else [root(leaves)]
    half = 1 << ((size - 1).bit_length() - 1)
    if earlier <= half:
        return [*_subproof(earlier, leaves[:half], whole=whole), root(leaves[half:])]
    return [*_subproof(earlier - half, leaves[half:], whole=False), root(leaves[:half])]


def consistent(earlier: int, size: int, before: bytes, after: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that `before`, over `earlier` leaves, grew into `after` over `size`."""
    if earlier == size:
        return before == after and not path
    if not 0 < earlier < size or not path:
        return False
    steps = list(path) if earlier & (earlier - 1) else [before, *path]
    at, last = earlier - 1, size - 1
    while at % 2:
        at, last = at // 2, last // 2
    old = new = steps[0]
    for one in steps[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            new = node_hash(new, one)
        at, last = at // 2, last // 2
    return last == 0 and old == before and new == after
