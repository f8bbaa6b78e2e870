"""One run written down: inspection.json, report.html, problems.xlsx."""
