using CoachHub.Domain.Practice;

namespace CoachHub.App.Components.Payments;

/// <summary>The keys as they are typed; saved ones are never handed out.</summary>
public sealed class PaymentKeysForm
{
    public string? SecretKey { get; set; }
    public string? WebhookSecret { get; set; }

    public PaymentKeysInput ToInput(int version) => new() { SecretKey = SecretKey, WebhookSecret = WebhookSecret, Version = version };
}
