namespace Gateway.Declarations;

/// <summary>Days that can be meant.</summary>
internal static class DateRules
{
    // Wide enough for goods long in store and permits long in force, narrow enough that a wrong century falls out on both sides.
    private const int YearsBack = 20;
    private const int YearsAhead = 5;

    internal static IEnumerable<Finding> Window(DeclarationView view)
    {
        var (first, last) = (view.Day.AddYears(-YearsBack), view.Day.AddYears(YearsAhead));
        return from place in view.Places
               where place.Element.Type is "date" or "datetime" or "moment"
               where Lexical.TryDay(place.Node.Text, out var day) && (day < first || day > last)
               select Finding.Error(
                   "DEC-DATE-WINDOW", place.Pointer, place.Node.Source ?? "", $"{place.Node.Text} is not between {Lexical.ToText(first)} and {Lexical.ToText(last)}");
    }

    // Crossing the date line eastward, a vessel may arrive on the calendar day before it left.
    internal static IEnumerable<Finding> Order(DeclarationView view)
    {
        if (Lexical.TryDate(view["transport/departure"], out var departure) && Lexical.TryDate(view["transport/arrival"], out var arrival)
            && arrival.DayNumber < departure.DayNumber - 1)
        {
            yield return view.Error("DEC-DATE-ORDER", "transport/arrival", "the goods arrive before they left");
        }
    }
}
