"""Settings that must be made before any library is imported."""

import os

# Two threads that wait for each other on two busy cores are slower than one; libraries read
# these when they are first imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
