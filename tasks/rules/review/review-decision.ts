import type { Proposal } from '../../../cache/proposals.ts'
import { oneLine } from '../../../templates/render.ts'
import type { Tick } from './decision-line.ts'

/** A ticked proposal, with what the human made of it. */
export interface ReviewDecision {
  proposal: Proposal
  tick: Tick
  text: string
  quadrant: string
  persistence: string
  edited: { text: boolean; quadrant: boolean; persistence: boolean }
  /** Who says to have written the text, where it is not bookend's. */
  draftedBy?: string
}

/** Where and by whom it was decided: what a new rule and a note say of it. */
export interface ReviewContext {
  at: number
  by: string
  session: string
  document: string
}

/** A text as far as a person sees it: one line, single blanks. */
export const normalizeWhitespace = (text: unknown): string => oneLine(text).replace(/\s+/g, ' ')
