"""Policy: directives are dated data, rules are small functions. Read `decide` first."""
