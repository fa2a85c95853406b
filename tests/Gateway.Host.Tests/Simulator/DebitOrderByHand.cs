using System.Xml.Linq;

namespace Gateway.Host.Tests.Simulator;

/// <summary>Bank messages written out as the published tables have them, and the envelopes they travel in.</summary>
internal static class DebitOrderByHand
{
    public const string Number = "100712345670";

    public static string Order(string transaction, string total = "14595466", string account = "0123456789") => $"""
        <Customs><Document Id="TCHQ"><Header><Application_Name>Payment</Application_Name><Application_Version>3.1</Application_Version><Sender_Code>GATEWAY</Sender_Code><Sender_Name>Gateway</Sender_Name><Message_Version>1.0</Message_Version><Message_Type>304</Message_Type><Message_Name>Lenh</Message_Name><Transaction_Date>2026-11-23T09:15:00</Transaction_Date><Transaction_ID>{transaction}</Transaction_ID><Request_ID></Request_ID></Header>
        <Data><ThongTinChungTu><NgayLap_CT>2026-11-23</NgayLap_CT><NgayTruyen_CT>2026-11-23</NgayTruyen_CT><Ma_DV>3600123456</Ma_DV><Ma_Chuong>754</Ma_Chuong><Ten_DV>CÔNG TY &amp; THỬ</Ten_DV><Ma_KB>1511</Ma_KB><Ten_KB>KBNN</Ten_KB><TKKB>7111</TKKB><Ma_NTK>1</Ma_NTK><Ma_HQ_PH>47NB</Ma_HQ_PH><Ma_HQ_CQT>2995062</Ma_HQ_CQT><KyHieu_CT>GW</KyHieu_CT><So_CT>RF18539007547034</So_CT><Loai_CT>1</Loai_CT><Ngay_BN>2026-11-23</Ngay_BN><Ngay_CT>2026-11-23</Ngay_CT><Ma_NT>VND</Ma_NT><Ty_Gia>1</Ty_Gia><SoTien_TO>{total}</SoTien_TO><DienGiai>RF18539007547034 thue</DienGiai>
        <GNT_CT><ID_HS>1</ID_HS><TTButToan>1</TTButToan><Ma_HQ>47NB</Ma_HQ><Ma_LH>A11</Ma_LH><Nam_DK>2026</Nam_DK><Ngay_DK>2026-11-23</Ngay_DK><So_TK>{Number}</So_TK><Ma_LT>1</Ma_LT><ToKhai_CT><Ma_ST>XNK</Ma_ST><NDKT>1901</NDKT><SoTien_NT>0</SoTien_NT><SoTien_VND>6345634</SoTien_VND></ToKhai_CT><ToKhai_CT><Ma_ST>VAT</Ma_ST><NDKT>1702</NDKT><SoTien_NT>0</SoTien_NT><SoTien_VND>8249832</SoTien_VND></ToKhai_CT></GNT_CT></ThongTinChungTu>
        <ThongTinGiaoDich><NguoiNopTien><Ma_ST>3600123456</Ma_ST><Ten_NNT>CÔNG TY</Ten_NNT></NguoiNopTien><TaiKhoan_NopTien><Ma_NH_TH>01201001</Ma_NH_TH><Ten_NH_TH>BANK</Ten_NH_TH><TaiKhoan_TH>{account}</TaiKhoan_TH><Ten_TaiKhoan_TH>CÔNG TY</Ten_TaiKhoan_TH></TaiKhoan_NopTien></ThongTinGiaoDich></Data><Error><ErrorMessage></ErrorMessage><ErrorNumber>0</ErrorNumber></Error></Document><DigitalSignatures></DigitalSignatures></Customs>
        """;

    /// <summary>The gateway's answer to anything of the bank: 200, or 851 with every transaction agreed to.</summary>
    public static string Answer(XElement request)
    {
        var body = request.Element("Document") ?? request;
        var type = body.Element("Header")!.Element("Message_Type")!.Value;
        var data = type == "801" ? new XElement(body.Element("Data")!) : XElement.Parse("<Data><So_TN_CT>GW1</So_TN_CT><Ngay_TN_CT>2026-11-23</Ngay_TN_CT></Data>");
        foreach (var transaction in data.Elements("Transactions"))
        {
            transaction.Add(new XElement("KQ_DC", "0"));
        }

        var answer = new XElement(
            "Customs",
            new XElement("Header", new XElement("Message_Type", type == "801" ? "851" : "200"), new XElement("Request_ID", body.Element("Header")!.Element("Transaction_ID")!.Value)),
            data,
            XElement.Parse("<Error><ErrorMessage/><ErrorNumber>0</ErrorNumber></Error>"));
        return answer.ToString(SaveOptions.DisableFormatting);
    }

    public static string Envelope(XName operation, bool qualified, params (string Name, string Value)[] arguments)
    {
        XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/";
        var children = arguments.Select(a => new XElement(qualified ? operation.Namespace + a.Name : a.Name, a.Value));
        return new XElement(soap + "Envelope", new XElement(soap + "Body", new XElement(operation, children))).ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>The string a call or an answer carries, by the name of its element.</summary>
    public static string Carried(string envelope, string name) => XElement.Parse(envelope).Descendants().Single(e => e.Name.LocalName == name).Value;
}
