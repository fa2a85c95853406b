using System.Globalization;
using System.Text;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Seeded damage to good bytes. How often: <c>GATEWAY_FUZZ</c>, else a number that takes a second or two.</summary>
internal static class Garble
{
    public const int Seed = 20_261_123;
    public static readonly ReadLimits Small = new(MaxBytes: 4_000, MaxDepth: 16, MaxNodes: 300);
    public static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 5_000;
    private static readonly byte[] Tokens = Encoding.UTF8.GetBytes("<>&;/'\"=[]{}:,.*#@- \t\r\n\0\u00e9\ufeff0A+?");

    public static byte[] Some(byte[] good, Random random)
    {
        var bytes = new List<byte>(good);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.Insert(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
                case 4:
                    bytes.RemoveRange(at, random.Next(10) == 0 ? bytes.Count - at : 0);
                    break;
                default:
                    bytes[at] = Tokens[random.Next(Tokens.Length)];
                    break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add((byte)'x');
            }
        }

        return [.. bytes];
    }

    /// <summary>A good reading or findings, and within the limits either way.</summary>
    public static void Hold(Reading reading)
    {
        Assert.True(reading.Ok || reading.Findings.Count > 0);
        Assert.InRange(reading.Counts.Nodes, 0, Small.MaxNodes + 1);
        Assert.InRange(reading.Counts.Bytes, 0, Small.MaxBytes);
        Assert.InRange(reading.Findings.Count, 0, 1_001);
    }

    /// <summary>Damages a good message again and again; what is still read can be written, or says why not.</summary>
    public static void Often(Folder folder, byte[] good)
    {
        var (guideline, catalogue, random) = (folder.Guideline(), folder.Load().Catalogue, new Random(Seed));
        Assert.True(guideline.Read(good, Small).Ok, string.Join('\n', guideline.Read(good, Small).Findings));
        for (var n = 0; n < Times; n++)
        {
            var bytes = Some(good, random);
            var reading = guideline.Read(bytes, Small);
            Hold(reading);
            Assert.NotNull(catalogue.Recognise(bytes, ["x"], Folder.Day, Small));
            if (reading.Ok)
            {
                var writing = guideline.Write(reading.Document!, reading.Envelope, new Tree("partner"));
                Assert.True(writing.Ok || writing.Findings.Count > 0);
            }
        }
    }
}
