"""What the words mean: pure values and rules, with no clock, path, session or chance."""
