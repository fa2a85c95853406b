using System.Reflection;
using System.Text.RegularExpressions;
using Gateway.Clearance;
using Gateway.Host.Consoles;
using Gateway.Host.Verbs;

namespace Gateway.Host.Tests.Consoles;

public sealed class When_words_are_shown
{
    [Fact]
    public void Every_event_status_holder_and_severity_has_a_word_in_both_languages()
    {
        Assert.Empty(Unknown("event", Enum.GetNames<EventType>()));
        Assert.Empty(Unknown("holder", Enum.GetNames<Holder>()));
        Assert.Empty(Unknown("severity", Enum.GetNames<Severity>().Select(name => name.ToLowerInvariant())));
        Assert.Empty(Unknown("status", Constants(typeof(Status))));
        Assert.Empty(Unknown("channel", ["green", "yellow", "red"]));
        Assert.Empty(Unknown("direction", ["IM", "EX"]));
    }

    [Fact]
    public void Every_account_and_every_reason_of_the_ledger_has_a_word()
    {
        Assert.Empty(Unknown("account", In("Journal.cs", @"=> \$""([A-Z]+):")));
        Assert.Empty(Unknown("reason", In("*.cs", @"""(R\d+_[A-Z_]+)""")));
    }

    [Fact]
    public void Every_reason_the_exchange_sets_aside_for_has_words_and_so_has_every_family_of_findings()
    {
        Assert.Empty(Unknown("asideKind", ["in", "out", "step"]));
        Assert.Empty(Unknown("why", new[] { "Gateway", "Gateway.Host" }.SelectMany(Sources).SelectMany(file => Regex.Matches(File.ReadAllText(file), @"""(EXC-[A-Z-]+|POLL-[A-Z]+|SIZE-LIMIT)\b")).Select(match => match.Groups[1].Value)));
        Assert.Equal(Words.In("en")["why", "SIG"], Words.In("en").Why("SIG-UNTRUSTED"));
        Assert.Equal("Thông báo thuế tự mâu thuẫn.", Words.In("vi").Why("TAX-TOTAL"));
        Assert.Equal("", Words.In("vi").Why("NOBODY-KNOWS"));

        // Codes of the exchange stand one by one; tables and manifests are no messages.
        string[] stations = ["Messages", "Exchange", "Declarations", "Payments", "Taxes"];
        var families = stations.SelectMany(station => Sources("Gateway").Where(file => file.Contains($"/Gateway/{station}/", StringComparison.Ordinal)))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"(?:Error|Warn|Report|Refuse)\((?:\w+, )?""([A-Z]+)-[A-Z-]+""")).Select(match => match.Groups[1].Value).Except(["EXC", "SIZE", "TABLE", "ADAPTER"]).ToList();
        Assert.Contains("DLM", families);
        Assert.DoesNotContain(families, family => Words.In("vi").Why($"{family}-ANY").Length == 0);
    }

    [Fact]
    public void Every_tolerance_has_words_of_its_own()
    {
        Assert.Empty(Unknown("why", Gateway.Messages.Tolerance.All.Select(tolerance => tolerance.Code)));
        Assert.Equal("Giá trị đã được viết không dấu cho đối tác này.", Words.In("vi").Why("TOL-LATIN"));
    }

    [Fact]
    public void Every_detail_an_adapter_gives_to_an_event_has_a_word()
    {
        var details = CatalogueFolder.Read(GatewayRig.Root).Catalogue.Messages.SelectMany(message => message.Entry.Events).SelectMany(rule => rule.With).Select(path => path.Split('/')[^1]);
        Assert.Empty(Unknown("detail", details));
    }

    [Fact]
    public void Every_message_of_an_adapter_has_a_title_in_both_languages() =>
        Assert.Empty(CatalogueFolder.Read(GatewayRig.Root).Catalogue.Messages.Where(message => Words.In("en").Among(message.Entry.Title) is not { Length: > 0 } || Words.In("vi").Among(message.Entry.Title) is not { Length: > 0 }).Select(message => message.Id));

    [Fact]
    public void Every_word_a_page_asks_for_is_in_the_list()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(GatewayRig.Root, "src", "Gateway.Host", "Consoles"), "*.razor").Select(File.ReadAllText).ToList();
        var asked = pages.SelectMany(page => Regex.Matches(page, @"Words\[([^\]]*)\]")).Select(match => match.Groups[1].Value)
            .Where(inside => !inside.Contains(',', StringComparison.Ordinal)).SelectMany(inside => Regex.Matches(inside, @"(?<!== )""(\w+)""")).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(asked.Count > 40, "the pages ask for words some other way");
        Assert.Equal(["hash"], asked.Where(word => Words.In("vi")[word] == Words.In("en")[word]));
        Assert.DoesNotContain(asked, word => Words.In("vi")[word] == word);
    }

    [Theory]
    [InlineData("en", 0, "under a second")]
    [InlineData("vi", 59, "59 giây")]
    [InlineData("en", 3_725, "1 h 2 min")]
    [InlineData("vi", 176_400, "2 ngày 1 giờ")]
    [InlineData("en", 86_405, "1 d")]
    public void A_length_of_time_is_told_in_its_two_largest_units(string language, long seconds, string told) => Assert.Equal(told, Words.In(language).Length(seconds));

    [Fact]
    public void Times_are_the_office_s_and_amounts_are_grouped()
    {
        var lateEvening = new DateTimeOffset(2026, 11, 23, 17, 30, 0, TimeSpan.Zero);
        Assert.Equal("24/11/2026 00:30:00", Words.Time(lateEvening));
        Assert.Equal("2026-11-24T00:30:00+07:00", Words.Machine(lateEvening));
        Assert.Equal("9,007,199,254,740,993", Words.In("en").Amount(9_007_199_254_740_993));
        Assert.Equal("-39.349.152", Words.In("vi").Amount(-39_349_152));
        Assert.Equal("39.349.152", Words.In("vi").Detail("total", "39349152"));
        Assert.Equal("10010000001", Words.In("vi").Detail("number", "10010000001"));
    }

    [Fact]
    public void A_word_nobody_knows_stands_for_itself()
    {
        Assert.Equal("Exploded", Words.In("vi")["event", "Exploded"]);
        Assert.Equal("", Words.In("en")["channel", null]);
    }

    private static IEnumerable<string> Unknown(string vocabulary, IEnumerable<string> words)
    {
        var all = words.Distinct().ToList();
        Assert.NotEmpty(all);
        return all.Where(word => !Words.Knows(vocabulary, word));
    }

    private static IEnumerable<string> Constants(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

    private static IEnumerable<string> Sources(string project) => Directory.EnumerateFiles(Path.Combine(GatewayRig.Root, "src", project), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static IEnumerable<string> In(string files, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(GatewayRig.Root, "src", "Gateway", "Reconciliation"), files).SelectMany(file => Regex.Matches(File.ReadAllText(file), pattern)).Select(match => match.Groups[1].Value);
}
