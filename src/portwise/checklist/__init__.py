"""The checks that people do by hand, in the order in which they do them, each answered from the evidence."""
