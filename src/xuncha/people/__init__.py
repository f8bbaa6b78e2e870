"""Who may do what and where (province ▸ prefecture ▸ county ▸ unit), and the audit log."""
