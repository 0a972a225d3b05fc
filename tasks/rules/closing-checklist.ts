import { splitWords } from './wording.ts'

/** Ways in which a text speaks of the end of the agent's own session. */
const endings = [
  /\b(?:end|close|closing|conclusion|finish) of (?:every|each|the|a|your|any|this) (?:work(?:ing)? |coding )?session\b/i,
  /\b(?:before|when|after|on|upon|while) (?:you )?(?:clos\w+|end\w*|finish\w*|leav\w+|wind\w*|wrap\w*|shut\w*)(?: down| up| out)? (?:of )?(?:every|each|the|a|your|any|this) (?:work(?:ing)? |coding )?session\b/i,
  /\b(?:before|when|after|once|as soon as) (?:every|each|the|a|your|any|this) (?:work(?:ing)? |coding )?session (?:ends|closes|finishes|concludes|is over)\b/i,
  /\bsession[ -](?:end|close|closing|closedown|shutdown|wrap-?up|handoff|handover)\b/i,
  /\b(?:close-?down|closing|wrap-?up|end-of-session) (?:checklist|procedure|routine|protocol|steps)\b/i,
  /\b(?:before|when|at|on|during) (?:you (?:wrap|close|wind|shut) (?:up|down)\b|(?:every |each |the |a )?(?:close-?down|closing down|wrapping up|winding down|shutting down|wrap-?up)\b)/i,
  /\bclose(?:s|d)? (?:every|each|the|a|your) session (?:by|with)\b/i,
  /\bto (?:close|end|finish|wrap up) (?:every|each|the|a|your) session\b/i,
]

/** What speaks of the product instead: its users' sessions, its servers, its handlers. */
const product =
  /\b(?:user|login|http|browser|web|chat|database|db|server|client|customer|application|app|service|api|worker|container|pod|process)(?:['’]?s)? (?:sessions?|shutdown|shuts?|must|should|shall|has to|needs to|is|will|terminates?|exits?|stops?|closes?)\b|\b(?:the|an?|each|every|our) (?:server|application|app|service|api|worker|container|pod|daemon)\b/i

/** What a closedown does, each by the words that a checklist names it with. */
const steps: Record<string, string[]> = {
  processes: ['process', 'processes', 'background', 'kill', 'servers'],
  cleanup: 'clean cleanup cleaning artifact artifacts artefacts temporary temp tmp lock locks'.split(' '),
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
  if (!endings.some((ending) => ending.test(text)) || product.test(text)) return []
  const has = new Set(splitWords(text))
  const restated = Object.keys(steps).filter((step) => (steps[step] as string[]).some((word) => has.has(word)))
  return restated.length >= stepsOfAChecklist ? restated : []
}
