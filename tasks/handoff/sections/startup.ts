import { clip } from '../../../templates/render.ts'
import { type Fact, noted } from '../fact.ts'
import type { HandoffFacts } from '../facts.ts'
import type { Budget } from '../listed.ts'

/** Command lines in order, each with what it is for where that has to be said; then where the work goes on. */
export function startupSection({ config, project, rules, suggestions, work }: HandoffFacts, { characters }: Budget) {
  const open = suggestions?.file === undefined ? 0 : (rules?.proposals.length ?? 0)
  const first: Fact | undefined = work.next && noted(work.next)
  return {
    commands: [
      ...(config.server?.start ? [{ command: config.server.start, why: '' }] : []),
      { command: project.command('init'), why: '' },
      ...(open > 0 ? [{ command: project.command('review'), why: `open proposals: ${open}` }] : []),
    ],
    first: first && { ...first, text: clip(first.text, characters) },
  }
}
