using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Gateway.Tests.Edges;

/// <summary>One use that a compiled type makes of another type, or of one of its members.</summary>
/// <param name="From">Full name of the using type (the outermost, where types are nested).</param>
/// <param name="Assembly">Assembly of the used type; empty for the same assembly.</param>
/// <param name="Type">Full name of the used type (the outermost).</param>
/// <param name="Member">Used member with its parameter types (<c>Now</c>'s getter is <c>get_Now()</c>); empty for the type itself.</param>
public sealed record Use(string From, string Assembly, string Type, string Member);

/// <summary>
/// What a compiled assembly uses, type by type: signatures, base types, attributes and every instruction of every method body.
/// Read from the metadata, because a source file can hide a use behind an alias, <c>var</c> or an extension method; the compiled code cannot.
/// </summary>
public sealed class Compiled : IDisposable
{
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names;

    public Compiled(ImmutableArray<byte> image)
    {
        _image = new PEReader(image);
        _metadata = _image.GetMetadataReader();
        _names = new TypeNames(_metadata);
    }

    public static Compiled Load(string path) => new([.. File.ReadAllBytes(path)]);

    public void Dispose() => _image.Dispose();

    public IReadOnlyList<string> References() =>
        [.. _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name)).Order(StringComparer.Ordinal)];

    /// <summary>Every use, once.</summary>
    public IReadOnlySet<Use> Uses()
    {
        var uses = new HashSet<Use>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var from = _names.Of(handle).Type;
            var found = Signatures(_metadata.GetTypeDefinition(handle)).Concat(Bodies(_metadata.GetTypeDefinition(handle)));
            foreach (var name in found.Concat(Attributes(handle)))
            {
                uses.Add(new Use(from, name.Assembly, name.Type, name.Member));
            }
        }

        return uses;
    }

    private IEnumerable<Name> Signatures(TypeDefinition type)
    {
        var parents = type.GetInterfaceImplementations().Select(handle => _metadata.GetInterfaceImplementation(handle).Interface).Append(type.BaseType);
        var bounds = type.GetGenericParameters().Concat(type.GetMethods().SelectMany(method => _metadata.GetMethodDefinition(method).GetGenericParameters()))
            .SelectMany(parameter => _metadata.GetGenericParameter(parameter).GetConstraints())
            .Select(bound => _metadata.GetGenericParameterConstraint(bound).Type);
        var fields = type.GetFields().SelectMany(field => _metadata.GetFieldDefinition(field).DecodeSignature(_names, null));
        var methods = type.GetMethods().SelectMany(method => TypeNames.Of(_metadata.GetMethodDefinition(method).DecodeSignature(_names, null)));
        var properties = type.GetProperties().SelectMany(property => TypeNames.Of(_metadata.GetPropertyDefinition(property).DecodeSignature(_names, null)));
        return parents.Concat(bounds).SelectMany(_names.OfAny).Concat(fields).Concat(methods).Concat(properties);
    }

    private IEnumerable<Name> Attributes(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var owners = type.GetMethods().SelectMany(method => _metadata.GetMethodDefinition(method).GetParameters().Select(parameter => (EntityHandle)parameter).Append(method))
            .Concat(type.GetFields().Select(field => (EntityHandle)field)).Concat(type.GetProperties().Select(property => (EntityHandle)property)).Append(handle);
        return owners.SelectMany(owner => _metadata.GetCustomAttributes(owner))
            .SelectMany(attribute => _names.OfAny(_metadata.GetCustomAttribute(attribute).Constructor));
    }

    private IEnumerable<Name> Bodies(TypeDefinition type)
    {
        foreach (var handle in type.GetMethods())
        {
            var method = _metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
            {
                continue;
            }

            var body = _image.GetMethodBody(method.RelativeVirtualAddress);
            var locals = body.LocalSignature.IsNil ? [] : _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null).SelectMany(names => names);
            var caught = body.ExceptionRegions.Where(region => !region.CatchType.IsNil).SelectMany(region => _names.OfAny(region.CatchType));
            var tokens = Instructions.Tokens(body.GetILContent()).Select(MetadataTokens.EntityHandle).SelectMany(_names.OfAny);
            foreach (var name in locals.Concat(caught).Concat(tokens))
            {
                yield return name;
            }
        }
    }
}
