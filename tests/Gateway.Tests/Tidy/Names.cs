using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.Tidy;

/// <summary>Names that say nothing, and names of partners, which belong to their folders of data.</summary>
public static class Names
{
    private static readonly string[] Drawers =
        ["Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Common", "Shared", "Misc", "Manager", "Managers", "Base", "Impl", "Service", "Services", "Extension", "Extensions"];

    // Found anywhere, also inside a longer word.
    private static readonly string[] Telling =
    [
        "vietnam", "vnaccs", "vcis", "vnsw", "vnpt", "haiquan", "tongcuc", "tchq", "khobac", "kbnn", "napas", "ecus5", "ecus6",
        "vietcombank", "vietinbank", "vietbank", "bidv", "agribank", "techcombank", "sacombank", "vpbank", "tpbank", "hdbank", "mbbank", "seabank",
        "eximbank", "lpbank", "lienviet", "abbank", "namabank", "bacabank", "pvcombank", "kienlong", "saigonbank", "baoviet", "vietabank",
        "hsbc", "citibank", "shinhan", "wooribank", "standardchartered", "deutschebank", "bnpparibas", "jpmorgan", "barclays", "maybank", "mizuho",
        "mufg", "smbc", "santander", "unicredit", "commerzbank", "rabobank", "tradenet", "unipass", "hmrc", "singapore", "thailand", "indonesia",
        "philippines", "malaysia", "cambodia", "myanmar", "dongnai",
    ];

    // Found as words, or as words of an identifier (VietNam, viet-nam, VIET_NAM). A language (Vietnamese) is not a country.
    // Country names as in ISO 3166-1; two-letter codes are data everywhere and only the first partner's is listed.
    private static readonly string[] Words =
    [
        "vn", "vnm", "viet nam", "asean", "asw", "nsw", "ecus", "fis", "bgw", "gdvc", "gdt", "gdc", "mard", "moit", "naccs", "cbp", "kho bac", "tong cuc",
        "acb", "shb", "vib", "ocb", "ncb", "scb", "uob", "ocbc", "cimb", "icbc", "anz", "citi", "bank of china", "standard chartered", "deutsche bank",
        "afghanistan", "albania", "algeria", "andorra", "angola", "argentina", "armenia", "australia", "austria", "azerbaijan", "bahamas", "bahrain",
        "bangladesh", "barbados", "belarus", "belgium", "belize", "benin", "bhutan", "bolivia", "bosnia", "botswana", "brazil", "brunei", "bulgaria",
        "burkina faso", "burundi", "cabo verde", "cameroon", "canada", "chile", "china", "colombia", "congo", "costa rica", "croatia", "cuba", "cyprus",
        "czechia", "denmark", "djibouti", "dominica", "ecuador", "egypt", "el salvador", "eritrea", "estonia", "eswatini", "ethiopia", "fiji", "finland",
        "france", "gabon", "gambia", "germany", "ghana", "greece", "grenada", "guatemala", "guinea", "guyana", "haiti", "honduras", "hong kong", "hungary",
        "iceland", "india", "iran", "iraq", "ireland", "israel", "italy", "jamaica", "japan", "kazakhstan", "kenya", "kiribati", "korea", "kuwait",
        "kyrgyzstan", "lao", "laos", "latvia", "lebanon", "lesotho", "liberia", "libya", "liechtenstein", "lithuania", "luxembourg", "macao", "madagascar",
        "malawi", "maldives", "mali", "malta", "mauritania", "mauritius", "mexico", "micronesia", "moldova", "monaco", "mongolia", "montenegro", "morocco",
        "mozambique", "namibia", "nauru", "nepal", "netherlands", "new zealand", "nicaragua", "nigeria", "macedonia", "norway", "oman", "pakistan", "palau",
        "panama", "papua", "paraguay", "peru", "poland", "portugal", "qatar", "romania", "russia", "rwanda", "samoa", "san marino", "saudi", "senegal",
        "serbia", "seychelles", "sierra leone", "slovakia", "slovenia", "somalia", "south africa", "spain", "sri lanka", "sudan", "suriname", "sweden",
        "switzerland", "syria", "taiwan", "tajikistan", "tanzania", "timor", "togo", "tonga", "tunisia", "turkey", "turkmenistan", "tuvalu", "uganda",
        "ukraine", "united arab emirates", "united kingdom", "united states", "uruguay", "uzbekistan", "vanuatu", "venezuela", "yemen", "zambia", "zimbabwe",
    ];

    /// <summary>No folder and no type is a drawer, and none ends in one's name.</summary>
    public static IEnumerable<string> DrawerNames(IEnumerable<SourceFile> files)
    {
        foreach (var file in files.Where(file => file.In("src", "tests") && !file.Path.Contains("/wwwroot/lib/", StringComparison.Ordinal)))
        {
            foreach (var folder in file.Folders.Where(folder => Drawers.Contains(folder, StringComparer.OrdinalIgnoreCase)))
            {
                yield return $"{file.Path}: folder {folder}";
            }

            foreach (var type in file.IsCSharp ? file.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>() : [])
            {
                if (Drawers.Contains(Split(type.Identifier.Text)[^1]))
                {
                    yield return file.At(type, $"type {type.Identifier.Text}");
                }
            }
        }
    }

    /// <summary>Names of countries, agencies and banks in the core and the host, comments, paths and resources included.</summary>
    public static IEnumerable<string> PartnerNames(IEnumerable<SourceFile> files)
    {
        foreach (var file in files.Where(file => file.In("src/Gateway", "src/Gateway.Host") && file.Name != "packages.lock.json"))
        {
            var number = 0;
            foreach (var line in file.Lines.Prepend(file.Path["src/".Length..]))
            {
                if (PartnerName(line) is { } name)
                {
                    yield return file.At(number, $"'{name}' is a partner's name");
                }

                number++;
            }
        }
    }

    private static string? PartnerName(string line)
    {
        var plain = WithoutMarks(line).Replace("Vietnamese", "language", StringComparison.OrdinalIgnoreCase);
        var spaced = $" {string.Join(' ', Split(plain)).ToLowerInvariant()} ";
        return Telling.FirstOrDefault(name => plain.Contains(name, StringComparison.OrdinalIgnoreCase))
            ?? Words.FirstOrDefault(name => spaced.Contains($" {name} ", StringComparison.Ordinal));
    }

    /// <summary>The words of an identifier or a line: at capitals (also <c>XMLReader</c>), digits and everything that is no letter.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var starts = char.IsUpper(text[i]) && i > 0
                && (!char.IsUpper(text[i - 1]) || (i + 1 < text.Length && char.IsLower(text[i + 1])));
            if ((starts || !char.IsLetter(text[i])) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetter(text[i]))
            {
                word.Append(text[i]);
            }
        }

        words.Add(word.ToString());
        return words;
    }

    // Names written in full spelling are the same names.
    private static string WithoutMarks(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD)
            .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark));
}
