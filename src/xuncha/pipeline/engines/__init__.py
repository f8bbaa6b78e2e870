"""What dispatches work: the ledger says what is due, an engine only says "look into it"."""
