import { join } from 'node:path'
import { UserError } from '../../cache/errors.ts'
import { createSessions } from '../../cache/sessions.ts'
import { iso } from '../../cache/window.ts'
import { addTracked } from '../../tasks/cleanup/tracked.ts'
import { trackedProcessesFile } from '../../tasks/own-files.ts'
import type { Command } from '../runner/command.ts'
import { startBackground } from '../runner/effects/background.ts'
import { createFiles } from '../runner/effects/files.ts'
import { createProcesses } from '../runner/effects/processes/processes.ts'

export const runCommand: Command = {
  name: 'run',
  arguments: '<command...>',
  description: 'start a background command that closedown ends: run -- npm run dev',
  writes: true,
  async run({ args, openCache, output, json, dryRun, project, settings }) {
    const session = createSessions(openCache('existing').db).open()
    if (!session?.mark) throw new UserError(`no session is open; ${project.command('init')} opens one`)
    const command = args.join(' ')
    if (dryRun) {
      output.result(json ? JSON.stringify({ command }) : `would run ${command}`)
      return 0
    }
    const log = join(settings.cacheDir, `run-${iso(Date.now()).replace(/[:.]/g, '-')}.log`)
    const pid = await startBackground(args, { cwd: project.root, log: join(project.root, log), mark: session.mark })
    const processes = createProcesses()
    const startedAt = processes.read(pid)?.startedAt ?? Date.now()
    const files = createFiles(project.root, false)
    const started = { pid, startedAt: iso(startedAt), command }
    files.write(
      trackedProcessesFile,
      addTracked(
        files.read(trackedProcessesFile),
        started,
        (old) => Math.abs((processes.read(old.pid)?.startedAt ?? 0) - old.startedAt) <= 2000,
      ),
    )
    output.result(json ? JSON.stringify({ ...started, log }) : `started ${pid}: ${command}\nits output goes to ${log}`)
    return 0
  },
}
