"""Every unit, site, domain and column (栏目): today read from the office's own files."""
