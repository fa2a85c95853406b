using System.Text.Json;
using Gateway.Messages.Json;

namespace Gateway.Messages.Pieces;

/// <summary>
/// A long canonical document, read twice: once for what stands around the repeated noun, once for that, some occurrences at a time and
/// beside them how each was spelled. What is held at any moment is the frame and one piece.
/// </summary>
/// <param name="path">What repeats, and where it stands in the message.</param>
/// <param name="spelling">The noun of the spelling, where the map keeps it.</param>
/// <param name="table">The nouns of the document.</param>
/// <param name="limits">How much is read.</param>
internal sealed class JsonPieceReader(PiecePath path, string? spelling, ElementTable table, PieceLimits limits)
{
    private readonly FindingList _findings = new();

    /// <summary>The pieces, at least one; one without a document is the last.</summary>
    public IEnumerable<Piece> Read(Func<Stream> open)
    {
        JsonFrame frame;
        using (var first = new JsonCursor(open(), limits, _findings))
        {
            frame = Frame(first);
        }

        var from = 1;
        if (!_findings.HasErrors)
        {
            using var elements = new JsonList(new JsonCursor(open(), limits, _findings), path.Noun);
            using var places = spelling is null ? null : new JsonPlaces(new JsonList(new JsonCursor(open(), limits, _findings), spelling), path, _findings);
            do
            {
                var piece = Some(frame, from, elements, places);
                if (_findings.HasErrors)
                {
                    break;
                }

                yield return piece;
                from += piece.Count;
            }
            while (from <= frame.Total);
        }

        if (_findings.HasErrors)
        {
            yield return new Piece(new Reading(null, new Tree("envelope"), _findings.Items, [], new ReadCounter(limits.One).ToCounts()), from, 0) { Numbers = new PieceNumbers(path.Noun, from) };
        }
    }

    private JsonFrame Frame(JsonCursor cursor)
    {
        var (frame, names, counter) = (new JsonFrame(), new HashSet<string>(), new ReadCounter(limits.One));
        for (var name = cursor.Open() ? cursor.Property() : null; name is not null; name = cursor.Property())
        {
            if (!names.Add(name))
            {
                _findings.Error("JSON-DUPLICATE", "", "", $"property '{Lexical.Start(PlainText.WithoutNothing(name), 60)}' stands twice", cursor.Line);
            }

            if (name == path.Noun || name == spelling)
            {
                List(cursor, name, frame, counter);
            }
            else if (cursor.Take(counter) is { } value)
            {
                frame.Members.Add((name, value));
            }
        }

        return frame;
    }

    private void List(JsonCursor cursor, string name, JsonFrame frame, ReadCounter counter)
    {
        if (cursor.Token != JsonTokenType.StartArray)
        {
            if (cursor.Token != JsonTokenType.Null)
            {
                _findings.Error("JSON-SHAPE", name, $"/{name}", "may repeat: an array is expected", cursor.Line);
                cursor.Skip();
            }

            return;
        }

        for (var number = 1; cursor.Element(); number++)
        {
            if (name == path.Noun)
            {
                frame.Total = number;
                cursor.Skip();
            }
            else if (Around(cursor, counter) is { } place)
            {
                frame.Places.Add((number, place));
            }
        }
    }

    // Only what is kept counts: how the repeated elements were spelled comes with them.
    private JsonItem? Around(JsonCursor cursor, ReadCounter counter)
    {
        var own = new ReadCounter(limits.One);
        if (cursor.Take(own) is not { } place || path.Number(JsonPlaces.At(place)) > 0)
        {
            return null;
        }

        counter.Bytes += own.Bytes;
        for (var node = 0; node < own.Nodes; node++)
        {
            counter.Visit(0);
        }

        if (counter.Nodes > limits.One.MaxNodes || counter.Bytes > limits.One.MaxBytes)
        {
            _findings.Error("SIZE-LIMIT", "", $"/{spelling}", $"what stands around '{path.Noun}' is more than {limits.One.MaxBytes} bytes or {limits.One.MaxNodes} values", place.Line);
            return null;
        }

        return place;
    }

    private Piece Some(JsonFrame frame, int from, JsonList elements, JsonPlaces? places)
    {
        var (some, own, nodes, bytes) = (new List<JsonItem>(), frame.Places.ToList(), 0, 0);
        while (!_findings.HasErrors && some.Count < limits.Size && nodes < limits.One.MaxNodes / 2 && bytes < limits.One.MaxBytes / 2)
        {
            var counter = new ReadCounter(limits.One);
            if (elements.Next(counter) is not { } element)
            {
                break;
            }

            some.Add(element);
            places?.Take(from + some.Count - 1, own, counter);
            (nodes, bytes) = (nodes + counter.Nodes, bytes + counter.Bytes);
        }

        if (from + some.Count > frame.Total)
        {
            // Of no element: the last piece says so.
            places?.Take(int.MaxValue, own, new ReadCounter(limits.One), own.Count + FindingList.Limit);
        }

        if (some.Count == 0 && frame.Total > 0 && !_findings.HasErrors)
        {
            _findings.Error("JSON-NOT-WELL-FORMED", "", "", "the document became shorter while it was read");
        }

        return ToPiece(frame, from, some, own);
    }

    private Piece ToPiece(JsonFrame frame, int from, List<JsonItem> some, List<(int Number, JsonItem Place)> places)
    {
        var numbers = new PieceNumbers(path.Noun, from) { Places = (spelling ?? "", places.ConvertAll(place => place.Number)) };
        var (findings, counter) = (new FindingList(), new ReadCounter(limits.One));
        var document = CanonicalJson.Document(frame.With(path.Noun, some, spelling, places.Select(place => place.Place)), table, findings, numbers);
        return new Piece(new Reading(document, new Tree("envelope"), findings.Items, [], counter.ToCounts()), from, some.Count) { Numbers = numbers };
    }
}
