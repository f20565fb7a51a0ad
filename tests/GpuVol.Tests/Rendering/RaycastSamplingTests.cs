using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>Bands: what the placement of samples does to a picture, measured against a very fine step.</summary>
public sealed class RaycastSamplingTests
{
    [SkippableTheory]
    [Renderers]
    public void JitteredSamples_ErrorIsAsSmallAndAveragesOut(string id)
    {
        var renderer = TestRenderer.Get(id);

        // A flat front whose opacity rises fast, in a box that lies slightly aslant: regular samples meet it in a phase that changes slowly from place to place.
        var (sin, cos) = Math.SinCos(4 * Math.PI / 180);
        var aslant = new Matrix3D(new(cos, sin, 0), new(-sin, cos, 0), new(0, 0, 1));
        using var volume = RenderingTestData.FromPatient(new Size3D(48, 48, 48), Vector3D.One, aslant, at => 250 + 40 * at.Y);
        using var uploaded = volume.ToDevice(renderer.Device);
        using var prepared = new RaycastVolume(uploaded);
        var settings = new RenderSettings
        {
            Mode = RenderMode.Composite,
            Width = 128,
            Height = 128,
            TransferFunction = new TransferFunction("rising", [new(200, 0.1, 0.4, 1, 0), new(210, 0.1, 0.4, 1, 0.7), new(230, 1, 0.8, 0.5, 0.7)]),
        };
        var fine = renderer.Render(prepared, settings with { StepMm = 0.01 });
        var (regular, regularBands) = Errors(SamplePlacement.Regular);
        var (jittered, jitteredBands) = Errors(SamplePlacement.Jittered);
        Assert.True(regular > 1, $"{renderer}: there are no bands to fight ({regular:F2} levels).");
        Assert.True(jittered <= 1.1 * regular, $"{renderer}: {jittered:F2} levels jittered, {regular:F2} regular.");
        Assert.True(jitteredBands <= 0.5 * regularBands, $"{renderer}: {jitteredBands:F2} levels jittered, {regularBands:F2} regular, over 6 x 6 pixels.");

        // The error of pixels, and how much that of whole blocks differs from place to place: what is seen as bands.
        (double Rms, double Bands) Errors(SamplePlacement sampling)
        {
            var image = renderer.Render(prepared, settings with { StepMm = 1, Sampling = sampling });
            var squares = 0.0;
            var blocks = new List<double>();
            for (var y = 34; y < 94; y += 6)
            {
                for (var x = 34; x < 94; x += 6)
                {
                    var sum = 0.0;
                    for (var n = 0; n < 36; n++)
                    {
                        var error = image.Red(x + n % 6, y + n / 6) - fine.Red(x + n % 6, y + n / 6);
                        sum += error;
                        squares += error * error;
                    }

                    blocks.Add(sum / 36);
                }
            }

            var mean = blocks.Average();
            return (Math.Sqrt(squares / (36 * blocks.Count)), Math.Sqrt(blocks.Average(block => (block - mean) * (block - mean))));
        }
    }
}
