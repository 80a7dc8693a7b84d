using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachHub.Domain.Accounts;

/// <summary>A person who can sign in: administrator, coach or client.</summary>
public sealed class User : IdentityUser<int>, IHistoried
{
    /// <summary>Given name.</summary>
    public required string FirstName { get; set; }

    /// <summary>Family name.</summary>
    public required string LastName { get; set; }

    /// <summary>What the person is in the practice.</summary>
    public Role Role { get; set; }

    /// <summary>True for coaches, and for administrators who also coach: sessions can be theirs.</summary>
    public bool Coaches { get; set; }

    /// <summary>IANA zone in which the person reads times. Moves no session (D38).</summary>
    public required string ZoneId { get; set; }

    /// <summary>IANA zone of a coach's work: what a new session's wall-clock time means (D38).</summary>
    public required string WorkingZoneId { get; set; }

    /// <summary><c>en</c> or <c>fr</c>.</summary>
    public string Language { get; set; } = "en";

    /// <summary>When the account was switched off, UTC; null = it works.</summary>
    public DateTime? DisabledAtUtc { get; set; }

    /// <summary>When the account was made, UTC.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>Folded <c>first last</c>, for sorting and searching.</summary>
    [NotInHistory]
    public string SearchName { get; private set; } = "";

    /// <inheritdoc />
    [NotInHistory]
    public override string? PasswordHash { get; set; }

    /// <inheritdoc />
    [NotInHistory]
    public override string? SecurityStamp { get; set; }

    /// <inheritdoc />
    [NotInHistory]
    public override string? ConcurrencyStamp { get; set; }

    /// <inheritdoc />
    [NotInHistory]
    public override string? NormalizedUserName { get; set; }

    /// <inheritdoc />
    [NotInHistory]
    public override string? NormalizedEmail { get; set; }

    /// <inheritdoc />
    [NotInHistory]
    public override int AccessFailedCount { get; set; }

    /// <summary>First and family name.</summary>
    public string DisplayName => $"{FirstName} {LastName}";

    /// <summary>A new account, ready to be added: user name and address are one, normalised as Identity does.</summary>
    public static User Create(string firstName, string lastName, string email, Role role, string zoneId, string language, DateTime nowUtc)
    {
        var user = new User
        {
            FirstName = "",
            LastName = "",
            Role = role,
            Coaches = role == Role.Coach,
            ZoneId = zoneId,
            WorkingZoneId = zoneId,
            Language = language,
            CreatedAtUtc = nowUtc,
            EmailConfirmed = true,
            LockoutEnabled = true,
            SecurityStamp = Guid.NewGuid().ToString("N"),
        };
        user.Rename(firstName, lastName);
        user.ChangeEmail(email);
        return user;
    }

    /// <summary>Sets the name and what is derived from it.</summary>
    public void Rename(string firstName, string lastName)
    {
        FirstName = firstName;
        LastName = lastName;
        SearchName = TextFold.Fold($"{firstName} {lastName}");
    }

    /// <summary>Sets the address, which is also the sign-in name (AUT-06).</summary>
    public void ChangeEmail(string email)
    {
        Email = UserName = email;
        NormalizedEmail = NormalizedUserName = NormalizeEmail(email);
    }

    /// <summary>Switches the account off and ends its sign-ins.</summary>
    public void Disable(DateTime nowUtc)
    {
        DisabledAtUtc ??= nowUtc;
        EndSignIns();
    }

    /// <summary>Switches the account on again; the person signs in anew.</summary>
    public void Enable() => DisabledAtUtc = null;

    /// <summary>Every cookie and open page of this account stops working within a minute.</summary>
    public void EndSignIns() => SecurityStamp = Guid.NewGuid().ToString("N");

    /// <summary>Sets the password's hash, lifts a lockout and ends the sign-ins that the old password opened.</summary>
    public void SetPassword(string hash)
    {
        PasswordHash = hash;
        LiftLockout();
        EndSignIns();
    }

    /// <summary>Takes the password away and ends the sign-ins: only a mailed link leads in again.</summary>
    public void LoseAccess()
    {
        PasswordHash = null;
        LiftLockout();
        EndSignIns();
    }

    /// <summary>Forgets wrong passwords: the person has proved who they are.</summary>
    public void LiftLockout()
    {
        AccessFailedCount = 0;
        LockoutEnd = null;
    }

    /// <summary>The form in which addresses are compared.</summary>
    public static string NormalizeEmail(string email) => email.Trim().Normalize().ToUpperInvariant();
}

/// <summary>What a mailed link lets its holder do.</summary>
public enum LinkPurpose
{
    /// <summary>Sign in once; ten minutes.</summary>
    SignIn,

    /// <summary>Choose a new password; one hour.</summary>
    PasswordReset,

    /// <summary>First sign-in of an invited coach or a new client; seven days.</summary>
    FirstSignIn,

    /// <summary>Confirm a new address of one's own account; one day. It signs nobody in.</summary>
    AddressChange,
}

/// <summary>A mailed link: single use, kept only as a hash.</summary>
public sealed class AccountLink
{
    /// <summary>The row's id.</summary>
    public int Id { get; init; }

    /// <summary>Whom it signs in.</summary>
    public int UserId { get; init; }

    /// <summary>What it is for.</summary>
    public LinkPurpose Purpose { get; init; }

    /// <summary>SHA-256 of the token, hexadecimal.</summary>
    public required string TokenHash { get; init; }

    /// <summary>Until when it works, UTC.</summary>
    public DateTime ExpiresAtUtc { get; init; }

    /// <summary>The address that it confirms; null for links that sign in.</summary>
    public string? NewEmail { get; init; }

    /// <summary>When it was used, UTC.</summary>
    public DateTime? UsedAtUtc { get; set; }
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.ToTable("Users");
        user.Property(u => u.FirstName).HasMaxLength(100);
        user.Property(u => u.LastName).HasMaxLength(100);
        user.Property(u => u.SearchName).HasMaxLength(210);
        user.Property(u => u.ZoneId).HasMaxLength(64);
        user.Property(u => u.WorkingZoneId).HasMaxLength(64);
        user.Property(u => u.Language).HasMaxLength(2);
        user.Property(u => u.Role).HasEnumCode();
        user.Property(u => u.Email).HasMaxLength(254);
        user.Property(u => u.NormalizedEmail).HasMaxLength(254);
        user.Property(u => u.UserName).HasMaxLength(254);
        user.Property(u => u.NormalizedUserName).HasMaxLength(254);
        user.Property(u => u.PhoneNumber).HasMaxLength(40);
        user.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
        user.Ignore(u => u.DisplayName);
        user.HasIndex(u => u.NormalizedUserName).IsUnique();
        user.HasIndex(u => u.NormalizedEmail).IsUnique();
        user.HasIndex(u => new { u.Role, u.SearchName });
        user.HasIndex(u => new { u.SearchName, u.Id });
    }
}

internal sealed class AccountLinkConfiguration : IEntityTypeConfiguration<AccountLink>
{
    public void Configure(EntityTypeBuilder<AccountLink> link)
    {
        link.ToTable("AccountLinks");
        link.Property(l => l.Purpose).HasEnumCode();
        link.Property(l => l.TokenHash).HasMaxLength(64);
        link.Property(l => l.NewEmail).HasMaxLength(254);
        link.HasIndex(l => l.TokenHash).IsUnique();
        link.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
