using System.Globalization;

namespace Gateway.Host.Database;

/// <summary>Files that are nobody else's business.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OnlyOwner | UnixFileMode.UserExecute;

    /// <summary>Others may pass through, but neither look nor write.</summary>
    private const UnixFileMode PassageFolder =
        OwnerFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static void MakeFolder(string path, bool passage)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("the embedded database needs Linux; give a connection string instead");
        }
        Directory.CreateDirectory(path, passage ? PassageFolder : OwnerFolder);
    }

    /// <summary>Whole or not at all, also when the power goes.</summary>
    public static void Write(string path, string text)
    {
        var part = path + ".part";
        File.Delete(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OnlyOwner;
        }
        using (var stream = new FileStream(part, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(part, path, overwrite: true);
    }

    public static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;

    public static int? ReadNumber(string path) =>
        int.TryParse(Read(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
