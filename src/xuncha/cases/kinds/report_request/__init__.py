"""报送: the office asks a part of the tree for a written report; each unit answers its own form."""
