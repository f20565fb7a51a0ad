#!/usr/bin/python3
"""ITK's ResampleImageFilter by a small program of its own: oblique and sheared frames, transforms in files, orders 0, 1 and 3."""
import os
import subprocess
import sys
import tempfile

import numpy as np

import golden

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {"MET_DOUBLE": np.float64, "MET_FLOAT": np.float32}


def write_mha(path, array, spacing, origin, direction):
    """array [k, j, i]; direction has the axes as columns, MetaImage lists them one after the other."""
    header = ["ObjectType = Image", "NDims = 3", "BinaryData = True", "BinaryDataByteOrderMSB = False", "CompressedData = False",
              "TransformMatrix = " + " ".join(repr(float(v)) for v in direction.T.ravel()), "Offset = " + " ".join(map(repr, map(float, origin))),
              "ElementSpacing = " + " ".join(map(repr, map(float, spacing))), "DimSize = " + " ".join(map(str, array.shape[::-1])),
              "ElementType = MET_FLOAT", "ElementDataFile = LOCAL", ""]
    with open(path, "wb") as f:
        f.write("\n".join(header).encode())
        f.write(array.astype(np.float32).tobytes())


def read_mha(path):
    data = open(path, "rb").read()
    end = data.index(b"ElementDataFile = LOCAL\n") + len(b"ElementDataFile = LOCAL\n")
    fields = dict(line.split(" = ", 1) for line in data[:end].decode().splitlines())
    shape = [int(n) for n in fields["DimSize"].split()][::-1]
    return np.frombuffer(data[end:], TYPES[fields["ElementType"]]).reshape(shape)


def rotation(x, y, z):
    cx, cy, cz, sx, sy, sz = *np.cos([x, y, z]), *np.sin([x, y, z])
    return np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]]) @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])


def shear(ij, ik, jk):
    """Unit axes that are not at right angles."""
    axes = np.array([[1, ij, ik], [0, 1, jk], [0, 0, 1]])
    return axes / np.linalg.norm(axes, axis=0)


def main(program):
    rng = np.random.default_rng(5)
    out = golden.Writer("itk", np.float32)
    frames = {
        "plain": dict(spacing=[1, 1, 1], origin=[0, 0, 0], direction=np.eye(3)),
        "oblique": dict(spacing=[0.8, 1.1, 1.7], origin=[-2.0, -6.5, -1.25], direction=rotation(0.3, -0.2, 0.45)),
        "flipped": dict(spacing=[1.2, 0.9, 1.4], origin=[9.0, 6.5, 4.0], direction=np.diag([-1.0, -1.0, 1.0])),
        "sheared": dict(spacing=[1.1, 0.9, 1.3], origin=[-3.0, -7.0, -2.0], direction=rotation(0.2, 0.1, -0.3) @ shear(0.25, -0.2, 0.15)),
    }
    sizes = {"plain": (13, 14, 12), "oblique": (12, 15, 13), "flipped": (14, 12, 16), "sheared": (13, 15, 14)}
    transforms = ["-", "euler", "eulerzyx", "affine", "versor", "similarity", "translation", "composite"]
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: os.path.join(folder, name)
        volumes = {}
        for name, frame in frames.items():
            array = rng.uniform(-1000, 1000, sizes[name]).astype(np.float32)
            write_mha(path(name + ".mha"), array, **frame)
            volumes[name] = out.put(array)
        texts = {"-": None}
        for kind in transforms[1:]:
            subprocess.run([program, "make", kind, path(kind + ".tfm")], check=True)
            texts[kind] = open(path(kind + ".tfm")).read()
        # A reference of 1 mm around the sources, so that every transform leaves an overlap.
        grid = dict(spacing=[1.5, 1.25, 1.75], origin=[-8.0, -3.0, 0.5], direction=rotation(-0.15, 0.25, 0.1))
        shape = (9, 10, 11)
        write_mha(path("grid.mha"), np.zeros(shape, np.float32), **grid)
        subprocess.run([program, "make", "affine", path("affine.mat")], check=True)
        for source in frames:
            for kind in transforms:
                for order in (0, 1, 3):
                    if source not in ("oblique", "sheared") and order == 0 and kind not in ("-", "euler"):
                        continue
                    transform = "-" if kind == "-" else path(kind + ".tfm")
                    subprocess.run([program, path(source + ".mha"), path("grid.mha"), transform, str(order), "-77", path("out.mha")], check=True)
                    result = read_mha(path("out.mha")).astype(np.float32)
                    frame = frames[source]
                    out.case(source=source, spacing=frame["spacing"], origin=frame["origin"], direction=frame["direction"].tolist(), input=volumes[source],
                             grid_spacing=grid["spacing"], grid_origin=grid["origin"], grid_direction=grid["direction"].tolist(), transform=texts[kind],
                             kind=kind, order=order, expected=out.put(result))
                    print(source, kind, order, "inside", float((result != -77).mean()))
        mat = list(open(path("affine.mat"), "rb").read())
        out.case(source="mat", kind="mat", bytes=mat, transform=texts["affine"])
    out.write()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as build:
            subprocess.run(["cmake", "-S", os.path.join(HERE, "itk"), "-B", build, "-DCMAKE_BUILD_TYPE=Release"], check=True)
            subprocess.run(["cmake", "--build", build], check=True)
            main(os.path.join(build, "itk_resample"))
