import type { Database } from '../../cache/database.ts'
import { UserError } from '../../cache/errors.ts'
import type { Json, JsonObject } from '../../cache/json.ts'
import { createReports } from '../../cache/reports.ts'
import { createSessions } from '../../cache/sessions.ts'
import { redactJson } from '../../templates/redact.ts'
import { clip } from '../../templates/render.ts'
import { andMore } from '../../templates/words.ts'
import { answer, type Invocation, stringOption } from '../runner/command.ts'
import { definitionOf } from './explain/definitions.ts'
import { type Explanation, explainPath } from './explain/explain.ts'
import { nearby, parsePath } from './explain/report-path.ts'

export async function explainNumber(invocation: Invocation): Promise<number> {
  const { args, openCache, project } = invocation
  const path = args[0] as string
  const { db } = openCache('existing')
  const { session, report } = reportOf(invocation, db)
  const steps = parsePath(report, path)
  if (!steps)
    throw new UserError(
      `the report of ${session} has no ${path || 'path ""'}${unavailable(path)}${nearby(report, path)}`,
    )
  const explanation = await redactJson(await explainPath(db, project.root, report, path, steps))
  return answer(invocation, explanation, () => describe(explanation, session))
}

/** What a documented figure is that this session has nothing of. */
function unavailable(path: string): string {
  const { section, row } = definitionOf(path.split('.'))
  const [pattern, definition] = row
  return pattern.endsWith('*') || typeof definition !== 'string'
    ? ''
    : `: there is nothing to measure it by (${section.page}, "${section.heading}": ${definition})`
}

function reportOf({ options, project, now }: Invocation, db: Database) {
  const reports = createReports(db)
  const id = stringOption(options, 'session')
  const latest = reports.latest('closedown')
  if (!latest) {
    const closed = createSessions(db).lastClosed(now())
    const why = closed ? `the cache has no report of session ${closed.id}` : 'no session was closed yet'
    throw new UserError(`${why}; ${project.command('closedown')} closes one`)
  }
  if (id === undefined) return latest
  const report = reports.of(id, 'closedown')
  if (!report) throw new UserError(`there is no report of a session "${id}"; ${project.command('history')} lists them`)
  return { session: id, report: report as JsonObject }
}

const longest = 300
const mostLines = 20

function describe({ path, value, definition, source, figures, decisions }: Explanation, session: string): string {
  const inside = value !== null && typeof value === 'object'
  return [
    `${clip(path, longest)}${inside ? '' : `: ${shown(value)}`}  (session ${session})`,
    ...(inside ? listed(Object.entries(value)) : []),
    `Definition: ${definition}`,
    `Source: ${source}`,
    ...section('Figures', listed(Object.entries(figures).filter(([name]) => !name.startsWith(`${path}.`)))),
    ...section(
      'Decisions',
      decisions.map((place) => `  ${clip(place, longest)}`),
    ),
  ].join('\n')
}

const section = (title: string, lines: string[]): string[] => (lines.length > 0 ? [`${title}:`, ...lines] : [])

function listed(entries: [string, Json][]): string[] {
  const lines = entries.slice(0, mostLines).map(([name, value]) => `  ${clip(name, longest)}: ${shown(value)}`)
  return [...lines, ...andMore(entries.length - lines.length, ': --json has them').map((text) => `  ${text}`)]
}

function shown(value: Json): string {
  return clip(typeof value === 'string' ? value : JSON.stringify(value), longest)
}
