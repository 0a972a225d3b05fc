import { placeOfLine } from '../../../cache/audit/audit-log.ts'
import { type Place, placesOf, placesOfQuoted, type QuotedDecision } from '../../../cache/audit/places.ts'
import { createSqliteAuditLog } from '../../../cache/audit/sqlite.ts'
import type { Database } from '../../../cache/database.ts'
import { isObject, type Json, type JsonObject } from '../../../cache/json.ts'
import { parseTime, type Window } from '../../../cache/window.ts'
import { namedAction } from '../../../tasks/rules/blocked-decision.ts'
import { redactLine } from '../../../templates/redact.ts'
import { type Match, type Shown, textOf } from './definition.ts'
import { type Definition, definitionOf } from './definitions.ts'
import { presentPlace } from './present-place.ts'
import { expandPattern, valueAt } from './report-path.ts'

/** What a number of the report is, and what it was made of. */
export interface Explanation {
  path: string
  value: Json
  definition: string
  /** The document and heading with the formula, and what of a decision it is counted from. */
  source: string
  /** Other figures of the report that go into it, by their paths. */
  figures: Record<string, Json>
  /** `file:line`, or a store and the id there: three at most. */
  decisions: string[]
}

const shownDecisions = 3

/** Explains a path that the report has. */
export async function explainPath(
  db: Database,
  root: string,
  report: JsonObject,
  path: string,
  steps: string[],
): Promise<Explanation> {
  const found = definitionOf(steps)
  const { section, row, itemSteps, stars } = found
  const [, definition, detail = {}] = row
  const window = windowOf(report)
  const item = valueAt(report, steps.slice(0, itemSteps))
  const match: Match = { stars, item: isObject(item) ? (item as JsonObject) : {}, from: window.from, report }
  const shown = detail.decisions?.(match)
  return {
    path,
    value: valueAt(report, steps) as Json,
    definition: typeof definition === 'string' ? definition : definition(match.item),
    source: `${section.page}, "${section.heading}"${detail.of ? `; counted from ${detail.of}` : ''}`,
    figures: figuresOf(report, steps, found, match),
    decisions: shown === undefined ? [] : await placesShown(db, root, window, shown, match.item),
  }
}

function figuresOf(
  report: JsonObject,
  steps: string[],
  { row, itemSteps }: Definition,
  match: Match,
): Explanation['figures'] {
  const figures: Explanation['figures'] = {}
  const own = steps.join('.')
  for (const figure of row[2]?.figures ?? []) {
    const inItem = figure.startsWith('.')
    const from = inItem ? steps.slice(0, itemSteps) : []
    const pattern = (figure.match(/\[[^\]]*\]|[^.]+/g) ?? []).map((step) => filled(step, match))
    for (const each of expandPattern(report, pattern, from)) {
      const name = each.join('.')
      if (name !== own) figures[name] = valueAt(report, each) as Json
    }
  }
  return figures
}

/** A step of a figure's path with what it says of stars and of values of the item. */
function filled(step: string, { stars, item }: Match): string {
  return step
    .replace(/\$(\d)/g, (_, star: string) => stars[Number(star) - 1] ?? '')
    .replace(/\{(\w+)\}/g, (_, key: string) => textOf(item[key]))
}

async function placesShown(
  db: Database,
  root: string,
  window: Window,
  shown: Shown,
  { evidence }: JsonObject,
): Promise<string[]> {
  const now = async (places: Place[]) => {
    const found: string[] = []
    for (const place of places) found.push(await presentPlace(root, place))
    return found
  }
  if (shown === 'quoted') {
    const quoted = (Array.isArray(evidence) ? evidence : []).slice(0, shownDecisions)
    return now(
      placesOfQuoted(db, quoted as unknown as QuotedDecision[], (decision) =>
        [decision.action, namedAction(decision)].map(redactLine),
      ),
    )
  }
  if (typeof shown === 'object') {
    const places = placesOf(db, window, shown, shownDecisions)
    if (places.length > 0 || !shown.earlier) return now(places)
    return now(placesOf(db, { from: 0, to: window.from }, { ...shown, order: 'last' }, shownDecisions))
  }
  const { first } = await createSqliteAuditLog(db)[shown](window, shownDecisions)
  return first.map(placeOfLine)
}

function windowOf({ session }: JsonObject): Window {
  const { from, to } = session as JsonObject
  return { from: parseTime(textOf(from)) as number, to: parseTime(textOf(to)) as number }
}
