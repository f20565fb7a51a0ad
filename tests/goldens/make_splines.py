#!/usr/bin/python3
"""scipy.ndimage zoom of order 2 to 5, shift, rotate and affine_transform of order 0 to 5: every border, odd and even sizes, up and down."""
import itertools
import warnings

import numpy as np
from scipy import ndimage

import golden

warnings.simplefilter("ignore")
rng = np.random.default_rng(4)
out = golden.Writer("splines", np.float32)
borders = ["reflect", "mirror", "nearest", "constant", "wrap", "grid-constant", "grid-wrap"]
dtypes = itertools.cycle(golden.DTYPES)


def volume(shape):
    dtype = next(dtypes)
    stored = golden.random_volume(rng, shape, dtype)
    slope, intercept = ([1.0], [0.0]) if dtype == "f32" else ([0.5], [-100.0])
    value = golden.rescale(stored, slope, intercept).astype(np.float32)
    return value, dict(dtype=dtype, slope=slope, intercept=intercept, input=out.put(stored))


def is_inexact(shape, border, order):
    """SciPy 1.10 counts the first sample twice in the start of the reflected spline: 1e-5 of the range in lines of 7 voxels."""
    return border == "reflect" and order > 1 and any(1 < n < 12 for n in shape)


def put(result):
    return out.put(result.astype(np.float32))


for shape, zoom in [((5, 6, 7), (1.5, 1.5, 1.5)), ((4, 9, 8), (0.5, 2, 1.3)), ((1, 7, 8), (1, 0.6, 2.4)), ((2, 3, 40), (2, 1, 1.25)),
                    ((90, 3, 2), (0.4, 1, 1)), ((70, 2, 3), (1.3, 1, 2)), ((13, 12, 14), (0.7, 1.1, 0.4))]:
    value, fields = volume(shape)
    for border, grid, order in itertools.product(borders, [False, True], range(2, 6)):
        if not grid and border not in ("constant", "nearest", "reflect", "grid-wrap"):
            continue
        if shape[0] > 40 and order in (2, 4) or is_inexact(shape, border, order):
            continue
        result = ndimage.zoom(value, zoom, order=order, mode=border, cval=-77.0, grid_mode=grid, output=np.float64)
        out.case(operation="zoom", **fields, zoom_kji=zoom, border=border, cval=-77.0, grid=grid, order=order, expected=put(result))

for shape, shift in [((6, 5, 9), (1.3, -0.7, 2.25)), ((1, 8, 5), (0, 3.4, -1.1)), ((12, 1, 15), (1.7, 0, -4.2))]:
    value, fields = volume(shape)
    for border, order in itertools.product(borders, range(6)):
        if is_inexact(shape, border, order):
            continue
        result = ndimage.shift(value, shift, order=order, mode=border, cval=5.0, output=np.float64)
        out.case(operation="shift", **fields, shift_kji=shift, border=border, cval=5.0, order=order, expected=put(result))

for shape, angle, axes, reshape in [((4, 7, 9), 30, (1, 0), True), ((5, 6, 8), -75, (1, 2), True), ((5, 6, 8), 90, (0, 2), True), ((7, 5, 4), 200, (0, 1), False), ((1, 13, 12), 41, (1, 2), True)]:
    value, fields = volume(shape)
    for border, order in itertools.product(["constant", "reflect"], range(6)):
        if is_inexact(shape, border, order):
            continue
        result = ndimage.rotate(value, angle, axes=axes, reshape=reshape, order=order, mode=border, cval=-3.0, output=np.float64)
        out.case(operation="rotate", **fields, angle=angle, axes=[2 - a for a in axes], reshape=reshape, border=border, cval=-3.0, order=order, expected=put(result))

oblique = np.array([[0.9137, 0.2071, -0.3023], [-0.2519, 1.1041, 0.1013], [0.3061, -0.1531, 0.8081]])
stretched = np.array([[0.4013, 0.0527, 0], [0.1019, -1.9073, 0.3037], [0, 0.2029, 0.7043]])
for shape, matrix, offset, size in [((8, 9, 10), oblique, (0.3, -0.9, 1.7), (8, 9, 10)), ((7, 12, 6), stretched, (1.1, 10.6, -0.4), (9, 5, 11)), ((12, 13, 14), oblique, (-0.4, 1.2, 0.9), (7, 8, 9))]:
    value, fields = volume(shape)
    for border, order in itertools.product(borders, range(6)):
        if is_inexact(shape, border, order):
            continue
        result = ndimage.affine_transform(value, matrix, offset, size, order=order, mode=border, cval=12.0, output=np.float64)
        out.case(operation="affine", **fields, matrix_kji=matrix.tolist(), offset_kji=offset, size=[size[2], size[1], size[0]], border=border, cval=12.0, order=order, expected=put(result))

# Positions on edges and half way between voxels, where the order of the sums and of folding and rounding decides.
tied = np.array([[0.9, 0.1, 0], [-0.1, 1.1, 0.2], [0, 0.1, 0.8]])
for shape in [(13, 7, 10), (4, 5, 6)]:
    value, fields = volume(shape)
    for border, order in itertools.product(borders, [0, 1, 3]):
        if is_inexact(shape, border, order):
            continue
        for shift in [(0.5, -0.5, 1), (-1.5, shape[1] - 1, 2.5)]:
            result = ndimage.shift(value, shift, order=order, mode=border, cval=5.0, output=np.float64)
            out.case(operation="shift", **fields, shift_kji=shift, border=border, cval=5.0, order=order, expected=put(result))
        for angle in [90, 45]:
            result = ndimage.rotate(value, angle, axes=(1, 2), reshape=False, order=order, mode=border, cval=-3.0, output=np.float64)
            out.case(operation="rotate", **fields, angle=angle, axes=[1, 0], reshape=False, border=border, cval=-3.0, order=order, expected=put(result))
        result = ndimage.affine_transform(value, tied, (1, 0.5, -0.3), order=order, mode=border, cval=12.0, output=np.float64)
        out.case(operation="affine", **fields, matrix_kji=tied.tolist(), offset_kji=(1, 0.5, -0.3), size=shape[::-1], border=border, cval=12.0, order=order, expected=put(result))
out.write()
