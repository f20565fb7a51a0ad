#!/usr/bin/python3
"""scipy.ndimage.zoom of order 0 and 1 in float32: every border, both grids, up and down, one-voxel axes."""
import itertools
import warnings

import numpy as np
from scipy import ndimage

import golden

warnings.simplefilter("ignore")
rng = np.random.default_rng(21)
out = golden.Writer("resampling", np.float32)
borders = ["reflect", "mirror", "nearest", "constant", "wrap", "grid-constant", "grid-wrap"]
volumes = [((5, 6, 7), (1.5, 1.5, 1.5)), ((4, 5, 6), (0.5, 2, 1.3)), ((1, 7, 8), (1, 0.6, 2.4)), ((1, 1, 9), (1, 1, 3.3)),
           ((3, 1, 4), (2, 3, 0.25)), ((2, 3, 40), (1, 1, 1.25))]
dtypes = itertools.cycle(golden.DTYPES)
for shape, zoom in volumes:
    dtype = next(dtypes)
    stored = golden.random_volume(rng, shape, dtype)
    slope, intercept = ([1.0], [0.0]) if dtype == "f32" else ([0.5], [-100.0])
    value = golden.rescale(stored, slope, intercept).astype(np.float32)
    place = out.put(stored)
    for border, grid, order in itertools.product(borders, [False, True], [0, 1]):
        # Without grid mode no sample lies outside, and the borders differ in nothing.
        if not grid and border not in ("constant", "nearest"):
            continue
        result = ndimage.zoom(value, zoom, order=order, mode=border, cval=-77.0, grid_mode=grid, output=np.float32)
        out.case(dtype=dtype, slope=slope, intercept=intercept, input=place, zoom_kji=zoom, border=border, cval=-77.0,
                 grid=grid, order=order, expected=out.put(result))
out.write()
