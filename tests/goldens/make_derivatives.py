#!/usr/bin/python3
"""Gaussian derivatives and the Laplacian of Gaussian by scipy.ndimage in float64: orders 0 to 3 mixed, every border, odd, even and one-voxel axes."""
import itertools

import numpy as np
from scipy import ndimage

import golden

rng = np.random.default_rng(47)
out = golden.Writer("derivatives", np.float32)
borders = ["reflect", "mirror", "nearest", "constant", "wrap", "grid-constant", "grid-wrap"]
shapes = [(1, 1, 9), (1, 8, 7), (5, 6, 7), (4, 3, 18), (1, 1, 1)]
orders = [(0, 0, 1), (1, 0, 0), (0, 2, 0), (1, 1, 1), (0, 1, 2), (3, 0, 1), (2, 3, 2), (0, 0, 0), "laplace"]
sigmas = itertools.cycle([(1, 1, 1), (0.7, 2.3, 0.3), (2, 0.8, 1.1)])
dtypes = itertools.cycle(golden.DTYPES)
for shape in shapes:
    dtype = next(dtypes)
    stored = golden.random_volume(rng, shape, dtype)
    if dtype == "i32":
        stored //= 1024
    value, place = stored.astype(np.float64), out.put(stored)
    for number, order in enumerate(orders):
        sigma = next(sigmas)
        for border in borders if number % 4 == 0 else borders[:5]:
            cval = -300.0 if "constant" in border and number % 2 == 0 else 0.0
            truncate = 4.0 if number % 3 else 2.5
            keywords = dict(sigma=sigma, mode=border, cval=cval, truncate=truncate)
            if order == "laplace":
                result = ndimage.gaussian_laplace(value, **keywords)
            else:
                result = ndimage.gaussian_filter(value, order=order, **keywords)
            out.case(dtype=dtype, slope=[1.0], intercept=[0.0], input=place, sigma_kji=sigma, border=border, cval=cval, truncate=truncate,
                     order_kji=[] if order == "laplace" else order, expected=out.put(result.astype(np.float32)))
out.write()
