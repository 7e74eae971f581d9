"""What letters say and to whom, and the messages made of them."""
