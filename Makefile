# Three commands start everything: `make up`, `make demo` and `make test`. Each prepares the machine itself.

SHELL := /bin/bash
XUNCHA_VENV ?= .venv
export XUNCHA_VENV
PYTHON := $(XUNCHA_VENV)/bin/python
OUT ?= demo-out

.PHONY: help demo up test accuracy lint bench bench-campaign bench-engine bench-demo bench-debian bench-pipeline bench-register bench-reports bench-web bench-review bench-security bench-store catalogue chaos clean month quarter

help:  ## 列出各命令
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo:  ## 演示：生成 186 家网站的省份，抽查、评分、写出通报，并与真值比对
	@scripts/setup run
	@$(PYTHON) -m xuncha demo --out $(OUT)

up:  ## 启动登记平台：数据、网页、检查一并备好，打印地址（数据在 XUNCHA_DATA，默认 ./xuncha-data）
	@scripts/setup run
	@exec $(PYTHON) -m xuncha up $(if $(PORT),--port $(PORT))

test:  ## 全部检查与测试
	@scripts/setup dev
	@$(XUNCHA_VENV)/bin/ruff format --check .
	@$(XUNCHA_VENV)/bin/ruff check .
	@PYTHONPATH=src $(PYTHON) -m mypy
	@PYTHONPATH=src $(XUNCHA_VENV)/bin/lint-imports
	@$(PYTHON) -m pytest -n 2
	@scripts/with-postgres $(PYTHON) -m pytest -n 2 -m "database and not looks and not story"

accuracy:  ## 陷阱省：逐项指标的准确率与召回率，写入 docs/accuracy.md
	@scripts/setup dev
	@PYTHONPATH=src:. $(PYTHON) -m tests.corpus.accuracy

bench: bench-engine bench-debian bench-demo bench-security  ## 全部测量：引擎、非自制网页、演示省

bench-engine:  ## 抓取内核：每页 CPU、2 万页内存，与裸循环、Scrapy 并列
	@scripts/setup bench
	@$(PYTHON) -m bench.engine

bench-debian:  ## Debian 中文文档：死链与 LinkChecker 逐条对照
	@scripts/setup bench
	@$(PYTHON) -m bench.debian

bench-demo:  ## 演示省：用时、准确率、召回率
	@scripts/setup dev
	@$(PYTHON) -m bench.demo

bench-campaign:  ## 14,000 家网站：抽取和通报生成的用时
	@scripts/setup dev
	@data=$$(mktemp -d) && XUNCHA_DATA=$$data $(PYTHON) -m bench.campaign; done=$$?; rm -rf "$$data"; exit $$done

bench-web:  ## 登记平台各页的用时（p50、p95）、查询数和大小：84,000 家网站，SQLite 与 PostgreSQL
	@scripts/setup dev
	@data=$$(mktemp -d) && XUNCHA_DATA=$$data $(PYTHON) -m bench.web; rm -rf "$$data"
	@data=$$(mktemp -d) && XUNCHA_DATA=$$data scripts/with-postgres $(PYTHON) -m bench.web; rm -rf "$$data"

bench-reports:  ## 公众纠错表单：每秒 200 件、30 秒，收下的不丢，其余礼貌拒绝，控制台仍在 200 毫秒内
	@scripts/setup dev
	@data=$$(mktemp -d) && XUNCHA_DATA=$$data $(PYTHON) -m bench.reports; rm -rf "$$data"

bench-review:  ## 问题审核：10 万个待审核问题的审核页用时（SQLite 与 PostgreSQL），每个问题的证据大小
	@scripts/setup dev
	@data=$$(mktemp -d) && XUNCHA_DATA=$$data $(PYTHON) -m bench.review; rm -rf "$$data"
	@data=$$(mktemp -d) && XUNCHA_DATA=$$data scripts/with-postgres $(PYTHON) -m bench.review; rm -rf "$$data"

bench-pipeline:  ## 14,000 家网站的探测（50 倍速，PIPELINE_HOURS=24 为整天）、200 家限速、2→4 个进程、每日浅查
	@scripts/setup dev
	@$(PYTHON) -m bench.pipeline $(PART)

bench-security:  ## 主动安全检测：自建漏洞靶场上的检出、误报、请求数、用时，与 wapiti 并列
	@scripts/setup dev
	@PYTHONPATH=src:. $(PYTHON) -m bench.security

bench-store:  ## 备份与恢复（34 万行，SQLite 与 PostgreSQL）；14,000 家网站的探测：汇总、预警、清理
	@scripts/setup dev
	@data=$$(mktemp -d) && XUNCHA_DATA=$$data scripts/with-postgres $(PYTHON) -m bench.restore; rm -rf "$$data"
	@data=$$(mktemp -d) && XUNCHA_DATA=$$data scripts/with-postgres $(PYTHON) -m bench.retention; rm -rf "$$data"
	@data=$$(mktemp -d) && XUNCHA_DATA=$$data $(PYTHON) -m bench.retention 2000; rm -rf "$$data"

bench-register:  ## 登记表 84,000 行：CSV 与 XLSX 导入、导出，SQLite 与 PostgreSQL 的用时和内存
	@scripts/setup dev
	@$(PYTHON) -m bench.register
	@scripts/with-postgres $(PYTHON) -m bench.register

catalogue:  ## 重新生成 docs/indicators.md 与 docs/standards.md
	@scripts/setup run
	@$(PYTHON) -m xuncha indicators --markdown > docs/indicators.md
	@$(PYTHON) -m xuncha standards --markdown > docs/standards.md

chaos:  ## 故障演练：两种引擎随机杀进程共 200 次（CHAOS_KILLS），并重启数据库、断网，台账证明不丢不重
	@scripts/setup dev
	@PYTHONPATH=src:. $(PYTHON) -m bench.chaos

month:  ## 200 家网站的一个月重放两遍（SQLite）加一遍（PostgreSQL）：每张表的每一行都相同，每遍 5 分钟以内
	@scripts/setup dev
	@PYTHONPATH=src:. $(PYTHON) -m bench.month postgresql

quarter:  ## 参照季度全程：186 家网站从导入登记表到公开通报，在真浏览器里走一遍
	@scripts/setup dev
	@QUARTER_SITES=186 QUARTER_PAGES=90 $(PYTHON) -m pytest tests/web/test_quarter.py

clean:  ## 删除虚拟环境与演示输出
	rm -rf $(XUNCHA_VENV) demo-out
