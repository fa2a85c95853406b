using System.Xml.Linq;

namespace Gateway.Simulator.Delivery;

/// <summary>Where at the gateway a letter goes in: a path, and for SOAP the operation with the argument that carries the message.</summary>
internal sealed record Door(string Name, string Partner, string Path, string? Operation = null, string Argument = "", string Action = "")
{
    public static readonly XNamespace Tempuri = "http://tempuri.org/";

    public static readonly Door Customs = new("customs", "customs", "/inbox/customs");
    public static readonly Door Payment = new("payment", "bank", "/soap/payment", "WSProcess", "msg", "http://tempuri.org/WSProcess");
    public static readonly Door Reconciliation = new("reconciliation", "bank", "/soap/reconciliation", "ReconcileProcess", "msg", "http://tempuri.org/ReconcileProcess");
    public static readonly Door Window = new("window", "member", "/soap/window", "Receive", "XMLData", "http://tempuri.org/IMTService/Receive");

    private static readonly Door[] All = [Customs, Payment, Reconciliation, Window];

    public static Door Named(string name) => All.First(d => d.Name == name);
}
