#!/usr/bin/python3
"""Median, rank, percentile, minimum, maximum and uniform filters by scipy.ndimage: every border, odd and even windows, footprints, all types."""
import itertools

import numpy as np
from scipy import ndimage

import golden

rng = np.random.default_rng(30)
out = golden.Writer("median", np.float32)
borders = ["reflect", "mirror", "nearest", "constant", "wrap", "grid-constant", "grid-wrap"]
shapes = [(1, 1, 7), (1, 6, 5), (5, 6, 7), (2, 3, 4), (1, 1, 1), (4, 5, 19)]
windows = [(3, 3, 3), (5, 5, 5), (1, 3, 3), (2, 3, 4), (1, 1, 6), (7, 7, 7), (1, 5, 5), (3, 1, 2), (9, 2, 1)]
dtypes = itertools.cycle(["f32", "i16", "u8", "u16", "i32"])
kinds = itertools.cycle(["median", "minimum", "median", "maximum", "median", "rank", "uniform", "percentile"])


def footprint(window):
    mask = rng.random(window) < 0.5
    mask.flat[rng.integers(mask.size)] = True
    return mask


for shape, window in itertools.product(shapes, windows):
    dtype = next(dtypes)
    stored = golden.random_volume(rng, shape, dtype)
    if rng.random() < 0.3:  # many equal voxels
        stored = (stored.astype(np.int64) % 5).astype(stored.dtype)
    slope = [1.0] if dtype == "f32" else [float(rng.choice([1.0, 0.5, -2.0]))]
    intercept = [0.0] if dtype == "f32" else [float(rng.integers(-1024, 1024))]
    if dtype != "f32" and shape[0] > 1 and rng.random() < 0.3:
        slope, intercept = [1.0 + k for k in range(shape[0])], [10.0 * k for k in range(shape[0])]
    value = golden.rescale(stored, slope, intercept).astype(np.float32)
    place = out.put(stored)
    for border in borders[:5] if rng.random() < 0.8 else borders:
        kind = next(kinds)
        cval = float(rng.choice([-300.0, 0.0, 2.5, 7.0])) if "constant" in border else 0.0
        mask = footprint(window) if kind != "uniform" and rng.random() < 0.4 else None
        where = {"size": window} if mask is None else {"footprint": mask}
        count = int(np.prod(window) if mask is None else mask.sum())
        number = 0.0
        if kind == "median":
            result = ndimage.median_filter(value, mode=border, cval=cval, **where)
        elif kind == "rank":
            number = int(rng.integers(-count, count))
            result = ndimage.rank_filter(value, number, mode=border, cval=cval, **where)
        elif kind == "percentile":
            number = float(rng.choice([0, 10, 33.3, 50, 75, 100]))
            result = ndimage.percentile_filter(value, number, mode=border, cval=cval, **where)
        elif kind == "minimum":
            result = ndimage.minimum_filter(value, mode=border, cval=cval, **where)
        elif kind == "maximum":
            result = ndimage.maximum_filter(value, mode=border, cval=cval, **where)
        else:
            result = ndimage.uniform_filter(value.astype(np.float64), window, mode=border, cval=cval).astype(np.float32)
        out.case(kind=kind, number=number, dtype=dtype, slope=slope, intercept=intercept, input=place, window_kji=window,
                 footprint=None if mask is None else [int(m) for m in mask.ravel()], border=border, cval=cval,
                 expected=out.put(result))
out.write()
