"""Golden files: one JSON index and one flat .npy per family; arrays are C order [k, j, i]."""
import json
import os

import numpy as np

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "GpuVol.Tests", "Goldens")
DTYPES = {"u8": np.uint8, "i16": np.int16, "u16": np.uint16, "i32": np.int32, "f32": np.float32}


class Writer:
    def __init__(self, family, dtype):
        self.family, self.dtype, self.arrays, self.count, self.cases = family, dtype, [], 0, []

    def put(self, array):
        """Stores an array and returns its place; every value must survive the storage type."""
        stored = np.ascontiguousarray(array).astype(self.dtype)
        assert np.array_equal(stored.astype(np.float64), array.astype(np.float64), equal_nan=True)
        self.arrays.append(stored.ravel())
        self.count += stored.size
        return [self.count - stored.size, list(stored.shape)]

    def case(self, **fields):
        self.cases.append(fields)

    def write(self):
        os.makedirs(ROOT, exist_ok=True)
        np.save(os.path.join(ROOT, self.family + ".npy"), np.concatenate(self.arrays))
        with open(os.path.join(ROOT, self.family + ".json"), "w") as f:
            f.write("[\n" + ",\n".join(json.dumps(c) for c in self.cases) + "\n]\n")
        print(self.family, len(self.cases), "cases,", self.count, "numbers")


def random_volume(rng, shape, dtype):
    if dtype == "f32":
        return rng.uniform(-1000, 1000, shape).astype(np.float32)
    info = np.iinfo(DTYPES[dtype])
    low, high = max(info.min, -(1 << 20)), min(info.max, 1 << 20)
    return rng.integers(low, high, shape, endpoint=True).astype(DTYPES[dtype])


def rescale(stored, slope, intercept):
    """Per-slice slope * stored + intercept in float64; slope and intercept are lists of 1 or nk numbers."""
    s = np.asarray(slope, np.float64).reshape(-1, 1, 1)
    b = np.asarray(intercept, np.float64).reshape(-1, 1, 1)
    return s * stored.astype(np.float64) + b
