import { isObject } from '../../cache/json.ts'
import type { Output } from './effects/output.ts'

/** An output that remembers whether there was a result, and what was said last; a document is kept until the exit status is known. */
export interface Observed extends Output {
  printed: boolean
  document: object | undefined
  print(document: object): void
  lastNote: string
}

export function observed(output: Output): Observed {
  const printed = (print: () => void) => {
    seen.printed = true
    print()
  }
  const seen: Observed = {
    ...output,
    printed: false,
    document: undefined,
    print: output.json,
    lastNote: '',
    result: (text) => printed(() => output.result(text)),
    json: (value) =>
      printed(() => {
        if (isObject(value) && seen.document === undefined) seen.document = value
        else output.json(value)
      }),
    exact: (text) => printed(() => output.exact(text)),
    note(text) {
      seen.lastNote = text
      output.note(text)
    },
  }
  return seen
}
