"""重新抽取并核对：python redraw.py draw.json（只用标准库；规则见文件中的 rule）"""

import json
import sys
from hashlib import sha256
from pathlib import Path

draw = json.loads(Path(sys.argv[1]).read_text("utf-8"))
out = {one["site_code"] for one in draw["exclusions"]}
rows, again = [one for one in draw["register"] if one["site_code"] not in out], []
head, fits = f"{draw['seed']}\n{draw['campaign']}\n", True
for quota in draw["quotas"]:
    codes = [one["site_code"] for one in rows if one["stratum"] == quota["stratum"]]
    percent = -(-len(codes) * quota["percent"] // 100)
    fits &= sum(quota["batches"]) == (percent if quota["count"] is None else quota["count"])
    batch = [n for n, size in enumerate(quota["batches"], 1) for _ in range(size)]
    ranked = sorted((sha256((head + code).encode()).hexdigest(), code) for code in codes)
    again += [[*one, *(batch[n : n + 1] or [None])] for n, one in enumerate(ranked)]
fits &= again == [[one["hash"], one["site_code"], one["batch"]] for one in draw["result"]]
print("一致" if fits and len(again) == len(rows) else sys.exit("不一致：结果与种子、配额不符"))
