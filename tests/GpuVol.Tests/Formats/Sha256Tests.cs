using System.Security.Cryptography;
using System.Text;

namespace GpuVol.Tests.Formats;

/// <summary>The own SHA-256 against FIPS 180-4's examples and the system's.</summary>
public class Sha256Tests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void PublishedExample_IsReproduced(string text, string sum)
    {
        foreach (var system in new[] { false, true })
            Assert.Equal(sum, Convert.ToHexStringLower(Sum(Encoding.ASCII.GetBytes(text), int.MaxValue, system)));
        Assert.Equal(sum, Convert.ToHexStringLower(Sha256.Hash(Encoding.ASCII.GetBytes(text))));
    }

    [Fact]
    public void EveryLengthInAnyPieces_AgreesWithTheSystem()
    {
        var random = new Random(1);
        for (var length = 0; length < 300; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal(SHA256.HashData(bytes), Sum(bytes, 1 + random.Next(200), system: false));
        }
    }

    private static byte[] Sum(ReadOnlySpan<byte> bytes, int piece, bool system)
    {
        using var sum = new Sha256(system);
        for (; bytes.Length > piece; bytes = bytes[piece..])
            sum.Append(bytes[..piece]);
        sum.Append(bytes);
        return sum.Finish();
    }
}
