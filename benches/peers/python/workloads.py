"""What all scripts share: the workloads' weights and data, which are those of the Rust programs, and how a job is timed."""

import json
import os
import statistics
import sys
import time

# One thread for everybody. Before numpy and the frameworks are loaded.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ[variable] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import numpy as np

BATCH = 32
RATE = 1e-4
# The steps of an epoch: 1,797 digits less 20 %, and so on, are about as many.
STEPS = 56
SHAPES = {"A": (2,), "B": (64,), "C": (784,), "D": (28, 28, 1)}


def noise(indices):
    """Numbers between -1 and 1 that look random; as `noise` of layerproof-benches."""
    x = np.asarray(indices, np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    x = (x << np.uint64(29)) | (x >> np.uint64(35))
    x = x * np.uint64(0xBF58476D1CE4E5B9)
    return ((x >> np.uint64(11)).astype(np.float64) / 2.0**52 - 1.0).astype(np.float32)


def kernels(workload):
    """The kernels in Keras's order; all biases are zero."""
    shapes = {
        "A": [(2, 8), (8, 1)],
        "B": [(64, 32), (32, 10)],
        "C": [(784, 128), (128, 10)],
        "D": [(3, 3, 1, 8), (3, 3, 8, 16), (400, 10)],
    }[workload]
    values, start = [], 1
    for shape in shapes:
        count = int(np.prod(shape))
        values.append((np.float32(0.1) * noise(np.arange(start, start + count))).reshape(shape))
        start += count
    return values


def samples(workload):
    shape = SHAPES[workload]
    return noise(np.arange(BATCH * int(np.prod(shape)))).reshape(BATCH, *shape)


def targets(workload):
    """Yes or no for A, else the class."""
    if workload == "A":
        return (np.arange(BATCH) % 2 == 0).astype(np.float32).reshape(BATCH, 1)
    return (np.arange(BATCH) % 10).astype(np.int64)


def channels_first(dense):
    """The last kernel of D for frameworks that flatten the channels first."""
    return np.ascontiguousarray(dense.reshape(5, 5, 16, 10).transpose(2, 0, 1, 3).reshape(400, 10))


def check(workload, peer, answer):
    """Ends the program where a peer's answer to the first sample is not layerproof's."""
    with open(os.environ["LAYERPROOF_ANSWERS"]) as file:
        right = json.load(file)[workload]
    difference = np.abs(np.asarray(answer).reshape(-1)[: len(right)] - np.asarray(right)).max()
    if not difference < 1e-5:
        sys.exit(f"{peer} answers {workload} with {answer}, layerproof with {right}")


def measure(workload, job, peer, work, each=1):
    """Prints the median time of a job; `each` says how many jobs one call does."""
    work()
    start = time.perf_counter()
    work()
    times = max(1, int(0.02 / (time.perf_counter() - start)))
    rounds = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(times):
            work()
        rounds.append((time.perf_counter() - start) / times / each)
    print(workload, job, peer, statistics.median(rounds) * 1e9, sep="\t", flush=True)
