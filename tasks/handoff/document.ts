import { redactJson } from '../../templates/redact.ts'
import { earlierSessions } from '../analysis/history.ts'
import { createTemplates, type Templates } from '../own-templates.ts'
import { defineTask, degraded } from '../task.ts'
import { standingWork } from '../work/standing/view.ts'
import type { AnalysisBlock } from './analysis-block.ts'
import { type HandoffFacts, sources } from './facts.ts'
import { firstScreen, renderFirstScreen } from './first-screen.ts'
import { nameDocuments } from './names.ts'
import { agentSection } from './sections/agent.ts'
import { deploymentSection } from './sections/deployment.ts'
import { gitSection } from './sections/git.ts'
import { issuesSection } from './sections/issues.ts'
import { performanceSection } from './sections/performance.ts'
import { rulesSection } from './sections/rules.ts'
import { startupSection } from './sections/startup.ts'
import { summarySection } from './sections/summary.ts'

/** The sections behind the first screen, in their order: the template's name, and what it shows of the facts. */
const sections: [template: string, view: (facts: HandoffFacts) => object][] = [
  ['handoff-summary.md', summarySection],
  ['handoff-performance.md', performanceSection],
  ['handoff-agent.md', agentSection],
  ['handoff-rules.md', rulesSection],
  ['handoff-git.md', gitSection],
  ['handoff-deployment.md', deploymentSection],
  ['handoff-issues.md', issuesSection],
  ['handoff-startup.md', startupSection],
]

/** The document as it was written, with its first screen, which later sessions and hooks show. */
export interface WrittenHandoff {
  file: string
  bytes: number
  screen: string
}

/** Writes `SESSION_CLOSEDOWN_<date>.md`: what the next session needs, whatever failed before. */
export const writeHandoff = defineTask({
  id: 'handoff/document',
  title: 'Write the handoff',
  needs: { documents: nameDocuments },
  wants: sources,
  block: ({ file, bytes }: WrittenHandoff) => ({ handoff: { file, bytes } }),
  show: ({ file }: WrittenHandoff) => file,
  async plan({ session, stores, run, project, config, files, log }, { documents, ...outputs }) {
    const foreign = await redactJson({
      ...outputs,
      history: earlierSessions(stores.reports, session),
      work: outputs.standing ?? standingWork([]),
      steps: run.steps(),
    })
    const analysis = (await run.report()).analysis as AnalysisBlock | undefined
    const facts = { analysis, ...foreign, session, project, config, date: documents.date, file: documents.handoff }
    const templates = createTemplates({ files, log })
    const { screen, text } = renderHandoff(facts, templates)
    return {
      actions: [{ kind: 'write' as const, path: documents.handoff }],
      output: { file: documents.handoff, bytes: Buffer.byteLength(text), screen },
      data: { text, broken: templates.broken[0] ?? null },
    }
  },
  apply({ files }, { output, data }) {
    // A run that was killed behind this very write finds its own document.
    if (files.read(output.file) !== data.text) files.write(output.file, data.text, { exclusive: true })
    return data.broken ? degraded(output, data.broken) : output
  },
})

/** The handoff as Markdown. */
function renderHandoff(facts: HandoffFacts, templates: Templates): { screen: string; text: string } {
  const rest = sections.map(([template, view]) => templates.render(template, 'markdown', view(facts)))
  const filled = rest.filter((text) => text !== '')
  const screen = renderFirstScreen(firstScreen(facts), templates)
  return { screen: screen.trim(), text: [screen, ...filled].join('\n') }
}
