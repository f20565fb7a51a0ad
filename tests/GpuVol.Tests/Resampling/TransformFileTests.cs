namespace GpuVol.Tests.Resampling;

/// <summary>Transforms in files.</summary>
public sealed class TransformFileTests
{
    private const string Euler = "#Insight Transform File V1.0\n#Transform 0\nTransform: Euler3DTransform_double_3_3\nParameters: 0 0 1.5707963267948966 10 0 0\nFixedParameters: 1 2 3 0\n";

    [Fact]
    public void EulerAboutACentre_TurnsThatCentreIntoItselfPlusTheTranslation()
    {
        var transform = Read("t.tfm", Euler);
        Close(new Vector3D(11, 2, 3), transform.Map(new Vector3D(1, 2, 3)));
        Close(new Vector3D(11, 3, 3), transform.Map(new Vector3D(2, 2, 3)));
        Close(new Vector3D(2, 2, 3), transform.Inverse().Map(new Vector3D(11, 3, 3)));
    }

    [Fact]
    public void Composite_AppliesTheLastFirst()
    {
        const string Composite = "#Insight Transform File V1.0\nTransform: CompositeTransform_double_3_3\n\n"
            + "Transform: TranslationTransform_double_3_3\nParameters: 5 0 0\nFixedParameters:\n\n"
            + "Transform: AffineTransform_double_3_3\nParameters: 2 0 0 0 2 0 0 0 2 0 0 0\nFixedParameters: 0 0 0\n";
        Close(new Vector3D(7, 2, 2), Read("t.tfm", Composite).Map(Vector3D.One));
    }

    [Theory]
    [InlineData("m.txt", "1 0 0 4\n0 1 0 5\n0 0 1 6\n0 0 0 1\n")]
    [InlineData("m.csv", "# offset last\n1,0,0,4\n0,1,0,5\n0,0,1,6\n")]
    public void Matrix_IsReadFromText(string name, string text) => Close(new Vector3D(5, 6, 7), Read(name, text).Map(Vector3D.One));

    [Fact]
    public void Matrix_IsReadFromNpy()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write<double>([0, 1, 0, 4, -1, 0, 0, 5, 0, 0, 1, 6], [3, 4], folder.File("m.npy"));
        Close(new Vector3D(6, 4, 9), TransformFile.Read(folder.File("m.npy")).Map(new Vector3D(1, 2, 3)));
    }

    [Theory]
    [InlineData("1 0 0 4\n0 1 0 5\n0 0 1\n", "no matrix")]
    [InlineData("1 0 0\n0 1 0\n0 0 1\n", "3 × 3")]
    [InlineData("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0.5 1\n", "0 0 0 1")]
    [InlineData("1 0 0 0\n0 1 0 0\n1 1 0 0\n", "singular")]
    [InlineData("", "no matrix")]
    [InlineData("#Insight Transform File V1.0\n", "no transform")]
    [InlineData("#Insight Transform File V1.0\nTransform: BSplineTransform_double_3_3\nParameters: 1\nFixedParameters: 1 2 3\n", "BSplineTransform")]
    [InlineData("#Insight Transform File V1.0\nTransform: Euler2DTransform_double_2_2\nParameters: 1 2 3\nFixedParameters: 1 2\n", "three dimensions")]
    [InlineData("#Insight Transform File V1.0\nTransform: Euler3DTransform_double_3_3\nParameters: 1 2 3\nFixedParameters: 1 2 3\n", "6 parameters but the file gives 3")]
    [InlineData("#Insight Transform File V1.0\nTransform: Euler3DTransform_double_3_3\nParameters: 0 0 0 0 0 1e999\nFixedParameters: 1 2 3\n", "infinite or NaN")]
    public void BadFile_SaysWhy(string text, string words)
    {
        var exception = Assert.Throws<VolumeFormatException>(() => Read("t.txt", text));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Contains("t.txt", exception.Message, StringComparison.Ordinal);
    }

    private static AffineTransform Read(string name, string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(name), text);
        return TransformFile.Read(folder.File(name));
    }

    private static void Close(Vector3D expected, Vector3D actual) => Assert.True((expected - actual).Length < 1e-12, $"expected {expected}, got {actual}");
}
