"""The API: the console's reads and verbs for programs, with the same reach and the same rules."""
