#!/usr/bin/python3
"""Convolution, correlation and Sobel by scipy.ndimage in float64: every border, odd, even and one-voxel axes, origins."""
import itertools

import numpy as np
from scipy import ndimage

import golden

rng = np.random.default_rng(31)
borders = ["reflect", "mirror", "nearest", "constant", "wrap", "grid-constant", "grid-wrap"]
shapes = [(1, 1, 9), (1, 8, 7), (5, 6, 7), (4, 3, 18), (1, 1, 1), (2, 2, 2)]
dtypes = itertools.cycle(golden.DTYPES)


def volume(out, shape):
    dtype = next(dtypes)
    stored = golden.random_volume(rng, shape, dtype)
    if dtype == "i32":
        stored //= 1024
    return dict(dtype=dtype, slope=[1.0], intercept=[0.0], input=out.put(stored)), stored.astype(np.float64)


out = golden.Writer("convolve", np.float32)
kernels = [(3, 3, 3), (1, 1, 4), (2, 3, 4), (1, 5, 2), (5, 1, 1), (3, 7, 9), (2, 2, 2)]
for number, (shape, size) in enumerate(itertools.product(shapes, kernels)):
    fields, value = volume(out, shape)
    separable = number % 3 == 0
    if separable:
        lines = [rng.uniform(-1, 1, n) for n in size]
        weights = np.einsum("i,j,k->ijk", *lines)
    else:
        weights = rng.uniform(-1, 1, size)
    weights = weights.astype(np.float32)
    place = out.put(weights)
    for border in borders[:5] if number % 4 else borders:
        cval = -7.5 if "constant" in border and number % 2 else 0.0
        flip = bool(number % 2)
        # SciPy's origin for every axis stays inside the kernel; one per case, order [k, j, i].
        origin = [int(rng.integers(-(n // 2), (n - 1) // 2 + 1)) for n in size]
        if flip:
            origin = [int(np.clip(o, -((n - 1) // 2), (n - 1) // 2)) for o, n in zip(origin, size)]
        call = ndimage.convolve if flip else ndimage.correlate
        result = call(value, weights.astype(np.float64), mode=border, cval=cval, origin=origin)
        out.case(**fields, kernel=place, flip=flip, separable=separable, origin_kji=origin, border=border, cval=cval,
                 expected=out.put(result.astype(np.float32)))
out.write()

out = golden.Writer("sobel", np.float32)
for number, shape in enumerate(shapes * 2):
    fields, value = volume(out, shape)
    for border in borders[:5] if number % 4 else borders:
        cval = 12.0 if "constant" in border else 0.0
        along = [ndimage.sobel(value, axis=a, mode=border, cval=cval) for a in (2, 1, 0)]
        magnitude = np.sqrt(sum(a * a for a in along))
        for axis, result in enumerate([*along, magnitude]):
            if axis == 3 or number < 3 or axis == number % 3:
                out.case(**fields, axis=axis, border=border, cval=cval, expected=out.put(result.astype(np.float32)))
out.write()
