import type { Database } from '../../cache/database.ts'
import { UserError } from '../../cache/errors.ts'
import { type Closing, createNotes, type Note, noteKinds } from '../../cache/notes.ts'
import { createSessions } from '../../cache/sessions.ts'
import { words } from '../../cache/settled.ts'
import { lastLetter } from '../../cache/transcripts/left-open.ts'
import { calledOf } from '../../cache/transcripts/work/called.ts'
import { viewNow } from '../../tasks/work/now.ts'
import { redactJson, redactLine } from '../../templates/redact.ts'
import { oneLine } from '../../templates/render.ts'
import { type Invocation, listOption } from '../runner/command.ts'
import { noteRow } from './notes/row.ts'

export async function takeNotes(invocation: Invocation): Promise<number> {
  const wanted = wantedOf(invocation)
  const cache = invocation.openCache()
  const now = invocation.now()
  const notes = createNotes(cache.db)
  const plan = planOf(withWholeTexts(wanted, cache.db, now), notes.open(), invocation)
  const changed = cache.db
    .transaction(() => [
      ...plan.close.map(({ number }, at) => {
        notes.close(number, { at: now, as: plan.as[at] as Closing })
        return number
      }),
      ...plan.add.map(({ kind, text }) => notes.add({ at: now, kind, text }).number),
    ])
    .immediate()
  await say(invocation, cache.db, changed)
  return 0
}

interface Wanted {
  add: Pick<Note, 'kind' | 'text'>[]
  drop: number[]
}

/** What the call says, checked: every text with its kind. Throws UserError. */
function wantedOf({ args, options }: Invocation): Wanted {
  const flags = noteKinds.map((kind) => `--${kind}`).join(' ')
  const [text] = args
  const bare = noteKinds.filter((kind) => listOption(options, kind).includes(''))
  if (bare.length > 1) throw new UserError(`a text is of one kind, not ${bare.length} of them: ${flags}`)
  if (bare.length === 1 && text === undefined) throw new UserError(`--${bare[0]} takes a text that is not empty`)
  const add = [
    ...noteKinds.flatMap((kind) =>
      listOption(options, kind).map((value) => ({ kind, text: value === '' ? (text as string) : value })),
    ),
    ...(text !== undefined && bare.length === 0 ? [{ kind: 'remark' as const, text }] : []),
  ].map(({ kind, text }) => ({ kind, text: oneLine(isInLines(text) ? redactLine(text) : text) }))
  const drop = listOption(options, 'drop').flatMap(numbersIn)
  if (add.length + drop.length === 0) throw new UserError(`note takes a text, and ${flags} or --drop`)
  if (add.some((note) => note.text === '')) throw new UserError('note takes a text that is not empty')
  return { add, drop }
}

/** A table, a file of settings or a list of codes says what is secret by its lines, which a note does not keep. */
const isInLines = (text: string): boolean => text.trim().includes('\n')

/** What is said to be done by the beginning of one text alone that is open, by that text. A single word begins many. */
function withWholeTexts({ add, drop }: Wanted, db: Database, now: number): Wanted {
  const letter = add.some(({ kind }) => kind === 'done') ? lastLetter(db, { from: now, to: now }) : undefined
  const left = [...(letter?.pending ?? []).map(({ text }) => text), ...(letter?.failing ?? []).map(calledOf)]
  const open = [
    ...new Set([
      ...createNotes(db)
        .open()
        .map(({ text }) => text),
      ...left,
    ]),
  ]
  const whole = (text: string): string => {
    // `Update the` has two words, of which one distinguishes nothing; the last of several may be half of one.
    const said = words(text)
    const isWhole = !said.includes(' ')
    const begins =
      said !== '' && /\S\s+\S/.test(text)
        ? open.filter((each) => words(each).startsWith(said) && (!isWhole || words(each).split(' ')[0] === said))
        : []
    return begins.length === 1 ? (begins[0] as string) : text
  }
  return { add: add.map((note) => (note.kind === 'done' ? { ...note, text: whole(note.text) } : note)), drop }
}

function numbersIn(value: string): number[] {
  if (!isNumbers(value))
    throw new UserError(
      `--drop ${value}: it takes the number of an open note, such as 7; what an agent left open ends with --done and its text`,
    )
  return value.split(',').map((number) => Number(number.replace('#', '')))
}
const isNumbers = (value: string): boolean => /^\s*#?\d{1,9}(\s*,\s*#?\d{1,9})*\s*$/.test(value)

interface LedgerPlan {
  close: Note[]
  /** How, each in its place. */
  as: Closing[]
  add: Wanted['add']
}

/** What is closed and what is added. Throws UserError, before anything is changed, for a number that no open note has. */
function planOf({ add, drop }: Wanted, open: Note[], { project }: Invocation): LedgerPlan {
  const closing = new Map<Note, Closing>()
  const byNumber = (number: number, as: Closing) => {
    const note = open.find((candidate) => candidate.number === number)
    if (!note)
      throw new UserError(`no open note has the number ${number}; ${project.command('notes')} lists the open ones`)
    closing.set(note, as)
  }
  const left: Wanted['add'] = []
  for (const note of add) {
    const same = open.filter(({ text }) => words(text) === words(note.text))
    if (note.kind === 'done' && isNumbers(note.text))
      for (const number of numbersIn(note.text)) byNumber(number, 'done')
    else if (note.kind === 'done' && same.length > 0) for (const known of same) closing.set(known, 'done')
    else left.push(note)
  }
  for (const number of drop) byNumber(number, 'dropped')
  return { close: [...closing.keys()], as: [...closing.values()], add: left }
}

/** Each note that was taken or closed, with its number. */
async function say(invocation: Invocation, db: Database, numbers: number[]): Promise<void> {
  const { output, json, quiet, dryRun, now } = invocation
  const session = createSessions(db).open()
  const changed = await redactJson(createNotes(db).all(viewNow(session, now()), numbers))
  if (json) return output.json({ notes: changed.map(noteRow) })
  if (quiet) return
  const lines = changed.map(({ number, kind, text, closed }) =>
    closed ? `${closed.as}: ${kind} ${number}: ${oneLine(text)}` : `noted: ${kind} ${number}`,
  )
  const pending = !session && changed.some(({ closed }) => !closed)
  const belongs = `no session is open: this ${dryRun ? 'would belong' : 'belongs'} to the next one`
  output.result(
    [...lines.map((line) => (dryRun ? `would be ${line}` : line)), ...(pending ? [belongs] : [])].join('\n'),
  )
}
