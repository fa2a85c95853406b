namespace Gateway;

/// <summary>The one list of things that can happen to a declaration. Adapters map their codes to it; nothing else does.</summary>
public enum EventType
{
#pragma warning disable CS1591 // the names are the field's own words
    Received, Refused, Checked, PreRegistered, Registered, ChannelAssigned, DocumentsRequested, DocumentsReceived,
    DossierComplete, DocumentCheckStarted, DocumentCheckFinished, GoodsPresented, InspectionStarted, InspectionFinished,
    AmendmentInstructed, Amended, PermitRequested, PermitGranted, PermitRefused, TaxAssessed, TaxReassessed, PaymentOrdered,
    BankDebited, PaymentConfirmed, PaymentReversed, ObligationSettled, Guaranteed, Deferred, BroughtBackForStorage, Released,
    Cleared, PassedSupervision, GateIn, GateOut, Suspended, Resumed, Returned, Withdrawn, Cancelled, Extended,
    TransferredUnit, ReceiptIssued, DueMoved, Overdue, ResultReturned, HopReached, PartnerReceived, PreferenceGiven,
    PreferenceNotGiven, ChannelDown, ChannelUp, QuestionAsked, QuestionAnswered, Rated,
#pragma warning restore CS1591
}
