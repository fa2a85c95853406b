namespace Gateway.Simulator.Soap;

/// <summary>The service descriptions, served at ?wsdl with the address they were asked under.</summary>
internal static class Contract
{
    public static string Read(string name, string address)
    {
        using var stream = typeof(Contract).Assembly.GetManifestResourceStream("contracts/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("ADDRESS", System.Security.SecurityElement.Escape(address), StringComparison.Ordinal);
    }
}
