import type { Excerpt } from '../excerpt.ts'
import { openLines } from '../lines-at.ts'
import { beforeWindow } from './before.ts'
import type { Scene, WorkOptions } from './scene.ts'
import { type LeftOut, type QuotedTexts, quotedTexts } from './texts.ts'
import type { FailingCall } from './troubled-calls.ts'

/** What of an agent's session stands at its end, in its own words and by what failed. */
export interface AgentWords extends Pick<QuotedTexts, 'todos' | 'askedAt' | 'summary' | 'title'> {
  leftOut?: LeftOut
  failing?: FailingCall[]
}

/** What was asked for last and what the agent says of its session, without its calls: what failed takes twenty times as long to say. */
export function ownWords(excerpt: Excerpt, options: WorkOptions): QuotedTexts {
  const { db, window } = excerpt
  const lines = openLines(db)
  try {
    const scene: Scene = { db, window, excerpt, lines, ...options }
    return quotedTexts(scene, beforeWindow(scene))
  } finally {
    lines.close()
  }
}
