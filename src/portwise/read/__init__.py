"""
Pasted text: what stands in it, and which causes it speaks for.  Pure: nothing is probed, executed or looked up.

`signs` holds what can be recognised, one file per kind of text, each with ``READERS``; `leads` holds what speaks for or
against a cause, one file per layer, each with ``LEADS``.  Finding a file is registering it.
"""
