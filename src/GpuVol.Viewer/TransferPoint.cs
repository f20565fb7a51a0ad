namespace GpuVol.Viewer;

/// <summary>Colour and opacity at one intensity; between two points all are interpolated linearly, beyond the ends they stay.</summary>
/// <param name="Intensity">Intensity (HU for CT), or a part of the volume's range, see <see cref="TransferFunction.IsRelative"/>.</param>
/// <param name="Red">Red, 0 to 1.</param>
/// <param name="Green">Green, 0 to 1.</param>
/// <param name="Blue">Blue, 0 to 1.</param>
/// <param name="OpacityPerMm">Part of the light that 1 mm of it holds back, 0 to 1; a path of d mm holds back 1 - (1 - a)^d.</param>
public readonly record struct TransferPoint(double Intensity, double Red, double Green, double Blue, double OpacityPerMm);
