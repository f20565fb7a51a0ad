#!/usr/bin/python3
"""Golden arrays of the distance transform and of binary morphology, made with SciPy 1.10.

Each case is one .npy: uint8 masks [z, y, x], float64 distances, int64 squared distances.
Run from the repository root: /usr/bin/python3 tests/goldens/make_morphology.py
"""
import os

import numpy as np
import scipy.ndimage as ndi

OUT = "tests/GpuVol.Tests/Goldens/morphology"


def save(name, array):
    np.save(os.path.join(OUT, name + ".npy"), np.ascontiguousarray(array))


def masks():
    rng = np.random.default_rng(5)
    noise = ndi.gaussian_filter(rng.standard_normal((18, 21, 37)), 2)
    yield "blobs", (noise > np.quantile(noise, 0.5)).astype(np.uint8)
    yield "sparse", (rng.random((9, 16, 33)) > 0.004).astype(np.uint8)
    yield "plane", (rng.random((1, 24, 29)) > 0.1).astype(np.uint8)
    yield "line", (rng.random((1, 1, 70)) > 0.06).astype(np.uint8)


def main():
    os.makedirs(OUT, exist_ok=True)
    for name, mask in masks():
        save(f"{name}_mask", mask)
        save(f"{name}_squared", np.rint(ndi.distance_transform_edt(mask) ** 2).astype(np.int32))
        for spacing in ((2.5, 0.7, 0.7), (1.25, 0.683594, 0.683594), (3.0, 0.9, 1.7)):
            label = "_".join(str(s) for s in spacing)
            save(f"{name}_distance_{label}", ndi.distance_transform_edt(mask, sampling=spacing).astype(np.float32))
    rng = np.random.default_rng(8)
    mask = ndi.binary_opening(rng.random((11, 14, 19)) > 0.25, iterations=1)
    mask |= rng.random(mask.shape) > 0.9
    save("shapes_mask", mask.astype(np.uint8))
    box = np.ones((3, 3, 3), bool)
    odd = rng.random((2, 3, 4)) > 0.3
    save("shapes_element", odd.astype(np.uint8))
    for kind, element in (("cross", ndi.generate_binary_structure(3, 1)), ("edges", ndi.generate_binary_structure(3, 2)), ("box", box), ("odd", odd)):
        for operation in ("erosion", "dilation", "opening", "closing"):
            for iterations in (1, 2):
                function = getattr(ndi, "binary_" + operation)
                if operation in ("erosion", "dilation"):
                    for border in (0, 1):
                        save(f"shapes_{operation}_{kind}_{iterations}_{border}", function(mask, element, iterations, border_value=border).astype(np.uint8))
                else:
                    save(f"shapes_{operation}_{kind}_{iterations}_0", function(mask, element, iterations).astype(np.uint8))


main()
