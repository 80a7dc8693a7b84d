using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.ClientArea;

/// <summary>What a client owes, and the way to the payment provider's page from whichever screen.</summary>
public sealed class MyPay(CheckoutService checkouts, CheckoutQueries queries, ClientMoneyQueries money, NavigationManager navigation, ISnackbar snackbar, IStringLocalizer<Words> L)
{
    private bool busy;

    /// <summary>True when the client sees *Pay*.</summary>
    public ValueTask<bool> CanPayAsync(Reader reader, CancellationToken cancel) => queries.CanPayAsync(reader.Actor, cancel);

    /// <summary>What the client owes and has paid, with a page of what is settled.</summary>
    public Task<ClientPayments> PaymentsAsync(Reader reader, int page, CancellationToken cancel) => money.PaymentsAsync(reader.Actor, page, cancel);

    /// <summary>A page of what is over, with what was paid of it.</summary>
    public Task<ClientLines> HistoryAsync(Reader reader, int page, CancellationToken cancel) => money.HistoryAsync(reader.Actor, page, cancel);

    /// <summary>Goes to pay these sessions. Says why not, and stays, where that cannot be. True while the page is being left.</summary>
    public async Task<bool> PayAsync(Reader reader, IReadOnlyCollection<int> sessionIds)
    {
        if (busy)
            return false;
        busy = true;
        try
        {
            // Not given up when the page goes: what was opened is to be known.
            var start = await checkouts.PayAsync(reader.Actor, sessionIds, CancellationToken.None);
            if (start.Problem is { } problem)
            {
                snackbar.Add(ProblemWords.Text(L, problem), Severity.Normal);
                return false;
            }

            navigation.NavigateTo(start.Value.Url ?? AppRoutes.MyCheckout(start.Value.Token), forceLoad: start.Value.Url is not null);
            return true;
        }
        finally
        {
            busy = false;
        }
    }
}
