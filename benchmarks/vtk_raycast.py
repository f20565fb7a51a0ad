#!/usr/bin/python3
"""Frames of VTK's ray casters, for comparison with RaycastBenchmarks: the same camera, transfer function, light and step.
   xvfb-run -a benchmarks/vtk_raycast.py gpu|fixed mip|composite|shaded VOLUME.npy [PIXELS [STEP_VOXELS]]
gpu is vtkGPUVolumeRayCastMapper (OpenGL, Mesa's software where there is no GPU), fixed is vtkFixedPointVolumeRayCastMapper (CPU)."""
import sys
import time

import numpy as np
import vtk
from vtk.util.numpy_support import numpy_to_vtk

mapper_name, mode, path = sys.argv[1:4]
pixels = int(sys.argv[4]) if len(sys.argv) > 4 else 512
step = float(sys.argv[5]) if len(sys.argv) > 5 else 1.0
volume = np.load(path)
if volume.dtype not in (np.int16, np.uint16):
    volume = volume.astype(np.float32)
size = volume.shape[0]
assert volume.shape == (size,) * 3, "a cube is needed"
image = vtk.vtkImageData()
image.SetDimensions(size, size, size)
image.GetPointData().SetScalars(numpy_to_vtk(volume.reshape(-1)))

if mapper_name == "gpu":
    mapper = vtk.vtkGPUVolumeRayCastMapper()
    mapper.UseJitteringOff()
    mapper.SetMaxMemoryInBytes(8 << 30)
else:
    mapper = vtk.vtkFixedPointVolumeRayCastMapper()
    mapper.SetInteractiveSampleDistance(step)
mapper.AutoAdjustSampleDistancesOff()
mapper.LockSampleDistanceToInputSpacingOff()
mapper.SetImageSampleDistance(1)
mapper.SetSampleDistance(step)
mapper.SetInputData(image)

look = vtk.vtkVolumeProperty()
look.SetInterpolationTypeToLinear()
colour, opacity = vtk.vtkColorTransferFunction(), vtk.vtkPiecewiseFunction()
if mode == "mip":
    mapper.SetBlendModeToMaximumIntensity()
    for x, level in ((-1000, 0), (1000, 1)):
        colour.AddRGBPoint(x, level, level, level)
        opacity.AddPoint(x, 1)
else:
    mapper.SetBlendModeToComposite()
    for x, r, g, b, a in ((-1000, 0, 0, 0, 0), (-500, .4, .2, .1, 0), (0, .8, .4, .3, .02), (150, 1, .7, .6, .08), (400, 1, 1, .9, .4), (1000, 1, 1, 1, .8)):
        colour.AddRGBPoint(x, r, g, b)
        opacity.AddPoint(x, a)
    if mode == "shaded":
        look.ShadeOn()
        look.SetAmbient(.2)
        look.SetDiffuse(.7)
        look.SetSpecular(.2)
        look.SetSpecularPower(32)
look.SetColor(colour)
look.SetScalarOpacity(opacity)
look.SetScalarOpacityUnitDistance(1)

actor = vtk.vtkVolume()
actor.SetMapper(mapper)
actor.SetProperty(look)
renderer = vtk.vtkRenderer()
renderer.AddVolume(actor)
window = vtk.vtkRenderWindow()
window.OffScreenRenderingOn()
window.SetMultiSamples(0)
window.SetSize(pixels, pixels)
window.AddRenderer(renderer)

# Azimuth 28, elevation 16 degrees, perspective, the eye where our camera has it at zoom 1.
camera = renderer.GetActiveCamera()
azimuth, elevation = np.radians((28, 16))
towards = np.array([np.cos(elevation) * np.sin(azimuth), -np.cos(elevation) * np.cos(azimuth), np.sin(elevation)])
centre = np.full(3, (size - 1) / 2)
camera.SetFocalPoint(*centre)
camera.SetPosition(*(centre + np.sqrt(3) * size / 2 / np.sin(np.radians(15)) * towards))
camera.SetViewUp(0, 0, 1)
camera.SetViewAngle(30)
renderer.ResetCameraClippingRange()

times = []
for frame in range(2 + 15):
    camera.Azimuth(.5 if frame % 2 else -.5)
    start = time.perf_counter()
    window.Render()
    window.WaitForCompletion()
    times.append((time.perf_counter() - start) * 1e3)
times = sorted(times[2:])
print(f"{mapper_name} {mode} {volume.dtype} {size}^3 to {pixels}^2: median {times[len(times) // 2]:.1f} ms, least {times[0]:.1f}")
window.Finalize()
