"""What people say about a case beside its steps: comments, questions with answers, and who was named in them."""
