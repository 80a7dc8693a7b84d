using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Programs;

/// <summary>How it is decided what follows from a late cancellation or a no-show.</summary>
public enum OutcomeWay
{
    Policy,
    Waive,
    Otherwise,
}

/// <summary>The answer to <see cref="OutcomeQuestion"/>. It begins with what the policy proposes. Its names are those of <see cref="OutcomeChoice"/>.</summary>
public sealed class OutcomeForm
{
    private readonly ValidationMessageStore messages;

    public OutcomeForm()
    {
        Context = new EditContext(this);
        messages = new ValidationMessageStore(Context);
    }

    public EditContext Context { get; }
    public OutcomeWay Way { get; private set; }
    public CreditOutcome Credit { get; set; }
    public string? Fee { get; set; }
    public string? Reason { get; set; }

    /// <summary>What goes along with the status; null = what the policy proposes.</summary>
    public OutcomeChoice? Choice => Way switch
    {
        OutcomeWay.Waive => OutcomeChoice.Waive(Reason),
        OutcomeWay.Otherwise => new OutcomeChoice(Credit, AmountText.Read(Fee), Reason),
        _ => null,
    };

    /// <summary>Chooses a way; otherwise begins with what is proposed.</summary>
    public void Choose(OutcomeWay way, Outcome proposed, Reader reader)
    {
        messages.Clear();
        Way = way;
        if (way != OutcomeWay.Otherwise)
            return;
        Credit = proposed.Credit;
        Fee = AmountText.Write(proposed.FeeMinor is { } minor ? new Money(minor, reader.Practice.Currency).ToDecimal() : null, reader.Practice.Currency, reader.Culture);
    }

    /// <summary>Nothing is asked any more.</summary>
    public void Reset()
    {
        messages.Clear();
        Way = OutcomeWay.Policy;
    }

    /// <summary>True when the answer may go; otherwise its problems stand at their fields.</summary>
    public bool Check(Reader reader, IStringLocalizer<Words> L)
    {
        messages.Clear();
        var problem = Choice?.CheckDecided(reader.Practice.Currency);
        messages.Show(Context, problem is null ? [] : [problem], L);
        return problem is null;
    }
}
