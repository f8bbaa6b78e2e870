"""The only room with a network: visits a site politely and safely and seals what it saw."""
