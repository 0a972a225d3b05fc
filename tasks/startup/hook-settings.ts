import { namesOfTask } from '../../cache/transcripts/background-names.ts'
import { configurationFiles } from '../config.ts'
import { fixedIgnoreFile, hookSettingsFile, needsIgnoreFile } from '../own-files.ts'
import { defineTask, type Files } from '../task.ts'
import { hookSettingsOf } from './kept-settings.ts'

/** Keeps what the agent's hooks need of the configuration, where they find it without loading it. */
export const keepHookSettings = defineTask({
  id: 'startup/hook-settings',
  title: 'Keep the configuration that the hooks need',
  show: ({ file }: { file: string }) => file,
  plan({ config, files }) {
    const settings = hookSettingsOf(config, configurationText(files))
    const text = `${JSON.stringify(settings, null, 2)}\n`
    // A directory of the tool's own keeps itself out of the user's version control.
    const writes = [
      ...(needsIgnoreFile(files) ? [{ path: fixedIgnoreFile, text: '*\n' }] : []),
      ...(files.read(hookSettingsFile) === text ? [] : [{ path: hookSettingsFile, text }]),
    ]
    return {
      actions: writes.map(({ path }) => ({ kind: 'write' as const, path })),
      output: { file: hookSettingsFile },
      data: { writes },
    }
  },
  apply({ config, files, stores, actions }, { output, data }) {
    for (const [position, { path, text }] of data.writes.entries()) {
      files.write(path, text)
      actions.did(position, 'written')
    }
    // What was kept before texts were to be left out: hooks would do it at the agent's next stop only.
    if (!config.agentText) stores.agentSessions.forgetTexts(namesOfTask)
    return output
  },
})

function configurationText(files: Pick<Files, 'exists' | 'read'>): string {
  const name = configurationFiles.find((each) => files.exists(each))
  return (name === undefined ? undefined : files.read(name)) ?? ''
}
