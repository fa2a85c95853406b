using System.Collections.Frozen;

namespace Gateway.Clearance;

/// <summary>What can be open at a declaration. The order is the precedence: the first one open holds the time.</summary>
internal enum Matter
{
    Outage,
    Suspension,
    DocumentCheck,
    Inspection,
    Permit,
    Bank,
    Documents,
    Amendment,
    Correction,
    Payment,
}

/// <summary>Which matters an event opens and closes. An event not listed changes nobody's hand.</summary>
internal static class Matters
{
    private static readonly Matter[] Nothing = [];

    private static readonly FrozenDictionary<EventType, (Matter[] Closes, Matter[] Opens)> Table =
        new Dictionary<EventType, (Matter[] Closes, Matter[] Opens)>
        {
            [EventType.ChannelDown] = (Nothing, [Matter.Outage]),
            [EventType.ChannelUp] = ([Matter.Outage], Nothing),
            [EventType.Suspended] = (Nothing, [Matter.Suspension]),
            [EventType.Resumed] = ([Matter.Suspension], Nothing),

            // A check that waits for papers or for an amendment is the trader's time, not customs'.
            [EventType.DocumentsRequested] = ([Matter.DocumentCheck], [Matter.Documents]),
            [EventType.DocumentsReceived] = ([Matter.Documents], [Matter.DocumentCheck]),
            [EventType.DossierComplete] = ([Matter.Documents], [Matter.DocumentCheck]),
            [EventType.DocumentCheckStarted] = (Nothing, [Matter.DocumentCheck]),
            [EventType.DocumentCheckFinished] = ([Matter.DocumentCheck], Nothing),
            [EventType.GoodsPresented] = (Nothing, [Matter.Inspection]),
            [EventType.InspectionStarted] = (Nothing, [Matter.Inspection]),
            [EventType.InspectionFinished] = ([Matter.Inspection], Nothing),
            [EventType.AmendmentInstructed] = ([Matter.DocumentCheck], [Matter.Amendment]),
            [EventType.Amended] = ([Matter.Amendment, Matter.Correction], Nothing),

            [EventType.Refused] = (Nothing, [Matter.Correction]),
            [EventType.Checked] = ([Matter.Correction], Nothing),
            [EventType.PreRegistered] = ([Matter.Correction], Nothing),
            [EventType.Registered] = ([Matter.Correction], Nothing),

            [EventType.PermitRequested] = (Nothing, [Matter.Permit]),
            [EventType.PermitGranted] = ([Matter.Permit], Nothing),
            [EventType.PermitRefused] = ([Matter.Permit], Nothing),

            // The debt stays open behind the bank, so that a failed order falls back to the trader.
            [EventType.TaxAssessed] = (Nothing, [Matter.Payment]),
            [EventType.TaxReassessed] = (Nothing, [Matter.Payment]),
            [EventType.PaymentOrdered] = (Nothing, [Matter.Bank]),
            [EventType.BankDebited] = (Nothing, [Matter.Bank]),
            [EventType.PaymentConfirmed] = ([Matter.Bank], Nothing),
            [EventType.PaymentReversed] = ([Matter.Bank], [Matter.Payment]),
            [EventType.ObligationSettled] = ([Matter.Payment, Matter.Bank], Nothing),
            [EventType.Guaranteed] = ([Matter.Payment, Matter.Bank], Nothing),
            [EventType.Deferred] = ([Matter.Payment, Matter.Bank], Nothing),
            [EventType.Cleared] =
                ([Matter.Suspension, Matter.DocumentCheck, Matter.Inspection, Matter.Permit, Matter.Bank, Matter.Documents, Matter.Amendment, Matter.Correction, Matter.Payment], Nothing),
        }.ToFrozenDictionary();

    internal static Holder HolderOf(Matter matter) => matter switch
    {
        Matter.Outage => Holder.Outage,
        Matter.Suspension or Matter.DocumentCheck or Matter.Inspection => Holder.Customs,
        Matter.Permit => Holder.OtherAgency,
        Matter.Bank => Holder.Bank,
        _ => Holder.Trader,
    };

    /// <summary>
    /// Applies an event to what is open. Several permits or statements may be open side by side, told apart by the event's attribute of that
    /// name; an event without it closes them all, and one with it closes also what was opened without a name.
    /// </summary>
    internal static void Apply(Event happened, SortedSet<(Matter Matter, string Name)> open)
    {
        if (!Table.TryGetValue(happened.Type, out var change))
        {
            return;
        }

        foreach (var matter in change.Closes)
        {
            var name = NameOf(matter, happened);
            open.RemoveWhere(item => item.Matter == matter && (name.Length == 0 || item.Name.Length == 0 || item.Name == name));
        }

        foreach (var matter in change.Opens)
        {
            open.Add((matter, NameOf(matter, happened)));
        }
    }

    private static string NameOf(Matter matter, Event happened) => matter switch
    {
        Matter.Permit => happened.Attributes.GetValueOrDefault("permit", ""),
        Matter.Payment or Matter.Bank => happened.Attributes.GetValueOrDefault("statement", ""),
        _ => "",
    };
}
