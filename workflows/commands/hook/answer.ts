import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { attachCache } from '../../../cache/attach.ts'
import type { Database } from '../../../cache/database.ts'
import { messageOf } from '../../../cache/errors.ts'
import { refuseCacheOfAnother } from '../../runner/effects/cache-owner.ts'
import { refuseCache } from '../../runner/effects/cache-place.ts'
import { createFiles } from '../../runner/effects/files.ts'
import { parseEvent } from './event.ts'
import { findHookProject } from './project.ts'
import type { HookScene } from './scene.ts'

export interface HookCall {
  /** What the agent sent. */
  input: string
  cwd: string
  /** The project that the command line names. */
  asked?: string
  environment: Record<string, string | undefined>
  now: number
  /** Where the reasons go for what was not done; nowhere unless somebody asks. */
  explain?: (sentence: string) => void
}

/** How long a write waits for another process, in milliseconds: the agent waits for its hooks. */
export const waitMs = 500

/**
 * Answers an event of the agent's: the text for its standard output, mostly none. It never throws, because a failing hook would stop the agent;
 * outside a project, and for what is not an event of these, it does nothing.
 */
export async function answerHook(call: HookCall): Promise<string> {
  const explain = call.explain ?? (() => undefined)
  let db: Database | undefined
  try {
    const event = parseEvent(call.input)
    if (!event) return said(explain, 'this is not an event that bookend answers')
    // What the agent says of itself decides: where this process runs may be another's project.
    const named = call.asked ?? (event.cwd || call.cwd)
    const project = findHookProject([named, call.environment.CLAUDE_PROJECT_DIR])
    if (!project) return said(explain, `no project at or above ${named}`)
    const { BOOKEND_HOOK_BY: by, CLAUDE_PROJECT_DIR: started = project.root } = call.environment
    if (by === 'plugin' && (await isAnsweredBySettings(project.root, event.name, started)))
      return said(explain, "the hooks in the project's settings answer; the plugin is silent")
    const attempt = (work: () => void) => {
      try {
        work()
      } catch (error) {
        explain(messageOf(error))
      }
    }
    let problem: string | undefined
    try {
      refuseCache(project.root, project.cacheDirectory)
      db = attachCache(project.cacheDirectory, waitMs)
      if (db) refuseCacheOfAnother(project.root, project.cacheDirectory, db)
      else explain(`no cache of this version in ${project.cacheDirectory}; init makes it`)
    } catch (error) {
      problem = await problemOf(error, call.environment)
      explain(problem)
    }
    const { environment, now } = call
    const files = createFiles(project.root, false)
    const scene = { event, project, db, files, environment, now, attempt, ...(problem && { problem }) }
    // What was to be recorded is not: whoever looks at the terminal is told, the agent only where it is told anything.
    if (problem && event.name !== 'SessionStart') return JSON.stringify({ systemMessage: `bookend: ${problem}` })
    return await answer(scene)
  } catch (error) {
    return said(explain, messageOf(error))
  } finally {
    db?.close()
  }
}

/** Why the cache cannot be used; loaded where it is needed, like the answers. */
async function problemOf(error: unknown, environment: HookCall['environment']): Promise<string> {
  const { describeFailure, failureOf } = await import('../../runner/failure.ts')
  const failure = failureOf(error, environment)
  return failure.stack === undefined ? describeFailure(failure) : messageOf(error)
}

/**
 * Whether the project's settings call bookend for an event too; only the plugin pays for the look. A file that they name and that is not there answers
 * nothing: in a work tree or in a package of a monorepo the packages may lie elsewhere than where the agent was started.
 */
async function isAnsweredBySettings(root: string, event: string, started: string): Promise<boolean> {
  const { installedScripts } = await import('../hooks/settings.ts')
  const { settingsFiles } = await import('../../../tasks/install-record.ts')
  const files = createFiles(root, true)
  const texts = Object.values(settingsFiles).map((path) => (files.obstacle(path) ? '' : (files.read(path) ?? '')))
  return texts
    .flatMap((text) => installedScripts(text, event))
    .some((script) => script === undefined || existsSync(resolve(started, script.replace(startedIn, started))))
}

const startedIn = /^\$(?:CLAUDE_PROJECT_DIR\b|\{CLAUDE_PROJECT_DIR(?::-\.)?\})/

function said(explain: (sentence: string) => void, sentence: string): string {
  explain(sentence)
  return ''
}

/** One answer a file, loaded when it is needed: the others' modules cost the agent time. */
async function answer(scene: HookScene): Promise<string> {
  const { event } = scene
  switch (event.name) {
    case 'SessionStart':
      return (await import('./session-start.ts')).answerSessionStart(scene, event.source)
    case 'PreCompact':
      await (await import('./pre-compact.ts')).keepCheckpoint(scene, event.trigger)
      return ''
    case 'Stop':
      await (await import('./stop.ts')).noteStop(scene, event.background)
      return ''
    case 'SessionEnd':
      ;(await import('./session-end.ts')).markEnd(scene, event.reason)
      return ''
  }
}
