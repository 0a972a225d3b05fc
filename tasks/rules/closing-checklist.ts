import { splitWords } from './wording.ts'

/** Words that say that a text is about the end of a session; in order, all of one entry. */
const endings = [
  ...['closedown', 'wrapup', 'shutdown'].map((word) => [word]),
  ...['end', 'ends', 'ending', 'close', 'closing', 'closes', 'closed', 'finish', 'finishing'].map((word) => [
    'session',
    word,
  ]),
  ...['close', 'closes', 'closing', 'wind', 'winding', 'shut', 'shutting'].map((word) => [word, 'down']),
  ...['wrap', 'wraps', 'wrapping'].map((word) => [word, 'up']),
]

/** What a closedown does, each by the words that a checklist names it with. */
const steps: Record<string, string[]> = {
  processes: ['process', 'processes', 'background', 'kill', 'servers'],
  cleanup: [
    'clean',
    'cleanup',
    'cleaning',
    'artifact',
    'artifacts',
    'artefacts',
    'temporary',
    'temp',
    'tmp',
    'lock',
    'locks',
  ],
  rules: ['sync', 'synced', 'synchronise', 'synchronize', 'synchronization'],
  analysis: ['analysis', 'analyze', 'analyse', 'metrics', 'statistics', 'audit', 'performance'],
  git: ['git', 'commit', 'commits', 'committed', 'uncommitted', 'push', 'pushed', 'branch'],
  deployment: ['deploy', 'deployed', 'deployment'],
  handoff: ['handoff', 'handover', 'summary', 'summarise', 'summarize', 'recovery'],
  compaction: ['compaction', 'compact', 'marker'],
  databases: ['database', 'databases', 'mongodb'],
}

/** Fewer of closedown's steps than this make an instruction about the end of a session, not a checklist of it. */
const stepsOfAChecklist = 3

/** The steps of closedown that a rule restates: a manual checklist for the end of a session names several; anything else gives none. */
export function restatedSteps(text: string): string[] {
  const words = splitWords(text)
  const has = new Set(words)
  if (!endings.some((ending) => ending.every((word) => has.has(word)))) return []
  const restated = Object.keys(steps).filter((step) => (steps[step] as string[]).some((word) => has.has(word)))
  return restated.length >= stepsOfAChecklist ? restated : []
}
