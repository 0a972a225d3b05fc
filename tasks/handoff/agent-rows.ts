import { clip } from '../../templates/render.ts'
import type { AgentReport } from '../analysis/agent.ts'
import { asserted, type Fact, verified } from './fact.ts'
import type { Budget } from './listed.ts'

/** So many of what fails or was refused is named on the first screen. */
const named = 3

/** What the first screen says of the agent's session: what was asked last, what does not pass, what was refused. */
export function agentRows(
  agent: AgentReport | undefined,
  { characters, items }: Budget,
): { label: string; fact: Fact }[] {
  if (!agent) return []
  const most = Math.min(named, items)
  const short = (text: string, length: number) => clip(text, Math.min(characters, length))
  const list = <Item>(all: Item[], say: (item: Item) => string) =>
    `${all.slice(0, most).map(say).join('; ')}${all.length > most ? `; and ${all.length - most} more` : ''}`
  const failing = agent.failing.filter(({ passedLater }) => !passedLater)
  const fails = list(failing, ({ tool, command, count, error }) => {
    const times = count === 1 ? 'once' : `${count} times`
    return `${short(command || tool, 60)} (${times}${error ? `: ${short(error, 80)}` : ''})`
  })
  const refused = list(agent.refused, ({ tool, command, by }) => `${short(command || tool, 60)} (by ${by})`)
  const rows: [label: string, fact: Fact][] = [
    ['Last request', asserted(clip(agent.request ?? '', characters))],
    ['Fails', verified(fails)],
    ['Refused', verified(refused)],
  ]
  return rows.filter(([, { text }]) => text !== '').map(([label, fact]) => ({ label, fact }))
}
