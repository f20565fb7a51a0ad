using System.Numerics;

namespace GpuVol.Tests.KSpace;

/// <summary>The arrays and files that tests/goldens/make_mri.py makes.</summary>
internal static class MriGoldens
{
    /// <summary>Path of a golden file.</summary>
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Goldens", "mri", name);

    /// <summary>The numbers of an array, real ones without imaginary part.</summary>
    public static Complex[] Read(string name)
    {
        using var array = NpyFile.Read(Path(name + ".npy"));
        return array.Type == NumericType.Complex64
            ? Array.ConvertAll(array.AsSpan<Vector2>().ToArray(), v => new Complex(v.X, v.Y))
            : Array.ConvertAll(array.AsSpan<float>().ToArray(), v => new Complex(v, 0));
    }

    /// <summary>A complex array.</summary>
    public static ComplexArray Array64(string name) => KSpaceFile.ReadArray(Path(name + ".npy"), 4);

    /// <summary>The samples of k-space.</summary>
    public static Complex[] Samples(KSpaceData data) => Array.ConvertAll(data.Memory.AsSpan<Vector2>()[..(int)data.Samples].ToArray(), v => new Complex(v.X, v.Y));

    /// <summary>The voxels of images.</summary>
    public static Complex[] Voxels(KSpaceImages images)
    {
        var count = (int)images.Shape.Aggregate(1L, (a, b) => a * b);
        return images.IsComplex
            ? Array.ConvertAll(images.Memory.AsSpan<Vector2>()[..count].ToArray(), v => new Complex(v.X, v.Y))
            : Array.ConvertAll(images.Memory.AsSpan<float>()[..count].ToArray(), v => new Complex(v, 0));
    }

    /// <summary>Reconstructs on a device and comes back.</summary>
    public static KSpaceImages Reconstruct(ComputeDevice device, KSpaceData data, KSpaceReconstructionSettings? settings = null)
    {
        using var kspace = DeviceKSpace.Upload(data, device);
        using var images = KSpaceReconstruction.Reconstruct(kspace, settings);
        return images.ToHost();
    }

    /// <summary>Fails unless the relative L2 difference is within the limit.</summary>
    public static void AssertClose(Complex[] expected, Complex[] actual, double limit, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var error = DirectTransform.RelativeError(actual, expected);
        Assert.True(error <= limit, $"{what}: relative L2 error {error}, limit {limit}.");
    }
}
