uniform sampler3D BrickExtrema;
layout(location = 0) out float Target;

void main()
{
    Ray ray = Enter();
    if (!(ray.length > 0.0))
    {
        Target = Missing;
        return;
    }

    float best = Floor;
    int last = int(ceil(ray.length));
    int n = 0;
    while (n <= last && best < Ceiling)
    {
        vec3 position = At(ray, min(float(n), ray.length));
        ivec3 brick = Brick(position);
        if (Sign * texelFetch(BrickExtrema, brick, 0).r <= best)
        {
            n += Leap(ray, position, brick, 1);
        }
        else
        {
            for (int m = 0; m < SamplesPerLook; m++)
                best = max(best, Sign * Sample(ray, min(float(n + m), ray.length)));
            n += SamplesPerLook;
        }
    }

    Target = Sign * min(best, Ceiling);
}
