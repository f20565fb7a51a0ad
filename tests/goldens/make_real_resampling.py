#!/usr/bin/python3
"""Real series resampled by SciPy (nibabel's frames) and ITK: values at some hundred voxels each.
make_real_resampling.py [ITK_RESAMPLE]: GPUVOL_DATA is the folder of the data; the program is built where it is not given."""
import glob
import os
import subprocess
import sys
import tempfile

import nibabel
import numpy as np
import pydicom
from scipy import ndimage

import golden
from make_itk import HERE, read_mha, write_mha

DATA = os.environ["GPUVOL_DATA"]
rng = np.random.default_rng(8)
out = golden.Writer("real_resampling", np.float32)


def inside(positions, shape):
    """Well inside, so that no rule for the edge takes part; positions are i, j, k."""
    return np.all((positions > 1) & (positions < np.array(shape)[:, None] - 2), axis=0)


def case(source, target, size, orders, sample, program_values=None):
    """sample(voxels) are the source indices of target voxels (3, n), i, j, k."""
    array, name = source
    voxels = rng.integers(0, np.array(size)[:, None], (3, 200000))
    positions = sample(voxels.astype(np.float64))
    chosen = np.flatnonzero(inside(positions, array.shape))[:300]
    assert chosen.size == 300, (name, chosen.size)
    for order in orders:
        expected = ndimage.map_coordinates(array.astype(np.float64), positions[:, chosen], order=order, mode="mirror")
        out.case(source=name, target=target, order=order, voxels=out.put(voxels[:, chosen].astype(np.float32)[None]), expected=out.put(expected.astype(np.float32)[None, None]))
        if program_values is not None:
            values = program_values(order)[tuple(voxels[::-1, chosen])]
            print(name, order, "SciPy and ITK differ by", np.abs(values - expected).max(), "of", np.ptp(array))
            out.case(source=name, target=target, order=order, voxels=out.put(voxels[:, chosen].astype(np.float32)[None]), expected=out.put(values.astype(np.float32)[None, None]))


def nifti(name):
    image = nibabel.load(os.path.join(DATA, "nifti", name))
    return np.asarray(image.dataobj, np.float64), image.affine


for source, target in [("FLAIR.nii.gz", "shear.nii.gz"), ("shear.nii.gz", "FLAIR.nii.gz"), ("someones_anatomy.nii.gz", "FLAIR.nii.gz")]:
    array, frame = nifti(source)
    other, grid = nifti(target)
    to_source = np.linalg.inv(frame) @ grid
    case((array, source), target, other.shape, (1, 3), lambda v: to_source[:3, :3] @ v + to_source[:3, 3:])

slices = sorted((pydicom.dcmread(f) for f in glob.glob(os.path.join(DATA, "ct-thorax-lidc", "*.dcm"))), key=lambda s: float(s.ImagePositionPatient[2]))
hu = np.stack([s.pixel_array.astype(np.float64) * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices])
spacing = np.array([float(slices[0].PixelSpacing[1]), float(slices[0].PixelSpacing[0]), float(slices[1].ImagePositionPatient[2]) - float(slices[0].ImagePositionPatient[2])])
size = np.floor(np.array(hu.shape[::-1]) * spacing + 0.5).astype(int)
middle, target_middle = (np.array(hu.shape[::-1]) - 1) / 2, (size - 1) / 2
first = middle - target_middle / spacing


def itk(order):
    path = os.path.join(folder, "out.mha")
    subprocess.run([program, os.path.join(folder, "ct.mha"), os.path.join(folder, "grid.mha"), "-", str(order), "-1000", path], check=True)
    return read_mha(path)


with tempfile.TemporaryDirectory() as folder:
    program = sys.argv[1] if len(sys.argv) > 1 else os.path.join(folder, "itk_resample")
    if len(sys.argv) <= 1:
        subprocess.run(["cmake", "-S", os.path.join(HERE, "itk"), "-B", folder, "-DCMAKE_BUILD_TYPE=Release"], check=True)
        subprocess.run(["cmake", "--build", folder], check=True)
    write_mha(os.path.join(folder, "ct.mha"), hu, spacing, [0, 0, 0], np.eye(3))
    write_mha(os.path.join(folder, "grid.mha"), np.zeros(size[::-1], np.float32), [1, 1, 1], first * spacing, np.eye(3))
    case((hu.transpose(2, 1, 0), "ct-thorax-lidc"), "1 mm", tuple(size), (1, 3), lambda v: first[:, None] + v / spacing[:, None], itk)
out.write()
