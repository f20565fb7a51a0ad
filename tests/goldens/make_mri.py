"""Goldens of MRI reconstruction: NumPy in float64 from the definitions, and ISMRMRD and HDF5 files written by h5py."""
import json
import os

import h5py
import numpy as np

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "GpuVol.Tests", "Goldens", "mri")
os.makedirs(OUT, exist_ok=True)
rng = np.random.default_rng(6)


def save(name, array):
    array = np.asarray(array)
    np.save(os.path.join(OUT, name + ".npy"), array.astype(np.complex64 if np.iscomplexobj(array) else np.float32))


def ft(x, axes=(-2, -1)):
    return np.fft.fftshift(np.fft.fftn(np.fft.ifftshift(x, axes=axes), axes=axes, norm="ortho"), axes=axes)


def ift(x, axes=(-2, -1)):
    return np.fft.fftshift(np.fft.ifftn(np.fft.ifftshift(x, axes=axes), axes=axes, norm="ortho"), axes=axes)


def resize(x, shape):
    """Cuts or pads the last axes about n // 2."""
    for axis, n in zip(range(-len(shape), 0), shape):
        old = x.shape[axis]
        index = np.arange(n) - n // 2 + old // 2
        inside = (index >= 0) & (index < old)
        x = np.take(x, np.clip(index, 0, old - 1), axis)
        x = x * inside.reshape([-1] + [1] * (-axis - 1))
    return x


def window(name, n):
    d = np.abs(np.arange(n) - n // 2) / (n / 2)
    return {"hann": 0.5 + 0.5 * np.cos(np.pi * d), "hamming": 0.54 + 0.46 * np.cos(np.pi * d), "tukey": np.where(d <= 0.5, 1, 0.5 + 0.5 * np.cos(np.pi * (2 * d - 1)))}[name]


def taper(n, first, last):
    k = np.arange(n)
    w = 0.5 + 0.5 * np.cos(np.pi * (k - (first + last) / 2) / ((last - first) / 2 + 1))
    return np.where((k >= first) & (k <= last), w, 0)


# --- a smooth object with a smooth phase, seen by four coils, with a little noise
NY, NX, COILS = 21, 24, 4
y, x = np.mgrid[:NY, :NX]
u, v = (x - NX // 2) / (NX / 2), (y - NY // 2) / (NY / 2)
body = ((u / 0.75) ** 2 + (v / 0.8) ** 2 < 1) * (1 + 0.4 * np.cos(7 * u + 2 * v)) + 0.8 * ((u - 0.2) ** 2 + (v + 0.1) ** 2 < 0.04)
body = body * np.exp(1j * (0.8 + 1.1 * u - 0.7 * v + 0.5 * u * v))
angles = 2 * np.pi * np.arange(COILS) / COILS
sens = np.stack([np.exp(1j * a) * np.exp(-((u - np.cos(a)) ** 2 + (v - np.sin(a)) ** 2) / 2) for a in angles])
kspace = ft(sens * body) + 0.01 * (rng.standard_normal((COILS, NY, NX)) + 1j * rng.standard_normal((COILS, NY, NX)))
kspace = kspace.astype(np.complex64).astype(np.complex128)
save("kspace", kspace)
save("sensitivities", sens)
image = ift(kspace)
save("images", image)
save("rss", np.sqrt((np.abs(image) ** 2).sum(0)))
s64 = sens.astype(np.complex64).astype(np.complex128)
save("combined", (s64.conj() * image).sum(0) / (np.abs(s64) ** 2).sum(0))
for name in ("hann", "hamming", "tukey"):
    w = window(name, NY)[:, None] * window(name, NX)
    save("window_" + name, resize(ift(resize(kspace * w, (30, 41))), (22, 25)))
turned = kspace.copy()
turned[:, 1::2] = turned[:, 1::2, ::-1]
save("turned", ift(np.conj(turned)))


def adaptive(images, reference, radius=3, iterations=6):
    weights = np.zeros_like(images)
    ny, nx = images.shape[1:]
    for j in range(ny):
        for i in range(nx):
            box = images[:, max(0, j - radius):j + radius + 1, max(0, i - radius):i + radius + 1].reshape(len(images), -1)
            w = reference.copy()
            for _ in range(iterations):
                w = box @ (box.conj().T @ w)
                w = w / np.linalg.norm(w)
            weights[:, j, i] = w * np.exp(-1j * np.angle(np.vdot(reference, w)))
    return weights


def principal(samples):
    flat = samples.reshape(len(samples), -1)
    vector = np.linalg.eigh(flat @ flat.conj().T)[1][:, -1]
    strongest = np.argmax((np.abs(flat) ** 2).sum(1))
    return vector * np.exp(-1j * np.angle(vector[strongest]))


weights = adaptive(image, principal(kspace[:, max(0, NY // 2 - 12):NY // 2 + 13, max(0, NX // 2 - 12):NX // 2 + 13]))
save("adaptive", (weights.conj() * image).sum(0))

# --- partial Fourier: the lines from 6 on, along ky
first, last = 6, NY - 1
partial = kspace.copy()
partial[:, :first] = 0
save("partial", partial)
reach = min(NY // 2 - first, last - NY // 2)
phase = np.exp(1j * np.angle(ift(partial * taper(NY, NY // 2 - reach, NY // 2 + reach)[:, None])))
ramp = np.clip(1 + (np.arange(NY) - NY // 2) / (reach + 1), 0, 2) * (np.arange(NY) >= first)
save("homodyne", (ift(partial * ramp[:, None]) * phase.conj()).real * phase)
work = partial.copy()
taken = (np.abs(partial).sum(0) > 0)
for _ in range(12):
    work = np.where(taken, partial, ft(np.abs(ift(work)) * phase))
save("pocs", ift(work))

# --- prewhitening with correlated noise
mix = np.eye(COILS) + 0.4 * (rng.standard_normal((COILS, COILS)) + 1j * rng.standard_normal((COILS, COILS)))
noise = (mix @ (rng.standard_normal((COILS, 400)) + 1j * rng.standard_normal((COILS, 400)))).astype(np.complex64)
save("noise", noise)
n64 = noise.astype(np.complex128)
factor = np.linalg.cholesky(n64 @ n64.conj().T / n64.shape[1])
save("whitened", ift(np.linalg.solve(factor, kspace.reshape(COILS, -1)).reshape(kspace.shape)))

# --- three dimensions
cube = (rng.standard_normal((2, 5, 6, 7)) + 1j * rng.standard_normal((2, 5, 6, 7))).astype(np.complex64)
save("cube", cube)
save("cube_images", ift(cube.astype(np.complex128), (-3, -2, -1)))

# --- ISMRMRD
counters = np.dtype([(n, "<u2") for n in ("kspace_encode_step_1", "kspace_encode_step_2", "average", "slice", "contrast", "phase", "repetition", "set", "segment")] + [("user", "<u2", 8)])
head = np.dtype([
    ("version", "<u2"), ("flags", "<u8"), ("measurement_uid", "<u4"), ("scan_counter", "<u4"), ("acquisition_time_stamp", "<u4"), ("physiology_time_stamp", "<u4", 3),
    ("number_of_samples", "<u2"), ("available_channels", "<u2"), ("active_channels", "<u2"), ("channel_mask", "<u8", 16), ("discard_pre", "<u2"), ("discard_post", "<u2"),
    ("center_sample", "<u2"), ("encoding_space_ref", "<u2"), ("trajectory_dimensions", "<u2"), ("sample_time_us", "<f4"), ("position", "<f4", 3), ("read_dir", "<f4", 3),
    ("phase_dir", "<f4", 3), ("slice_dir", "<f4", 3), ("patient_table_position", "<f4", 3), ("idx", counters), ("user_int", "<i4", 8), ("user_float", "<f4", 8)])
record = np.dtype([("head", head), ("traj", h5py.vlen_dtype(np.float32)), ("data", h5py.vlen_dtype(np.float32))])
NOISE, REVERSE, NAVIGATION = 1 << 18, 1 << 21, 1 << 22


def header(encoded, recon, encoded_fov, recon_fov, limits, acceleration=None, trajectory="cartesian"):
    def space(name, size, fov):
        return (f"<{name}><matrixSize><x>{size[0]}</x><y>{size[1]}</y><z>{size[2]}</z></matrixSize>"
                f"<fieldOfView_mm><x>{fov[0]}</x><y>{fov[1]}</y><z>{fov[2]}</z></fieldOfView_mm></{name}>")

    bounds = "".join(f"<kspace_encoding_step_{n + 1}><minimum>{a}</minimum><maximum>{b}</maximum><center>{c}</center></kspace_encoding_step_{n + 1}>" for n, (a, b, c) in enumerate(limits))
    parallel = "" if acceleration is None else (
        f"<parallelImaging><accelerationFactor><kspace_encoding_step_1>{acceleration}</kspace_encoding_step_1><kspace_encoding_step_2>1</kspace_encoding_step_2></accelerationFactor>"
        "<calibrationMode>embedded</calibrationMode></parallelImaging>")
    return ('<?xml version="1.0"?><ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD"><experimentalConditions><H1resonanceFrequency_Hz>63500000</H1resonanceFrequency_Hz></experimentalConditions>'
            f"<encoding>{space('encodedSpace', encoded, encoded_fov)}{space('reconSpace', recon, recon_fov)}<encodingLimits>{bounds}</encodingLimits>"
            f"<trajectory>{trajectory}</trajectory>{parallel}</encoding></ismrmrdHeader>")


def readout(samples, flags=0, center=None, position=(0, 0, 0), directions=np.eye(3), discard=(0, 0), **idx):
    r = np.zeros((), record)
    h = r["head"]
    h["version"], h["flags"] = 1, flags
    h["active_channels"] = h["available_channels"] = samples.shape[0]
    h["number_of_samples"] = samples.shape[1]
    h["center_sample"] = samples.shape[1] // 2 if center is None else center
    h["discard_pre"], h["discard_post"] = discard
    h["position"], h["read_dir"], h["phase_dir"], h["slice_dir"] = position, directions[0], directions[1], directions[2]
    for name, value in idx.items():
        h["idx"][name] = value
    return r[()], samples.astype(np.complex64)


def write(name, xml, readouts, libver="earliest", group="dataset"):
    with h5py.File(os.path.join(OUT, name + ".h5"), "w", libver=libver) as f:
        g = f.create_group(group)
        x = g.create_dataset("xml", (1,), maxshape=(None,) if libver == "earliest" else None, dtype=h5py.string_dtype("ascii"))
        x[0] = xml
        d = g.create_dataset("data", (len(readouts),), maxshape=(None,), chunks=(1,), dtype=record)
        for n, (r, samples) in enumerate(readouts):
            one = np.empty((1,), record)
            one["head"] = r["head"]
            one["traj"][0] = np.zeros(0, np.float32)
            one["data"][0] = samples.reshape(-1).view(np.float32)
            d[n:n + 1] = one


def gaussian(*shape):
    return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(np.complex64)


def rotation(axis, degrees):
    axis = np.asarray(axis) / np.linalg.norm(axis)
    a = np.deg2rad(degrees)
    k = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.eye(3) + np.sin(a) * k + (1 - np.cos(a)) * k @ k


CX, CY = 16, 10
affines = {}

# Everything at once: three slices numbered out of order, two echoes, two averages, every second line reversed, noise and navigators in between.
turn = rotation((1, 2, 3), 25).T
truth = gaussian(2, 3, 2, CY, CX)  # [contrast, place, coil, ky, kx]
places = [1, 2, 0]  # slice number -> place in the stack
corner = np.array([3.0, -40.0, 17.0])
readouts = [readout(gaussian(2, 64), NOISE), readout(gaussian(2, CX), NAVIGATION)]
for average in range(2):
    for row in rng.permutation(CY):
        for number, place in enumerate(places):
            for contrast in range(2):
                line = truth[contrast, place, :, row] + (0.25 if average else -0.25)
                flags = REVERSE if row % 2 else 0
                readouts.append(readout(line[:, ::-1] if flags else line, flags, position=corner + place * 6.5 * turn[2], directions=turn,
                                        kspace_encode_step_1=row, average=average, slice=number, contrast=contrast))
        readouts.append(readout(gaussian(2, CX), NAVIGATION, kspace_encode_step_1=row))
write("everything", header((CX, CY, 1), (CX // 2, CY, 1), (320, 200, 5), (160, 200, 5), [(0, CY - 1, CY // 2)]), readouts)
save("everything", truth)
spacing = np.array([20, 20, 6.5])
affines["everything"] = np.vstack([np.column_stack([turn.T * spacing, corner - turn.T @ (spacing * np.array([CX // 4, CY // 2, 0]))]), [0, 0, 0, 1]]).tolist()

# Numbered against the slice direction.
truth = gaussian(3, 1, CY, CX)
write("descending", header((CX, CY, 1), (CX, CY, 1), (320, 200, 5), (320, 200, 5), [(0, CY - 1, CY // 2)]),
      [readout(truth[s, :, row], position=(0, 0, -4.0 * s), kspace_encode_step_1=row, slice=s) for s in range(3) for row in range(CY)], libver=("v108", "v108"), group="other")
save("descending", truth)

# Partial Fourier along ky (lines 3 to 9 of 10, counted from 0 in the file) and an asymmetric echo of 12 samples with its centre at 4, one discarded on each side.
truth = gaussian(1, CY, CX)
truth[:, :3] = 0
kept = truth.copy()
kept[:, :, :CX // 2 - 4 + 1] = 0
kept[:, :, CX // 2 - 4 + 11:] = 0
write("partial", header((CX, CY, 1), (CX, 2 * CY, 1), (320, 200, 5), (320, 200, 5), [(0, 6, 2)]),
      [readout(truth[:, row, CX // 2 - 4:CX // 2 + 8], center=4, discard=(1, 1), kspace_encode_step_1=row - 3) for row in range(3, CY)])
save("partial_raw", kept)

# A volume.
truth = gaussian(2, 4, CY, CX)
write("volume", header((CX, CY, 4), (CX, CY, 4), (320, 200, 12), (320, 200, 12), [(0, CY - 1, CY // 2), (0, 3, 2)]),
      [readout(truth[:, p, row], position=(1, 2, 3), kspace_encode_step_1=row, kspace_encode_step_2=p) for p in range(4) for row in range(CY)])
save("volume", truth)

# Under-sampled, as the header says; and with lines missing that it does not excuse.
truth = gaussian(2, CY, CX)
truth[:, 1::2] = 0
lines = [readout(truth[:, row], kspace_encode_step_1=row) for row in range(0, CY, 2)]
write("accelerated", header((CX, CY, 1), (CX, CY, 1), (320, 200, 5), (320, 200, 5), [(0, CY - 1, CY // 2)], acceleration=2), lines)
save("accelerated", truth)
write("missing", header((CX, CY, 1), (CX, CY, 1), (320, 200, 5), (320, 200, 5), [(0, CY - 1, CY // 2)]), lines)

# Header and data that contradict each other.
write("wide", header((CX - 2, CY, 1), (CX - 2, CY, 1), (320, 200, 5), (320, 200, 5), [(0, CY - 1, CY // 2)]), lines)
write("low", header((CX, CY - 4, 1), (CX, CY - 4, 1), (320, 200, 5), (320, 200, 5), [(0, CY - 5, CY // 2 - 2)]), lines)
write("radial", header((CX, CY, 1), (CX, CY, 1), (320, 200, 5), (320, 200, 5), [(0, CY - 1, CY // 2)], trajectory="radial"), lines)
bad = [readout(truth[:, row], kspace_encode_step_1=row) for row in range(CY)]
bad[4][0]["head"]["number_of_samples"] = CX - 2
write("samples", header((CX, CY, 1), (CX, CY, 1), (320, 200, 5), (320, 200, 5), [(0, CY - 1, CY // 2)]), bad)
nan = truth.copy()
nan[1, 4, 7] = np.nan
write("nan", header((CX, CY, 1), (CX, CY, 1), (320, 200, 5), (320, 200, 5), [(0, CY - 1, CY // 2)]), [readout(nan[:, row], kspace_encode_step_1=row) for row in range(CY)])
with open(os.path.join(OUT, "affines.json"), "w") as f:
    json.dump(affines, f)
    f.write("\n")

# --- HDF5 layouts: the same numbers, stored in every way
numbers = (np.arange(7 * 5 * 3).reshape(7, 5, 3) * 0.5 - 20).astype("<f4")
for name, libver, userblock in (("layouts_old", "earliest", 512), ("layouts_new", ("v108", "v108"), 0)):
    with h5py.File(os.path.join(OUT, name + ".h5"), "w", libver=libver, userblock_size=userblock) as f:
        f["contiguous"] = numbers
        f.create_dataset("chunked", data=numbers, chunks=(2, 3, 2))
        f.create_dataset("packed", data=numbers, chunks=(3, 2, 3), compression="gzip", shuffle=True, fletcher32=True)
        f.create_dataset("small/odd", data=np.arange(7, dtype="u1"), chunks=(7,), fletcher32=True)
        f.create_dataset("small/scalar", data=np.float64(2.5))
        space, plist = h5py.h5s.create_simple((7, 5, 3)), h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_layout(h5py.h5d.COMPACT)
        h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, space, plist).write(h5py.h5s.ALL, h5py.h5s.ALL, numbers)
        f["small/text"] = "two\nlines"
        f["small/fixed"] = np.bytes_("fixed")
        f["group/inner/deep"] = numbers[0]
        if libver == "earliest":
            for n in range(40):
                f[f"many/{n:02d}"] = np.int32(n)
        f["small/named"] = np.dtype("<i2")
        f.create_dataset("small/of_named", data=np.array([-3, 4], "<i2"), dtype=f["small/named"])
with h5py.File(os.path.join(OUT, "layouts_latest.h5"), "w", libver="latest") as f:
    f.create_dataset("chunked", data=numbers, chunks=(2, 3, 2))
    for n in range(12):
        f[f"many/{n:02d}"] = np.int32(n)
print(sum(os.path.getsize(os.path.join(OUT, n)) for n in os.listdir(OUT)), "bytes")
