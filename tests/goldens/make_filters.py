#!/usr/bin/python3
"""Gaussian blurs by scipy.ndimage in float32: every border, small and large sigmas, odd, even and one-voxel axes."""
import itertools

import numpy as np
from scipy import ndimage

import golden

rng = np.random.default_rng(20)
out = golden.Writer("filters", np.float32)
borders = ["reflect", "mirror", "nearest", "constant", "wrap", "grid-constant", "grid-wrap"]
shapes = [(1, 1, 8), (1, 1, 5), (1, 9, 7), (4, 1, 6), (5, 6, 7), (8, 7, 6), (1, 1, 1), (2, 20, 33)]
sigmas = [(1, 1, 1), (0.7, 2.3, 0.3), (2, 0, 1.1), (5, 5, 5)]
dtypes = itertools.cycle(golden.DTYPES)
inputs = {}
for number, (shape, sigma) in enumerate(itertools.product(shapes, sigmas)):
    if shape not in inputs:
        dtype = next(dtypes)
        stored = golden.random_volume(rng, shape, dtype)
        slices = 1 if shape[0] == 1 or dtype == "f32" else shape[0]
        slope = [1.0] if dtype == "f32" else list(rng.integers(1, 5, slices) / 2.0)
        intercept = [0.0] if dtype == "f32" else list(rng.integers(-1024, 1024, slices) * 1.0)
        value = golden.rescale(stored, slope, intercept).astype(np.float32)
        inputs[shape] = (dtype, slope, intercept, value, out.put(stored))
    dtype, slope, intercept, value, place = inputs[shape]
    for border in borders[:5] if number % 4 else borders:
        cval = -300.0 if "constant" in border else 0.0
        truncate = 4.0 if number % 3 else 2.5
        result = ndimage.gaussian_filter(value, sigma, mode=border, cval=cval, truncate=truncate, output=np.float32)
        out.case(dtype=dtype, slope=slope, intercept=intercept, input=place, sigma_kji=sigma, border=border,
                 cval=cval, truncate=truncate, expected=out.put(result))
out.write()
