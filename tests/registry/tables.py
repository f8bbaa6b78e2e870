"""Tables as people hand them in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import openpyxl

from xuncha.registry.transfer import writing

#: A line of last year's list: no office, only what everybody has.
LINE = {
    "网站标识码": "6325210001",
    "网站名称": "共和县国土资源局",
    "首页网址": "http://gtj.gonghe.gov.cn/",
    "主办单位": "共和县国土资源局",
    "区划代码": "632521",
    "状态": "正常",
}
COLUMN = {
    "网站标识码": "6325210001",
    "栏目名称": "工作动态",
    "栏目网址": "http://gtj.gonghe.gov.cn/gzdt/",
    "栏目类别": "动态要闻",
}


def table(folder: Path, *lines: Mapping[str, str], name: str = "list.csv") -> Path:
    """A file of these lines under the headings they use between them."""
    header = list(dict.fromkeys(heading for line in lines for heading in line))
    rows = [[line.get(heading, "") for heading in header] for line in lines]
    path = folder / name
    if name.endswith(".csv"):
        text = io.StringIO()
        csv.writer(text).writerows([header, *rows])
        path.write_bytes(text.getvalue().encode("utf-8-sig"))
    else:
        book = openpyxl.Workbook()
        for row in (header, *rows):
            book.active.append(row)
        book.save(path)
    return path


def cells(data: bytes, format_: str) -> list[list[str]]:
    """What an ordinary program reads from an exported file."""
    if format_ == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [["" if one is None else str(one) for one in row] for row in sheet.values]


def written(folder: Path, header: list[str], rows: Iterable[list[str]]) -> Path:
    """An XLSX as the export writes it."""
    path = folder / "written.xlsx"
    with path.open("wb") as out:
        writing.write_xlsx(out, "表", header, rows)
    return path
