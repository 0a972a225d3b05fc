import type { JsonObject } from '../../cache/json.ts'
import { clip } from '../../templates/render.ts'
import { plural } from '../../templates/words.ts'
import { asReport } from '../report.ts'
import type { Project } from '../task.ts'
import { lackingIn } from '../work/lacking.ts'
import { type Aim, ageOf } from '../work/standing/view.ts'

const longest = 100

/** The first lines of the summary of a closedown: what the work is for, what comes next, what is open, and what the letter lacks. */
export function workLines(report: JsonObject, project: Pick<Project, 'command'>): string[] {
  const { work, git } = asReport(report)
  if (!work) return []
  const { goal, next, todos, blocked, issues } = work
  const counts: [number, string][] = [
    [todos.length, 'to-do'],
    [blocked.length, 'blocker'],
    [issues.length, 'issue'],
  ]
  const open = counts.filter(([count]) => count > 0).map(([count, what]) => plural(count, what))
  const lacking = lackingIn(work, git, project)
  return [
    ...(goal ? [`Goal: ${said(goal)}`] : []),
    ...(next ? [`Next action: ${said(next)}`] : []),
    ...(open.length > 0 ? [`Open: ${open.join(', ')}; ${project.command('notes')} lists them`] : []),
    ...(lacking.length > 0 ? [`The letter lacks: ${lacking.join('; ')}`] : []),
  ]
}

function said(item: Aim): string {
  const age = ageOf(item)
  return `${clip(item.text, longest)}${age && ` (since ${age})`}`
}
