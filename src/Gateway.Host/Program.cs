using System.CommandLine;
using System.CommandLine.Help;
using Gateway.Host.Journeys;
using Gateway.Host.Packs;
using Gateway.Host.Serving;
using Gateway.Host.Signatures;
using Gateway.Host.Verbs;

// As it is called, not as its file is named.
var root = new Command("gateway", "Customs clearance and single-window integration gateway")
{
    new HelpOption(),
    new VersionOption(),
    TryVerb.Build(),
    ServeVerb.Build(),
    MigrateVerb.Build(),
    CertsVerb.Build(),
    KeysVerb.Build(),
    AdaptersVerb.Build(),
    RulesVerb.Build(),
    PacksVerb.Build(),
    CheckVerb.Build(),
    TranslateVerb.Build(),
    ValidateVerb.Build(),
    SignVerb.Build(),
    VerifyVerb.Build(),
    AsideVerb.Build(),
    AuditVerb.Build(),
    EvidenceVerb.Build(),
    TemplateVerb.Build(),
};
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : code;
