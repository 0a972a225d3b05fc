import { type NoteKind, noteKinds } from '../../../cache/notes.ts'
import type { OptionRow } from '../../runner/command.ts'

const meanings: Record<NoteKind, string> = {
  done: 'something that is done: the number or the text of an open note or of what an agent left open, two words from its beginning at least; or anything else',
  todo: 'something that is left to do',
  next: 'the next action: the first line of the handoff',
  goal: 'what the work is for',
  blocked: 'what stands in the way',
  decision: 'what was decided, and why',
  failed: 'what was tried and did not work',
  issue: 'a known issue',
  remark: 'anything else (also without an option)',
}

/** One option a kind of note. */
export const noteOptions: OptionRow[] = [
  ...noteKinds.map((kind): OptionRow => [`--${kind} [text]`, meanings[kind], 'several']),
  ['--drop <number>', 'an open note that nobody will do', 'several'],
]
