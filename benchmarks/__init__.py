"""Side by side with what people would use instead."""

import os

# Idle threads of the linear algebra and of parallel loops would spin for a while after their work,
# on the core of whoever is timed next.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
