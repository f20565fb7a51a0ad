// A volume goes from the device that made it to the renderer by a call: no file, and no copy in between but that to the texture, which stays on an NVIDIA GPU that draws as well.
using GpuVol;
using GpuVol.Viewer;

using var device = ComputeDevices.Open("auto");
using var phantom = Phantoms.SheppLogan3D(96);
using var onDevice = phantom.ToDevice(device);
using var smooth = VolumeFilters.GaussianBlur(onDevice, sigmaMm: new(1, 1, 1));

using var ready = new RaycastVolume(smooth);
using var openGl = OpenGlRaycaster.TryOpenGpu();
for (var frame = 0; frame < 3; frame++)
{
    var settings = new RenderSettings { Mode = RenderMode.Composite, Preset = "mr", Width = 256, Height = 256, Camera = new Camera { AzimuthDegrees = 40 * frame } };
    var picture = openGl?.Render(ready, settings) ?? ComputeRaycaster.Render(ready, settings);
    PngFile.Write(picture, $"phantom-{frame}.png");
}

Console.WriteLine($"3 pictures of {smooth.Geometry.Size} voxels that were filtered on {device}, drawn by {openGl?.Description ?? "the compute raycaster on the same device"}");
if (openGl?.HostDetour is { } reason)
    Console.WriteLine($"the volume went to OpenGL through the host: {reason}");
