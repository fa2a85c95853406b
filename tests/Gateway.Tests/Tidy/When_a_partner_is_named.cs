using Xunit;

namespace Gateway.Tests.Tidy;

public sealed class When_a_partner_is_named
{
    [Fact]
    public void Its_name_stands_in_its_folder_of_data_only() => Guard.Holds(Names.PartnerNames(Repository.Files));

    [Fact]
    public void Nothing_delivered_leads_to_a_real_host() => Guard.Holds(Addresses.RealAddresses(Repository.Files));

    [Fact]
    public void No_authority_or_bank_is_addressed() => Guard.Holds(Addresses.AuthorityHosts(Repository.Files));

    [Theory]
    [InlineData("var x = VietNam.Code;", "viet")]
    [InlineData("const string Zone = \"viet_nam\";", "viet nam")]
    [InlineData("// as in Việt Nam", "viet nam")]
    [InlineData("class VnaccsHeader;", "vnaccs")]
    [InlineData("var id = \"vn/bank/payment/3.0\";", "vn")]
    [InlineData("if (country == \"VN\")", "vn")]
    [InlineData("class BIDVClient;", "bidv")]
    [InlineData("the New-Zealand case", "new zealand")]
    [InlineData("Japan", "japan")]
    [InlineData("[Namespace(\"http://vn.fis.bgw\")]", "vn")]
    public void A_planted_name_is_seen(string text, string naming) => Guard.Bites(Names.PartnerNames([Guard.Plant(text)]), naming);

    [Theory]
    [InlineData("src/Gateway.Host/Vnaccs/Lane.cs")]
    [InlineData("src/Gateway/Payments/Korea.cs")]
    public void A_planted_name_in_a_path_is_seen(string path) => Guard.Bites(Names.PartnerNames([Guard.Plant("", path)]), "partner's name");

    [Theory]
    [InlineData("string Vietnamese, string English")]
    [InlineData("\"VND\" or \"JPY\" => 0, // ISO 4217")]
    [InlineData("WCO, UN, ISO and ETSI; the customs office and the bank; Normalise, Envelope, invoice")]
    public void Languages_currencies_and_standards_bodies_pass(string text) => Assert.Empty(Names.PartnerNames([Guard.Plant(text)]));

    [Fact]
    public void The_simulator_and_the_adapters_may_name_partners() =>
        Assert.Empty(Names.PartnerNames([Guard.Plant("vnaccs", "src/Gateway.Simulator/Bank.cs"), Guard.Plant("vn", "adapters/vn/a.map")]));

    [Theory]
    [InlineData("src/Gateway.Host/appsettings.json", "\"Bank\": \"https://pay.somebank.com/ws\"")]
    [InlineData("adapters/vn/bank/payment/3.0/adapter.json", "\"to\": \"http://10.0.0.7:8080/\"")]
    [InlineData("schemas/iso/iso20022/1/a.tsv", "ftp://files.somewhere.net/x")]
    public void A_planted_address_is_seen(string path, string text) => Guard.Bites(Addresses.RealAddresses([Guard.Plant(text, path)]), path + ":1");

    [Theory]
    [InlineData("adapters/vn/vnsw/vehicle/2020/adapter.json", "\"host\": \"vnsw.customs.gov.vn\"")]
    [InlineData("src/Gateway.Host/Exchange/Lane.cs", "Connect(\"tqdt.customs.gov.vn\", 443)")]
    [InlineData("schemas/a/b/1/x.tsv", "asw.asean.org")]
    [InlineData("src/Gateway.Simulator/Bank.cs", "\"api.bigbank.com.vn\"")]
    [InlineData("src/Gateway.Host/appsettings.json", "cbp.gov")]
    public void A_planted_authority_is_seen(string path, string text) => Guard.Bites(Addresses.AuthorityHosts([Guard.Plant(text, path)]), path + ":1");

    [Theory]
    [InlineData("xmlns=\"http://www.w3.org/2000/09/xmldsig#\" action=\"http://tempuri.org/WSProcess\" ns=\"http://vn.fis.bgw\"")]
    [InlineData("http://127.0.0.1:5000 https://bank.example/ws http://localhost")]
    [InlineData("$\"http://{host}:{port}/\"; partner.bank = goods.customs; item.Go.To(x)")]
    public void Namespaces_loopback_and_nobody_pass(string text)
    {
        Assert.Empty(Addresses.RealAddresses([Guard.Plant(text)]));
        Assert.Empty(Addresses.AuthorityHosts([Guard.Plant(text)]));
    }
}
