import { isPipe, programOf, type Step } from './shell-line.ts'
import { innerScript, isWrittenBefore, lastTelling } from './telling-steps.ts'

/** Programs that hand on what they read. */
const handingOn = new Set(['tail', 'head', 'cat'])
/** What chooses some of the lines: it may always have left out one that names an error. */
const choosing = /^(?:(?:[ef]?grep|rg|ag)(?! (?:.* )?-\w*v)|sed(?! (?:-[Eeru]+ )*s[/|#,@])|awk|wc)\b/
/** How many lines `head` or `tail` let through. */
const fewLines = /^(?:head|tail)(?: -(?:n ?|-lines[= ])?(\d+))?$/

type Side = 'beginning' | 'end'

/** Up to how many lines nothing is missing on one side of what a command prints: of what it is fed, or looks at in a file that was written before. */
function mostShown({ behind, words }: Step, at: number, steps: Step[], side: Side): number {
  const texts = words.slice(1).map(({ text }) => text)
  const others = texts.filter((text) => !isWrittenBefore(text, at, steps))
  if (!isPipe(behind) && others.length === texts.length) return Number.POSITIVE_INFINITY
  const program = programOf(words)
  const line = [program, ...others].join(' ')
  if (choosing.test(line)) return 0
  if (program !== (side === 'end' ? 'head' : 'tail')) return Number.POSITIVE_INFINITY
  const few = fewLines.exec(line)
  return few ? Number(few[1] ?? 10) : 0
}

/** Whether nothing is missing on one side of what a line prints, where so many lines of it are seen. */
export const shows = (side: Side, command: string, printed: number): boolean =>
  innerScript(command).steps.every((step, at, steps) => printed < mostShown(step, at, steps, side))

/** Whether everything that the last command of a line prints is seen where so many lines are: it would be seen if it printed nothing. */
export function showsAll(command: string, printed: number): boolean {
  const { line, steps } = innerScript(command)
  const last = lastTelling(steps)
  if (last === undefined || last.piece.ends === '&' || last.piece.writes.length > 0 || /\btimeout\b/.test(line))
    return false
  if (!shows('beginning', command, printed) || !shows('end', command, printed)) return false
  return steps.slice(steps.indexOf(last) + 1).every(({ behind, words, piece }) => {
    if (piece.ends === '&' || piece.writes.length > 0) return false
    return isPipe(behind) ? handingOn.has(programOf(words)) : behind === '||'
  })
}

/** What a line has `echo` print, whatever comes of the others. */
export const echoedBy = (command: string): string[] => innerScript(command).steps.filter(isEcho).map(textOfEcho)

const isEcho = ({ words }: Step): boolean => /^(?:echo|printf)$/.test(programOf(words))
const textOfEcho = ({ words }: Step): string =>
  words
    .slice(1)
    .map(({ text }) => text)
    .filter((text, at) => at > 0 || !/^-[neE]+$/.test(text))
    .join(' ')
    .replace(/(?:\\n)+$/, '')

/** What a line prints by itself where the commands before ended well, and what where they did not: `npm test && echo OK || echo FAIL`. */
export function saidByEcho(command: string): { well: string[]; badly: string[] } {
  const { steps } = innerScript(command)
  const last = lastTelling(steps)
  const behind = last ? steps.slice(steps.indexOf(last) + 1) : []
  const said = (operator: string) =>
    behind
      .filter((step) => step.behind === operator && isEcho(step))
      .map(textOfEcho)
      .filter((text) => text !== '')
  return { well: said('&&'), badly: said('||') }
}
