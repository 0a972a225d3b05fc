import type { Templates } from '../../own-templates.ts'
import { markOf } from '../fact.ts'
import type { HandoffFacts } from '../facts.ts'
import { renderFirstScreen } from '../first-screen.ts'
import { type Budget, fitted } from '../listed.ts'
import { agentSection } from '../sections/agent.ts'
import { deploymentSection } from '../sections/deployment.ts'
import { gitSection } from '../sections/git.ts'
import { issuesSection } from '../sections/issues.ts'
import { performanceSection } from '../sections/performance.ts'
import { rulesSection } from '../sections/rules.ts'
import { startupSection } from '../sections/startup.ts'
import { summarySection } from '../sections/summary.ts'

/** The sections behind the first screen, in their order: the template's name, and what it shows of the facts. */
const sections: [template: string, view: (facts: HandoffFacts, budget: Budget) => object][] = [
  ['handoff-summary.md', summarySection],
  ['handoff-performance.md', performanceSection],
  ['handoff-agent.md', agentSection],
  ['handoff-rules.md', rulesSection],
  ['handoff-git.md', gitSection],
  ['handoff-deployment.md', deploymentSection],
  ['handoff-issues.md', issuesSection],
  ['handoff-startup.md', startupSection],
]

/** The letter has at most so many bytes, whatever the session held. */
export const mostBytes = 12_000

/** Ten of each list; where that is too much, shorter texts, then fewer. */
export const budgets: Budget[] = [
  { characters: 200, items: 10 },
  { characters: 120, items: 10 },
  { characters: 80, items: 7 },
  { characters: 60, items: 5 },
  { characters: 30, items: 3 },
  { characters: 12, items: 2 },
]

/** The handoff as Markdown, and its first screen. */
export function renderLetter(facts: HandoffFacts, templates: Templates): { screen: string; text: string } {
  const screen = renderFirstScreen(facts, templates)
  const letter = (budget: Budget) => {
    const rest = sections.map(([template, view]) =>
      templates.render(template, 'markdown', { mark: markOf, ...view(facts, budget) }),
    )
    return [screen, ...rest.filter((part) => part !== '')].join('\n')
  }
  const rejects = (why: string) => sections.map(([template]) => templates.reject(template, why)).includes(true)
  return { screen: screen.trim(), text: fitted(budgets, mostBytes, letter, rejects) }
}
