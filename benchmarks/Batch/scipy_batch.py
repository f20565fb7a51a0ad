#!/usr/bin/env python3
"""What a group writes today: every .nii.gz of a folder to 1 mm with a cubic spline, SciPy and nibabel, one process a core.

    scipy_batch.py IN OUT DTYPE PROCESSES [COUNT]

Prints scans per minute and the greatest memory of one process.
"""
import multiprocessing
import os
import resource
import sys
import time

import nibabel
import numpy
import scipy.ndimage


def resample(job):
    source, target, dtype = job
    image = nibabel.load(source)
    data = numpy.asarray(image.dataobj, dtype=numpy.float32)
    spacing = numpy.array(image.header.get_zooms()[:3])
    size = numpy.maximum(1, numpy.rint(numpy.array(data.shape) * spacing)).astype(int)
    # The grid centred on the input's, as gpuvol resample --spacing-mm.
    step = 1.0 / spacing
    offset = (numpy.array(data.shape) - 1) / 2 - step * (size - 1) / 2
    result = scipy.ndimage.affine_transform(data, step, offset, output_shape=tuple(size), order=3, mode='mirror', output=numpy.float32)
    if dtype == 'i16':
        result = numpy.clip(numpy.rint(result), -32768, 32767).astype(numpy.int16)
    affine = image.affine @ numpy.vstack([numpy.column_stack([numpy.diag(step), offset]), [0, 0, 0, 1]])
    nibabel.save(nibabel.Nifti1Image(result, affine), target)


def main():
    folder, output, dtype, processes = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    names = sorted(os.listdir(folder))[:int(sys.argv[5]) if len(sys.argv) > 5 else None]
    os.makedirs(output, exist_ok=True)
    start = time.perf_counter()
    with multiprocessing.Pool(processes) as pool:
        pool.map(resample, [(os.path.join(folder, n), os.path.join(output, n), dtype) for n in names], chunksize=1)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f'scipy {dtype}: {len(names)} scans in {seconds:.1f} s, {60 * len(names) / seconds:.1f} a minute, {memory:.0f} MiB a process')


if __name__ == '__main__':
    main()
