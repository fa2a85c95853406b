using System.Security.Cryptography;
using Npgsql;

namespace Gateway.Benchmarks;

/// <summary>What this machine can do at best of the two things every message needs: a durable commit and a signature.</summary>
public static class Limits
{
    /// <summary>Transactions a second that insert one row each, by several connections, on the gateway's own server.</summary>
    public static async Task<double> CommitsAsync(Ground ground, TimeSpan time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        await ground.SqlAsync("create table if not exists public.scratch (id bigint generated always as identity primary key, word text not null)", cancellation);
        await using var owner = ground.Owner();
        var connections = new List<NpgsqlConnection>();
        for (var i = 0; i < Sizes.Concurrency; i++)
        {
            connections.Add(await owner.OpenConnectionAsync(cancellation));
        }

        var pace = await Load.RepeatAsync(time, Sizes.Concurrency, async lane =>
        {
            await using var insert = new NpgsqlCommand("insert into public.scratch (word) values ('commit')", connections[lane]);
            await insert.ExecuteNonQueryAsync(cancellation);
        });
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        return pace;
    }

    /// <summary>RSA-2048 signatures with SHA-256 a second, by as many threads.</summary>
    public static async Task<double> SignaturesAsync(int threads, TimeSpan time)
    {
        var keys = Enumerable.Range(0, threads).Select(_ => RSA.Create(2048)).ToList();
        var hash = SHA256.HashData("gateway"u8);

        // A key is made when it is first used.
        keys.ForEach(key => key.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var pace = await Load.RepeatAsync(time, threads, thread =>
        {
            keys[thread].SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return Task.CompletedTask;
        });
        keys.ForEach(key => key.Dispose());
        return pace;
    }
}
