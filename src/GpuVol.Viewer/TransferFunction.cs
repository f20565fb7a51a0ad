namespace GpuVol.Viewer;

/// <summary>Colour and opacity by intensity.</summary>
public sealed partial record TransferFunction
{
    /// <summary>The built-in ones by name: ct-bone, ct-soft, ct-lung, mr, grey.</summary>
    public static IReadOnlyDictionary<string, TransferFunction> Presets => throw new NotImplementedException();
}
