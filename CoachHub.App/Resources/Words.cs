namespace CoachHub.App.Resources;

/// <summary>
/// The words of the screens and mails. The English text is the key; <c>Words.fr.resx</c> holds the French. A test finds every key
/// in the sources and fails where French is missing.
/// </summary>
public sealed class Words;
