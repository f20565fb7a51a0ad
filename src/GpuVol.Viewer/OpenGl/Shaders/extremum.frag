uniform sampler3D BrickExtrema;
layout(location = 0) out float Target;

// Near where a ray comes through the brick with the greatest maximum: what is found there rules most other bricks out. Looks at a brick here and there only,
// since any order of samples gives the same picture.
int Peak(Ray ray, int last)
{
    vec3 bricks = abs(ray.brickStep);
    int stride = max(1, int(2.0 / max(bricks.x, max(bricks.y, bricks.z))));
    float greatest = picture.floor;
    int peak = 0;
    for (int n = 0; n <= last; n += stride)
    {
        float value = picture.sign * texture(BrickExtrema, BrickTexel(BrickAt(ray, float(n)))).r;
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
        Target = picture.missing;
        return;
    }

    int last = int(ceil(ray.length));
    int peak = Peak(ray, last);
    float best = picture.floor;
    int n = peak;
    int end = last;
    while (n <= end && best < picture.ceiling)
    {
        do
        {
            float t = min(float(n), ray.length);
            vec3 brick = BrickAt(ray, t);
            if (picture.sign * texture(BrickExtrema, BrickTexel(brick)).r > best)
                break;
            n += Leap(ray, t, brick, 1.0);
        }
        while (n <= end);

        for (int m = 0; m < SamplesPerLook; m++)
            best = max(best, picture.sign * Sample(ray, min(float(n + m), ray.length)));
        n += SamplesPerLook;

        // From the peak to the exit, then from the entry to the peak.
        if (n > end && end == last)
        {
            n = 0;
            end = peak - 1;
        }
    }

    Target = Intensity(picture.sign * min(best, picture.ceiling));
}
