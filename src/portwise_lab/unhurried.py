"""
What portwise gives the kernel, an engine, a server or a tool for an answer, a lab on a busy machine gives longer.

These bounds are for people who wait.  They hold on a machine that does little else, and what is late then is not
known: on one that plays many worlds at once a case would come out otherwise.  A server that never takes a connection
is called hung a little later here, and is called it all the same.
"""

from portwise.app import workarounds
from portwise.host import engine, judge, local
from portwise.probe import talk

PATIENCE = 20.0  # seconds
TRIALS = 10  # ways that may be tried one after another
HUNG = 1.5  # seconds: every scenario with a server that hangs waits this long for it, more than once

workarounds.PATIENCE, workarounds.ALTOGETHER = PATIENCE, TRIALS * PATIENCE
engine.PATIENCE = judge.PATIENCE = PATIENCE
local.KERNEL_PATIENCE = local.OUTPUT_PATIENCE = PATIENCE
talk.ACCEPT_PATIENCE = HUNG
