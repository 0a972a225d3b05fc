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

/** What became of a step, in a line. */
export function settledLine({ title, outcome, reason }: Settled): string {
  const why = reason ? ` (${reasonLine(reason)})` : ''
  return `${signs[outcome]} ${title}${why}`
}

/** The list of steps for pipes and CI: a line a phase when it begins, a line a step when it has ended, and what long steps say in the meantime. */
export function createPlainList(write: (line: string) => void) {
  const lastProgress = new Map<string, number>()
  return {
    phase: (title: string) => write(title),
    progress(title: string, message: string) {
      const now = performance.now()
      const before = lastProgress.get(title)
      lastProgress.set(title, before ?? now)
      if (before === undefined || now - before < progressEveryMs) return
      lastProgress.set(title, now)
      write(`  … ${title}: ${redactLine(oneLine(message))}`)
    },
    settled: (result: Settled) => write(`  ${settledLine(result)}`),
  }
}
