using GpuVol;

using var device = ComputeDevices.Open("auto");
using var scan = Phantoms.SheppLogan3D(128); // or VolumeFile.Read("folder-of-dicom-slices")
using var onDevice = scan.ToDevice(device);
using var smooth = VolumeFilters.GaussianBlur(onDevice, sigmaMm: new(1, 1, 1));
using var fine = VolumeResampling.ToSpacing(smooth, new(0.5, 0.5, 0.5));
using var result = fine.ToHost();
VolumeFile.Write(result, "phantom-0.5mm.nii.gz");
Console.WriteLine($"{result.Geometry.Size} voxels, computed on {device}");
