import type { Database } from 'better-sqlite3'
import type { Decision } from '../decision.ts'
import { canonicalJson, sha256 } from '../json.ts'
import type { Measure, Service } from './catalogue/metric.ts'
import { services } from './catalogue/services.ts'
import { attributionVersion, extractedOf, seriesOf } from './catalogue.ts'
import { profileKey, profileOf } from './profile.ts'

/** To be raised where the code below, or that of profiles, takes out something else; the formulas of the catalogue count by themselves. */
const edition = 3

/** The version of what is taken out of a decision: another one, and it is taken out of every decision again. */
export const extractVersion = (): string =>
  sha256(canonicalJson([edition, attributionVersion(), ...services.map(formulasOf)])).slice(0, 16)

function formulasOf({ name, metrics }: Service) {
  return [name, ...metrics.map(({ formula }) => formula)]
}

/** Enough for the profiles of a session; beyond it the table itself is asked. */
const rememberedProfiles = 20_000

/** Takes out of decisions, once, what analysis groups by and adds up, so that reading a session parses no document. */
export function createExtractor(db: Database) {
  const addProfile = db.prepare(
    'INSERT INTO profiles (service, blocked, document) VALUES (?, ?, ?) ON CONFLICT (document) DO NOTHING',
  )
  const profileId = db.prepare('SELECT id FROM profiles WHERE document = ?').pluck()
  const addMeasure = db.prepare('INSERT INTO measures (series, at_ms, decision, value) VALUES (?, ?, ?, ?)')
  const addClassification = db.prepare(
    'INSERT INTO classifications (at_ms, decision, text, quadrant) VALUES (?, ?, ?, ?)',
  )
  const remembered = new Map<string, number>()
  return {
    /** The number of the decision's profile in the cache. */
    profile(decision: Decision): number {
      const profile = profileOf(decision)
      const key = profileKey(profile)
      const known = remembered.get(key)
      if (known !== undefined) return known
      const document = JSON.stringify(profile)
      addProfile.run(profile.service, Number(profile.blocked), document)
      const id = profileId.get(document) as number
      if (remembered.size === rememberedProfiles) remembered.clear()
      remembered.set(key, id)
      return id
    },
    /** Keeps what a decision measured and classified; `row` is its row in `decisions`. */
    numbers(row: number | bigint, { at, service, metadata }: Decision): void {
      for (const measure of extractedOf(service)?.measures ?? []) {
        const value = measuredValue(measure, metadata[measure.field])
        if (value !== undefined) addMeasure.run(seriesOf(measure.name), at, row, value)
      }
      const classified = classificationOf(service, metadata)
      if (classified) addClassification.run(at, row, classified.text, classified.quadrant)
    },
  }
}

function measuredValue({ low, high }: Measure, value: unknown): number | undefined {
  return typeof value === 'number' && value >= low && value <= high ? value : undefined
}

/** The text that the classifier was given and the quadrant that it chose, where both were logged. */
function classificationOf(
  service: string,
  metadata: Decision['metadata'],
): { text: string; quadrant: string } | undefined {
  const fields = extractedOf(service)?.classified
  if (!fields) return undefined
  const [text, quadrant] = [metadata[fields.text], metadata[fields.quadrant]]
  if (typeof text !== 'string' || typeof quadrant !== 'string' || text === '' || quadrant === '') return undefined
  return { text, quadrant }
}
