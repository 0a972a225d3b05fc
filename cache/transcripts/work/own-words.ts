import type { Excerpt } from '../excerpt.ts'
import { atWindow } from './before.ts'
import type { WorkOptions } from './scene.ts'
import { type LeftOut, type QuotedTexts, quotedTexts } from './texts.ts'
import type { FailingCall } from './troubled-calls.ts'

/** What of an agent's session stands at its end, in its own words and by what failed. */
export interface AgentWords extends Pick<QuotedTexts, 'todos' | 'askedAt' | 'summary' | 'title'> {
  leftOut?: LeftOut
  failing?: FailingCall[]
}

/** What was asked for last and what the agent says of its session, without its calls: what failed takes twenty times as long to say. */
export const ownWords = (excerpt: Excerpt, options: WorkOptions): QuotedTexts => atWindow(excerpt, options, quotedTexts)
