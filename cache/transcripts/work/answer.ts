import { newestFirst } from '../excerpt.ts'
import { KeyTable } from '../key-table.ts'
import { columns, layout, numbersOf, type Part } from '../part.ts'
import type { Before } from './before.ts'
import { isOfBookend, longestQuote } from './request.ts'
import { type Mark, marks, oneLine, read, type Scene } from './scene.ts'

/** So many of the newest lines of a transcript are looked at. */
const mostLines = 20

/**
 * What the agent said when it last came to the end of a turn: a message of the conversation's that calls no tool. Where it gives no recap, that is what says how far it got.
 * What it says of opening and closing the session is left out.
 */
export function lastAnswer(scene: Scene, before: Before): string {
  const transcripts = new Map<number, Part[]>()
  for (const part of scene.excerpt.parts)
    transcripts.set(part.transcript, [...(transcripts.get(part.transcript) ?? []), part])
  const asked = marks(before.scene, ['request'])
  const answers: (AnswerLine & { text: string })[] = []
  // Those that went on last come first: of the others nothing is looked at where a newer answer is found.
  for (const parts of [...transcripts.values()].toSorted((a, b) => lastOf(b) - lastOf(a))) {
    if (answers.some(({ at }) => at > lastOf(parts))) break
    for (const line of [...linesOfAnswers(scene, parts)]) {
      if (answersBookend(scene, asked, line)) continue
      const text = read(scene, line, (quotes, value) => quotes.answer(value)) ?? ''
      if (text === '') continue
      answers.push({ ...line, text })
      break
    }
  }
  // Codex says at the end of each turn what its last words were.
  const told = marks(scene, ['answer'], mostLines).find((mark) => !answersBookend(scene, asked, mark))
  const text = told && read(scene, told, (quotes, value) => quotes.answer(value))
  if (told && text) answers.push({ ...told, text })
  const [newest] = answers.toSorted(newestFirst)
  return newest ? bothEnds(oneLine(scene, newest.text), longestQuote) : ''
}

const lastOf = (parts: Part[]): number => Math.max(...parts.map(({ last }) => last))

interface AnswerLine {
  transcript: number
  position: number
  at: number
}

/** Lines of messages that call nothing, the newest first: behind a message's words come its calls. */
function* linesOfAnswers({ window }: Scene, parts: Part[]): Generator<AnswerLine> {
  const calling = new KeyTable()
  const column = columns.messages
  const { width } = layout('messages')
  let found = 0
  for (const part of parts.toReversed()) {
    const calls = new KeyTable()
    for (const position of numbersOf(part, 'calls', 'position')) calls.place(position)
    const { values } = part.numbers('messages')
    for (let first = values.length - width; first >= 0; first -= width) {
      const key = values[first + column.key] as number
      const at = values[first + column.at] as number
      const position = values[first + column.position] as number
      if (calls.has(position)) calling.place(key)
      if (at < window.from || at >= window.to || values[first + column.sidechain] === 1 || calling.has(key)) continue
      yield { transcript: part.transcript, position, at }
      if (++found === mostLines) return
    }
  }
}

/** Whether an answer is to what opens or closes a session. */
function answersBookend(scene: Scene, asked: Mark[], { transcript, position }: AnswerLine): boolean {
  const request = asked.find((mark) => mark.transcript === transcript && mark.position < position)
  const text = request && read(scene, request, (quotes, value) => quotes.request(value))
  return text !== undefined && isOfBookend(text)
}

/** Of a long text its beginning and its end: what was done stands first, and what is asked or comes next stands last. */
function bothEnds(text: string, longest: number): string {
  if (text.length <= longest) return text
  const beginning = text.slice(0, Math.round((longest * 2) / 3) - 1).replace(/\s\S*$/, '')
  const end = text.slice(-(longest - beginning.length - 3)).replace(/^\S*\s/, '')
  return `${beginning} … ${end}`
}
