import type { Collection, Document } from 'mongodb'
import { normaliseDecision } from '../../decision.ts'
import type { Window } from '../../window.ts'
import type { InstantCount, MeasureBatch, StepCount } from '../audit-log.ts'
import { type MeasureName, measuredValue, measures } from '../facets.ts'
import { baseFields } from './groups.ts'
import type { TimeMatch } from './times.ts'

/** What is streamed of a window, once: the numbers that take many values, and which services decided in which instants. */
export interface Numbers {
  /** By measure, in order of time; equal times in order of the numbers. */
  series: Map<MeasureName, MeasureBatch>
  instants: InstantCount[]
  /** Every decision in order of time: `values` is twice the place of its service in `services`, and one more where it blocked. */
  decided: MeasureBatch
  services: string[]
}

/** What of a document is streamed: its time, what tells the service and the verdict, and each measure's field. */
const projection: Document = {
  _id: 0,
  ...Object.fromEntries(['timestamp', ...baseFields].map((field) => [field, 1])),
  ...Object.fromEntries(measures.map(({ field }) => [`metadata.${field}`, 1])),
}

const batchDocuments = 2000

/** Streams times, services and numbers of a window in batches. Of each decision and of each number 16 bytes are held, to bring them in order. */
export async function streamNumbers(collection: Collection, times: TimeMatch[], window: Window): Promise<Numbers> {
  const columns = measures.map((measure) => ({ measure, at: [] as number[], values: [] as number[] }))
  const services = serviceReader()
  const decided = { at: [] as number[], values: [] as number[] }
  for (const { match } of times) {
    // A find, because not every server gives an aggregation in batches.
    for await (const document of collection.find(match, { projection, batchSize: batchDocuments })) {
      const at = timeOf(document.timestamp)
      const service = services.of(document)
      if (service === undefined || at === undefined || at < window.from || at >= window.to) continue
      decided.at.push(at)
      decided.values.push(service)
      for (const column of columns) {
        const value = measuredValue(column.measure, document.metadata?.[column.measure.field])
        if (value === undefined || services.names[service >> 1] !== column.measure.service) continue
        column.at.push(at)
        column.values.push(value)
      }
    }
  }
  const series = new Map(columns.map(({ measure, ...column }) => [measure.name, inOrder(column)]))
  const ordered = inOrder(decided)
  return { series, instants: countInstants(ordered, services.names), decided: ordered, services: services.names }
}

/** A stored time as the normaliser reads it. */
function timeOf(value: unknown): number | undefined {
  if (value instanceof Date) return +value
  const normal = normaliseDecision({ timestamp: value, allowed: true })
  return 'decision' in normal ? normal.decision.at : undefined
}

/** Tells services as the normaliser does, which is asked once for each combination of raw values; undefined is no decision. */
function serviceReader() {
  const names: string[] = []
  const known = new Map<string, number | undefined>()
  const read = (raw: unknown[]): number | undefined => {
    const fields = baseFields.map((field, index) => [field, raw[index]])
    const normal = normaliseDecision({ ...Object.fromEntries(fields), timestamp: 0 })
    if (!('decision' in normal)) return undefined
    const { service, verdict } = normal.decision
    if (!names.includes(service)) names.push(service)
    return names.indexOf(service) * 2 + Number(verdict === 'block')
  }
  return {
    names,
    /** Twice the place of its name in `names`, and one more where it blocked. */
    of(document: Document): number | undefined {
      const raw = baseFields.map((field) => document[field])
      const key = JSON.stringify(raw)
      if (!known.has(key)) known.set(key, read(raw))
      return known.get(key)
    },
  }
}

/** The same numbers in order of time, equal times in order of the numbers. */
function inOrder({ at, values }: MeasureBatch): MeasureBatch {
  const order = Uint32Array.from(at.keys()).sort(
    (a, b) => (at[a] as number) - (at[b] as number) || (values[a] as number) - (values[b] as number),
  )
  const sorted = (column: number[]) => Array.from(order, (index) => column[index] as number)
  return { at: sorted(at), values: sorted(values) }
}

/** Instants by the services that decided in them; `values` are places in the list of their names. */
function countInstants({ at, values }: MeasureBatch, names: string[]): InstantCount[] {
  const counts = new Map<string, InstantCount>()
  for (let start = 0, next = 0; start < at.length; start = next) {
    for (next = start + 1; next < at.length && at[next] === at[start]; ) next++
    const services = [...new Set(values.slice(start, next).map((value) => names[value >> 1] as string))].sort()
    const key = services.length === 1 ? ` ${services[0]}` : JSON.stringify(services)
    const count = counts.get(key)
    if (count) count.instants++
    else counts.set(key, { services, instants: 1 })
  }
  return [...counts.values()]
}

/** Decisions by service in steps of equal length. */
export function countSteps({ decided, services }: Numbers, start: number, stepMs: number): StepCount[] {
  const counts = new Map<string, StepCount>()
  for (const [index, at] of decided.at.entries()) {
    const value = decided.values[index] as number
    const step = Math.floor((at - start) / stepMs)
    const service = services[value >> 1] as string
    const key = `${step} ${service}`
    const count = counts.get(key) ?? { step, service, decisions: 0, blocked: 0 }
    count.decisions++
    count.blocked += value & 1
    counts.set(key, count)
  }
  return [...counts.values()]
}
