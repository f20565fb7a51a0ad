uniform usampler3D Emptiness;
uniform sampler1D Table;
layout(location = 0) out vec4 Target;

void main()
{
    vec4 sum = vec4(0.0);
    Ray ray = Enter();
    int count = ray.length > 0.0 ? int(ceil(ray.length)) : 0;
    int n = 0;
    while (n < count)
    {
        float weight = min(1.0, ray.length - float(n));
        vec3 position = At(ray, float(n) + 0.5 * weight);
        ivec3 brick = Brick(position);
        int empty = int(texelFetch(Emptiness, brick, 0).r);
        if (empty > 0)
        {
            n += Leap(ray, position, brick, empty);
            continue;
        }

        vec4 entry = texelFetch(Table, int(clamp((Intensity(position) - TableLow) * TableScale + 0.5, 0.0, TableLast)), 0);
        if (entry.a > 0.0)
        {
            float alpha = entry.a;
            float share = 1.0;
            if (weight < 1.0)
            {
                // What is left of the last step is less than a step, and so is its opacity.
                alpha = 1.0 - pow(1.0 - entry.a, weight);
                share = alpha / entry.a;
            }

            float gradient;
            float facing = Facing(ray, position, gradient);
            float lit = gradient / (gradient + HalfGradient);
            float matt = share * (1.0 + lit * (Ambient + Diffuse * facing - 1.0));
            float highlight = alpha * lit * Specular * ToThe32nd(facing);
            sum += (1.0 - sum.a) * vec4(entry.rgb * matt + highlight, alpha);
            if (sum.a >= OpaqueEnough)
                break;
        }

        n++;
    }

    Target = vec4(sum.rgb, 1.0);
}
