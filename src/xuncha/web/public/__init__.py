"""The pages for everyone: no account, no JavaScript needed, on a phone, in large print."""
