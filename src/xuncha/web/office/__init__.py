"""The office's console: pages of the organising offices and of the units, each within its part."""
