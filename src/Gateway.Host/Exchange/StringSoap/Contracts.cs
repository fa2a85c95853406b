using System.ServiceModel;

namespace Gateway.Host.Exchange.StringSoap;

/// <summary>Published names of the string-in/string-out services; plain System.ServiceModel contracts that any host can serve.</summary>
public static class Names
{
    /// <summary>Namespace of all operations.</summary>
    public const string Namespace = "http://tempuri.org/";
}

/// <summary>Payment messages.</summary>
[ServiceContract(Namespace = Names.Namespace, Name = "PaymentPort")]
public interface IPaymentPort
{
    /// <summary>Takes a signed message, answers with a signed message.</summary>
    [OperationContract(Name = "WSProcess", Action = Names.Namespace + "WSProcess", ReplyAction = "*")]
    Task<string> ProcessAsync(string publicKey, string msg);

    /// <summary>The certificate the gateway signs with, base64 DER.</summary>
    [OperationContract(Name = "GetPublicKey", Action = Names.Namespace + "GetPublicKey", ReplyAction = "*")]
    Task<string> KeyAsync();
}

/// <summary>Reconciliation messages.</summary>
[ServiceContract(Namespace = Names.Namespace, Name = "ReconciliationPort")]
public interface IReconciliationPort
{
    /// <summary>Takes a signed list of a day, answers with the signed result.</summary>
    [OperationContract(Name = "ReconcileProcess", Action = Names.Namespace + "ReconcileProcess", ReplyAction = "*")]
    Task<string> ReconcileAsync(string publicKey, string msg);

    /// <summary>The certificate the gateway signs with, base64 DER.</summary>
    [OperationContract(Name = "GetPublicKey", Action = Names.Namespace + "GetPublicKey", ReplyAction = "*")]
    Task<string> KeyAsync();
}

/// <summary>Single-window messages.</summary>
[ServiceContract(Namespace = Names.Namespace, Name = "WindowPort")]
public interface IWindowPort
{
    /// <summary>Takes a signed message; answers <c>OK</c>, or <c>ERROR code</c> when it was set aside.</summary>
    [OperationContract(Name = "Receive", Action = Names.Namespace + "IMTService/Receive", ReplyAction = "*")]
    Task<string> ReceiveAsync(string XMLData);

    /// <summary>Answers <c>OK</c> while the gateway takes messages.</summary>
    [OperationContract(Name = "CheckAvailable", Action = Names.Namespace + "IMTService/CheckAvailable", ReplyAction = "*")]
    Task<string> CheckAsync();
}
