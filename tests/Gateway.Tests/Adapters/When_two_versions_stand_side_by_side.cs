using System.Text;
using Gateway.Adapters;
using Gateway.Messages;
using Gateway.Tests.Messages;
using Xunit;

namespace Gateway.Tests.Adapters;

public sealed class When_two_versions_stand_side_by_side
{
    private const string Table = "R group 0 1 1\nR/T code 9 1 1\nR/A text 50 0 1";
    private const string Unversioned = "x/test/family:M";
    private static readonly DateOnly Old = new(2026, 6, 30);
    private static readonly DateOnly New = new(2026, 7, 1);

    /// <summary>Version 1 until 2026-07-01 reads A as the reference, version 2 from a day on as the office; nothing else tells them apart.</summary>
    private static Folder Two(string until = "2026-07-01", string since = "2026-07-01", string direction = "both") =>
        Folder.Xml("R\n  T = 'one'\n  A = reference", Table, direction: direction, more: $"\"validUntil\": \"{until}\", \"recognise\": {{\"R/T\": \"one\"}}")
            .With("adapters/x/test/family/2/adapter.json", $$"""
                { "id": "x/test/family/2", "role": "partner", "validFrom": "{{since}}", "carrier": "xml",
                  "messages": { "M": { "map": "M.map", "kind": "declaration", "direction": "both", "schema": "x/M.tsv", "recognise": {"R/T": "one"} } } }
                """)
            .With("adapters/x/test/family/2/M.map", "R\n  T = 'one'\n  A = office");

    private static Catalogue Catalogue(Folder? folder = null)
    {
        var load = (folder ?? Two()).Load();
        Assert.Empty(load.Findings);
        return load.Catalogue;
    }

    private static Recognised Recognised(DateOnly day, Folder? folder = null, string family = "x/test") =>
        Catalogue(folder).Recognise(Encoding.UTF8.GetBytes("<R><T>one</T><A>47</A></R>"), [family], day, ReadLimits.Default);

    [Fact]
    public void Without_a_version_the_one_of_the_day_is_found()
    {
        Assert.Equal("x/test/family/1:M", Catalogue().Find(Unversioned, Old)?.Id);
        Assert.Equal("x/test/family/2:M", Catalogue().Find(Unversioned, New)?.Id);
        Assert.Null(Catalogue().Find(Unversioned, new DateOnly(2019, 1, 1)));
        Assert.Null(Catalogue().Find("x/test/family:N", New));
    }

    [Fact]
    public void Where_two_hold_the_newer_is_written_and_of_two_of_one_day_none()
    {
        Assert.Equal("x/test/family/2:M", Catalogue(Two(until: "2027-01-01")).Find(Unversioned, New)?.Id);
        Assert.Null(Catalogue(Two(until: "2027-01-01", since: "2020-01-01")).Find(Unversioned, New));
    }

    [Fact]
    public void A_partner_that_speaks_one_version_gets_that_one()
    {
        var catalogue = Catalogue(Two(until: "2027-01-01"));
        Assert.Equal("x/test/family/1:M", catalogue.Find(Unversioned, New, ["x/test/family/1"])?.Id);
        Assert.Null(catalogue.Find(Unversioned, New, ["x/elsewhere"]));
    }

    [Fact]
    public void A_version_that_ended_takes_nothing_new_and_is_held_for_what_it_began()
    {
        Assert.Null(Catalogue().Find("x/test/family/1:M", New));
        var held = Catalogue().Held("x/test/family/1:M", New)!;
        Assert.Equal("x/test/family/1:M", held.Id);
        Assert.Equal("47", held.Guideline.Read(Encoding.UTF8.GetBytes("<R><T>one</T><A>47</A></R>"), ReadLimits.Default).Document!.Value("reference"));
        Assert.Null(Catalogue().Held("x/test/family/3:M", New));
    }

    [Fact]
    public void The_family_of_an_id_is_known_with_its_version_and_without()
    {
        Assert.Equal("x/test/family", Catalogue().FamilyOf("x/test/family/1:M"));
        Assert.Equal("x/test/family", Catalogue().FamilyOf(Unversioned));
        Assert.Null(Catalogue().FamilyOf("x/test/other:M"));
    }

    [Fact]
    public void A_message_is_recognised_as_the_version_of_the_day_and_the_others_it_could_be_are_named()
    {
        Assert.Equal("x/test/family/1:M", Recognised(Old).Guide?.Id);
        Assert.Equal(["x/test/family/1:M"], Recognised(Old).Versions.Select(guide => guide.Id));
        Assert.Equal("x/test/family/2:M", Recognised(New).Guide?.Id);
        Assert.Equal(["x/test/family/2:M", "x/test/family/1:M"], Recognised(New).Versions.Select(guide => guide.Id));
        Assert.Equal(["x/test/family/1:M"], Recognised(New, family: "x/test/family/1").Versions.Select(guide => guide.Id));
    }

    [Fact]
    public void Two_that_hold_on_the_day_are_not_guessed_between_but_named()
    {
        var recognised = Recognised(New, Two(until: "2027-01-01"));
        Assert.Null(recognised.Guide);
        Assert.Equal(["MESSAGE-AMBIGUOUS"], recognised.Findings.Select(finding => finding.Code));
        Assert.Equal(2, recognised.Versions.Count);
    }

    [Fact]
    public void A_version_that_ended_is_not_recognised_for_something_new()
    {
        var recognised = Recognised(New, Two(since: "2027-01-01"));
        Assert.Null(recognised.Guide);
        Assert.Equal(["MESSAGE-UNKNOWN"], recognised.Findings.Select(finding => finding.Code));
        Assert.Equal(["x/test/family/1:M"], recognised.Versions.Select(guide => guide.Id));
    }

    private static string Procedure(string id, string send, string more = "") => $$"""
        { "id": "{{id}}", "start": "Checked", "direction": "IM", "correlate": ["reference"], {{more}}
        "steps": [ { "id": "a", "on": "Checked", "send": "{{send}}", "document": "declaration", "by": "at once" } ] }
        """;

    [Fact]
    public void A_procedure_without_a_version_is_the_one_that_takes_declarations_on_the_day()
    {
        var catalogue = Catalogue(Two()
            .With("adapters/procedures/x/journey/1.json", Procedure("x/journey/1", Unversioned, "\"validUntil\": \"2026-07-01\","))
            .With("adapters/procedures/x/journey/2.json", Procedure("x/journey/2", Unversioned, "\"validFrom\": \"2026-07-01\",")));
        Assert.Equal("x/journey/1", catalogue.Procedure("x/journey", Old)?.Id);
        Assert.Equal("x/journey/2", catalogue.Procedure("x/journey", New)?.Id);
        Assert.Null(catalogue.Procedure("x/journey/1", New));
        Assert.Null(catalogue.Procedure("x/none", New));
    }

    [Fact]
    public void A_step_without_a_version_must_be_right_for_every_version()
    {
        Assert.Empty(Two().With("adapters/procedures/x/journey/1.json", Procedure("x/journey/1", Unversioned)).Check());
        Assert.Contains("PROC-SEND-UNKNOWN 1.json:2", Two(direction: "in").With("adapters/procedures/x/journey/1.json", Procedure("x/journey/1", Unversioned)).Check());
        Assert.Contains("PROC-SEND-UNKNOWN 1.json:2", Two().With("adapters/procedures/x/journey/1.json", Procedure("x/journey/1", "x/test/family:N")).Check());
    }
}
