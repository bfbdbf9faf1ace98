"""HTTP: the request arrived, and the answer is the trouble."""
