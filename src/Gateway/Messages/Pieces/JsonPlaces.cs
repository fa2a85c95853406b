using System.Globalization;
using Gateway.Messages.Json;

namespace Gateway.Messages.Pieces;

/// <summary>
/// How the repeated elements of a long document were spelled, in step with those elements. The places stand in the order of the
/// elements; one that does not is a finding, for its element may have been written already.
/// </summary>
internal sealed class JsonPlaces(JsonList list, PiecePath path, FindingList findings) : IDisposable
{
    private (int Number, JsonItem Place)? _next;
    private int _of;

    public void Dispose() => list.Dispose();

    /// <summary>The place in the message that a spelling is of.</summary>
    public static string At(JsonItem place) => place.Member("at")?.Text ?? "";

    /// <summary>Adds what there is of an element and those before it; no more than so many.</summary>
    public void Take(int element, List<(int Number, JsonItem Place)> places, ReadCounter counter, int most = int.MaxValue)
    {
        while (places.Count < most && (_next ?? Read(counter)) is { } next)
        {
            _next = next;
            if (_of > element)
            {
                return;
            }

            places.Add(next);
            _next = null;
        }
    }

    private (int Number, JsonItem Place)? Read(ReadCounter counter)
    {
        while (list.Next(counter) is { } place)
        {
            var of = path.Number(At(place));
            if (of > 0 && of < _of)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"is of element {of}, but stands after that of element {_of}: of a document this long they are read in order");
                findings.Error("JSON-ORDER", "", $"/{list.Name}/{list.Count - 1}/at", text, place.Line);
                return null;
            }

            if (of > 0)
            {
                _of = of;
                return (list.Count, place);
            }
        }

        return null;
    }
}
