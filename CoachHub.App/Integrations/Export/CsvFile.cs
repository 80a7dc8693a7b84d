using System.Text;

namespace CoachHub.App.Integrations.Export;

/// <summary>A CSV file on its way out: UTF-8, with the mark by which spreadsheets know it. Never more than a chunk is in memory.</summary>
public static class CsvFile
{
    private const int Chunk = 32 * 1024;

    /// <summary>Writes what stands first, then row by row.</summary>
    public static async Task WriteAsync<T>(Stream to, Action<StringBuilder> begin, IAsyncEnumerable<T>? rows, Action<StringBuilder, T> add, CancellationToken cancel)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Chunk, leaveOpen: true);
        var text = new StringBuilder(Chunk);
        begin(text);
        if (rows is not null)
        {
            await foreach (var row in rows.WithCancellation(cancel))
            {
                add(text, row);
                if (text.Length < Chunk)
                    continue;
                await writer.WriteAsync(text, cancel);
                text.Clear();
            }
        }

        await writer.WriteAsync(text, cancel);
        await writer.FlushAsync(cancel);
    }
}
