"""What is due gets done: many sites at once, on every processor, surviving a kill at any moment."""
