using Gateway.Evidence;
using Gateway.Host.Verbs;

namespace Gateway.Host.Evidence;

/// <summary>The deployment's plan of what is kept how long.</summary>
/// <param name="Plan">The plan; <c>null</c> where there is none, and then nothing is ever purged.</param>
public sealed record RetentionFile(RetentionPlan? Plan)
{
    private const int Largest = 1_000_000;

    /// <summary>Reads the file, or none where none is named; throws <see cref="SetupException"/> with everything that is wrong with it.</summary>
    public static RetentionFile Load(string path) => new(path.Length == 0 ? null : Read(path));

    /// <summary>Reads a plan; throws <see cref="SetupException"/> with everything that is wrong with it.</summary>
    public static RetentionPlan Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new SetupException($"there is no retention plan {path}");
        }

        if (new FileInfo(path).Length > Largest)
        {
            throw new SetupException($"the retention plan {path} is larger than {Largest} bytes");
        }

        var faults = new List<Finding>();
        return RetentionPlan.Parse(File.ReadAllBytes(path), faults)
            ?? throw new SetupException($"the retention plan {path}: {string.Join("; ", faults.Select(fault => fault.Path.Length == 0 ? fault.Message : $"{fault.Path}: {fault.Message}"))}");
    }
}
