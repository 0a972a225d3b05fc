import { clip, escapeMarkdown } from '../../../templates/render.ts'
import { type HandoffFacts, openTodos } from '../facts.ts'

/** Lines that can be run, in order; the last is where the work goes on. */
export function startupSection({ config, project, notes }: HandoffFacts): { startup: string[] } {
  const command = (text: string) => (/[`\n]/.test(text) ? escapeMarkdown(text) : `\`${text}\``)
  const pending = openTodos(notes)[0]
  return {
    startup: [
      ...(config.server?.start ? [command(config.server.start)] : []),
      command(project.command('init')),
      ...(pending ? [`First pending task: ${escapeMarkdown(clip(pending.text, 400))} (asserted)`] : []),
    ],
  }
}
