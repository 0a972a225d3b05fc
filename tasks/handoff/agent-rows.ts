import { calledOf } from '../../cache/transcripts/work/called.ts'
import { stillFailing } from '../../cache/transcripts/work/worst-first.ts'
import { clip } from '../../templates/render.ts'
import { andMore } from '../../templates/words.ts'
import type { AgentReport } from '../analysis/agent/agent-report.ts'
import { failedWith, refusedBy, times } from '../analysis/agent/calls-in-words.ts'
import { asserted, markOf } from './fact.ts'
import type { Budget } from './listed.ts'

/** So many of what fails or was refused is named on the first screen. */
const named = 3

/** A row of the first screen: commands with what is said of each, or a text alone. */
interface AgentRow {
  label: string
  items: { command?: string; text: string }[]
  /** What is put behind it: whether somebody said so. */
  mark: string
}

/** What the first screen and the summary say of the agent's session: what was asked last, what does not pass, what was refused. */
export function agentRows(
  agent: Partial<Pick<AgentReport, 'request' | 'refused' | 'failing'>>,
  { characters, items }: Budget,
): AgentRow[] {
  const most = Math.min(named, items)
  const short = (text: string, length: number) => clip(text, Math.min(characters, length))
  const list = <Item extends { tool: string; command: string }>(all: Item[], say: (item: Item) => string) => [
    ...all.slice(0, most).map((item) => ({ command: short(calledOf(item), 60), text: say(item) })),
    ...andMore(all.length - most).map((text) => ({ text })),
  ]
  const request = asserted(clip(agent.request ?? '', characters))
  const rows: AgentRow[] = [
    { label: 'Last request', items: request.text === '' ? [] : [request], mark: markOf(request) },
    {
      label: 'Fails',
      items: list(stillFailing(agent.failing ?? []), (call) => `(${failedWith(call, Math.min(characters, 80))})`),
      mark: '',
    },
    {
      label: 'Refused',
      items: list(agent.refused ?? [], ({ by, reason, count }) => {
        const often = count > 1 ? `, ${times(count)}` : ''
        return `(${refusedBy(by, reason, ['user', 'hook'])}${often})`
      }),
      mark: '',
    },
  ]
  return rows.filter((row) => row.items.length > 0)
}
