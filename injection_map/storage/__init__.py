"""How things are kept: protocol files, drawings, the vault. No Qt."""
