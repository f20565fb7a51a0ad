#!/usr/bin/env python3
"""Goldens of the Fourier transforms: SciPy in float64 for every length to 512, larger lengths and shapes by samples of their spectra, and BART.

Inputs are not stored: both sides hash the index (murmur3's last step) to numbers that float32 holds exactly.
"""
import os
import subprocess
import tempfile

import numpy as np
import scipy.fft

import golden

NORMS = ["backward", "ortho", "forward"]
SAMPLES = 200


def mix(h):
    h = h.astype(np.uint32)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return (h & np.uint32(0xFFFF)) / 65536.0 - 0.5


def numbers(shape, seed):
    j = np.arange(np.prod(shape), dtype=np.uint64)
    seed = np.uint64(seed)
    re = mix((np.uint64(2) * j + np.uint64(7919) * seed) & np.uint64(0xFFFFFFFF))
    im = mix((np.uint64(2) * j + np.uint64(1) + np.uint64(7919) * seed) & np.uint64(0xFFFFFFFF))
    return (re + 1j * im).reshape(shape)


def put(writer, values):
    return writer.put(np.ascontiguousarray(values.ravel()).astype(np.complex64).view(np.float32).reshape(1, 1, -1))


def transform(x, axes, inverse, norm, centered):
    f = scipy.fft.ifftn if inverse else scipy.fft.fftn
    if centered:
        x = scipy.fft.ifftshift(x, axes=axes)
    y = f(x, axes=axes, norm=norm)
    return scipy.fft.fftshift(y, axes=axes) if centered else y


def main():
    w = golden.Writer("fourier", np.float32)
    for n in range(1, 513):
        w.case(kind="length", n=n, result=put(w, scipy.fft.fft(numbers((n,), n))))

    case = 0
    for shape, axes in (((7, 6, 5), (0, 1, 2)), ((4, 9, 8), (1, 2)), ((5, 17, 3), (1,)), ((2, 3, 5, 4), (0, 2, 3)), ((33, 31), (0, 1))):
        for norm in NORMS:
            for centered in (False, True):
                for inverse in (False, True):
                    case += 1
                    w.case(kind="whole", shape=shape, axes=axes, norm=norm, centered=centered, inverse=inverse, seed=case,
                           result=put(w, transform(numbers(shape, case), axes, inverse, norm, centered)))

    large = [((n,), (0,)) for n in (521, 1021, 1024, 2047, 2048, 4093, 4096, 6561, 8191, 10007, 15625, 16384, 16807, 46410, 65521, 65536, 65537, 100003, 131071, 216000, 500009, 1 << 20)]
    large += [((2, 640, 368), (1, 2)), ((217, 181, 181), (0, 1, 2)), ((3, 8192, 3), (1,)), ((2, 10007, 2), (1,))]
    for shape, axes in large:
        case += 1
        norm, centered, inverse = NORMS[case % 3], case % 2 == 0, case % 5 < 2
        y = transform(numbers(shape, case), axes, inverse, norm, centered).ravel()
        places = np.unique(np.concatenate([[0, y.size - 1, y.size // 2], np.random.default_rng(case).integers(0, y.size, SAMPLES)]))
        w.case(kind="samples", shape=shape, axes=axes, norm=norm, centered=centered, inverse=inverse, seed=case, places=places.tolist(), result=put(w, y[places]))

    for shape in ((30,), (21,), (9, 7), (12, 10), (5, 6, 7)):
        for unitary in (False, True):
            for inverse in (False, True):
                case += 1
                w.case(kind="bart", shape=shape, unitary=unitary, inverse=inverse, seed=case, result=put(w, bart(numbers(shape, case), unitary, inverse)))
    w.write()


def bart(x, unitary, inverse):
    """BART's arrays are first axis fastest; it is given all axes, reversed."""
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "x")
        dims = list(x.shape[::-1]) + [1] * (16 - x.ndim)
        with open(name + ".hdr", "w") as f:
            f.write("# Dimensions\n" + " ".join(map(str, dims)) + "\n")
        x.astype(np.complex64).tofile(name + ".cfl")
        flags = (["-u"] if unitary else []) + (["-i"] if inverse else [])
        subprocess.run(["bart", "fft", *flags, str((1 << x.ndim) - 1), name, name + "y"], check=True)
        return np.fromfile(name + "y.cfl", np.complex64).reshape(x.shape)


if __name__ == "__main__":
    main()
