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
        vec3 position = At(ray, float(n) + 0.5 * min(1.0, ray.length - float(n)));
        ivec3 brick = Brick(position);
        int empty = int(texelFetch(Emptiness, brick, 0).r);
        if (empty > 0)
        {
            n += Leap(ray, position, brick, empty);
            continue;
        }

        for (int m = 0; m < SamplesPerLook && n < count; m++)
        {
            float weight = min(1.0, ray.length - float(n));
            float t = float(n) + 0.5 * weight;
            vec4 entry = texelFetch(Table, int(clamp((Sample(ray, t) - TableLow) * TableScale + 0.5, 0.0, TableLast)), 0);
            float alpha = entry.a;
            float share = 1.0;
            n++;
            if (alpha > 0.0 && weight < 1.0)
            {
                // What is left of the last step is less than a step, and so is its opacity.
                alpha = 1.0 - pow(1.0 - entry.a, weight);
                share = alpha / entry.a;
            }

            float matt = share;
            float highlight = 0.0;
#ifdef LIT
            if (alpha > 0.0)
            {
                float gradient;
                float facing = Facing(ray, At(ray, t), gradient);
                float lit = gradient / (gradient + HalfGradient);
                matt = share * (1.0 + lit * (Ambient + Diffuse * facing - 1.0));
                highlight = alpha * lit * Specular * ToThe32nd(facing);
            }
#endif
            sum += (1.0 - sum.a) * vec4(entry.rgb * matt + highlight, alpha);
            if (sum.a >= OpaqueEnough)
                n = count;
        }
    }

    Target = vec4(sum.rgb, 1.0);
}
