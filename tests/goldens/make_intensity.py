#!/usr/bin/python3
"""Rescale, window, masks and conversions by NumPy in float64, from the formulas of DICOM PS3.3 C.7.6 and C.11.2.1."""
import itertools

import numpy as np

import golden

rng = np.random.default_rng(22)
out = golden.Writer("intensity", np.float64)


def window(x, c, w, low, high, exact):
    if not exact and w == 1:
        return np.where(x <= c - 0.5, low, high)
    y = (x - c) / w + 0.5 if exact else (x - (c - 0.5)) / (w - 1) + 0.5
    return np.clip(y * (high - low) + low, min(low, high), max(low, high))


def convert(x, dtype):
    info = np.iinfo(dtype)
    return np.clip(np.rint(np.nan_to_num(x, nan=0.0, posinf=1e300, neginf=-1e300)), info.min, info.max)


shape = (3, 5, 7)
rescales = [([1.0], [-1024.0]), ([0.1, 2.5, -1.7], [3.25, -1000.0, 0.3])]
windows = [(40, 400, 0, 255, False), (40, 400, 0, 1, True), (300.5, 1, 0, 255, False), (-600, 1500.5, 255, 0, False), (10, 0.25, -1, 1, True), (7.3, 2, 0, 100, False)]
for dtype, (slope, intercept) in itertools.product(golden.DTYPES, rescales):
    stored = golden.random_volume(rng, shape, dtype)
    # Half of the values where windows lie; float voxels that are no numbers too.
    near = rng.integers(0, 255 if dtype == "u8" else 2000, shape).astype(golden.DTYPES[dtype])
    stored = np.where(rng.random(shape) < 0.5, near, stored).astype(golden.DTYPES[dtype])
    if dtype == "f32":
        stored.flat[[3, 50, 100]] = [np.nan, np.inf, -np.inf]
    value = golden.rescale(stored, slope, intercept)
    place = out.put(stored)
    common = dict(dtype=dtype, slope=slope, intercept=intercept, input=place)
    out.case(kind="rescale", expected=out.put(value.astype(np.float32)), **common)
    for c, w, low, high, exact in windows:
        expected = window(value, c, w, low, high, exact)
        expected[np.isnan(value)] = min(low, high)
        out.case(kind="window", center=c, width=w, min=low, max=high, exact=exact, expected=out.put(expected), **common)
    for low, high in ((-200, 300.5), (0.25, None)):
        v = value.astype(np.float32)
        mask = (v >= np.float32(low)) & (v <= np.float32(np.inf if high is None else high))
        out.case(kind="threshold", lower=low, upper=high, expected=out.put(mask.astype(np.uint8)), **common)
    for target in ("u8", "i16", "u16", "i32"):
        out.case(kind="convert", target=target, expected=out.put(convert(value, golden.DTYPES[target])), **common)
out.write()
