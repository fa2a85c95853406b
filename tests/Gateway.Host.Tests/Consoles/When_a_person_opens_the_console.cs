using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Gateway.Host.Tests.Consoles;

public sealed class When_a_person_opens_the_console(ConsoleRig rig) : IClassFixture<ConsoleRig>
{
    private const int Phone = 375;

    [Theory]
    [InlineData("en", "Declarations", "cleared", "green", "Import", "the port")]
    [InlineData("vi", "Tờ khai", "đã thông quan", "xanh", "Nhập khẩu", "cảng")]
    public async Task The_list_shows_every_declaration_with_its_status_and_channel(string language, string title, params string[] words)
    {
        await using var window = await rig.OpenAsync($"/console?lang={language}");

        Assert.Equal(title, await window.TextAsync("h1"));
        Assert.Equal(4, await window.Page.Locator("#declarations tbody tr").CountAsync());
        var row = await window.Page.Locator("#declarations tr", new() { HasTextString = "TRY-IM-CONSOLE" }).InnerTextAsync();
        Assert.All(words, word => Assert.Contains(word, row, StringComparison.Ordinal));
        Assert.Matches(@"\d{11}", row);
        Assert.Contains("CÔNG TY TNHH MẪU ĐỒNG NAI", row, StringComparison.Ordinal);

        await window.Page.ClickAsync("text=TRY-IM-CONSOLE");
        Assert.Equal("TRY-IM-CONSOLE", await window.TextAsync("h1"));
        Assert.Equal(language, await LanguageOf(window));
    }

    [Theory]
    [InlineData("en", "Declaration sheet to fill in (XLSX)")]
    [InlineData("vi", "Bảng kê khai để điền (XLSX)")]
    public async Task The_list_offers_the_workbook_to_fill_in(string language, string said)
    {
        await using var window = await rig.OpenAsync($"/console?lang={language}");

        Assert.Equal(said, await window.TextAsync("#template"));
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync("#template"));
        Assert.Equal("declaration.xlsx", download.SuggestedFilename);
        Assert.True(Gateway.Host.Workbooks.WorkbookReader.LooksLikeOne(await File.ReadAllBytesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("en", "No declaration yet.")]
    [InlineData("vi", "Chưa có tờ khai nào.")]
    public void A_gateway_without_declarations_says_so(string language, string said)
    {
        ConsoleRig.NeedsChromium();
        Assert.Contains(said, rig.Empty[language], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Registered", "Channel assigned", "Tax assessed", "39,349,152", "Taxes settled", "Cleared", "Now with customs", "matches the debit order exactly")]
    [InlineData("vi", "Đã đăng ký", "Phân luồng", "Thông báo thuế", "39.349.152", "Hoàn thành nghĩa vụ thuế", "Thông quan", "Chuyển sang hải quan", "khớp đúng lệnh trích nợ")]
    public async Task The_page_tells_what_happened_in_order(string language, params string[] told)
    {
        await using var window = await rig.OpenAsync($"{rig.Import}?lang={language}");

        Assert.Equal(12, await window.Page.Locator("#timeline > li").CountAsync());
        var timeline = await window.TextAsync("#timeline");
        Assert.All(told, text => Assert.Contains(text, timeline, StringComparison.Ordinal));
        Assert.True(timeline.IndexOf(told[0], StringComparison.Ordinal) < timeline.IndexOf(told[4], StringComparison.Ordinal));
        var first = await window.Page.Locator("#timeline time").First.GetAttributeAsync("datetime");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$", first);
        Assert.Contains(DateTimeOffset.Parse(first!, System.Globalization.CultureInfo.InvariantCulture).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture), timeline, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Where each box comes from", "What went nowhere", "Declaration kind", "WCO D026", "constant")]
    [InlineData("vi", "Nguồn gốc từng chỉ tiêu", "Phần không chuyển đi", "Mã loại hình", "WCO D026", "hằng số")]
    public async Task A_message_tells_where_each_of_its_boxes_came_from(string language, params string[] told)
    {
        await using var window = await rig.OpenAsync($"{rig.Import}?lang={language}");
        await window.Page.Locator("#messages a", new() { HasTextRegex = new Regex("Pre-registration of an import|Khai tạm tờ khai nhập khẩu") }).ClickAsync();

        var text = await window.TextAsync("main");
        Assert.All(told, word => Assert.Contains(word, text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Invoice/InvoiceLine", text, StringComparison.Ordinal);
        Assert.True(await window.Page.Locator("#boxes tbody tr").CountAsync() > 50);
        Assert.DoesNotContain("MATKHAU1", text, StringComparison.Ordinal);
        Assert.Equal(language, await LanguageOf(window));
        Assert.Empty(window.Complaints);
    }

    [Theory]
    [InlineData("en", "Tax notice", "Payment confirmation", "✓ valid", "signed by this gateway", "The declaration as it was sent in")]
    [InlineData("vi", "Thông báo thuế", "Xác nhận nộp tiền", "✓ hợp lệ", "cổng ký", "Tờ khai do doanh nghiệp gửi")]
    public async Task Every_message_has_a_name_and_every_signature_its_verdict(string language, params string[] told)
    {
        await using var window = await rig.OpenAsync($"{rig.Import}?lang={language}");

        var messages = await window.TextAsync("#messages");
        Assert.All(told, text => Assert.Contains(text, messages, StringComparison.Ordinal));
        Assert.All(["vn/vnaccs/import/2014:VAD1AC", "vn/bank/payment/3.0:301", "CN=bank DEV ONLY"], text => Assert.Contains(text, messages, StringComparison.Ordinal));
        Assert.DoesNotContain(language == "en" ? "Not recognised" : "Chưa nhận dạng", messages, StringComparison.Ordinal);
        Assert.DoesNotContain("SIG-", messages, StringComparison.Ordinal);

        await window.Page.Locator("#messages summary").First.ClickAsync();
        Assert.Matches("[0-9a-f]{64}", await window.TextAsync("#messages"));
    }

    [Theory]
    [InlineData("en", "118,047,456 VND", "Paid twice", "Tax debt", "paid", "Overpaid, kept for the payer: 39,349,152 VND")]
    [InlineData("vi", "118.047.456 VND", "Nộp trùng", "Thuế phải thu", "đã nộp", "Nộp thừa, giữ cho người nộp: 39.349.152 VND")]
    public async Task The_ledger_balances_and_what_was_paid_twice_stands_beside_the_taxes(string language, string sum, string reason, string account, string paid, string kept)
    {
        await using var window = await rig.OpenAsync($"{rig.Import}?lang={language}");

        Assert.Equal([sum, sum], await window.Page.Locator("#ledger tfoot td").AllInnerTextsAsync());
        var ledger = await window.TextAsync("#ledger");
        Assert.Contains(reason, ledger, StringComparison.Ordinal);
        Assert.Contains(account, ledger, StringComparison.Ordinal);
        Assert.Equal(2, await window.Page.Locator("#obligations tbody tr", new() { HasTextString = paid }).CountAsync());
        Assert.Equal(kept, await window.TextAsync(".kept"));
    }

    [Theory]
    [InlineData("en", "Set aside", "Message received", "The message cannot be written from what is known.", "Debit order", "LACKING-1", "EXC-CANNOT-WRITE")]
    [InlineData("vi", "Để riêng chờ xử lý", "Bước cần thực hiện", "Chưa đủ dữ liệu đúng để lập thông điệp.", "Lệnh trích nợ", "LACKING-1", "EXC-CANNOT-WRITE")]
    public async Task What_is_set_aside_is_counted_on_the_list_and_told_on_a_page_of_its_own(string language, string title, params string[] told)
    {
        await using var window = await rig.OpenAsync($"/console?lang={language}");
        Assert.Matches(@"\b2$", (await window.TextAsync("#aside")).Trim());
        await window.Page.ClickAsync("#aside a");

        Assert.Equal(title, await window.TextAsync("h1"));
        Assert.Equal(language, await LanguageOf(window));
        Assert.Equal(2, await window.Page.Locator("#aside tbody tr").CountAsync());
        await window.Page.EvaluateAsync("document.querySelectorAll('details').forEach(e => e.open = true)");
        var table = await window.TextAsync("#aside");
        Assert.All(told, text => Assert.Contains(text, table, StringComparison.Ordinal));
        Assert.Contains("Customs/Document/Data/ThongTinGiaoDich/TaiKhoan_NopTien/TaiKhoan_TH", table, StringComparison.Ordinal);
        Assert.Matches("dec-[0-9a-f]{32}", table);

        await window.Page.ClickAsync($"text={ConsoleRig.LackingReference}");
        Assert.Equal(ConsoleRig.LackingReference, await window.TextAsync("h1"));
    }

    [Theory]
    [InlineData("en", "Steps that could not be taken", "set aside", "Debit order", "The message cannot be written from what is known.", "payment due")]
    [InlineData("vi", "Bước chưa thực hiện được", "để riêng", "Lệnh trích nợ", "Chưa đủ dữ liệu đúng để lập thông điệp.", "chờ nộp thuế")]
    public async Task A_step_that_failed_stands_on_its_declaration_beside_the_taxes_that_are_open(string language, params string[] told)
    {
        await using var window = await rig.OpenAsync($"{rig.Lacking}?lang={language}");
        var page = await window.TextAsync("main");
        Assert.All(told, text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.Equal(2, await window.Page.Locator("#obligations tbody tr").CountAsync());
        Assert.Contains("TaiKhoan_TH", await window.TextAsync("#findings"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Reached a hop on the way", "AS1")]
    [InlineData("vi", "Đến một chặng trên đường truyền", "AS3")]
    public async Task An_export_shows_its_way_to_the_member_state(string language, string hop, string name)
    {
        await using var window = await rig.OpenAsync($"{rig.Export}?lang={language}");
        var timeline = await window.TextAsync("#timeline");
        Assert.Contains(hop, timeline, StringComparison.Ordinal);
        Assert.Contains(name, timeline, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vi", "Không có mục nào đang được lưu giữ theo yêu cầu pháp lý.")]
    [InlineData("en", "Nothing is under legal hold.")]
    public async Task Legal_holds_have_a_page(string language, string none)
    {
        await using var window = await rig.OpenAsync($"/console/holds?lang={language}");

        Assert.Contains(none, await window.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task The_language_switch_keeps_the_page()
    {
        await using var window = await rig.OpenAsync($"{rig.Import}?lang=vi");
        Assert.Equal("vi", await LanguageOf(window));
        Assert.Equal("TRY-IM-CONSOLE · Tờ khai · Cổng thông quan", await window.Page.TitleAsync());

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();

        Assert.EndsWith($"{rig.Import}?lang=en", window.Page.Url, StringComparison.Ordinal);
        Assert.Equal("en", await LanguageOf(window));
        Assert.Equal("TRY-IM-CONSOLE · Declaration · Customs gateway", await window.Page.TitleAsync());
        Assert.Equal("English", await window.TextAsync("nav a[aria-current=true]"));
    }

    [Theory]
    [InlineData("en-GB", "en")]
    [InlineData("vi-VN", "vi")]
    [InlineData("fr-FR", "vi")]
    public async Task Without_a_choice_the_browser_s_language_decides(string browser, string page)
    {
        await using var window = await rig.OpenAsync("/console", browserLanguage: browser);
        Assert.Equal(page, await LanguageOf(window));
    }

    [Fact]
    public async Task A_hostile_reference_is_text_everywhere_and_nothing_runs()
    {
        foreach (var path in new[] { "/console", rig.Hostile, "/console/aside" })
        {
            await using var window = await rig.OpenAsync($"{path}?lang=en");
            Assert.Contains(path == "/console/aside" ? ConsoleRig.LackingReference : ConsoleRig.HostileReference, await window.TextAsync(), StringComparison.Ordinal);
            Assert.Equal(0, await window.Page.Locator("script, [onmouseover]").CountAsync());
            Assert.Empty(window.Complaints);
        }
    }

    [Theory]
    [InlineData("/console/declarations/01900000-0000-7000-8000-000000000000", "en", "There is nothing here")]
    [InlineData("/console/declarations/01900000-0000-7000-8000-000000000000", "vi", "Không tìm thấy")]
    [InlineData("/console/declarations/%3Cscript%3E", "en", "There is nothing here")]
    [InlineData("/console/elsewhere/deep", "vi", "Không tìm thấy")]
    public async Task What_is_not_there_is_a_404_that_leads_back(string path, string language, string said)
    {
        await using var window = await rig.OpenAsync($"{path}?lang={language}");

        Assert.Equal(404, window.Status);
        Assert.Equal(said, await window.TextAsync("h1"));
        await window.Page.ClickAsync("main a");
        Assert.EndsWith($"/console?lang={language}", window.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("import")]
    [InlineData("export")]
    [InlineData("hostile")]
    [InlineData("lacking")]
    [InlineData("aside")]
    public async Task On_a_phone_only_tables_scroll_sideways_never_the_page(string page)
    {
        foreach (var language in new[] { "vi", "en" })
        {
            await using var window = await rig.OpenAsync($"{PathOf(page)}?lang={language}", Phone);
            await window.Page.EvaluateAsync("document.querySelectorAll('details').forEach(e => e.open = true)");
            Assert.Equal(Phone, await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Empty(await window.Page.EvaluateAsync<string[]>(
                "[...document.querySelectorAll('main *')].filter(e => !e.closest('.wide') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"));
            await window.KeepAsync($"{page}-{language}-phone");
        }
    }

    [Theory]
    [InlineData("list")]
    [InlineData("import")]
    [InlineData("export")]
    [InlineData("hostile")]
    [InlineData("lacking")]
    [InlineData("aside")]
    public async Task The_page_needs_nothing_from_elsewhere_and_can_be_read_by_everybody(string page)
    {
        await using var window = await rig.OpenAsync($"{PathOf(page)}?lang=vi");

        Assert.All(window.Requests, url => Assert.True(url.StartsWith(rig.Address, StringComparison.Ordinal) || url == "data:,", url));
        Assert.Empty(window.Complaints);
        Assert.Empty(await window.Page.EvaluateAsync<string[]>(Readable.Contrast));
        Assert.Empty(await window.Page.EvaluateAsync<string[]>(Readable.Structure));
        await window.KeepAsync($"{page}-vi-desktop");
    }

    [Fact]
    public async Task The_keyboard_goes_everywhere_and_the_focus_can_be_seen()
    {
        await using var window = await rig.OpenAsync($"{rig.Import}?lang=en");
        var reached = new HashSet<string>();
        for (var i = 0; i < 10; i++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            var (name, outline) = await FocusAsync(window);
            Assert.Matches(@"^solid [2-9]px$", outline);
            reached.Add(name);
        }

        Assert.Superset(new HashSet<string> { "Skip to the content", "Customs gateway", "Tiếng Việt", "English", "← All declarations", "region ledger-title", "region messages-title" }, reached);
    }

    [Fact]
    public async Task Who_asks_under_a_foreign_name_is_refused_in_whatever_case()
    {
        ConsoleRig.NeedsChromium();
        using var client = new HttpClient();
        foreach (var path in new[] { "/console", "/CONSOLE", rig.Import, rig.Import.Replace("console", "Console", StringComparison.Ordinal) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, rig.Address + path) { Headers = { Host = "console.example" } };
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    private static Task<string?> LanguageOf(Window window) => window.Page.Locator("html").GetAttributeAsync("lang");

    private static async Task<(string Name, string Outline)> FocusAsync(Window window)
    {
        var focus = await window.Page.EvaluateAsync<string>(
            "(() => { const e = document.activeElement, s = getComputedStyle(e); return (e.getAttribute('role') ? e.getAttribute('role') + ' ' + e.getAttribute('aria-labelledby') : e.innerText) + '|' + s.outlineStyle + ' ' + s.outlineWidth; })()");
        return (Regex.Replace(focus.Split('|')[0], @"\s+", " ").Trim(), focus.Split('|')[1]);
    }

    private string PathOf(string page) => page switch { "import" => rig.Import, "export" => rig.Export, "hostile" => rig.Hostile, "lacking" => rig.Lacking, "aside" => "/console/aside", _ => "/console" };
}
