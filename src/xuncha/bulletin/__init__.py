"""The 通报: figures as queries over an inspection, words chosen by rules, five files, one hash."""
