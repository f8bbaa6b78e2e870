"""整改: a unit is told what is wrong, mends it, is tested again; a pass closes by itself."""
