"""People, how they sign in, their sessions, and the roles they can hold."""
