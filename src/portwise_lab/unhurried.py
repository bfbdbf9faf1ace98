"""
What portwise gives the kernel, an engine or a tool of the machine for an answer, a lab on a busy machine gives longer.

These bounds are for people who wait.  They hold on a machine that does little else, and what is late then is not
known: on one that plays eight worlds at once a case would come out otherwise.
"""

from portwise.app import workarounds
from portwise.host import engine, judge, local

PATIENCE = 20.0  # seconds
TRIALS = 10  # ways that may be tried one after another

workarounds.PATIENCE, workarounds.ALTOGETHER = PATIENCE, TRIALS * PATIENCE
engine.PATIENCE = judge.PATIENCE = PATIENCE
local.KERNEL_PATIENCE = local.OUTPUT_PATIENCE = PATIENCE
