"""How far annotators agree: pure functions over arrays."""
