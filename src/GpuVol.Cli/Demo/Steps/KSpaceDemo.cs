using System.Numerics;

namespace GpuVol.Cli;

/// <summary>Reconstructs the exact k-space of the head phantom: of one coil, and of eight coils with every second line left out.</summary>
internal sealed class KSpaceDemo : DemoStep
{
    private const int Size = 256;
    private const int Coils = 8;
    private const int Factor = 2;
    private const int CalibrationLines = 24;

    /// <inheritdoc/>
    public override string Name => "kspace";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        using var exact = GpuVol.Phantoms.SheppLogan2DKSpace(Size);
        using (var kspace = DeviceKSpace.Upload(exact, demo.Device))
        {
            var (images, seconds) = demo.Time(() => KSpaceReconstruction.Reconstruct(kspace, new KSpaceReconstructionSettings { Part = ImagePart.Real }));
            using (images)
            using (var host = images.ToHost())
            using (var image = host.ToVolume())
            {
                demo.Add(new DemoRow(Name, $"head {Size}^2, exact samples", seconds, image.Geometry.Size.Voxels, AgainstTheSum(exact, image), "largest / peak at 64 voxels, against the Fourier sum in float64"));
            }
        }

        using var coils = GpuVol.Phantoms.SheppLogan2DKSpace(Size, Coils);
        using var full = Reconstruct(demo, coils, CoilCombination.Adaptive, out _);
        LeaveLinesOut(coils);
        using var sense = Reconstruct(demo, coils, CoilCombination.Sense, out var senseSeconds);
        var (_, rms) = DemoContext.Difference(sense, full);
        demo.Add(new DemoRow(Name, $"SENSE, {Coils} coils, every {Factor}nd line", senseSeconds, sense.Geometry.Size.Voxels, rms, "RMS, against the combination of all lines (0 to 1)"));
        using var onDevice = sense.ToDevice(demo.Device);
        demo.Picture(SliceMontage.Create(onDevice, new MontageSettings { WindowCenter = 0.4, WindowWidth = 0.8 }), "sense.png");
    }

    private static Volume Reconstruct(DemoContext demo, KSpaceData data, CoilCombination combination, out double seconds)
    {
        using var kspace = DeviceKSpace.Upload(data, demo.Device);
        (var images, seconds) = demo.Time(() => KSpaceReconstruction.Reconstruct(kspace, new KSpaceReconstructionSettings { Combination = combination }));
        using (images)
        using (var host = images.ToHost())
            return host.ToVolume();
    }

    private static unsafe void LeaveLinesOut(KSpaceData data)
    {
        for (var coil = 0; coil < Coils; coil++)
        {
            for (var line = 0; line < Size; line++)
            {
                if (line % Factor != 0 && Math.Abs(line - Size / 2) > CalibrationLines / 2)
                    new Span<Vector2>(data.Address(0, coil) + line * Size, Size).Clear();
            }
        }
    }

    /// <summary>The sum that defines the image, at voxels spread over it.</summary>
    private static unsafe double AgainstTheSum(KSpaceData samples, Volume image)
    {
        double largest = 0, peak = 0;
        for (var n = 0; n < 64; n++)
        {
            var (i, j) = (n % 8 * 31 + 11, n / 8 * 29 + 17);
            var sum = Complex.Zero;
            for (var row = 0; row < Size; row++)
            {
                for (var column = 0; column < Size; column++)
                {
                    var sample = samples.Address(0, 0)[row * Size + column];
                    var turns = ((row - Size / 2) * (j - Size / 2) + (column - Size / 2) * (i - Size / 2)) % Size;
                    sum += new Complex(sample.X, sample.Y) * Complex.FromPolarCoordinates(1, 2 * Math.PI * turns / Size);
                }
            }

            var expected = sum.Real / Size;
            peak = Math.Max(peak, Math.Abs(expected));
            largest = Math.Max(largest, Math.Abs(expected - image.Slice<float>(0)[j * Size + i]));
        }

        return largest / peak;
    }
}
