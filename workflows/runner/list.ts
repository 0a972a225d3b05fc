import type { ListrTask } from 'listr2'
import type { Phase, Task } from '../../tasks/task.ts'
import { fittedTo } from '../../templates/fitted.ts'
import { oneLine } from '../../templates/render.ts'
import { loadPackage } from './effects/packages.ts'
import { createPlainList, settledLine } from './plain-list.ts'
import { reasonLine } from './reason-line.ts'
import type { Settled } from './step.ts'

/** How progress looks: a live list on a terminal, a line a step in a pipe or in CI, nothing at all. */
export type Renderer = 'default' | 'plain' | 'silent'

/**
 * Shows phases one after the other and, in each, its tasks at once; `settle` runs one task and waits for what it needs.
 * Everything goes to the stream given. Resolves when the last task has settled, whatever became of it: outcomes are the caller's.
 */
export async function showList(
  phases: Phase[],
  settle: (task: Task, progress: (message: string) => void) => Promise<Settled>,
  renderer: Renderer,
  stream: NodeJS.WriteStream,
): Promise<void> {
  // Only workflows show a list: `list`, `status` and the like start earlier without it.
  const { Listr, ListrDefaultRendererLogLevels, ListrLogger, ProcessOutput } = await loadPackage('listr2')
  const logger = new ListrLogger({ useIcons: true, processOutput: new ProcessOutput(stream, stream) })
  const plain =
    renderer === 'plain' ? createPlainList((line) => void stream.write(`${fittedTo(stream, line)}\n`)) : undefined
  const list = new Listr(
    phases.map(
      (phase): ListrTask => ({
        title: phase.title,
        task: (_, parent) => {
          plain?.phase(phase.title)
          return parent.newListr(
            phase.tasks.map(
              (task): ListrTask => ({
                title: task.title,
                task: async (_, line) => {
                  const result = await settle(task, (message) => {
                    line.output = oneLine(message)
                    plain?.progress(task.title, message)
                  })
                  plain?.settled(result)
                  present(line, result)
                },
              }),
            ),
            { concurrent: true, exitOnError: false },
          )
        },
      }),
    ),
    {
      concurrent: false,
      exitOnError: false,
      // INT and TERM are the runner's own: listr2 would exit at once and leave children behind.
      registerSignalListeners: false,
      renderer: renderer === 'default' ? 'default' : 'silent',
      fallbackRenderer: 'silent',
      rendererOptions: {
        logger,
        collapseErrors: false,
        // The line of a step that was left out, or is degraded, has its own sign: listr2 knows one for both.
        icon: { [ListrDefaultRendererLogLevels.SKIPPED_WITH_COLLAPSE]: '' },
        showErrorMessage: true,
        collapseSubtasks: false,
      } as never,
    },
  )
  await list.run()
}

type Line = { title: string; skip(): void }

function present(line: Line, result: Settled): void {
  switch (result.outcome) {
    case 'done':
    case 'planned':
      return
    case 'degraded':
    case 'skipped':
    case 'not-started':
      line.title = settledLine(result)
      line.skip()
      return
    case 'blocked':
    case 'failed':
      throw new Error(result.reason ? reasonLine(result.reason) : '')
  }
}
