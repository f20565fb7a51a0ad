namespace GpuVol.Cli;

/// <summary>Lays the head's slices out, in a window narrow enough to show what is inside.</summary>
internal sealed class MontageDemo : DemoStep
{
    /// <inheritdoc/>
    public override string Name => "montage";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        var (picture, seconds) = demo.Time(() => SliceMontage.Create(demo.Head, new MontageSettings { Step = 8, Columns = 4, WindowCenter = 1.02, WindowWidth = 0.08 }));
        demo.Add(new DemoRow(Name, "axial, every 8th slice", seconds, (long)picture.Width * picture.Height, null, "see slices.png"));
        demo.Picture(picture, "slices.png");
    }
}
