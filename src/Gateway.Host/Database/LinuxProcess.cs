using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Host.Database;

/// <summary>Any process of this machine, known by its number and, because numbers come again, by when it began.</summary>
internal readonly record struct LinuxProcess(int Id, long Began)
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;

    /// <summary>Null where nothing lives under that number; a zombie does not live.</summary>
    public static LinuxProcess? Find(int id)
    {
        try
        {
            // "123 (name, may hold anything) S 1 ...": the state is the first field after the name, the start the twentieth.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new LinuxProcess(id, long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public bool IsAlive => Find(Id) == this;

    public void Signal(int signal)
    {
        if (IsAlive)
        {
            _ = kill(Id, signal);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} {Began}");

    public static LinuxProcess? Parse(string? text) =>
        text?.Split(' ') is [var id, var began]
        && int.TryParse(id, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(began, CultureInfo.InvariantCulture, out var ticks)
            ? new LinuxProcess(number, ticks)
            : null;

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int sig);
}
