import type { Outcome } from '../../tasks/task.ts'
import { redactLine } from '../../templates/redact.ts'
import { oneLine } from '../../templates/render.ts'
import { reasonLine } from './reason-line.ts'
import type { Settled } from './step.ts'

/** How often a long step says how far it is, where every message stays on the screen. */
const progressEveryMs = 2000

const signs: Record<Outcome, string> = {
  done: '✔',
  planned: '✔',
  degraded: '⚠',
  skipped: '↓',
  blocked: '✖',
  failed: '✖',
  'not-started': '↓',
}

/** One line at the end says that a run was interrupted, and how to go on. */
const wasInterrupted = ({ reason }: Settled): boolean => reason?.reason === 'interrupted'

/** What became of a step, in a line. Why steps failed is said below the list, once for all of one reason. */
export function settledLine(result: Settled): string {
  const { title, outcome, reason } = result
  const why = reason && outcome !== 'failed' && !wasInterrupted(result) ? ` (${reasonLine(reason)})` : ''
  return `${signs[outcome]} ${title}${why}`
}

/**
 * The list of steps for pipes and CI: a line a phase when it begins, a line a step when it has ended, and what long steps say in the meantime. Nothing of the steps that an
 * interruption kept from beginning.
 */
export function createPlainList(write: (line: string) => void) {
  const lastProgress = new Map<string, number>()
  let interrupted = false
  return {
    phase: (title: string) => (interrupted ? undefined : write(title)),
    progress(title: string, message: string) {
      const now = performance.now()
      const before = lastProgress.get(title)
      lastProgress.set(title, before ?? now)
      if (before === undefined || now - before < progressEveryMs) return
      lastProgress.set(title, now)
      write(`  … ${title}: ${redactLine(oneLine(message))}`)
    },
    settled(result: Settled) {
      interrupted ||= wasInterrupted(result)
      if (!wasInterrupted(result)) write(`  ${settledLine(result)}`)
    },
  }
}
