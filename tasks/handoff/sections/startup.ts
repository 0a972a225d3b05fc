import { clip, escapeMarkdown } from '../../../templates/render.ts'
import type { HandoffFacts } from '../facts.ts'

/** Lines that can be run, in order; the last is where the work goes on. */
export function startupSection(facts: HandoffFacts): { startup: string[] } {
  const { config, project } = facts
  const command = (text: string) => (/[`\n]/.test(text) ? escapeMarkdown(text) : `\`${text}\``)
  const { next } = facts.work
  const open = facts.suggestions?.file === undefined ? 0 : (facts.rules?.proposals.length ?? 0)
  return {
    startup: [
      ...(config.server?.start ? [command(config.server.start)] : []),
      command(project.command('init')),
      ...(open > 0 ? [`${command(project.command('review'))} (open proposals: ${open})`] : []),
      ...(next ? [`First pending task: ${escapeMarkdown(clip(next.text, 400))} (asserted)`] : []),
    ],
  }
}
