using GpuVol.Cpu;

namespace GpuVol.Tests.Resampling;

/// <summary>The CPU engine's peak memory, by the pool's counters; runs alone, because these are the process's.</summary>
[CollectionDefinition(nameof(ResamplingMemoryTests), DisableParallelization = true)]
[Collection(nameof(ResamplingMemoryTests))]
public sealed class ResamplingMemoryTests
{
    // Rows and bands of rows that the threads work on.
    private const long ScratchBytes = 2 << 20;

    // Rows fill whole cache lines with their margin; deep enough for the recursions to forget.
    private static readonly Size3D Size = new(122, 60, 320);

    private static readonly Matrix3D Oblique = new(new Vector3D(0.9, 0.2, 0.3), new Vector3D(-0.2, 0.95, 0.1), new Vector3D(-0.3, -0.1, 0.9));

    public static TheoryData<ElementType, Interpolation> TypesAndOrders
    {
        get
        {
            var data = new TheoryData<ElementType, Interpolation>();
            foreach (var order in Enum.GetValues<Interpolation>())
            {
                data.Add(ElementType.Float32, order);
                data.Add(ElementType.Int16, order);
                if (order <= Interpolation.Cubic)
                    data.Add(ElementType.UInt8, order);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndOrders))]
    public void Peak_IsOutputAndOneAndAHalfTimesInputAndWithinThePlan(ElementType type, Interpolation interpolation)
    {
        using var source = TestVolumes.RandomStored(Size, type, 3);
        var map = new IndexMap(Oblique, new Vector3D(40, 2, -20));
        foreach (var border in new[] { Border.Constant, Border.Reflect, Border.Mirror })
        {
            var options = new ResamplingOptions { Interpolation = interpolation, Border = border };
            CheckPeak(source, ResamplingPlan.Zoom(source.Geometry, new Vector3D(1.2, 0.9, 1.1), options: options), $"zoom, {border}");
            CheckPeak(source, ResamplingPlan.Affine(source.Geometry, map, Size, options), $"affine, {border}");
        }
    }

    [Theory]
    [InlineData(ElementType.Int16, LabelInterpolation.Nearest, false)]
    [InlineData(ElementType.Int16, LabelInterpolation.Linear, false)]
    [InlineData(ElementType.Int16, LabelInterpolation.None, true)]
    [InlineData(ElementType.Float32, LabelInterpolation.None, true)]
    public void PeakWithCopies_IsWithinThePlan(ElementType type, LabelInterpolation labels, bool antialias)
    {
        using var source = TestVolumes.RandomStored(Size, type, 3);
        var options = new ResamplingOptions { Interpolation = Interpolation.Cubic, Border = Border.GridWrap, Labels = labels, Antialias = antialias };
        CheckPeak(source, ResamplingPlan.Zoom(source.Geometry, new Vector3D(1.2, 0.9, 0.6), options: options), "zoom", checksBound: false);
    }

    private static void CheckPeak(Volume source, ResamplingPlan plan, string what, bool checksBound = true)
    {
        using var device = new CpuDevice(2);
        using var uploaded = source.ToDevice(device);
        var before = HostMemoryPool.RentedBytes;
        HostMemoryPool.ResetPeak();
        plan.Run(uploaded).Dispose();
        var peak = HostMemoryPool.PeakRentedBytes - before;
        var planned = plan.MemoryBytes(plan.Target.Size.K, source.ElementType, streams: true);
        Assert.True(peak <= planned, $"{what}: {peak} bytes beside the source, {planned} planned.");
        var bound = HostMemoryPool.RoundUp(plan.Target.Size.Voxels * sizeof(float)) + source.LengthBytes / 2 + ScratchBytes;
        Assert.True(!checksBound || peak <= bound, $"{what}: {peak} bytes beside the source, {bound} allowed; the source has {source.LengthBytes}.");
    }
}
