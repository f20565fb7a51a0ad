#!/usr/bin/env python3
"""Makes scans for the benchmark of bulk work: make_scans.py FOLDER COUNT [SIZE]. int16 .nii.gz, 0.9 x 0.9 x 1.2 mm, as nibabel writes them.

Ellipsoids in Hounsfield units with the noise of a CT scan everywhere, air included: noise is what makes real scans hard to compress. Ten are
different, the others copies of them.
"""
import os
import shutil
import sys

import nibabel
import numpy

DIFFERENT = 10


def scan(number, size):
    random = numpy.random.default_rng(number)
    z, y, x = numpy.meshgrid(*[numpy.linspace(-1, 1, size, dtype=numpy.float32)] * 3, indexing='ij')
    hu = -1000 + 1040 * ((x / 0.8) ** 2 + (y / 0.7) ** 2 + (z / 0.9) ** 2 < 1).astype(numpy.float32)
    for _ in range(12):
        centre, radius = random.uniform(-0.5, 0.5, 3), random.uniform(0.05, 0.3, 3)
        hu += random.uniform(-300, 600) * (((x - centre[0]) / radius[0]) ** 2 + ((y - centre[1]) / radius[1]) ** 2 + ((z - centre[2]) / radius[2]) ** 2 < 1)
    hu += random.normal(0, 12, hu.shape).astype(numpy.float32)
    affine = numpy.diag([-0.9, -0.9, 1.2, 1.0])
    affine[:3, 3] = [110, 110, -150]
    image = nibabel.Nifti1Image(numpy.clip(hu, -1024, 3071).astype(numpy.int16).transpose(2, 1, 0), affine)
    image.set_qform(affine, 1)
    image.set_sform(affine, 1)
    return image


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    size = int(sys.argv[3]) if len(sys.argv) > 3 else 256
    os.makedirs(folder, exist_ok=True)
    for number in range(count):
        path = os.path.join(folder, f'scan{number:04d}.nii.gz')
        if os.path.exists(path):
            continue
        if number < DIFFERENT:
            nibabel.save(scan(number, size), path)
        else:
            shutil.copy(os.path.join(folder, f'scan{number % DIFFERENT:04d}.nii.gz'), path)


if __name__ == '__main__':
    main()
