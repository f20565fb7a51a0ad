uniform usampler3D Emptiness;
layout(location = 0) out vec4 Target;

void main()
{
    Target = vec4(0.0, 0.0, 0.0, 1.0);
    Ray ray = Enter();
    int last = ray.length > 0.0 ? int(ceil(ray.length)) : -1;
    int n = 0;
    while (n <= last)
    {
        float t = min(float(n), ray.length);
        vec3 position = At(ray, t);
        ivec3 brick = Brick(position);
        int empty = int(texelFetch(Emptiness, brick, 0).r);
        if (empty > 0)
        {
            n += Leap(ray, position, brick, empty);
            continue;
        }

        if (Sample(ray, t) < IsoLevel)
        {
            n++;
            continue;
        }

        if (n > 0)
        {
            float below = float(n - 1);
            for (int refinement = 0; refinement < IsoRefinements; refinement++)
            {
                float middle = 0.5 * (below + t);
                if (Sample(ray, middle) >= IsoLevel)
                    t = middle;
                else
                    below = middle;
            }
        }

        // Where a clip plane cuts through what is above the level, the plane is the surface.
        float gradient;
        float facing = n == 0 && ray.cutFacing >= 0.0 ? ray.cutFacing : Facing(ray, At(ray, t), gradient);
        Target = vec4(vec3(Red, Green, Blue) * (Ambient + Diffuse * facing) + Specular * ToThe32nd(facing), 1.0);
        return;
    }
}
