"""核对一个问题的存证：python verify_proof.py proof.json roots.json [证据文件夹]（只用标准库）

proof.json 由问题页下载；roots.json 是公开的每日根（/public/seals/）。
先看存证是否在公布的根里，再看每日的根是否只增不改；给出证据文件夹的，逐个文件核对 SHA-256。
算法为 RFC 6962。
"""

import json
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path


def node(left, right):
    return sha256(b"\x01" + left + right).digest()


def climb(at, last, found, path):
    """From a leaf or a subtree up to (the root on the way, is the path used up exactly)."""
    for one in path:
        if last == 0:
            return found, False
        if at % 2 or at == last:
            found = [node(one, each) for each in found]
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            found = [*found[:-1], node(found[-1], one)]
        at, last = at // 2, last // 2
    return found, last == 0


def included(proof):
    leaf = sha256(b"\x00" + proof["data"].encode()).digest()
    path = [bytes.fromhex(one) for one in proof["path"]]
    if not 0 <= proof["index"] < proof["size"]:
        return False
    found, whole = climb(proof["index"], proof["size"] - 1, [leaf], path)
    return whole and found[0].hex() == proof["root"]


def grown(before, after):
    old, new = before["size"], after["size"]
    path = [bytes.fromhex(one) for one in after["grown"]]
    if old == new:
        return before["root"] == after["root"]
    if not 0 < old < new or not path:
        return False
    if not old & (old - 1):
        path.insert(0, bytes.fromhex(before["root"]))
    at, last = old - 1, new - 1
    while at % 2:
        at, last = at // 2, last // 2
    found, whole = climb(at, last, [path[0], path[0]], path[1:])
    return whole and [one.hex() for one in found] == [before["root"], after["root"]]


def main(proof_file, roots_file, folder=None):
    proof = json.loads(Path(proof_file).read_text("utf-8"))
    roots = json.loads(Path(roots_file).read_text("utf-8"))["roots"]
    said = [(one["day"], one["size"], one["root"]) for one in roots]
    bad = []
    if not included(proof):
        bad.append("存证不在所给的根里")
    if (proof["day"], proof["size"], proof["root"]) not in said:
        bad.append("这个根没有公布过")
    for before, after in pairwise(roots):
        if not grown(before, after):
            bad.append(f"{after['day']} 的根不是由 {before['day']} 的根增长而来")
    for name in json.loads(proof["data"])["evidence"] if folder else []:
        digest = name.rpartition(":")[2].partition(".")[0]
        files = [one for one in Path(folder).rglob(f"*{digest}*") if one.is_file()]
        if not any(sha256(one.read_bytes()).hexdigest() == digest for one in files):
            bad.append(f"没有与指纹相符的证据文件：{digest}")
    if bad:
        sys.exit("不一致：" + "；".join(bad))
    place = f"第 {proof['index'] + 1} 条，共 {proof['size']} 条"
    print(f"一致：该存证在 {proof['day']} 公布的根中（{place}）")


if __name__ == "__main__":
    main(*sys.argv[1:4])
