import { UserError } from '../../../cache/errors.ts'
import { codexFile, readRecord } from '../../../tasks/install-record.ts'
import type { Files } from '../../../tasks/task.ts'
import { readForEdit } from './changes.ts'
import { renderParagraph } from './documents.ts'
import { Draft } from './draft.ts'
import { codexForm, hookEvents } from './entries.ts'
import type { InstallPlan } from './install.ts'
import type { Installation } from './installation.ts'
import { withoutParagraph, withParagraph } from './paragraph.ts'
import { withHooks, withoutHooks } from './settings.ts'

/** What an install of Codex's hooks would change. Throws UserError, before anything is changed, where its file cannot be edited without harm. */
export function planCodexInstall(
  files: Files,
  installation: Installation,
  wanted: { local: boolean; paragraph: boolean; statusLine: boolean },
): InstallPlan {
  if (wanted.local || wanted.statusLine)
    throw new UserError(`${wanted.local ? '--local' : '--statusline'} is for Claude Code: Codex has no such thing`)
  const draft = new Draft(files, readRecord(files))
  const hooks = readForEdit(files, codexFile)
  draft.edit(codexFile, 'codex', hooks, withHooks(hooks ?? '', installation.shellScript, codexForm), withoutHooks)
  if (wanted.paragraph) {
    const path = 'AGENTS.md'
    const document = readForEdit(files, path)
    const edited = withParagraph(document ?? '', renderParagraph(installation, false))
    draft.edit(path, 'paragraph', document, edited, withoutParagraph)
  }
  return { file: codexFile, events: hookEvents, kept: draft.kept, changes: draft.finish(), emptied: draft.emptied }
}
