import { UserError } from '../../../cache/errors.ts'
import { formerSkillFiles, readRecord, settingsFiles } from '../../../tasks/install-record.ts'
import type { Files } from '../../../tasks/task.ts'
import { type Plan, readForEdit } from './changes.ts'
import { hasChecklistRule, instructionFile, renderParagraph, renderSkills } from './documents.ts'
import { Draft } from './draft.ts'
import { type HookEvent, hookEvents } from './entries.ts'
import type { Installation } from './installation.ts'
import { withoutParagraph, withParagraph } from './paragraph.ts'
import { pluginIn } from './plugin.ts'
import { installedEvents, withHooks, withoutHooks, withStatusLine } from './settings.ts'

export interface InstallPlan extends Plan {
  file: string
  events: HookEvent[]
  /** Files that are the user's own, and were left as they are. */
  kept: { path: string; reason: string }[]
}

/** What an install would change. Throws UserError, before anything is changed, where the settings cannot be edited without harm. */
export function planInstall(
  files: Files,
  installation: Installation,
  wanted: { local: boolean; paragraph: boolean; statusLine: boolean },
): InstallPlan {
  const file = wanted.local ? settingsFiles.local : settingsFiles.shared
  refuseSecondPlace(files, installation, file)
  const record = readRecord(files)
  const draft = new Draft(files, record)
  const settings = readForEdit(files, file)
  const plugin = pluginIn(files)
  const hooked = plugin ? { text: settings ?? '' } : withHooks(settings ?? '', installation.script)
  if (plugin)
    draft.kept.push({ path: file, reason: `the plugin ${plugin.name} (${plugin.path}) answers the agent's events` })
  const lined = wanted.statusLine && 'text' in hooked ? withStatusLine(hooked.text, installation.script) : hooked
  if ('other' in lined) draft.kept.push({ path: file, reason: 'it has a status line of your own' })
  draft.edit(file, 'settings', settings, 'other' in lined ? hooked : lined, withoutHooks)
  if (!plugin) for (const { path, text } of renderSkills(installation)) draft.own(path, text)
  for (const path of formerSkillFiles) draft.retire(path)
  if (wanted.paragraph) {
    const path = instructionFile(files)
    const document = readForEdit(files, path)
    draft.edit(
      path,
      'paragraph',
      document,
      withParagraph(document ?? '', renderParagraph(installation, hasChecklistRule(files))),
      withoutParagraph,
    )
  }
  return { file, events: plugin ? [] : hookEvents, kept: draft.kept, changes: draft.finish(), emptied: draft.emptied }
}

/** Hooks of all levels run: in both files, each of them would run twice. */
function refuseSecondPlace(files: Files, { script }: Installation, file: string): void {
  const other = Object.values(settingsFiles).find((path) => path !== file) as string
  const text = files.obstacle(other) ? undefined : files.read(other)
  if (text === undefined || installedEvents(text, script).events.length === 0) return
  throw new UserError(`the hooks are installed in ${other}: uninstall them first, or each of them would run twice`)
}
