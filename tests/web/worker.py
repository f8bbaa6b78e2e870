"""``python -m tests.web.worker MOMENT``: the worker of an installation, in a time of the test's."""

from __future__ import annotations

import sys
from datetime import datetime

import time_machine

from xuncha.cli.main import main

if __name__ == "__main__":
    with time_machine.travel(datetime.fromisoformat(sys.argv[1])):
        sys.exit(main(["work", "--until-idle"]))
