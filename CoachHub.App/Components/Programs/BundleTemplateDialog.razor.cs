using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Programs;

/// <summary>Makes a template, or changes one. Bundles that came from it stay as they are.</summary>
public sealed partial class BundleTemplateDialog
{
    private readonly TemplateForm form = new();
    private SessionDocumentsForm documents = new();

    /// <summary>The template; null = a new one.</summary>
    [Parameter] public BundleTemplateRow? Template { get; set; }

    [Inject] public required BundleTemplateService Templates { get; init; }

    /// <inheritdoc />
    protected override object Model => form;

    /// <summary>Opens the dialog and waits until it is closed.</summary>
    public static async Task ShowAsync(IDialogService dialogs, IStringLocalizer<Words> L, Reader reader, BundleTemplateRow? template)
    {
        var parameters = new DialogParameters<BundleTemplateDialog> { { dialog => dialog.Reader, reader }, { dialog => dialog.Template, template } };
        var dialog = await dialogs.ShowAsync<BundleTemplateDialog>(template is null ? L["New template"] : L["Edit template"], parameters, Wide);
        await dialog.Result;
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        base.OnInitialized();
        if (Template is null)
            return;
        form.Take(Template.Values, Reader);
        documents = BundleForm.Filled(Template.Documents);
    }

    /// <inheritdoc />
    protected override IReadOnlyList<Problem> Check() => documents.IsUploading
        ? [Problem.Conflict("document.uploading", nameof(BundleTemplateInput.Documents))]
        : ToInput().Check(Reader.Practice.Currency);

    /// <inheritdoc />
    protected override async Task<Problem?> SaveCoreAsync() => (await Templates.SaveAsync(Reader.Actor, Template?.Id, ToInput(), CancellationToken.None)).Problem;

    private BundleTemplateInput ToInput() => form.ToInput() with { Documents = documents.Changes.Add, Version = Template?.Values.Version ?? 0 };

    private sealed class TemplateForm
    {
        public string? Name { get; set; }
        public string? Description { get; set; }
        public string? Sessions { get; set; } = "10";
        public string? DurationMinutes { get; set; } = "60";
        public string? Price { get; set; }
        public PricePer PricePer { get; set; }
        public string? Validity { get; set; }
        public ValidityUnit ValidityUnit { get; set; }
        public string? Location { get; set; }
        public string? VideoLink { get; set; }

        public void Take(BundleTemplateInput values, Reader reader)
        {
            (Name, Description) = (values.Name, values.Description);
            (Sessions, DurationMinutes) = (values.Sessions?.ToString(CultureInfo.InvariantCulture), values.DurationMinutes?.ToString(CultureInfo.InvariantCulture));
            (Price, PricePer) = (AmountText.Write(values.Price, reader.Practice.Currency, reader.Culture), values.PricePer);
            (Validity, ValidityUnit) = (values.Validity?.ToString(CultureInfo.InvariantCulture), values.ValidityUnit);
            (Location, VideoLink) = (values.Location, values.VideoLink);
        }

        public BundleTemplateInput ToInput() => new()
        {
            Name = Name,
            Description = Description,
            Sessions = AmountText.Whole(Sessions),
            DurationMinutes = AmountText.Whole(DurationMinutes),
            Price = AmountText.Read(Price),
            PricePer = PricePer,
            Validity = AmountText.Whole(Validity),
            ValidityUnit = ValidityUnit,
            Location = Location,
            VideoLink = VideoLink,
        };
    }
}
