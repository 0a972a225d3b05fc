import { commonCommand } from './common-command.ts'
import type { ViolationPattern } from './violation-patterns.ts'

/** What is so today only: words of the moment, and orders to stop. */
const ofTheMoment =
  /\b(?:now|later|yet|today|tonight|tomorrow|this time|moment|minute|first|before|until|wait|stop|hold on|instead|again)\b/i

/** Whether words say why in general: three of them at least, no question, nothing of the moment. */
const isReason = (words: string): boolean =>
  words.split(/\s+/).length >= 3 && !words.includes('?') && !ofTheMoment.test(words)

/**
 * The rule that refused commands and what the user said of them make together, where they said the same each time: "Do not run `npm publish`: releases are
 * made by CI only." The command alone does not say what was wrong with it.
 */
export function reasonTold({ places }: ViolationPattern, times: number, sessions: number): string | undefined {
  const reasons = new Map<string, { words: string; times: number; sessions: Set<string>; commands: Set<string> }>()
  for (const [session, { told = {} }] of places)
    for (const [text, count] of Object.entries(told)) {
      const [command = '', said = ''] = text.split('\n')
      const words = said.replace(/[\s.!,;:]+$/, '')
      const known = reasons.get(words.toLowerCase()) ?? { words, times: 0, sessions: new Set(), commands: new Set() }
      known.sessions.add(session)
      known.commands.add(command)
      // Nobody shouts a rule: of two ways to write it the one that goes on behind a colon.
      const written = [known.words, words].toSorted((a, b) => Number(a < b) - Number(a > b))[0] as string
      reasons.set(words.toLowerCase(), { ...known, words: written, times: known.times + count })
    }
  const [most] = [...reasons.values()]
    .filter((reason) => isReason(reason.words) && reason.times >= times && reason.sessions.size >= sessions)
    .toSorted((a, b) => b.times - a.times || Number(a.words > b.words) - Number(a.words < b.words))
  const command = most && commonCommand([...most.commands])
  return command && `Do not run \`${command}\`: ${most.words}.`
}
