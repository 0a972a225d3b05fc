import { getNodeValue } from 'jsonc-parser'
import type { AgentSession } from '../../../cache/agent-sessions.ts'
import { isObject, withoutByteOrderMark } from '../../../cache/json.ts'
import type { AgentName } from '../../../cache/transcripts/dialect.ts'
import { iso } from '../../../cache/window.ts'
import { codexFile, instructionFiles, settingsFiles } from '../../../tasks/install-record.ts'
import type { Files } from '../../../tasks/task.ts'
import { renderSkills } from './documents.ts'
import { claudeForm, codexForm, type HookForm, hookEvents, isOwnStatusLine } from './entries.ts'
import type { Installation } from './installation.ts'
import { parseDocument } from './jsonc.ts'
import { hasParagraph } from './paragraph.ts'
import { pluginIn } from './plugin.ts'
import { installedEvents, settingsProblem } from './settings.ts'

interface FileStatus {
  path: string
  events: string[]
  missing: string[]
  outdated: string[]
  problem?: string
}

export interface HooksStatus {
  /** Whether every event is installed as this version would install it, and nothing keeps it from working. */
  installed: boolean
  settings: FileStatus[]
  /** Codex's hooks, where it has a file of them. */
  codex?: FileStatus
  /** The plugin that answers the agent's events, and the settings that enable it. */
  plugin?: { name: string; path: string }
  skills: { path: string; state: 'installed' | 'other' | 'missing' }[]
  /** The agent's status line: bookend's, or another one, and where; null where there is none. */
  statusLine: { path: string; own: boolean } | null
  paragraph: string | null
  /** The last that a hook reported of the agent: that it did shows that the hooks run. */
  heard: { agent: string; session: string; at: string } | null
}

export function readStatus(files: Files, installation: Installation, latest: AgentSession | undefined): HooksStatus {
  const settings = Object.values(settingsFiles)
    .filter((path) => files.exists(path))
    .map((path) => fileStatus(files, path, installation.script, claudeForm))
  const plugin = pluginIn(files)
  return {
    installed: plugin
      ? settings.every(({ problem }) => !problem)
      : settings.some((one) => !one.problem && one.missing.length === 0 && one.outdated.length === 0),
    settings,
    ...(plugin && { plugin }),
    ...(files.exists(codexFile) && { codex: fileStatus(files, codexFile, installation.shellScript, codexForm) }),
    skills: renderSkills(installation).map(({ path, text }) => {
      const found = files.info(path)?.kind === 'file' ? files.read(path) : undefined
      return { path, state: found === undefined ? 'missing' : found === text ? 'installed' : 'other' }
    }),
    statusLine: statusLineIn(files),
    paragraph:
      instructionFiles.find((path) => files.info(path)?.kind === 'file' && hasParagraph(files.read(path) ?? '')) ??
      null,
    heard: latest ? { agent: latest.id, session: latest.session, at: iso(latest.lastSeen) } : null,
  }
}

/** A wish rather than a fault, where no hook of bookend's is installed. */
export const allDisabled = '"disableAllHooks" is true: the agent runs none'

/** The first of an agent's files that keeps its hooks from working. */
export const problemOf = ({ settings, codex }: HooksStatus, agent: AgentName): FileStatus | undefined =>
  (agent === 'codex' ? [codex] : settings).find((file) => file?.problem !== undefined)

/** `unreadable`: why it cannot be read. */
function textOf(files: Files, path: string): { text: string; unreadable?: string } {
  const obstacle = files.obstacle(path)
  const isReadable = obstacle === undefined || obstacle === 'it is read-only'
  return isReadable ? { text: files.read(path) ?? '' } : { text: '', unreadable: obstacle }
}

function fileStatus(files: Files, path: string, script: string, form: HookForm): FileStatus {
  const { text, unreadable } = textOf(files, path)
  const { events, current } = installedEvents(text, script, form)
  const problem = unreadable ?? settingsProblem(text, form) ?? disabled(text)
  return {
    path,
    events,
    missing: hookEvents.filter((event) => !events.includes(event)),
    outdated: hookEvents.filter((event) => events.includes(event) && !current.includes(event)),
    ...(problem && { problem }),
  }
}

function settingsIn(text: string): Record<string, unknown> {
  const parsed = parseDocument(withoutByteOrderMark(text))
  const value: unknown = 'root' in parsed ? getNodeValue(parsed.root) : undefined
  return isObject(value) ? value : {}
}

const disabled = (text: string): string | undefined =>
  settingsIn(text).disableAllHooks === true ? allDisabled : undefined

/** The one that the agent shows: a user's own settings of the project come before the shared ones. */
function statusLineIn(files: Files): HooksStatus['statusLine'] {
  for (const path of [settingsFiles.local, settingsFiles.shared]) {
    const { statusLine } = settingsIn(files.exists(path) ? textOf(files, path).text : '')
    if (statusLine !== undefined) return { path, own: isOwnStatusLine(statusLine) }
  }
  return null
}

export function describeStatus({ settings, codex, plugin, skills, statusLine, paragraph, heard }: HooksStatus): string {
  const shown = plugin ? skills.filter(({ state }) => state !== 'missing') : skills
  return [
    ...(settings.length === 0 ? ['no settings in .claude/: no hooks are installed'] : settings.map(describeFile)),
    ...(codex ? [describeFile(codex)] : []),
    ...(plugin ? [`plugin: ${plugin.name} (enabled in ${plugin.path}) has hooks and skills`] : []),
    ...shown.map(
      ({ path, state }) =>
        `${path}: ${state === 'other' ? 'another file than this version writes here: your own, of another version, or for another way to call bookend' : state}`,
    ),
    `status line: ${statusLine ? `${statusLine.own ? 'installed' : "not bookend's"}, in ${statusLine.path}` : 'none'}`,
    `paragraph for the agent: ${paragraph ? `in ${paragraph}` : 'none'}`,
    heard
      ? `last heard of an agent: ${heard.at}, in session ${heard.session} (${heard.agent})`
      : 'no hook has reported an agent yet in an open session',
  ].join('\n')
}

function describeFile({ path, events, missing, outdated, problem }: FileStatus): string {
  const parts = [
    events.length > 0 ? `installed for ${events.join(', ')}` : 'no hooks of bookend',
    ...(events.length > 0 && missing.length > 0 ? [`missing ${missing.join(', ')}`] : []),
    ...(outdated.length > 0 ? [`outdated ${outdated.join(', ')} (hooks install renews them)`] : []),
    ...(problem ? [problem] : []),
  ]
  return `${path}: ${parts.join('; ')}`
}
