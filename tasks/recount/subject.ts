import type { Decision } from '../../cache/decision.ts'
import type { Json } from '../../cache/json.ts'

/** The file that a decision was about, else the words of what was attempted, else ''. */
export function subjectOf({ metadata }: Decision): string {
  const first = (...fields: string[]) =>
    fields.map((field) => trimmed(metadata[field])).find((text) => text !== '') ?? ''
  const file = first('file', 'file_path', 'path')
  if (file) return file
  const action =
    first('actionType', 'action_description', 'instruction_text') || first('context').replace(/^Action:\s*/, '')
  return action.split(/[\s,;:"'`()]+/).find(looksLikeFile) ?? action
}

const trimmed = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''

/** It has a folder, or an extension of six characters at most. */
const looksLikeFile = (word: string): boolean =>
  /^[\w@.~-]*\/[\w@./~-]+$/.test(word) || /^[\w@-][\w@.-]*\.[a-z][a-z0-9]{0,5}$/i.test(word)
