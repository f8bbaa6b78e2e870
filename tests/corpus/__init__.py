"""A province of traps: some sixty sites of fifteen makes whose every fault is written down.

`make accuracy` serves it, inspects it, and holds what was found against what was planted.
"""
