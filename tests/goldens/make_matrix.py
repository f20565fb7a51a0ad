#!/usr/bin/python3
"""The full product border x type x axes x odd and even windows x volumes larger and smaller than the window, for four filters by scipy.ndimage in float64."""
import itertools

import numpy as np
from scipy import ndimage

import golden

rng = np.random.default_rng(61)
out = golden.Writer("matrix", np.float32)
shapes = {1: [(1, 1, 7), (1, 1, 2)], 2: [(1, 5, 6), (1, 2, 3)], 3: [(4, 5, 6), (2, 1, 3)]}
kernels = {}
for length, axes in itertools.product((3, 4), (1, 2, 3)):
    size = tuple([1] * (3 - axes) + [length] * axes)
    weights = rng.uniform(-1, 1, size).astype(np.float32)
    kernels[length, axes] = size, weights, out.put(weights)
for dtype, axes, small in itertools.product(golden.DTYPES, (1, 2, 3), (0, 1)):
    stored = golden.random_volume(rng, shapes[axes][small], dtype)
    if dtype == "i32":
        stored //= 1024
    value, place = stored.astype(np.float64), out.put(stored)
    for length, border in itertools.product((3, 4), ("reflect", "mirror", "nearest", "constant", "wrap")):
        size, weights, kernel = kernels[length, axes]
        cval = 7.0 if border == "constant" else 0.0
        sigma = [0.0 if n == 1 else length / 3.0 for n in size]
        common = dict(dtype=dtype, slope=[1.0], intercept=[0.0], input=place, border=border, cval=cval, window_kji=size)
        put = lambda result: out.put(result.astype(np.float32))
        out.case(**common, kind="correlate", kernel=kernel, expected=put(ndimage.correlate(value, weights.astype(np.float64), mode=border, cval=cval)))
        out.case(**common, kind="gaussian", sigma_kji=sigma, expected=put(ndimage.gaussian_filter(value, sigma, mode=border, cval=cval)))
        out.case(**common, kind="uniform", expected=put(ndimage.uniform_filter(value, size, mode=border, cval=cval)))
        out.case(**common, kind="median", expected=put(ndimage.median_filter(value, size, mode=border, cval=cval)))
out.write()
