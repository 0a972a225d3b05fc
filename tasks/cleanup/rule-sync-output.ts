import type { BothTexts, Counts, ForeignRule } from './rule-comparison.ts'

/** What a sync of the rules found and did, as the report has it. */
export interface RuleSync {
  file: Counts
  store: Counts
  written: { id: string; was: 'missing' | 'different' }[]
  /** These three: what reading back after the writing still shows; where nothing was to be written, what was found. */
  missing: string[]
  different: string[]
  extra: string[]
  invalid: { id: string; reason: string }[]
  /** Active rules, not past their date, that the framework's own question would not return. */
  unenforced: string[]
  /** Active rules that are past their date. */
  expired: string[]
  /** Of the different ones: rules of other projects, never written over. Left out where there are none. */
  foreign?: ForeignRule[]
  /** Rules whose text in the store no sync of this project wrote, and that the file's replaces. Left out where there are none. */
  overwritten?: BothTexts[]
  /** Active rules that only the store had, and that this sync made inactive. Left out where there are none. */
  deactivated?: string[]
  /** Missing, different and unenforced are empty. */
  verified: boolean
}

export interface SyncOutput {
  /** The store's name, without credentials. */
  store: string
  sync: RuleSync
}
