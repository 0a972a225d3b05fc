import { createAgentSessions } from '../../../cache/agent-sessions.ts'
import type { Json } from '../../../cache/json.ts'
import { createSessions, type SessionRecord } from '../../../cache/sessions.ts'
import { namesOfTask } from '../../../cache/transcripts/background-names.ts'
import { type Excerpt, openExcerpt } from '../../../cache/transcripts/excerpt.ts'
import { conversationUsage, modelsOf } from '../../../cache/transcripts/usage.ts'
import { ownWords } from '../../../cache/transcripts/work/own-words.ts'
import { iso } from '../../../cache/window.ts'
import { markReached, parseCheckpoints } from '../../../tasks/checkpoints.ts'
import { sessionStateWith } from '../../../tasks/compaction/session-state.ts'
import { checkpointsFile, sessionStateFile } from '../../../tasks/own-files.ts'
import type { HookScene } from './scene.ts'
import { keepWords, readOwnTranscript } from './transcript.ts'

/** Notes that the agent came to the end of a turn, and brings the session's own files up to date from its transcript. */
export async function noteStop(scene: HookScene, background: Json[]): Promise<void> {
  const { db, event, project, now, attempt } = scene
  const open = db && createSessions(db).open()
  if (!db || !open) return
  attempt(() =>
    db
      .transaction(() => {
        const agents = createAgentSessions(db)
        agents.link(open.id, event.agent, now)
        agents.stopped(event.agent, now, project.agentText ? background : background.map(namesOfTask))
        if (!project.agentText) agents.forgetTexts(namesOfTask)
      })
      .immediate(),
  )
  const excerpt = (await readOwnTranscript(scene, db)) ? openExcerpt(db, { from: open.from, to: now + 1 }) : undefined
  const usage = excerpt && usageOf(excerpt)
  attempt(() => updateState(scene, open, usage))
  attempt(() => usage && updateCheckpoints(scene, usage.peak))
  // What fails is read before a compaction only: once a turn it costs too much.
  if (excerpt && usage) await keepWords(scene, db, open, ownWords, excerpt.parts)
}

interface Usage {
  messages: number
  tokens: number
  peak: number
}

function usageOf(excerpt: Excerpt): Usage | undefined {
  const usage = conversationUsage(excerpt)
  if (!usage) return undefined
  const messages = Object.values(modelsOf(usage.spend)).reduce((sum, model) => sum + model.messages, 0)
  return { messages, tokens: usage.context.last, peak: usage.context.peak }
}

function updateState({ files, now }: HookScene, session: SessionRecord, usage: Usage | undefined): void {
  const text = sessionStateWith(files.read(sessionStateFile), session, usage, now)
  if (text !== undefined) files.write(sessionStateFile, text)
}

/** A checkpoint that the context once reached stays marked, whatever a compaction made of the context. Without a file nobody chose a budget: the model's window is what counts then. */
function updateCheckpoints({ files, now }: HookScene, peak: number): void {
  const text = files.read(checkpointsFile)
  const parsed = text === undefined ? undefined : parseCheckpoints(text)
  if (!parsed || 'problem' in parsed) return
  const marked = markReached(parsed, peak, iso(now))
  if (marked) files.write(checkpointsFile, `${JSON.stringify(marked, null, 2)}\n`)
}
