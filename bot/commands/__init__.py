"""Commands of the shell that need more than a line, each in a module of its own."""
