using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Simulator.Delivery;
using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Customs;

/// <summary>What customs decides on a message: the answer at once (out code and lines), the declaration as it is now, the answers to come.</summary>
internal sealed record Decision(string OutCode, byte[] Data)
{
    public Declaration? Declaration { get; init; }

    public List<Letter> Letters { get; init; } = [];

    /// <summary>A message that carries result codes only.</summary>
    public static Decision Result(params IReadOnlyList<ResultCode> codes) => new("RESULT", ResultCode.Run(codes));
}

/// <summary>The customs system's register of declarations and its script.</summary>
internal sealed class Registry(World world, Options options, TimeProvider time)
{
    private static readonly TimeSpan Zone = TimeSpan.FromHours(7);

    public DateTimeOffset Now => time.GetUtcNow().ToOffset(Zone);

    public Decision PreRegister(Header header, Sheet sheet)
    {
        var import = header.Job == "IDA";
        var numberItem = import ? "ICN" : "ECN";
        var earlier = world.DeclarationOf(sheet[numberItem]);
        if (sheet[numberItem].Length > 0 && earlier is not { Stage: Stage.PreRegistered })
        {
            return Decision.Result(ResultCode.UnknownNumber(numberItem));
        }

        var declaration = new Declaration(
            earlier?.Number ?? Number(import ? '1' : '3'), import, header.Job, header.User, header.Input, sheet["REF"], sheet, Stage.PreRegistered);
        if (Division.Wrong(sheet, import, world) is { } wrong)
        {
            return Decision.Result(wrong);
        }

        if (TaxRule.Of(sheet) is null)
        {
            return Decision.Result(new ResultCode("E1103", "IP3"));
        }

        return declaration.Scripted("REFUSE")
            ? Decision.Result(ResultCode.Scripted)
            : new Decision(
                import ? "VAD419" : "VAE400",
                SheetWriter.Write(Layout.Of(import ? "VAD0AA" : "VAE0LA"), Forms.Copy(declaration), [ResultCode.Done]))
            {
                Declaration = declaration,
            };
    }

    public Decision Register(Header header, Sheet sheet)
    {
        var import = header.Job == "IDC";
        var numberItem = import ? "ICN" : "ECN";
        var known = world.DeclarationOf(sheet[numberItem]);
        if (known is null || known.Import != import)
        {
            return Decision.Result(ResultCode.UnknownNumber(numberItem));
        }

        if (known.Stage != Stage.PreRegistered)
        {
            return Decision.Result(ResultCode.AlreadyRegistered(numberItem));
        }

        var tax = TaxRule.Of(known.Sheet)!;
        var declaration = known with
        {
            Job = header.Job,
            Input = header.Input,
            Stage = Stage.Registered,
            Registered = Seconds(Now),
            Statement = import && tax.Total > 0 ? Number('9') : null,
            Channel = known.Scripted("RED") ? "3" : known.Scripted("YELLOW") ? "2" : "1",
        };
        return Decision.Result(ResultCode.Done) with { Declaration = declaration, Letters = import ? Import(declaration, tax) : Export(declaration, tax) };
    }

    /// <summary>The tax is paid: clearance follows. Nothing more happens when it was known already.</summary>
    public (Declaration Declaration, List<Letter> Letters) Paid(Declaration declaration)
    {
        if (declaration.Stage == Stage.Paid)
        {
            return (declaration, []);
        }

        var due = Now + Delay(declaration, "VAD1AG");
        return (declaration with { Stage = Stage.Paid }, [ImportCleared(declaration, TaxRule.Of(declaration.Sheet)!, due)]);
    }

    private List<Letter> Import(Declaration declaration, TaxRule tax)
    {
        var channelled = Now + Delay(declaration, "VAD1AC");
        var next = channelled + Delay(declaration, "VAF801");
        return
        [
            Later(declaration, "VAD1AC", "VAD0AA", Forms.ImportChannel(declaration, tax), channelled),
            declaration.Statement is null
                ? ImportCleared(declaration, tax, channelled + Delay(declaration, "VAD1AG"))
                : Later(declaration, "VAF801", "VAF801", Statement.Of(declaration, tax), next),
        ];
    }

    private List<Letter> Export(Declaration declaration, TaxRule tax)
    {
        var channelled = Now + Delay(declaration, "VAE1LD");
        var cleared = channelled + Delay(declaration, "VAE1LF");
        return
        [
            Later(declaration, "VAE1LD", "VAE0LA", Forms.ExportChannel(declaration, tax), channelled),
            Later(declaration, "VAE1LF", "VAE1LF", Forms.ExportCleared(declaration, tax, Seconds(cleared)), cleared),
        ];
    }

    private Letter ImportCleared(Declaration declaration, TaxRule tax, DateTimeOffset due) =>
        Later(declaration, "VAD1AG", "VAD1AG", Forms.ImportCleared(declaration, tax, Seconds(due)), due);

    private Letter Later(Declaration declaration, string outCode, string layout, Sheet sheet, DateTimeOffset due)
    {
        var sequence = world.NextSequence();
        var data = SheetWriter.Write(Layout.Of(layout), sheet, [ResultCode.Done]);
        byte[] message = [.. Header.Answer(declaration.Job, declaration.User, declaration.Input, outCode, due, sequence, data.Length), .. data];
        return new Letter($"customs-{sequence}", sequence, "customs/" + declaration.Number, "customs", outCode, declaration.Number, Door.Customs.Name, Seals.Mail, message)
        {
            Due = due,
            Numbers = [declaration.Number],
            Copies = declaration.Scripted("TWICE") ? 2 : 1,
            Posted = !declaration.Scripted("SILENT"),
        };
    }

    // 0.2 to 0.5 s by seed, number and message; ten times that for LATE; an inspection before a RED clearance.
    private TimeSpan Delay(Declaration declaration, string outCode)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"{options.Seed}/{declaration.Number}/{outCode}"));
        var delay = 200 + (BinaryPrimitives.ReadUInt32LittleEndian(hash) % 301);
        var inspection = declaration.Channel == "3" && outCode is "VAD1AG" or "VAE1LF" ? 1500 : 0;
        return TimeSpan.FromMilliseconds((declaration.Scripted("LATE") ? delay * 10 : delay) + inspection);
    }

    // First digit: what it is; three digits of seed, so that another seed gives other numbers; a counter; no amendment yet.
    private string Number(char kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}{((options.Seed % 1000) + 1000) % 1000:000}{world.NextNumber():0000000}0");

    private static DateTimeOffset Seconds(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
}
