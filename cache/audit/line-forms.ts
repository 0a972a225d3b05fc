import { contentJson, withoutTraces } from '../content-json.ts'
import { contentParts, type Decision, normaliseDecision } from '../decision.ts'
import type { JsonObject } from '../json.ts'
import type { Line } from '../lines.ts'
import { parseTime } from '../window.ts'
import { endOfObject, mayBeChanged } from './parse-line.ts'

/** A decision whose content and document were written together, most of both as they were for a line before it. */
export interface FormedDecision {
  decision: Decision
  /** Canonical JSON of the content, as `contentHash` hashes it. */
  content: string
  /** JSON of what the cache keeps. */
  document: string
}

/** What the lines of a log have in common whose text differs in nothing but the time and the metadata. */
interface Form {
  decision: Omit<Decision, 'at' | 'metadata'>
  /** Of the content's JSON, what is between the time and the metadata. */
  content: string
  /** Of the document's JSON, what is before the metadata and behind it. */
  head: string
  tail: string
}

/** Longer lines are few, and looked at for their depth. */
const longestLine = 2000
const mostForms = 10_000
/** After so many lines it is seen whether a log has forms at all. */
const triedLines = 5000

const metadataKey = '"metadata":'
const timeKey = '"timestamp":"'
/** A time in the form that nearly every writer has it in. */
const timeLength = 24

/**
 * Reads the lines of one log whose form came up before: only the time and the metadata of such a line are parsed, and normalised, anew. The text
 * around them is compared as it is, so that a line is the decision that `parseLine` makes of it; of any other line nothing is said.
 */
export function createLineForms(): (line: Line) => FormedDecision | undefined {
  /** By the text without time and metadata; nothing for one that was met once, or that cannot be read so. */
  const forms = new Map<string, Form | 'met' | 'unfit'>()
  let tried = 0
  let found = 0

  return ({ text, offset }) => {
    if (text.length > longestLine || offset === 0) return undefined
    if (tried > triedLines && found * 2 < tried) return undefined
    const metadata = text.indexOf(`${metadataKey}{`) + metadataKey.length
    const time = text.lastIndexOf(timeKey) + timeKey.length
    if (metadata < metadataKey.length || time < timeKey.length || text[time + timeLength] !== '"') return undefined
    const end = endOfObject(text, metadata)
    if (end === undefined || (time > metadata && time < end)) return undefined
    tried++
    const timeEnd = time + timeLength
    const key =
      time > end
        ? `${text.slice(0, metadata)}\0${text.slice(end, time)}\0${text.slice(timeEnd)}`
        : `${text.slice(0, time)}\0${text.slice(timeEnd, metadata)}\0${text.slice(end)}`
    const form = forms.get(key)
    if (form === 'unfit') return undefined
    if (form === undefined || form === 'met') {
      if (forms.size === mostForms) forms.clear()
      forms.set(key, form === undefined ? 'met' : (formOf(key, time > end) ?? 'unfit'))
      return undefined
    }
    const formed = decisionOfForm(form, text.slice(metadata, end), text.slice(time, timeEnd))
    if (formed) found++
    return formed
  }
}

function decisionOfForm(form: Form, logged: string, time: string): FormedDecision | undefined {
  const at = parseTime(time)
  if (at === undefined || mayBeChanged(logged)) return undefined
  let parsed: JsonObject
  try {
    parsed = JSON.parse(logged) as JsonObject
  } catch {
    return undefined
  }
  const { session, service, action, verdict, rules, violations, extra } = form.decision
  // Of these the rest of the decision may depend.
  if (violations.length > 0 && parsed.tractatus_section !== undefined) return undefined
  if (session === '' && parsed.sessionId !== undefined) return undefined
  const metadata = withoutTraces(parsed) as JsonObject
  return {
    decision: { at, session, service, action, verdict, rules, violations, metadata, extra },
    content: `[${at},${form.content},${contentJson(metadata)}]`,
    document: form.head + (metadata === parsed ? logged : JSON.stringify(metadata)) + form.tail,
  }
}

const someTime = '2000-01-01T00:00:00.000Z'

/** The form of lines with this text around time and metadata; undefined where that is not all that such lines differ in. */
function formOf(key: string, timeIsLast: boolean): Form | undefined {
  const [before = '', between = '', behind = ''] = key.split('\0')
  const mark = '{"mark":0}'
  const text = timeIsLast ? before + mark + between + someTime + behind : before + someTime + between + mark + behind
  if (mayBeChanged(text)) return undefined
  let value: Record<string, unknown>
  try {
    value = JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
  // The marks must be where the time and the metadata of the whole are: not inside of something else, and not overruled by a second one.
  if (JSON.stringify(value.metadata) !== mark || value.timestamp !== someTime) return undefined
  const normal = normaliseDecision({ ...value, metadata: {} })
  // A decision without an action has its context in the metadata.
  if ('unreadable' in normal || normal.decision.action === '') return undefined
  const { at: _, metadata: __, ...decision } = normal.decision
  const { rules, violations, extra } = decision
  return {
    decision,
    content: contentJson(contentParts(normal.decision).slice(1, -1)).slice(1, -1),
    head: `${JSON.stringify({ rules, violations }).slice(0, -1)},"metadata":`,
    tail: `,"extra":${JSON.stringify(extra)}}`,
  }
}
