namespace GpuVol.Tests.Cli;

/// <summary><c>phantom --sinogram</c>: what the reconstructions turn back into the phantom.</summary>
public class PhantomVerbTests
{
    [Fact]
    public void Sinogram_ReconstructsToThePhantom()
    {
        using var folder = new CliFolder();
        folder.Run("phantom", "shepp-logan-2d", "truth.npy", "--size", "96").Succeeded();
        var json = folder.Run("phantom", "shepp-logan-2d", "sinogram.npy", "--size", "96", "--sinogram", "--angles-deg", "0:180:180", "--json").Succeeded().Json;
        Assert.Equal("parallel", json.GetProperty("geometry").GetString());
        folder.Run("fbp", "sinogram.npy", "image.npy", "--angles-deg", "0:180:180", "--size", "96", "--filter", "hann", "--device", "cpu").Succeeded();
        Near("truth.npy", "image.npy", 48, 60);

        folder.Run("phantom", "shepp-logan-3d", "truth3.npy", "--size", "48").Succeeded();
        string[] scan = ["--angles-deg", "0:360:120", "--source-mm", "200", "--detector-mm", "100", "--detectors", "110,90", "--detector-spacing-mm", "1"];
        folder.Run(["phantom", "shepp-logan-3d", "cone.npy", "--size", "48", "--sinogram", "--geometry", "cone", .. scan]).Succeeded();
        folder.Run(["fdk", "cone.npy", "image3.npy", "--size", "48,48,48", "--spacing-mm", "1", "--filter", "hann", "--device", "cpu", .. scan]).Succeeded();
        Near("truth3.npy", "image3.npy", 24, 30);

        // The mean of a patch inside the head, where the phantom is even.
        void Near(string truth, string image, int middle, int row)
        {
            using var expected = VolumeFile.Read(folder.File(truth));
            using var actual = VolumeFile.Read(folder.File(image));
            Assert.Equal(expected.Geometry.Size, actual.Geometry.Size);
            Assert.Equal(Mean(expected), Mean(actual), 0.05);

            double Mean(Volume volume)
            {
                var (size, sum) = (volume.Geometry.Size, 0.0);
                for (var j = row - 3; j <= row + 3; j++)
                {
                    for (var i = middle - 3; i <= middle + 3; i++)
                        sum += volume.Slice<float>(size.K / 2)[j * size.I + i];
                }

                return sum / 49;
            }
        }
    }

    [Theory]
    [InlineData("phantom shepp-logan-2d out.npy --angles-deg 0:180:9", "--angles-deg needs --sinogram")]
    [InlineData("phantom shepp-logan-2d out.npy --sinogram --kspace --angles-deg 0:180:9", "ask for one")]
    [InlineData("phantom shepp-logan-2d out.npy --sinogram", "angles")]
    [InlineData("phantom shepp-logan-2d out.npy --sinogram --angles-deg 0:180:9 --geometry fan", "needs source-mm")]
    public void ScanThatDoesNotFit_SaysSo(string call, string expected)
    {
        using var folder = new CliFolder();
        folder.RunFails(2, [expected], call.Split(' '));
    }
}
