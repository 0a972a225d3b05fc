import { redactText } from '../../templates/redact.ts'

/** A page with its secrets replaced. Nearly all of it is the shapes of its drawings: where its words have none, it has none. */
export async function redactPage(page: string): Promise<string> {
  const words = wordsOf(page)
  return (await redactText(words)) === words ? page : redactText(page)
}

/** A page with what its drawings say behind it, each only once and without what is a figure. */
function wordsOf(page: string): string {
  const said = new Set<string>()
  const around = page.replace(/<svg\b.*?<\/svg>/gs, (drawing) => {
    for (const [piece] of drawing.matchAll(/[^<>"]+/g)) if (/[^\d.,\s-]/.test(piece)) said.add(piece)
    return ''
  })
  return [around, ...said].join('\n')
}
