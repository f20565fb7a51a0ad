namespace GpuVol.Viewer;

/// <summary>
/// The letters of the window, of one width, drawn as strokes on a grid of 5 x 9 points and rasterised at any size. Made for GpuVol.
/// </summary>
internal sealed class StrokeFont
{
    private const double UnitPixels = 1.5;
    private const double StrokePixels = 1.25;

    // Point "xy": x from 0 to 4, y from 0 (upper edge of capitals) over 6 (the line) to 8 (lower end of a g). A stroke is a row of points, one point a dot.
    private static readonly Dictionary<char, string> Strokes = new()
    {
        ['!'] = "2024 26",
        ['"'] = "1012 3032",
        ['#'] = "1016 3036 0242 0444",
        ['$'] = "413010010213334445361605 2026",
        ['%'] = "4006 0010110100 3545463635",
        ['&'] = "46121120310405162644",
        ['\''] = "2022",
        ['('] = "30121436",
        [')'] = "10323416",
        ['*'] = "2125 0244 0442",
        ['+'] = "2125 0343",
        [','] = "2617",
        ['-'] = "0343",
        ['.'] = "26",
        ['/'] = "4006",
        ['0'] = "103041453616050110 23",
        ['1'] = "112026 1636",
        ['2'] = "01103041420646",
        ['3'] = "0110304142334445361605 1333",
        ['4'] = "36300444",
        ['5'] = "400002324345361605",
        ['6'] = "30100105163645443313 1304",
        ['7'] = "004016",
        ['8'] = "103041423313020110 1304051636454433",
        ['9'] = "16364541301001021333 3342",
        [':'] = "22 26",
        [';'] = "22 2617",
        ['<'] = "410345",
        ['='] = "0242 0444",
        ['>'] = "014305",
        ['?'] = "01103041422324 26",
        ['@'] = "461605011030414434 322213142434",
        ['A'] = "062046 1434",
        ['B'] = "00063645443303 0030414233",
        ['C'] = "4130100105163645",
        ['D'] = "00063645413000",
        ['E'] = "40000646 0333",
        ['F'] = "400006 0333",
        ['G'] = "41301001051636454323",
        ['H'] = "0006 4046 0343",
        ['I'] = "1030 2026 1636",
        ['J'] = "4045361605",
        ['K'] = "0006 400346",
        ['L'] = "000646",
        ['M'] = "0600234046",
        ['N'] = "06004640",
        ['O'] = "103041453616050110",
        ['P'] = "06003041423303",
        ['Q'] = "103041453616050110 2446",
        ['R'] = "06003041423303 2346",
        ['S'] = "413010010213334445361605",
        ['T'] = "0040 2026",
        ['U'] = "000516364540",
        ['V'] = "002640",
        ['W'] = "0016223640",
        ['X'] = "0046 4006",
        ['Y'] = "002340 2326",
        ['Z'] = "00400646",
        ['['] = "30101636",
        ['\\'] = "0046",
        [']'] = "10303616",
        ['^'] = "022042",
        ['_'] = "0747",
        ['`'] = "1021",
        ['a'] = "12324346 441405163645",
        ['b'] = "0006 0312324345361605",
        ['c'] = "4332120305163645",
        ['d'] = "4046 4332120305163645",
        ['e'] = "044443321203051636",
        ['f'] = "40302126 1242",
        ['g'] = "4247381807 4332120305163645",
        ['h'] = "0006 0312324346",
        ['i'] = "2226 20",
        ['j'] = "32372818 30",
        ['k'] = "0006 420446",
        ['l'] = "202536",
        ['m'] = "0206 03122326 23324346",
        ['n'] = "0206 0312324346",
        ['o'] = "123243453616050312",
        ['p'] = "0208 0312324345361605",
        ['q'] = "4248 4332120305163645",
        ['r'] = "0206 04123243",
        ['s'] = "4212031434453606",
        ['t'] = "20253646 0242",
        ['u'] = "0205163645 4246",
        ['v'] = "022642",
        ['w'] = "0216233642",
        ['x'] = "0246 4206",
        ['y'] = "0226 4218",
        ['z'] = "02420646",
        ['{'] = "403021221324253646",
        ['|'] = "2027",
        ['}'] = "001021223324251606",
        ['~'] = "04133443",
        ['°'] = "1020211110",
        ['×'] = "1335 3315",
        ['·'] = "23",
    };

    private readonly Dictionary<char, byte[]> _masks = [];
    private readonly double _scale;

    /// <summary>Letters for a display <paramref name="scale"/> times finer than usual; 1 makes capitals of 10 pixels.</summary>
    public StrokeFont(double scale)
    {
        _scale = scale;
        Advance = (int)Math.Round(8 * scale);
        Height = (int)Math.Round(15 * scale);
    }

    /// <summary>Pixels from a letter to the next.</summary>
    public int Advance { get; }

    /// <summary>Pixels from a line's upper edge to the lower end of a g.</summary>
    public int Height { get; }

    /// <summary>Pixels from a line to the next.</summary>
    public int LineHeight => Height + (int)Math.Round(3 * _scale);

    /// <summary>True where it has the letter.</summary>
    public static bool Has(char letter) => letter == ' ' || Strokes.ContainsKey(letter);

    /// <summary>Pixels of a text.</summary>
    public int Width(string text) => Advance * text.Length;

    /// <summary>How much of each pixel a letter covers, 0 to 255, <see cref="Advance"/> x <see cref="Height"/>; a letter that is missing is a box.</summary>
    public byte[] Mask(char letter)
    {
        if (!_masks.TryGetValue(letter, out var mask))
            _masks.Add(letter, mask = Rasterise(letter));
        return mask;
    }

    private byte[] Rasterise(char letter)
    {
        var canvas = new Canvas(Advance, Height);
        var strokes = letter == ' ' ? "" : Strokes.GetValueOrDefault(letter, "0040460600");
        foreach (var stroke in strokes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            for (var n = 0; n < stroke.Length; n += 2)
            {
                var to = At(stroke, n);
                var from = n == 0 ? to : At(stroke, n - 2);
                if (n > 0 || stroke.Length == 2)
                    canvas.Line(from.X, from.Y, to.X, to.Y, (stroke.Length == 2 ? 1.6 : 1) * StrokePixels * _scale, new Ink(255, 255, 255));
            }
        }

        var mask = new byte[Advance * Height];
        for (var n = 0; n < mask.Length; n++)
            mask[n] = canvas.Pixels[4 * n + 3];
        return mask;
    }

    private (double X, double Y) At(string stroke, int n) =>
        ((1 + UnitPixels * (stroke[n] - '0')) * _scale, (1.5 + UnitPixels * (stroke[n + 1] - '0')) * _scale);
}
