using Gateway.Messages.Maps;

namespace Gateway.Messages.Pieces;

/// <summary>The numbers in the whole of what repeats at the top of a piece, so that findings name a place in the whole.</summary>
/// <param name="Noun">What is taken some at a time.</param>
/// <param name="From">The first of them in the piece, from 1.</param>
internal sealed record PieceNumbers(string Noun, int From)
{
    /// <summary>The noun of the spelling, and the number of each of its places.</summary>
    public (string Noun, IReadOnlyList<int> Numbers) Places { get; init; } = ("", []);

    /// <summary>The number in the whole of an occurrence in the piece, both from 1.</summary>
    public int Of(string noun, int number) =>
        noun == Noun ? number + From - 1
        : noun == Places.Noun && number <= Places.Numbers.Count ? Places.Numbers[number - 1]
        : number;

    /// <summary>How many of a noun, seen from a place of the map, stand in pieces before.</summary>
    public int Before(Scope scope, string noun) => noun == Noun && scope.Pointer.Length == 0 ? From - 1 : 0;
}
