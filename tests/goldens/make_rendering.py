#!/usr/bin/python3
"""Ray casting in float64 with scipy's interpolation: frame, sample positions, classification and light as docs/rendering.md states them."""
import itertools

import numpy as np
from scipy.ndimage import map_coordinates

import golden

rng = np.random.default_rng(23)
out = golden.Writer("rendering", np.float32)
WIDTH, HEIGHT = 36, 28


def rotation(degrees, axis):
    s, c = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    a, b = [(1, 2), (2, 0), (0, 1)][axis]
    m = np.eye(3)
    m[a, a] = m[b, b] = c
    m[a, b], m[b, a] = -s, s
    return m


def blobs(shape):
    """Smooth, without symmetry, about 0 to 1000."""
    k, j, i = np.meshgrid(*[np.linspace(-1, 1, n) for n in shape], indexing="ij")
    value = np.zeros(shape)
    for _ in range(6):
        at, width, height = rng.uniform(-0.8, 0.8, 3), rng.uniform(0.25, 0.6), rng.uniform(200, 900)
        value += height * np.exp(-((k - at[0]) ** 2 + (j - at[1]) ** 2 + (i - at[2]) ** 2) / width ** 2)
    return np.round(value).astype(np.float32)


def half_spaces(case):
    """The clip box and planes as unit normals and offsets: what lies where normal . point >= offset is shown."""
    low, high = np.array(case.get("clip_box", [[-1e9] * 3, [1e9] * 3]))
    for axis in range(3):
        yield np.eye(3)[axis], low[axis]
        yield -np.eye(3)[axis], -high[axis]
    for plane in case.get("clip_planes", []):
        yield np.array(plane[:3]) / np.linalg.norm(plane[:3]), plane[3]


def rays(case):
    shape, spacing, origin, direction = case["shape"], np.array(case["spacing"]), np.array(case["origin"]), case["direction"]
    size = np.array(shape[::-1])
    az, el = np.radians(case["azimuth"]), np.radians(case["elevation"])
    right = np.array([np.cos(az), np.sin(az), 0])
    towards = np.array([np.cos(el) * np.sin(az), -np.cos(el) * np.cos(az), np.sin(el)])
    up = np.cross(towards, right)
    to_voxel = np.linalg.inv(direction @ np.diag(spacing))
    patient = lambda v: origin + direction @ (spacing * v)
    centre = patient((size - 1) / 2)
    radius = max(np.linalg.norm(patient(np.array(c) * size - 0.5) - centre) for c in itertools.product([0, 1], repeat=3))
    distance = radius / np.sin(np.radians(15))
    half = distance * np.tan(np.radians(15)) if case["perspective"] else radius
    pixel = 2 * half / case["zoom"] / min(WIDTH, HEIGHT)
    step_mm = case["step_mm"] or spacing.min() / 2
    for y, x in itertools.product(range(HEIGHT), range(WIDTH)):
        point = centre + (x + 0.5 - WIDTH / 2) * pixel * right - (y + 0.5 - HEIGHT / 2) * pixel * up
        along = -towards
        if case["perspective"]:
            along = point - (centre + distance * towards)
            along /= np.linalg.norm(along)
        p, d = to_voxel @ (point - origin), to_voxel @ along * step_mm
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.stack([(-0.5 - p) / d, (size - 0.5 - p) / d])
        still = np.abs(d) < 1e-12
        if np.any(still & ((p < -0.5) | (p > size - 0.5))):
            yield None
            continue
        near, far, cut = t.min(0)[~still].max(), t.max(0)[~still].min(), None
        for normal, offset in half_spaces(case):
            inside, rate = normal @ point - offset, normal @ along * step_mm
            if rate > 0 and -inside / rate > near:
                near, cut = -inside / rate, rate / step_mm
            elif rate < 0:
                far = min(far, -inside / rate)
            elif rate == 0 and inside < 0:
                far = near
        yield (p + near * d, d, far - near, along, to_voxel, step_mm, cut) if far > near else None


def sample(volume, points):
    return map_coordinates(volume, points[:, ::-1].T, order=1, mode="nearest")


def light(volume, points, along, to_voxel):
    """|cos| between gradient and ray, and the gradient per mm: central differences, a voxel to either side, at the nearest point inside."""
    points = np.clip(points, 0, np.array(volume.shape[::-1]) - 1.0)
    g = np.stack([(sample(volume, points + e) - sample(volume, points - e)) / 2 for e in np.eye(3)], 1) @ to_voxel
    size = np.linalg.norm(g, axis=1)
    return np.where(size > 0, np.abs(g @ along) / np.maximum(size, 1e-300), 1), size


def project(volume, ray, mode):
    p, d, length = ray[:3]
    if mode == "average":
        n = np.arange(int(np.ceil(length)))
        w = np.minimum(1, length - n)
        return np.sum(w * sample(volume, p + np.outer(n + w / 2, d))) / length
    t = np.minimum(np.arange(int(np.ceil(length)) + 1), length)
    values = sample(volume, p + np.outer(t, d))
    return values.max() if mode == "mip" else values.min()


def composite(volume, ray, points, light_half):
    p, d, length, along, to_voxel, step_mm = ray[:6]
    n = np.arange(int(np.ceil(length)))
    w = np.minimum(1, length - n)
    at = p + np.outer(n + w / 2, d)
    values = sample(volume, at)
    points = np.array(points)
    red, green, blue, per_mm = (np.interp(values, points[:, 0], points[:, c]) for c in (1, 2, 3, 4))
    alpha = 1 - (1 - per_mm) ** (step_mm * w)
    facing, gradient = light(volume, at, along, to_voxel)
    lit = gradient / (gradient + light_half)
    matt = 1 + lit * (0.25 + 0.75 * facing - 1)
    shine = lit * 0.2 * facing ** 32
    colour, opacity = np.zeros(3), 0.0
    for s in range(len(n)):
        colour += (1 - opacity) * alpha[s] * (np.array([red[s], green[s], blue[s]]) * matt[s] + shine[s])
        opacity += (1 - opacity) * alpha[s]
        if opacity >= 0.99:
            break
    return colour


def isosurface(volume, ray, level):
    p, d, length, along, to_voxel, _, cut = ray
    t = np.minimum(np.arange(int(np.ceil(length)) + 1), length)
    above = np.flatnonzero(sample(volume, p + np.outer(t, d)) >= level)
    if len(above) == 0:
        return np.zeros(3)
    hit = t[above[0]]
    if above[0] > 0:
        low = t[above[0] - 1]
        for _ in range(40):
            middle = (low + hit) / 2
            if sample(volume, (p + middle * d)[None])[0] >= level:
                hit = middle
            else:
                low = middle
    facing = cut if hit == 0 and cut is not None else light(volume, (p + hit * d)[None], along, to_voxel)[0][0]
    return np.array([0.93, 0.88, 0.80]) * (0.15 + 0.8 * facing) + 0.15 * facing ** 32


def levels(colours):
    return np.floor(np.minimum(colours, 1) * 255 + 0.5)


identity = np.eye(3)
flipped = np.diag([-1.0, 1.0, -1.0])
swapped = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
oblique = rotation(25, 2) @ rotation(-40, 0) @ rotation(12, 1)
sheared = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.3], [0.0, 0.0, 0.95393920]])
frames = [((11, 14, 19), (1, 1, 1), identity), ((7, 16, 12), (0.8, 0.9, 3.1), flipped), ((12, 9, 10), (1.3, 0.7, 1.1), swapped),
          ((10, 12, 14), (1.1, 1.4, 0.9), oblique), ((9, 11, 13), (1, 1.2, 1.5), sheared)]
views = [(0, 0, 1.0, False, None), (37, 21, 1.6, False, None), (-120, -35, 1.1, True, 0.8), (90, 90, 1.3, True, None)]
function = [[100, 0.9, 0.1, 0.1, 0.0], [350, 0.2, 0.8, 0.3, 0.12], [800, 0.3, 0.4, 1.0, 0.5]]
clips = [{}] * 4 + [dict(clip_box=[[9.0, -33.0, 3.5], [15.0, -24.0, 12.0]]), dict(clip_planes=[[1, -2, 0.5, 28.0]]), dict(clip_box=[[8.0, -40.0, 4.0], [40.0, 0.0, 40.0]], clip_planes=[[0.3, 0.2, -1, -9.0]])]
for (shape, spacing, direction), ((azimuth, elevation, zoom, perspective, step_mm), clip) in itertools.product(frames, zip(views + views[1:], clips)):
    volume = blobs(shape)
    if clip:
        # Cut through the middle of the volume, wherever it lies: the numbers above are for one whose centre is (12.5, -30, 7).
        centre = np.array([12.5, -30.0, 7.0])
        origin = (centre - direction @ (np.array(spacing) * (np.array(shape[::-1]) - 1) / 2)).tolist()
    else:
        origin = [12.5, -30.0, 7.0]
    place = out.put(volume)
    case = dict(shape=shape, spacing=spacing, origin=origin, direction=direction, azimuth=azimuth,
                elevation=elevation, zoom=zoom, perspective=perspective, step_mm=step_mm, **clip)
    exact = volume.astype(np.float64)
    for mode in ["mip", "minip", "average", "composite", "iso"]:
        if mode in ("mip", "minip", "average"):
            picture = np.array([[np.nan if r is None else project(exact, r, mode)] for r in rays(case)])
        elif mode == "composite":
            picture = levels(np.array([np.zeros(3) if r is None else composite(exact, r, function, 40.0) for r in rays(case)]))
        else:
            picture = levels(np.array([np.zeros(3) if r is None else isosurface(exact, r, 420.0) for r in rays(case)]))
        expected = out.put(picture.reshape(HEIGHT, WIDTH, -1).astype(np.float32))
        described = dict(case, direction=direction.T.tolist())
        out.case(mode=mode, volume=place, expected=expected, points=function, half_light_gradient=40.0, iso_level=420.0, **described)
out.write()
