import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { decideCalls } from '../../../cache/audit/claude-code.ts'
import type { Database } from '../../../cache/database.ts'
import type { Environment } from '../../../cache/environment.ts'
import { queryValues } from '../../../cache/rows.ts'
import { withFewPages } from '../../../cache/sqlite.ts'
import type { AgentName } from '../../../cache/transcripts/dialect.ts'
import { type Excerpt, openExcerpt } from '../../../cache/transcripts/excerpt.ts'
import { timesWithin } from '../../../cache/transcripts/known-transcripts.ts'
import { readTranscripts } from '../../../cache/transcripts/read.ts'
import { agentUsage, countCalls, hasTranscripts } from '../../../cache/transcripts/usage.ts'
import { wordsOfBefore } from '../../../cache/transcripts/work/failing.ts'
import { withKept } from '../../../cache/transcripts/work/kept.ts'
import { noLongerCarried } from '../../../cache/transcripts/work/no-longer-carried.ts'
import { agentWork } from '../../../cache/transcripts/work.ts'
import type { Window } from '../../../cache/window.ts'
import type { Transcripts } from '../../../tasks/task.ts'
import { redactLine } from '../../../templates/redact.ts'
import { optimisingSooner } from './compiled-code.ts'
import { inSmallHeap, withSmallHeap } from './small-heap.ts'

export interface TranscriptSettings {
  root: string
  environment: Environment
  db: Database
  signal: AbortSignal
  /** Whether what was said may be kept. */
  texts: boolean
}

/** The transcripts of the agents, which are outside the project and only ever read. */
export function createTranscripts({ root, environment, db, signal, texts }: TranscriptSettings): Transcripts {
  const homes = homesOf(environment, root)
  const directories = homes.map(({ agent, home, within }) => ({ agent, directory: join(home, within) }))
  const roots = [...new Set([root, realpathSync(root)])]
  // As a user would write it: a report holds no path of this machine's.
  const named = (path: string) => {
    const found = homes.find(({ home }) => !relative(home, path).startsWith('..'))
    return found ? join(found.shown, relative(found.home, path)) : basename(path)
  }
  let excerpt: Excerpt | undefined
  let reading: ReturnType<Transcripts['read']> | undefined

  const read: Transcripts['read'] = async (progress) => {
    const linked = queryValues(db, "SELECT DISTINCT value FROM sessions, json_each(metadata, '$.agentSessions')")
    excerpt = undefined
    const source = { directories, roots, linked: new Set(linked.map(String)) }
    const reading = () =>
      readTranscripts(db, source, {
        signal,
        progress: ({ files, ofFiles, bytes, ofBytes }) =>
          progress(`transcripts: ${files} of ${ofFiles}, ${megabytes(bytes)} of ${megabytes(ofBytes)} MB`),
      })
    const notRead = await withSmallHeap(() => optimisingSooner(reading))
    return notRead.map((each) => ({ ...each, path: named(each.path) }))
  }
  // Figures and texts are of the same lines, which are fetched once.
  const excerptOf = (window: Window): Excerpt => {
    if (excerpt?.window.from !== window.from || excerpt.window.to !== window.to) excerpt = openExcerpt(db, window)
    return excerpt
  }
  // What was read is gone through once for each question: neither V8 nor SQLite need keep much of it.
  const inLittleMemory = <Result>(ask: () => Result): Result => inSmallHeap(() => withFewPages(db, ask))
  const work: Transcripts['work'] = (window, options) =>
    inLittleMemory(() => {
      const excerpt = excerptOf(window)
      const found = agentWork(excerpt, { roots, ...options })
      return options.texts ? withKept(excerpt, found) : found
    })
  return {
    // Two steps may ask at the same time, and what is read once a run is enough for both.
    read: (progress) => {
      reading ??= read(progress)
      return reading
    },
    decide: () => inLittleMemory(() => decideCalls(db, { texts, roots, withoutSecrets: redactLine })),
    any: (window) => hasTranscripts(db, window),
    calls: (window) => countCalls(db, window),
    times: (window) => timesWithin(db, window),
    usage: (window, sizes) => inLittleMemory(() => agentUsage(excerptOf(window), sizes)),
    work,
    standing: (window, options) => {
      if (hasTranscripts(db, window)) return work(window, options)
      return inLittleMemory(() => wordsOfBefore(db, window, { roots, ...options }))
    },
    noLongerCarried: (window, options) => noLongerCarried(db, window, { roots, ...options }),
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

interface AgentHome {
  agent: AgentName
  home: string
  /** How a user would write it. */
  shown: string
  /** The directory of transcripts in it. */
  within: string
}

/** Where each agent keeps its own files: the directory that its variable names, as seen from the project, else the usual one. */
function homesOf(environment: Environment, root: string): AgentHome[] {
  const user = environment.HOME || homedir()
  const agents = [
    { agent: 'claude-code', variable: 'CLAUDE_CONFIG_DIR', usual: '.claude', within: 'projects' },
    { agent: 'codex', variable: 'CODEX_HOME', usual: '.codex', within: '' },
  ] as const
  return agents.map(({ agent, variable, usual, within }) => ({
    agent,
    home: resolve(root, environment[variable] || join(user, usual)),
    shown: environment[variable] ? `$${variable}` : `~/${usual}`,
    within,
  }))
}
