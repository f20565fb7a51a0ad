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
            float t = min(float(n), ray.length);
            vec3 brick = BrickAt(ray, t);
            uint empty = texture(Emptiness, BrickTexel(brick)).r;
            if (empty == 0u)
                break;
            n += Leap(ray, t, brick, float(empty));
        }
        while (n <= last);

        int end = min(n + SamplesPerLook, last + 1);
        do
        {
            isFound = isFound || Sample(ray, min(float(n), ray.length)) >= picture.isoLevel;
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
        if (Sample(ray, middle) >= picture.isoLevel)
            t = middle;
        else
            below = middle;
    }

    // Where a clip plane cuts through what is above the level, the plane is the surface.
    float gradient;
    float facing = isCut ? ray.cutFacing : Facing(ray, At(ray, t), gradient);
    Target = vec4(picture.isoColour * (picture.ambient + picture.diffuse * facing) + picture.specular * ToThe32nd(facing), 1.0);
}
