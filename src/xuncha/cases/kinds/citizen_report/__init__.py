"""我为政府网站找错: what a citizen reported, checked at intake, handed to who can put it right."""
