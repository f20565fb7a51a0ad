#!/usr/bin/python3
"""skimage.transform.iradon for every filter, interpolation, circle and odd and even sizes, in float64."""
import itertools
import warnings

import numpy as np
from skimage.transform import iradon

import golden

warnings.filterwarnings("ignore")
rng = np.random.default_rng(51)
out = golden.Writer("tomography", np.float32)

# With multiples of 30 degrees, where pixels fall half way between two columns and rounding decides which is nearest.
theta = np.arange(24) * 7.5
for size in (24, 25):
    sinogram = rng.uniform(0, 1, (len(theta), size)).astype(np.float32)
    place = out.put(sinogram[None])
    names = ["ramp", "shepp-logan", "cosine", "hamming", "hann", None]
    for name, interpolation, circle in itertools.product(names, ["linear", "nearest", "cubic"], [True, False]):
        image = iradon(sinogram.T.astype(np.float64), theta, filter_name=name, interpolation=interpolation, circle=circle)
        out.case(sinogram=place, theta_deg=list(theta), filter=name or "none", interpolation=interpolation, circle=circle, output_size=None,
                 expected=out.put(image.astype(np.float32)[None]))
    image = iradon(sinogram.T.astype(np.float64), theta, filter_name="hann", interpolation="linear", circle=True, output_size=37)
    out.case(sinogram=place, theta_deg=list(theta), filter="hann", interpolation="linear", circle=True, output_size=37, expected=out.put(image.astype(np.float32)[None]))
out.write()
