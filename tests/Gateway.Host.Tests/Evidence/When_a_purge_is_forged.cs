using System.Security.Cryptography;
using System.Text;
using Gateway.Evidence;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Signatures;

namespace Gateway.Host.Tests.Evidence;

/// <summary>Somebody makes the bytes of a message disappear and writes a purge that says it took them: it is held against its plan.</summary>
public sealed class When_a_purge_is_forged(TestDatabase server, DevelopmentSet certificates)
{
    private const string Confirmed =
        """{"format":"gateway-retention/1","classes":[{"class":"customs","days":365,"unconfirmed":false,"basis":"a test","messages":[{"message":"a/customs"}]}]}""";

    private static readonly string Unconfirmed = Confirmed.Replace("false", "true", StringComparison.Ordinal);

    [Fact]
    public async Task One_that_is_as_its_plan_says_has_no_fault()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);

        await ForgeAsync(rested, rested.Message, Confirmed, 365, TimeProvider.System.GetUtcNow());

        Assert.Empty((await rested.Chained.VerifyAsync()).Faults);
    }

    [Theory]
    [InlineData("{}", "customs", 365, 0, "the plan it names is no plan, or is not in the chain")]
    [InlineData("confirmed", "another", 365, 0, "its plan has no class of this name")]
    [InlineData("unconfirmed", "customs", 365, 0, "its plan has not confirmed the period of the class")]
    [InlineData("confirmed", "customs", 3650, 0, "its plan keeps the class 365 days, and it says 3650")]
    [InlineData("confirmed", "customs", 365, 40, "it says a time after it was sealed")]
    public async Task One_that_its_plan_does_not_allow_is_named(string plan, string named, int days, int ahead, string text)
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);

        var purge = await ForgeAsync(
            rested, rested.Message, plan switch { "confirmed" => Confirmed, "unconfirmed" => Unconfirmed, _ => plan }, days, TimeProvider.System.GetUtcNow().AddDays(ahead), named);

        var fault = (await rested.Chained.VerifyAsync()).Faults[0];
        Assert.Equal((EvidenceCodes.Content, text), (fault.Code, fault.Message));
        Assert.EndsWith($"(purge {purge})", fault.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_was_too_young_for_it_is_named()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        var young = await rested.MessageAsync("young", at: TimeProvider.System.GetUtcNow().AddDays(-364));
        await rested.SealAsync();

        await ForgeAsync(rested, young, Confirmed, 365, TimeProvider.System.GetUtcNow());

        var fault = Assert.Single((await rested.Chained.VerifyAsync()).Faults);
        Assert.Equal((EvidenceCodes.Content, $"purged {young}/envelope"), (fault.Code, fault.Path));
    }

    private static async Task<Guid> ForgeAsync(RestedCase rested, Guid message, string plan, int days, DateTimeOffset at, string named = "customs")
    {
        var (purge, sha256) = (Rows.Id(TimeProvider.System.GetUtcNow()), SHA256.HashData(Encoding.UTF8.GetBytes(plan)));
        await rested.Chained.ForgeAsync("insert into audit.retention_plan (sha256, document, who, at) values ($1, $2, 'nobody', now())", sha256, plan);
        await rested.Chained.ForgeAsync("insert into audit.purge (id, plan, class, days, messages, who, at) values ($1, $2, $3, $4, 1, 'nobody', $5)", purge, sha256, named, days, at);
        await rested.Chained.ForgeAsync("insert into audit.purged (envelope, part, purge, stored, length) select id, 'envelope', $2, sha256(bytes), length from exchange.envelope where id = $1", message, purge);
        await rested.Chained.ForgeAsync("update exchange.envelope set bytes = '' where id = $1", message);
        await rested.SealAsync();
        return purge;
    }
}
