using System.Text.RegularExpressions;
using Gateway.Evidence;
using Npgsql;

namespace Gateway.Host.Evidence;

/// <summary>Rows of a table as things of evidence: how they are named, and the values their digest is made of, each as text in one form.</summary>
/// <param name="Kind">Kind of the chain's entries.</param>
/// <param name="Key">What a key looks like; others are in no table.</param>
/// <param name="Name">SQL that gives a row's key.</param>
/// <param name="Table">The table, as <c>t</c>.</param>
/// <param name="Where">SQL that finds the rows of the keys <c>k.key</c> by the table's own index.</param>
/// <param name="Values">SQL of the values, named.</param>
public sealed partial record KeptKind(string Kind, Regex Key, string Name, string Table, string Where, string Values)
{
    private const string Instant = """YYYY-MM-DD"T"HH24:MI:SS.US"Z" """;

    /// <summary>Every kind that is sealed.</summary>
    public static IReadOnlyList<KeptKind> All { get; } =
    [
        ById("envelope", "exchange.envelope",
            $"t.direction, t.partner, t.channel, t.message, t.declaration::text, t.correlation, t.reference, t.in_reply_to::text, t.content_type, t.length::text, t.truncated::text, t.sealed::text, encode(t.sha256, 'hex') as sha256, {Stored("envelope", "t.id")}, encode(sha256(convert_to(t.provenance::text, 'UTF8')), 'hex') as provenance, {At("recorded_at")}"),
        new("verdict", RoundedMore(), "t.envelope || '/' || t.round || '/' || t.profile", "exchange.verdict",
            $"t.envelope = split_part(k.key, '/', 1)::uuid and t.round = split_part(k.key, '/', 2)::int and t.profile = {Third}",
            $"t.envelope::text, t.round::text, t.profile, t.valid::text, t.code, t.subject, t.serial, {At("at")}"),
        new("basis", RoundedMore(), "t.envelope || '/' || t.round || '/' || t.profile", "exchange.basis",
            $"t.envelope = split_part(k.key, '/', 1)::uuid and t.round = split_part(k.key, '/', 2)::int and t.profile = {Third}",
            $"t.envelope::text, t.round::text, t.profile, t.pinned::text, array_to_string(t.certificates, ' ') as certificates, array_to_string(t.answers, ' ') as answers, t.steps::text, {At("judged_at")}, {At("at")}"),
        ByRound("hold", "exchange.hold", $"t.envelope::text, t.round::text, t.code, t.detail, {At("at")}"),
        ById("attempt", "exchange.attempt", $"t.envelope::text, t.number::text, t.outcome, encode(t.sha256, 'hex') as sha256, t.detail, {At("at")}"),
        ByRound("aside", "exchange.dead_letter", $"t.envelope::text, t.round::text, t.declaration::text, t.code, t.detail, {At("at")}"),
        ByRound("resolution", "exchange.resolution", $"t.envelope::text, t.round::text, t.decision, t.who, t.why, t.attempts::text, {At("at")}"),
        ById("event", "clearance.event", $"t.declaration::text, t.type, t.source, t.envelope::text, t.attributes::text, {At("occurred_at")}, {At("recorded_at")}"),
        ById("obligation", "taxes.obligation", $"t.declaration::text, t.number::text, t.statement, t.tax_item, t.amount::text, t.currency::text, t.payer, t.treasury, t.name, t.envelope::text, {At("opened_at")}"),
        ById("order", "payments.debit_order", $"t.declaration::text, t.statement, t.reference, t.bank, t.payer, t.amount::text, t.currency::text, t.envelope::text, {At("at")}"),
        ById("payment", "payments.payment",
            $"t.bank, t.transaction_id, t.acceptance, t.reference, t.payer, t.amount::text, t.currency::text, {Day("occurred_on")}, {Day("business_day")}, t.envelope::text, encode(sha256(convert_to(t.document::text, 'UTF8')), 'hex') as document, {At("received_at")}"),
        ById("journal", "reconciliation.journal",
            $"t.kind as kind_of, t.cause, t.reason, t.rule, t.rule_version, t.declaration::text, t.reverses::text, t.maker, t.checker, (select jsonb_agg(jsonb_build_array(p.id, p.account, p.debit, p.credit, p.currency) order by p.id)::text from reconciliation.posting p where p.journal = t.id) as postings, {At("posted_at")}") with { Rows = new("posting", "reconciliation.posting", "journal") },
        ById("match", "reconciliation.match",
            $"t.payment::text, t.obligation::text, t.disposition, t.amount::text, t.rule, t.rule_version, t.reason, t.evidence::text, t.journal::text, {At("at")}"),
        ById("exception", "reconciliation.exception", $"t.payment::text, t.envelope::text, t.queue, t.reason, t.evidence::text, {At("at")}"),
        new("day-close", DayOfBank(), "t.envelope || '/' || to_char(t.day::timestamp, 'YYYY-MM-DD') || '/' || t.bank", "reconciliation.day_close",
            $"t.envelope = split_part(k.key, '/', 1)::uuid and to_char(t.day::timestamp, 'YYYY-MM-DD') = split_part(k.key, '/', 2) and t.bank = {Third}",
            $"t.bank, {Day("day")}, t.envelope::text, t.agrees::text, t.result::text, {At("at")}"),
        new("stamped", Id(), "t.envelope::text", "exchange.stamped", "t.envelope = k.key::uuid",
            $"t.length::text, 'false' as truncated, t.sealed::text, encode(t.sha256, 'hex') as sha256, {Stored("stamped", "t.envelope")}, t.sent::text, {At("stamped_at")}, {At("at")}"),
        new("anchor", Number(), "t.sequence::text", "audit.anchor", "t.sequence = k.key::bigint",
            $"encode(t.hash, 'hex') as hash, encode(sha256(t.signature), 'hex') as signature, t.signer, {At("at")}"),
        new("plan", Hash(), "encode(t.sha256, 'hex')", "audit.retention_plan", "t.sha256 = decode(k.key, 'hex')", $"t.document, t.who, {At("at")}"),
        ById("legal-hold", "audit.hold", $"t.declaration::text, t.partner, {At("since")}, {At("until")}, t.reason, t.who, {At("at")}"),
        new("release", Id(), "t.hold::text", "audit.release", "t.hold = k.key::uuid", $"t.why, t.who, {At("at")}"),
        ById("purge", "audit.purge", $"encode(t.plan, 'hex') as plan, t.class, t.days::text, t.messages::text, t.who, {At("at")}"),
        new("purged", Part(), "t.envelope || '/' || t.part", "audit.purged", "t.envelope = split_part(k.key, '/', 1)::uuid and t.part = split_part(k.key, '/', 2)",
            "t.purge::text, encode(t.stored, 'hex') as stored, t.length::text"),
        ById("seal-key", "exchange.seal_state", $"t.fingerprint, t.state, t.who, {At("at")}"),
        ById("rewrap", "audit.rewrap", $"t.fingerprint, t.messages::text, t.who, {At("at")}"),
        new("rewrapped", PartOfBatch(), "t.envelope || '/' || t.part || '/' || t.rewrap", "audit.rewrapped",
            "t.envelope = split_part(k.key, '/', 1)::uuid and t.part = split_part(k.key, '/', 2) and t.rewrap = split_part(k.key, '/', 3)::uuid",
            "t.rewrap::text, encode(t.original, 'hex') as original, encode(t.before, 'hex') as before, encode(t.stored, 'hex') as stored"),
        new("stamp", Number(), "t.anchor::text", "audit.stamp", "t.anchor = k.key::bigint", $"encode(sha256(t.token), 'hex') as token, {At("at")}"),
    ];

    // What stands behind the second slash, slashes included.
    private static string Third => "substr(k.key, length(split_part(k.key, '/', 1)) + length(split_part(k.key, '/', 2)) + 3)";

    /// <summary>Rows of another table that belong to its digest, or <c>null</c>.</summary>
    public KeptPart? Rows { get; init; }

    /// <summary>Reads the things of these keys.</summary>
    public string Reading => $"select {Name} as key, {Values} from unnest($1::text[]) as k(key) join {Table} t on {Where}";

    /// <summary>Finds what stands in the table and neither in the chain nor on its way there.</summary>
    public string Strangers =>
        $"select {Name} from {Table} t where not exists (select from audit.entry e where e.sequence > 0 and e.kind = '{Kind}' and e.key = {Name}) and not exists (select from audit.pending p where p.kind = '{Kind}' and p.key = {Name}) limit $1";

    /// <summary>The kind of this name, or <c>null</c>.</summary>
    public static KeptKind? Find(string kind) => All.FirstOrDefault(known => known.Kind == kind);

    /// <summary>A row as a thing: the first column is its key.</summary>
    public Thing Map(NpgsqlDataReader row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var fields = new ThingField[row.FieldCount - 1];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = new ThingField(row.GetName(i + 1), row.IsDBNull(i + 1) ? null : row.GetString(i + 1));
        }

        return new Thing(Kind, row.GetString(0), fields);
    }

    private static KeptKind ById(string kind, string table, string values) => new(kind, Id(), "t.id::text", table, "t.id = k.key::uuid", values);

    private static KeptKind ByRound(string kind, string table, string values) =>
        new(kind, Rounded(), "t.envelope || '/' || t.round", table, "t.envelope = split_part(k.key, '/', 1)::uuid and t.round = split_part(k.key, '/', 2)::int", values);

    // Bytes that were encrypted anew count as what they were encrypted as first; that they are still the same inside is looked at with the keys, and only
    // of what is encrypted. Of bytes that were purged the hash is known that was taken of them then; a hash beside bytes that are still there counts for
    // nothing. No function of the database is asked: whoever owns it can have it say anything.
    private static string Stored(string part, string id) =>
        $"""
        encode(coalesce(
            (select p.stored from audit.purged p where p.envelope = {id} and p.part = '{part}' and octet_length(t.bytes) = 0 limit 1),
            (select r.original from audit.rewrapped r where t.sealed and r.envelope = {id} and r.part = '{part}' and r.stored = sha256(t.bytes) limit 1),
            sha256(t.bytes)), 'hex') as stored
        """;

    // A year before the first is written like that after it, and what never ends like nothing: both as a number instead.
    private static string At(string column) => Counted(column, $"to_char(t.{column} at time zone 'UTC', '{Instant.TrimEnd()}')");

    private static string Day(string column) => Counted(column, $"to_char(t.{column}::timestamp, 'YYYY-MM-DD')");

    private static string Counted(string column, string written) =>
        $"case when isfinite(t.{column}) and t.{column} >= '0001-01-01' then {written} else extract(epoch from t.{column})::text end as {column}";

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9]{1,9}\z")]
    private static partial Regex Rounded();

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9]{1,9}/.*\z", RegexOptions.Singleline)]
    private static partial Regex RoundedMore();

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9]{4}-[0-9]{2}-[0-9]{2}/.*\z", RegexOptions.Singleline)]
    private static partial Regex DayOfBank();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/(envelope|stamped)\z")]
    private static partial Regex Part();

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/(envelope|stamped|answer)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z")]
    private static partial Regex PartOfBatch();

    [GeneratedRegex(@"\A[0-9]{1,18}\z")]
    private static partial Regex Number();
}

/// <summary>Rows that are sealed with the row they belong to.</summary>
/// <param name="Kind">What one is called.</param>
/// <param name="Table">Their table.</param>
/// <param name="Owner">Their column that has the owner's id.</param>
public sealed record KeptPart(string Kind, string Table, string Owner)
{
    /// <summary>Finds those whose owner is not in its table.</summary>
    public string Orphans(string owners) => $"select p.id::text from {Table} p where not exists (select from {owners} t where t.id = p.{Owner}) limit $1";
}
