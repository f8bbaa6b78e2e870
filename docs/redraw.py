"""重新抽取并核对：python redraw.py draw.json（只用标准库；规则见文件中的 rule）"""

import hashlib
import json
import sys
from pathlib import Path

draw = json.loads(Path(sys.argv[1]).read_text("utf-8"))
out = {e["site_code"] for e in draw["exclusions"]}
again = []
for quota in draw["quotas"]:
    codes = [r["site_code"] for r in draw["register"] if r["stratum"] == quota["stratum"]]
    codes = [code for code in codes if code not in out]
    wanted = (
        quota["count"] if quota["count"] is not None else -(-len(codes) * quota["percent"] // 100)
    )
    batch = [n for n, size in enumerate(quota["batches"], 1) for _ in range(size)]
    if len(batch) != wanted:
        sys.exit(f"不一致：{quota['stratum']} 应抽 {wanted} 家，公布 {len(batch)} 家")
    batch += [None] * len(codes)
    words = ("\n".join((draw["seed"], draw["campaign"], code)).encode() for code in codes)
    ranked = sorted(zip((hashlib.sha256(word).hexdigest() for word in words), codes, strict=True))
    again += [[hash_, code, batch[place]] for place, (hash_, code) in enumerate(ranked)]
published = [[one["hash"], one["site_code"], one["batch"]] for one in draw["result"]]
sys.exit(
    None
    if print("一致" if again == published else "不一致：结果与种子不符") or again == published
    else 1
)
