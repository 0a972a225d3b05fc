import { calledOf } from '../../cache/transcripts/work/called.ts'
import { stillFailing } from '../../cache/transcripts/work/worst-first.ts'
import { clip } from '../../templates/render.ts'
import { shownPath } from '../../templates/shown-path.ts'
import { andMore, minuteOf } from '../../templates/words.ts'
import type { AgentReport } from '../analysis/agent/agent-report.ts'
import { requestsOf } from '../analysis/agent/agents-in-words.ts'
import { failedWith, refusedBy, times } from '../analysis/agent/calls-in-words.ts'
import { asserted, markOf } from './fact.ts'
import type { Budget } from './listed.ts'

/** So many of what fails or was refused is named on the first screen. */
export const namedOnScreen = 3

/** A row of the first screen: commands with what is said of each, or a text alone. */
interface AgentRow {
  label: string
  items: { command?: string; text: string }[]
  /** What is put behind it: whether somebody said so. */
  mark: string
}

/** What the first screen and the summary say of the agent's session: what was asked last, what it was stopped by, what was answered where no recap says it, what does not pass, what was refused or broke off; what was edited where git does not say what is uncommitted. */
export function agentRows(
  agent: Partial<
    Pick<
      AgentReport,
      'request' | 'requests' | 'stopped' | 'answer' | 'summary' | 'refused' | 'failing' | 'unfinished' | 'edited'
    >
  >,
  { characters, items }: Budget,
): AgentRow[] {
  const most = Math.min(namedOnScreen, items)
  const short = (text: string, length: number) => clip(text, Math.min(characters, length))
  const list = <Item extends { tool: string; command: string }>(all: Item[], say: (item: Item) => string) => [
    ...all.slice(0, most).map((item) => ({ command: short(calledOf(item), 60), text: say(item) })),
    ...andMore(all.length - most).map((text) => ({ text })),
  ]
  const edited = agent.edited ?? []
  const asked = requestsOf(agent)
  const rows: AgentRow[] = [
    {
      label: 'Last request',
      items: [
        ...asked.slice(0, most).map(({ text, by }) => ({ text: clip(text, characters) + by })),
        ...andMore(asked.length - most).map((text) => ({ text })),
      ],
      mark: markOf(asserted('')),
    },
    { label: 'Stopped by', items: agent.stopped ? [{ text: clip(agent.stopped, characters) }] : [], mark: '' },
    {
      label: 'Last answer',
      items:
        agent.answer && !Object.values(agent.summary ?? {}).some(Boolean)
          ? [{ text: clip(agent.answer, characters) }]
          : [],
      mark: markOf(asserted('')),
    },
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
    {
      label: 'Cut off',
      items: list(
        agent.unfinished?.filter(({ background }) => !background) ?? [],
        ({ at }) => `(${minuteOf(at)}, no result seen)`,
      ),
      mark: '',
    },
    {
      label: 'Edited',
      items: [
        ...edited.slice(0, most).map(({ path, edits }) => ({
          command: shownPath(path, Math.min(characters, 80)),
          text: `(${times(edits)})`,
        })),
        ...andMore(edited.length - most).map((text) => ({ text })),
      ],
      mark: '',
    },
  ]
  return rows.filter((row) => row.items.length > 0)
}
