using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;

namespace Gateway.Tests.Edges;

/// <summary>Finds the metadata tokens in a method's instructions.</summary>
public static class Instructions
{
    private const int StringToken = 0x70;

    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)unchecked((ushort)code.Value));

    public static IEnumerable<int> Tokens(ImmutableArray<byte> body)
    {
        for (var at = 0; at < body.Length;)
        {
            var wide = body[at] == 0xFE;
            var code = Codes[wide ? 0xFE00 | body[at + 1] : body[at]];
            at += wide ? 2 : 1;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType
                && Number(body, at) is var token && token >> 24 != StringToken)
            {
                yield return token;
            }

            at += OperandSize(code, body, at);
        }
    }

    private static int OperandSize(OpCode code, ImmutableArray<byte> body, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * Number(body, at)),
        _ => 4,
    };

    private static int Number(ImmutableArray<byte> body, int at) => BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at, 4));
}
