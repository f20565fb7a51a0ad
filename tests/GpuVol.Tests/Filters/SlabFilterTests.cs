using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Filters;

public sealed class SlabFilterTests
{
    [SkippableTheory]
    [Devices(Border.Reflect)]
    [Devices(Border.Mirror)]
    [Devices(Border.Nearest)]
    [Devices(Border.Constant)]
    [Devices(Border.Wrap)]
    public void Slabs_GiveTheBitsOfTheWhole(string id, Border border)
    {
        var device = TestDevices.Get(id);
        var kernel = new ConvolutionKernel(Enumerable.Range(0, 6 * 3 * 2).Select(n => (n * 7 % 11) - 5f).ToArray(), 6, 3, 2);
        (string Name, int Reach, Func<DeviceVolume, DeviceVolume> Filter)[] filters =
        [
            ("gaussian", 4, volume => VolumeFilters.GaussianBlurVoxels(volume, new Vector3D(1, 0.6, 1.1), border, 7)),
            ("derivative", 4, volume => VolumeFilters.GaussianDerivativeVoxels(volume, Vector3D.One, (1, 0, 1), border, 7)),
            ("laplace", 4, volume => VolumeFilters.LaplaceOfGaussianVoxels(volume, Vector3D.One, border, 7)),
            ("sobel", 1, volume => VolumeFilters.Sobel(volume, SobelAxis.Magnitude, border, 7, perMm: true)),
            ("convolve", 5, volume => VolumeFilters.Convolve(volume, kernel, border, 7, (0, 1, 2))),
        ];
        var slices = new IntensityRescale([.. Enumerable.Range(0, 23).Select(k => 1 + (k % 3))], [.. Enumerable.Range(0, 23).Select(k => 10.0 * k)]);
        foreach (var (rescale, type) in new[] { (slices, ElementType.Int16), (IntensityRescale.Identity, ElementType.Float32) })
        {
            using var source = type == ElementType.Float32 ? TestVolumes.Random(new Size3D(19, 14, 23), 3) : TestVolumes.RandomStored(new Size3D(19, 14, 23), type, 3, rescale);
            foreach (var (name, reach, filter) in filters)
            {
                using var expected = TestVolumes.Run(device, source, filter);
                foreach (var slab in new[] { 1, 4, 5, 22, 23 })
                {
                    using var actual = TestVolumes.Run(device, source, volume => SlabFilter.InSlabs(volume, reach, (int)border, slab, filter));
                    VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{id}: {name} of {type}, {border}, {slab} slices a slab");
                }
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void Buffers_AreAllGivenBack(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(9, 8, 7), ElementType.Int16, 1);
        OperationLeak.Check(id, source, volume => SlabFilter.InSlabs(volume, 1, 0, 3, slab => VolumeFilters.Sobel(slab)));
        OperationLeak.CheckThrows<InvalidOperationException>(id, source, volume => SlabFilter.InSlabs(volume, 1, 0, 3, _ => throw new InvalidOperationException()));
    }
}
