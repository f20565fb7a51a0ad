uniform sampler3D BrickExtrema;
layout(location = 0) out float Target;

// Near where a ray comes through the brick with the greatest maximum: what is found there rules most other bricks out. Looks at a brick here and there only,
// since any order of samples gives the same picture.
int Peak(Ray ray, int last)
{
    vec3 bricks = abs(ray.brickStep);
    int stride = max(1, int(1.0 / max(bricks.x, max(bricks.y, bricks.z))));
    float greatest = Floor;
    int peak = 0;
    for (int n = 0; n <= last; n += stride)
    {
        float value = Sign * texelFetch(BrickExtrema, Brick(InBricks(ray, float(n))), 0).r;
        peak = value > greatest ? n : peak;
        greatest = max(greatest, value);
    }

    return max(0, peak - stride / 2);
}

void main()
{
    Ray ray = Enter();
    if (!(ray.length > 0.0))
    {
        Target = Missing;
        return;
    }

    int last = int(ceil(ray.length));
    int peak = Peak(ray, last);
    float best = Floor;
    int n = peak;
    int end = last;
    while (n <= end && best < Ceiling)
    {
        do
        {
            vec3 at = InBricks(ray, min(float(n), ray.length));
            ivec3 brick = Brick(at);
            if (Sign * texelFetch(BrickExtrema, brick, 0).r > best)
                break;
            n += Leap(ray, at, brick, 1);
        }
        while (n <= end);

        for (int m = 0; m < SamplesPerLook; m++)
            best = max(best, Sign * Sample(ray, min(float(n + m), ray.length)));
        n += SamplesPerLook;

        // From the peak to the exit, then from the entry to the peak.
        if (n > end && end == last)
        {
            n = 0;
            end = peak - 1;
        }
    }

    Target = Sign * min(best, Ceiling);
}
