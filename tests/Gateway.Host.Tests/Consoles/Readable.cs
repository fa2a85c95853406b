namespace Gateway.Host.Tests.Consoles;

/// <summary>Questions to a page, asked in the browser: what a person with weak eyes or a screen reader needs.</summary>
public static class Readable
{
    /// <summary>Every text whose colour stands out from its ground by less than 4.5 to 1 (WCAG AA).</summary>
    public const string Contrast = """
        (() => {
            const rgb = text => (text.match(/[\d.]+/g) || []).map(Number);
            const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
            return [...document.querySelectorAll('body *')]
                .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                .map(e => { const a = light(rgb(getComputedStyle(e).color)), b = light(ground(e)); return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e]; })
                .filter(([ratio]) => ratio < 4.5).map(([ratio, e]) => ratio.toFixed(2) + ' ' + e.outerHTML.slice(0, 80));
        })()
        """;

    /// <summary>One title of the first rank, headers with a scope, boxes that scroll reachable by keyboard and named, ids that are one's own.</summary>
    public const string Structure = """
        (() => {
            const wrong = [];
            if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
            if (!document.title.trim()) wrong.push('no title');
            document.querySelectorAll('th:not([scope])').forEach(e => wrong.push('th without scope: ' + e.innerText));
            document.querySelectorAll('.wide').forEach(e => { if (e.tabIndex !== 0 || !(e.getAttribute('aria-label') || document.getElementById(e.getAttribute('aria-labelledby')))) wrong.push('a box without name'); });
            const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
            ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => wrong.push('id twice: ' + id));
            return wrong;
        })()
        """;
}
