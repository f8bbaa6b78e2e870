"""重新抽签并核对：python redraw.py draw.json（只用标准库；规则见文件中的 rule）。"""

import json
import sys
from hashlib import sha256

draw = json.load(open(sys.argv[1], encoding="utf-8"))
out, again = {one["site_code"] for one in draw["exclusions"]}, []
for quota in draw["quotas"]:
    mine = [one["site_code"] for one in draw["register"] if one["stratum"] == quota["stratum"]]
    mine = [code for code in mine if code not in out]
    share = -(-len(mine) * quota["percent"] // 100)
    wanted = share if quota["count"] is None else quota["count"]
    batch = [n for n, size in enumerate(quota["batches"], 1) for _ in range(size)]
    batch += [None] * (len(mine) - wanted)
    words = {code: "\n".join((draw["seed"], draw["campaign"], code)).encode() for code in mine}
    ranked = sorted((sha256(word).hexdigest(), code) for code, word in words.items())
    again += [[*pair, place] for pair, place in zip(ranked, batch, strict=True)]
shown = [[one["hash"], one["site_code"], one["batch"]] for one in draw["result"]]
sys.exit(print("一致") if again == shown else "不一致：公布的结果与种子算出的不同")
