import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import { openLines } from './lines-at.ts'
import { isElsewhere } from './project-path.ts'
import { settledResults } from './results.ts'
import { lastTests, type TestRun } from './work/last-tests.ts'
import { type Link, linksOf } from './work/links.ts'
import type { Scene, WorkOptions } from './work/scene.ts'
import { type QuotedTexts, quotedTexts } from './work/texts.ts'
import { reconcile, type Totals } from './work/totals.ts'
import { type FailingCall, failingCalls, type RefusedCall, refusedCalls } from './work/troubled-calls.ts'

/** What happened in a window, as the transcripts that are still there say. Without texts, only names and counts. */
export interface AgentWork extends QuotedTexts {
  links: Link[]
  failing: FailingCall[]
  refused: RefusedCall[]
  edited: { path: string; edits: number }[]
  /** The newest command that printed a summary of tests. */
  tests?: TestRun
  /** The agent's own totals of the sessions for which it keeps any, and what was counted for the same ones. */
  reconciled?: { own: Totals; counted: Totals }
}

export function agentWork(db: Database, window: Window, options: WorkOptions): AgentWork {
  const lines = openLines(db)
  try {
    const scene: Scene = { db, window, lines, ...options }
    const bad = settledResults(db, window)
    const reconciled = reconcile(scene)
    const tests = lastTests(scene)
    return {
      ...(options.texts && quotedTexts(scene)),
      links: linksOf(scene),
      failing: failingCalls(
        scene,
        bad.filter(({ denial }) => denial === ''),
      ),
      refused: refusedCalls(
        scene,
        bad.filter(({ denial }) => denial !== ''),
      ),
      edited: editedFiles(scene),
      ...(tests && { tests }),
      ...(reconciled && { reconciled }),
    }
  } finally {
    lines.close()
  }
}

function editedFiles({ db, window }: Scene): AgentWork['edited'] {
  const rows = db
    .prepare(
      `SELECT path, COUNT(DISTINCT e.key) AS edits FROM transcript_edits AS e JOIN transcript_results AS r ON r.key = e.key
       WHERE rank = 0 AND at_ms >= ? AND at_ms < ? GROUP BY path ORDER BY edits DESC, path`,
    )
    .all(window.from, window.to) as AgentWork['edited']
  return rows.filter(({ path }) => !isElsewhere(path))
}
