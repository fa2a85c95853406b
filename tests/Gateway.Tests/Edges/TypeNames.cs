using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Gateway.Tests.Edges;

/// <summary>A used type, and the member of it where one is meant.</summary>
public sealed record Name(string Assembly, string Type, string Member = "");

/// <summary>Turns handles and signatures into the names of all types in them.</summary>
public sealed class TypeNames(MetadataReader metadata) : ISignatureTypeProvider<ImmutableArray<Name>, object?>
{
    public static IEnumerable<Name> Of(MethodSignature<ImmutableArray<Name>> signature) =>
        signature.ReturnType.Concat(signature.ParameterTypes.SelectMany(names => names));

    public Name Of(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? Of(outer) : new Name(string.Empty, Full(type.Namespace, type.Name));
    }

    public Name Of(TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind switch
        {
            HandleKind.TypeReference => Of((TypeReferenceHandle)type.ResolutionScope),
            HandleKind.AssemblyReference => new Name(
                metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name), Full(type.Namespace, type.Name)),
            _ => new Name(string.Empty, Full(type.Namespace, type.Name)),
        };
    }

    /// <summary>All types that a token of an instruction, a base type or an attribute names.</summary>
    public IEnumerable<Name> OfAny(EntityHandle handle) => handle.IsNil ? [] : handle.Kind switch
    {
        HandleKind.TypeDefinition => [Of((TypeDefinitionHandle)handle)],
        HandleKind.TypeReference => [Of((TypeReferenceHandle)handle)],
        HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null),
        HandleKind.FieldDefinition => [Of(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType())],
        HandleKind.MethodDefinition => [Of(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType())],
        HandleKind.MemberReference => OfMember(metadata.GetMemberReference((MemberReferenceHandle)handle)),
        HandleKind.MethodSpecification => OfSpecification(metadata.GetMethodSpecification((MethodSpecificationHandle)handle)),
        HandleKind.StandaloneSignature => [],
        _ => throw new NotSupportedException($"a token of kind {handle.Kind}"),
    };

    public ImmutableArray<Name> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [Of(handle)];

    public ImmutableArray<Name> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [Of(handle)];

    public ImmutableArray<Name> GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public ImmutableArray<Name> GetPrimitiveType(PrimitiveTypeCode typeCode) => [new Name("System.Runtime", "System." + typeCode)];

    public ImmutableArray<Name> GetSZArrayType(ImmutableArray<Name> elementType) => elementType;

    public ImmutableArray<Name> GetArrayType(ImmutableArray<Name> elementType, ArrayShape shape) => elementType;

    public ImmutableArray<Name> GetByReferenceType(ImmutableArray<Name> elementType) => elementType;

    public ImmutableArray<Name> GetPointerType(ImmutableArray<Name> elementType) => elementType;

    public ImmutableArray<Name> GetPinnedType(ImmutableArray<Name> elementType) => elementType;

    public ImmutableArray<Name> GetFunctionPointerType(MethodSignature<ImmutableArray<Name>> signature) => [.. Of(signature)];

    public ImmutableArray<Name> GetGenericInstantiation(ImmutableArray<Name> genericType, ImmutableArray<ImmutableArray<Name>> typeArguments) =>
        [.. genericType, .. typeArguments.SelectMany(names => names)];

    public ImmutableArray<Name> GetGenericMethodParameter(object? genericContext, int index) => [];

    public ImmutableArray<Name> GetGenericTypeParameter(object? genericContext, int index) => [];

    public ImmutableArray<Name> GetModifiedType(ImmutableArray<Name> modifier, ImmutableArray<Name> unmodifiedType, bool isRequired) =>
        [.. modifier, .. unmodifiedType];

    private IEnumerable<Name> OfSpecification(MethodSpecification method) =>
        method.DecodeSignature(this, null).SelectMany(names => names).Concat(OfAny(method.Method));

    private IEnumerable<Name> OfMember(MemberReference member)
    {
        var owners = OfAny(member.Parent).ToList();
        var name = metadata.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            return owners.Select(owner => owner with { Member = name }).Concat(member.DecodeFieldSignature(this, null));
        }

        var signature = member.DecodeMethodSignature(this, null);
        var parameters = string.Join(',', signature.ParameterTypes.Select(names => names.IsEmpty ? "T" : names[0].Type));
        return owners.Take(1).Select(owner => owner with { Member = $"{name}({parameters})" }).Concat(owners).Concat(Of(signature));
    }

    private string Full(StringHandle space, StringHandle name) =>
        space.IsNil ? metadata.GetString(name) : $"{metadata.GetString(space)}.{metadata.GetString(name)}";
}
