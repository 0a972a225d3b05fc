import { UserError } from '../../cache/errors.ts'
import { createNotes, type NoteKind, noteKinds } from '../../cache/notes.ts'
import type { Command } from '../runner/command.ts'

const meanings: Record<NoteKind, string> = {
  done: 'something that is done',
  todo: 'something that is left to do',
  next: 'the next action: the first line of the handoff',
  goal: 'what the session is for',
  blocked: 'what stands in the way',
  decision: 'what was decided, and why',
  failed: 'what was tried and did not work',
  issue: 'a known issue',
}

export const noteCommand: Command = {
  name: 'note',
  arguments: '<text>',
  description: 'note something for the handoff',
  options: noteKinds.map((kind) => [`--${kind}`, meanings[kind]]),
  writes: true,
  async run({ args, options, json, quiet, output, openCache, now }) {
    const kinds = noteKinds.filter((kind) => options[kind] === true)
    const [kind] = kinds
    const flags = noteKinds.map((name) => `--${name}`).join(' ')
    if (kind === undefined) throw new UserError(`note takes one of ${flags}`)
    if (kinds.length > 1) throw new UserError(`note takes one of ${flags}, not ${kinds.length} of them`)
    const text = (args[0] ?? '').trim()
    if (text === '') throw new UserError('note takes a text that is not empty')
    const note = { at: now(), kind, text }
    const cache = openCache()
    if (cache.unsaved)
      throw new UserError(
        `${cache.unsaved}: the note was not kept; make the directory writable, or set cacheDir in session.config.ts`,
        4,
      )
    createNotes(cache.db).add(note)
    if (json) output.result(JSON.stringify({ ...note, at: new Date(note.at).toISOString() }))
    else if (!quiet) output.note(`noted: ${kind}`)
    return 0
  },
}
