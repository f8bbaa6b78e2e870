"""The tree of hashes against RFC 6962: its own examples, and what must hold for every log."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.base import merkle

#: Entries and roots as the certificate transparency reference tests have them (RFC 6962 trees).
DATA = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [merkle.leaf_hash(one) for one in DATA]


def test_roots_of_the_reference_trees() -> None:
    for size, expected in enumerate(ROOTS, start=1):
        assert merkle.root(LEAVES[:size]).hex() == expected
    assert merkle.root([]) == sha256(b"").digest()


@given(st.integers(1, 70), st.data())
def test_every_entry_is_proved_and_nothing_else_is(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(str(n).encode()) for n in range(size)]
    whole, index = merkle.root(leaves), data.draw(st.integers(0, size - 1))
    path = merkle.inclusion(leaves, index)
    assert merkle.includes(leaves[index], index, size, path, whole)
    other = merkle.leaf_hash(b"forged")
    assert not merkle.includes(other, index, size, path, whole)
    assert not merkle.includes(leaves[index], index, size, [*path, other], whole)
    assert not merkle.includes(leaves[index], size, size, path, whole)
    if path:
        assert not merkle.includes(leaves[index], index, size, path[:-1], whole)
        swapped = [other, *path[1:]]
        assert not merkle.includes(leaves[index], index, size, swapped, whole)


@given(st.integers(1, 70), st.data())
def test_a_log_that_grew_is_told_from_one_that_was_changed(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(str(n).encode()) for n in range(size)]
    earlier = data.draw(st.integers(1, size))
    before, after = merkle.root(leaves[:earlier]), merkle.root(leaves)
    path = merkle.consistency(leaves, earlier)
    assert merkle.consistent(earlier, size, before, after, path)
    place = data.draw(st.integers(0, earlier - 1))
    changed = [*leaves[:place], merkle.leaf_hash(b"x"), *leaves[place + 1 :]]
    assert not merkle.consistent(
        earlier, size, before, merkle.root(changed), merkle.consistency(changed, earlier)
    )


def test_there_is_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion(LEAVES, 8)
    for earlier in (0, 9):
        with pytest.raises(IndexError):
            merkle.consistency(LEAVES, earlier)
