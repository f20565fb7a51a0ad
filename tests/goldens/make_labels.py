#!/usr/bin/python3
"""Label maps: argmax of the linearly interpolated mask of each label, and scikit-image's antialiased resize."""
import numpy as np
from scipy import ndimage
from skimage.transform import resize

import golden

rng = np.random.default_rng(12)
out = golden.Writer("labels", np.float32)


def smooth_labels(shape, count):
    noise = np.stack([ndimage.gaussian_filter(rng.standard_normal(shape), 1.5) for _ in range(count)])
    return (noise.argmax(axis=0) * 37 + 3).astype(np.int16)


def argmax_of_masks(labels, interpolate):
    names = np.unique(labels)
    masks = np.stack([interpolate((labels == n).astype(np.float64)) for n in names])
    best = masks.max(axis=0)
    return names[(masks > best - 1e-9).argmax(axis=0)]


for shape, zoom in [((12, 13, 14), (1.7, 1.3, 2.1)), ((15, 9, 11), (0.6, 1, 0.45)), ((9, 10, 8), (2, 2, 2))]:
    labels = smooth_labels(shape, 6)
    result = argmax_of_masks(labels, lambda m: ndimage.zoom(m, zoom, order=1, mode="nearest", grid_mode=True))
    out.case(operation="zoom", input=out.put(labels), zoom_kji=zoom, expected=out.put(result))
matrix = np.array([[0.9137, 0.2071, -0.3023], [-0.2519, 1.1041, 0.1013], [0.3061, -0.1531, 0.8081]])
labels = smooth_labels((12, 14, 13), 5)
result = argmax_of_masks(labels, lambda m: ndimage.affine_transform(m, matrix, (0.3, 1.4, 0.7), order=1, mode="nearest"))
out.case(operation="affine", input=out.put(labels), matrix_kji=matrix.tolist(), offset_kji=(0.3, 1.4, 0.7), expected=out.put(result))
for shape, size in [((14, 16, 20), (5, 16, 9)), ((9, 30, 21), (12, 7, 4))]:
    value = rng.uniform(-1000, 1000, shape).astype(np.float32)
    # The outer half voxel takes the edge, as in resampling to a size.
    sigma = [max(0, (n / m - 1) / 2) for n, m in zip(shape, size)]
    blurred = ndimage.gaussian_filter(value.astype(np.float64), sigma, mode="mirror")
    result = ndimage.zoom(blurred, np.array(size) / shape, order=1, mode="nearest", grid_mode=True)
    inner = resize(value.astype(np.float64), size, order=1, mode="reflect", anti_aliasing=True)
    assert np.abs((inner - result)[1:-1, 1:-1, 1:-1]).max() < 1e-6
    out.case(operation="antialias", input=out.put(value), size=size[::-1], expected=out.put(result.astype(np.float32)))
out.write()
