using System.Buffers.Binary;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Identity;

namespace CoachHub.Tests.Accounts;

public sealed class PasswordHashTests
{
    [Fact]
    public async Task Hash_OfTheApplication_TakesAtLeast210000RoundsOfPbkdf2()
    {
        await using var harness = await DomainHarness.CreateAsync();
        var user = User.Create("Ada", "Martin", "ada@example.org", Role.Coach, Given.Zone, "en", harness.NowUtc);
        var hash = Convert.FromBase64String(harness.Get<IPasswordHasher<User>>().HashPassword(user, "pear tractor velvet"));
        // Identity's format 3: marker, pseudo-random function (2 = HMAC-SHA512), rounds, each four bytes but the marker.
        Assert.Equal(1, hash[0]);
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)));
        Assert.True(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)) >= 210_000);
    }
}
