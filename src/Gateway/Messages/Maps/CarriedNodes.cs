using System.Buffers;
using System.Runtime.CompilerServices;

namespace Gateway.Messages.Maps;

/// <summary>
/// The nodes of a document that some line has written. One is filled for every message and asked once, so its table is borrowed: of a
/// long message it would be an object the collector counts among the large ones, and those are collected with everything else.
/// </summary>
internal sealed class CarriedNodes : IDisposable
{
    private Tree?[] _slots;
    private int _mask;
    private int _count;

    /// <summary>Room for about <paramref name="size"/> nodes.</summary>
    public CarriedNodes(int size) => (_slots, _mask) = Borrow(Math.Max(size, 16));

    /// <summary>Remembers a node.</summary>
    public void Add(Tree node)
    {
        if (_count * 2L > _mask)
        {
            Grow();
        }

        var slot = Slot(node);
        if (_slots[slot] is null)
        {
            _slots[slot] = node;
            _count++;
        }
    }

    /// <summary>Remembers a node and what is right below it.</summary>
    public void AddWhole(Tree node)
    {
        Add(node);
        foreach (var child in node.Below)
        {
            Add(child);
        }
    }

    /// <summary>Whether it was written.</summary>
    public bool Contains(Tree node) => _slots[Slot(node)] is not null;

    /// <summary>Gives the table back; nothing is remembered any more.</summary>
    public void Dispose()
    {
        Return(_slots, _mask);
        (_slots, _mask, _count) = ([null], 0, 0);
    }

    // Half of the slots are empty at least, so a search ends soon.
    private int Slot(Tree node)
    {
        var slot = RuntimeHelpers.GetHashCode(node) & _mask;
        while (_slots[slot] is { } other && !ReferenceEquals(other, node))
        {
            slot = (slot + 1) & _mask;
        }

        return slot;
    }

    private void Grow()
    {
        var (old, mask) = (_slots, _mask);
        (_slots, _mask) = Borrow(checked(mask + 1));
        for (var i = 0; i <= mask; i++)
        {
            if (old[i] is { } node)
            {
                _slots[Slot(node)] = node;
            }
        }

        Return(old, mask);
    }

    private static (Tree?[] Slots, int Mask) Borrow(int size)
    {
        var room = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)checked(size * 2));
        return (ArrayPool<Tree?>.Shared.Rent(room), room - 1);
    }

    // Cleared before it is lent again; a node is not kept alive by a table nobody uses.
    private static void Return(Tree?[] slots, int mask)
    {
        if (mask > 0)
        {
            Array.Clear(slots, 0, mask + 1);
            ArrayPool<Tree?>.Shared.Return(slots);
        }
    }
}
