"""Deep image prior: a network fitted to one picture; needs torch."""

import os

# Threads of torch that wait for each other spin; on a machine that has other work to do, a step
# then takes ten times as long. This counts only before torch is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
