"""The use cases, each callable from the screen and from the command line."""
