using CoachHub.App.Integrations.Import;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>What the columns of a file are, for people.</summary>
public static class ImportColumnWords
{
    /// <summary>The kind's name.</summary>
    public static string Kind(IStringLocalizer<Words> L, ImportKind kind) => kind switch
    {
        ImportKind.Clients => L["Clients"],
        ImportKind.Coaches => L["Coaches"],
        _ => L["Sessions"],
    };

    /// <summary>What a column holds.</summary>
    public static string Of(IStringLocalizer<Words> L, string column) => column switch
    {
        "id" => L["Id, one of a kind"],
        "start_utc" => L["Start in UTC"],
        "duration_minutes" => L["Duration (minutes)"],
        "client_email" => L["Client's address"],
        "client_name" => L["Client's name; makes a missing client"],
        "coach_email" => L["Coach's address"],
        "title" => L["Title"],
        "location" => L["Location"],
        "video_link" => L["Video link"],
        "price" => L["Price"],
        "status" => L["Status"],
        "payment" => L["Payment"],
        "confirmation_sent_at" => L["When the client was told"],
        "notes" => L["Private notes"],
        "shared_note" => L["Shared note"],
        "zone" => L["Time zone"],
        "first_name" => L["First name"],
        "last_name" => L["Last name"],
        "email" => L["Email"],
        "phone" => L["Phone"],
        _ => column,
    };
}
