using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using Gateway.Signatures;
using Net.Pkcs11Interop.Common;

namespace Gateway.Benchmarks;

/// <summary>Signatures a second through a token, the gateway's way and by bare calls of its library with as many sessions, in turns.</summary>
public sealed class TokenSignatures(TimeSpan time)
{
    private const int Rounds = 7;

    /// <summary>Measures and prints; the median of the rounds' ratios counts.</summary>
    public async Task RunAsync(TextWriter said)
    {
        ArgumentNullException.ThrowIfNull(said);
        using var token = new SoftToken();
        var hash = SHA256.HashData("gateway"u8);
        await said.WriteLineAsync($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, .NET {Environment.Version}, SoftHSM2, median of {Rounds} rounds in turns");
        await said.WriteLineAsync($"{"what",-26}{"threads",9}{"ours/s",10}{"bare/s",10}{"ours/bare",11}{"min",7}{"max",7}{"by CPU",10}{"min",7}{"max",7}");
        foreach (var threads in new[] { 1, 2 })
        {
            await RowAsync(said, "RSA-2048, SHA-256", threads, Ours(token.Key("rsa"), hash), token.Bare("rsa", CKM.CKM_RSA_PKCS, Wrapped(hash), threads));
            await RowAsync(said, "P-256", threads, Ours(token.Key("p256"), hash), token.Bare("p256", CKM.CKM_ECDSA, hash, threads));
        }
    }

    private async Task RowAsync(TextWriter said, string what, int threads, Action ours, IReadOnlyList<Action> bare)
    {
        await PaceAsync(threads, _ => ours());
        await PaceAsync(threads, thread => bare[thread]());
        var rounds = new List<(Pace Ours, Pace Bare)>();
        for (var round = 0; round < Rounds; round++)
        {
            // Who goes first changes, so that a machine that slows down favours neither.
            var first = round % 2 == 0 ? await PaceAsync(threads, _ => ours()) : null;
            var limit = await PaceAsync(threads, thread => bare[thread]());
            rounds.Add((first ?? await PaceAsync(threads, _ => ours()), limit));
        }

        var ratios = rounds.ConvertAll(round => round.Ours.PerSecond / round.Bare.PerSecond);
        var cpu = rounds.ConvertAll(round => round.Bare.Cpu / round.Ours.Cpu);
        await said.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-26}{threads,9}{Median(rounds.ConvertAll(round => round.Ours.PerSecond)),10:0}{Median(rounds.ConvertAll(round => round.Bare.PerSecond)),10:0}{Median(ratios),11:0.00}{ratios.Min(),7:0.00}{ratios.Max(),7:0.00}{Median(cpu),10:0.00}{cpu.Min(),7:0.00}{cpu.Max(),7:0.00}"));
    }

    // The token works inside this process: its processor time is counted on both sides, and other work on the machine is not.
    private async Task<Pace> PaceAsync(int threads, Action<int> action)
    {
        var before = Environment.CpuUsage.TotalTime;
        long signed = 0;
        var pace = await Load.RepeatAsync(time, threads, thread =>
        {
            action(thread);
            Interlocked.Increment(ref signed);
            return Task.CompletedTask;
        });
        return new Pace(pace, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / signed);
    }

    // Opened anew for each signature, as signing a message does.
    private static Action Ours(SigningKey key, byte[] hash) => () =>
    {
        using var opened = key.Open();
        _ = opened is RSA rsa ? rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : ((ECDsa)opened).SignHash(hash);
    };

    private static byte[] Wrapped(byte[] hash)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("2.16.840.1.101.3.4.2.1");
                writer.WriteNull();
            }

            writer.WriteOctetString(hash);
        }

        return writer.Encode();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed record Pace(double PerSecond, double Cpu);
}
