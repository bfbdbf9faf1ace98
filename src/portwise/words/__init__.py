"""What people type in: error names, numbers, states, ports, terms.  Tables and pure functions, no input or output."""
