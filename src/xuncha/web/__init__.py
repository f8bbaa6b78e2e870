"""The doors in a browser: the office's console, the units' pages, the public site, the API."""
