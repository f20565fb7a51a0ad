uniform usampler3D Emptiness;
layout(location = 0) out vec4 Target;

void main()
{
    Target = vec4(0.0, 0.0, 0.0, 1.0);
    Ray ray = Enter();
    int last = ray.length > 0.0 ? int(ceil(ray.length)) : -1;
    int n = 0;
    bool isFound = false;
    while (n <= last && !isFound)
    {
        do
        {
            vec3 at = InBricks(ray, min(float(n), ray.length));
            ivec3 brick = Brick(at);
            int empty = int(texelFetch(Emptiness, brick, 0).r);
            if (empty == 0)
                break;
            n += Leap(ray, at, brick, empty);
        }
        while (n <= last);

        int end = min(n + SamplesPerLook, last + 1);
        do
        {
            isFound = isFound || Sample(ray, min(float(n), ray.length)) >= IsoLevel;
            n++;
        }
        while (n < end && !isFound);
    }

    if (!isFound)
        return;
    n--;
    bool isCut = n == 0 && ray.cutFacing >= 0.0;
    float t = min(float(n), ray.length);
    float below = max(float(n - 1), 0.0);
    for (int refinement = 0; refinement < IsoRefinements; refinement++)
    {
        float middle = 0.5 * (below + t);
        if (Sample(ray, middle) >= IsoLevel)
            t = middle;
        else
            below = middle;
    }

    // Where a clip plane cuts through what is above the level, the plane is the surface.
    float gradient;
    float facing = isCut ? ray.cutFacing : Facing(ray, At(ray, t), gradient);
    Target = vec4(vec3(Red, Green, Blue) * (Ambient + Diffuse * facing) + Specular * ToThe32nd(facing), 1.0);
}
