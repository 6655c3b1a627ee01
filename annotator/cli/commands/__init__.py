"""One module a command: its options, its help, and the one workflow it calls."""
