"""Harmless active probes for SQL injection and XSS: only where a letter authorises them.

`sqli`, `xss`, `likeness`, `reflection` and `target` decide and know no network; `client` sends,
paced, logged and stoppable; `campaign` carries them through one site.
"""
