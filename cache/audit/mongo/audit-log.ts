import type { Collection } from 'mongodb'
import type { MongoAddress } from '../../mongo/address.ts'
import type { MongoServer } from '../../mongo/connection.ts'
import { ensureIndexes } from '../../mongo/indexes.ts'
import type { Window } from '../../window.ts'
import type { AuditLog } from '../audit-log.ts'
import { measureCalled, measuredValue } from '../facets.ts'
import { countViolations, countWindow } from './counts.ts'
import { findEvidence } from './evidence.ts'
import { countSteps, streamNumbers } from './numbers.ts'
import { createMongoRuleLog, decisionGroups, type Grouping } from './rules.ts'
import { formsOf, matchesOf, type TimeMatch } from './times.ts'

export const auditCollection = 'auditLogs'
/** The framework's own indexes: every question begins with a window of time. */
export const auditIndexes = [
  { key: { timestamp: 1 } },
  { key: { sessionId: 1, timestamp: 1 } },
  { key: { allowed: 1, timestamp: 1 } },
  { key: { service: 1, timestamp: 1 } },
  { key: { 'violations.ruleId': 1 } },
]

/** The framework's own collection of decisions. What is counted of a window is asked once, and remembered while the run lasts. */
export function createMongoAuditLog(server: MongoServer, address: MongoAddress): AuditLog {
  let forms: ReturnType<typeof formsOf> | undefined
  const formsIn = (collection: Collection) => {
    forms ??= ensureIndexes(collection, auditIndexes).then(() => formsOf(collection))
    return forms
  }
  const ask = <T>(window: Window, question: Question<T>): Promise<T> =>
    server.use(address, async (db) => {
      const collection = db.collection(auditCollection)
      return question(collection, matchesOf(await formsIn(collection), window), window)
    })
  const counts = remembering((window) => ask(window, countWindow))
  const numbers = remembering((window) => ask(window, streamNumbers))
  const violations = remembering((window) => ask(window, countViolations))

  const groups: Grouping = (window, fields, match) =>
    server.stream(address, async function* (db) {
      const collection = db.collection(auditCollection)
      yield* decisionGroups(collection, matchesOf(await formsIn(collection), window), window, fields, match)
    })

  return {
    rules: createMongoRuleLog(groups),
    profiles: async (window) => (await counts(window)).profiles,
    async *measures(window, measure) {
      const series = (await numbers(window)).series.get(measure)
      if (series && series.at.length > 0) yield series
    },
    async lastMeasure(window, measure) {
      const { at, values } = (await numbers(window)).series.get(measure) ?? { at: [], values: [] }
      const last = at.at(-1)
      if (last === undefined || at.at(-2) !== last) return values.at(-1)
      const called = measureCalled(measure)
      const instant = { from: last, to: last + 1 }
      // Several in the last instant: only whole documents tell which of them is the last by id.
      const together = await ask(instant, (collection, times) =>
        findEvidence(collection, times, instant, { service: called.service }, Number.POSITIVE_INFINITY, -1),
      )
      return together
        .map(({ metadata }) => measuredValue(called, metadata[called.field]))
        .find((value) => value !== undefined)
    },
    countSteps: async (window, start, stepMs) => countSteps(await numbers(window), start, stepMs),
    instants: async (window) => (await numbers(window)).instants,
    classifications: async (window) => (await counts(window)).classifications,
    countViolations: violations,
    async unreadable(window, limit) {
      // Whoever reads a session asks for the rest next: all questions are on their way at once. Who asks is told of what fails.
      for (const question of [numbers, violations]) question(window).catch(() => undefined)
      const { unreadable } = await counts(window)
      const reasons = unreadable.flatMap(({ reason, count }) => Array<string>(Math.min(count, limit)).fill(reason))
      // Documents have no lines: they are numbered among those that are no decision.
      const first = reasons.slice(0, limit).map((reason, index) => ({ file: auditCollection, line: index + 1, reason }))
      return { total: unreadable.reduce((sum, { count }) => sum + count, 0), first }
    },
    // Documents have no order but that of their times.
    setbacks: async () => ({ total: 0, first: [] }),
    evidence: (window, filter, limit, from = 'start') =>
      ask(window, (collection, times) =>
        findEvidence(collection, times, window, filter, limit, from === 'start' ? 1 : -1),
      ),
  }
}

type Question<T> = (collection: Collection, times: TimeMatch[], window: Window) => Promise<T>

/** Asks once for each window. */
function remembering<T>(ask: (window: Window) => Promise<T>): (window: Window) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return (window) => {
    const key = `${window.from}-${window.to}`
    const answer = answers.get(key) ?? ask(window)
    answers.set(key, answer)
    return answer
  }
}
