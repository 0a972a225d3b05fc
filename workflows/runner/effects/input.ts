/** The standard input whole, as text: what came until it ended, at the latest after `limitMs`. Of more than `limitBytes`, nothing. */
export async function readInput(limitMs: number, limitBytes: number): Promise<string> {
  const { stdin } = process
  const chunks: Buffer[] = []
  let bytes = 0
  const giveUp = setTimeout(() => stdin.destroy(), limitMs)
  try {
    for await (const chunk of stdin as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limitBytes) return ''
      chunks.push(chunk)
    }
  } catch {
    // An input that was cut off is all there is.
  } finally {
    clearTimeout(giveUp)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Writes a result that its reader may not wait for: a closed pipe is not a failure. */
export function offer(text: string): void {
  process.stdout.on('error', () => undefined)
  process.stdout.write(text)
}
