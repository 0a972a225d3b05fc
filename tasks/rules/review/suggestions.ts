import { withoutByteOrderMark } from '../../../cache/json.ts'
import { persistences, quadrants } from '../../../cache/rules/rule-file.ts'
import { hasTick, readDecisionLine, type Tick } from './decision-line.ts'
import {
  descendants,
  draftedBy,
  type Field,
  labels,
  lineOf,
  type ParsedDocument,
  type Problem,
  parseDocument,
  type RawSection,
  rangeOf,
} from './document.ts'
import { quotedText } from './quoted-text.ts'

/** A proposal as the human left it in the document. */
export interface Section {
  /** `SR-001`. */
  id: string
  line: number
  text: string
  quadrant: string
  persistence: string
  /** Null: no box is ticked, so the proposal stays open. */
  tick: Tick | null
  tickLine: number
  /** Line of the proposed rule. */
  ruleLine: number
  /** Who says to have written the proposed rule. */
  draftedBy?: string
}

export interface Suggestions {
  sections: Section[]
  /** In the order of their lines; where there is one, nothing of the document counts. */
  problems: Problem[]
}

type Label = (typeof labels)[number]
type Fields = Record<Label, Field>

/** Reads a suggestions file back: what was edited, what was ticked, and everything in it that is damaged. */
export async function readSuggestions(text: string): Promise<Suggestions> {
  // A byte order mark is not a character of the first heading.
  const document = await parseDocument(withoutByteOrderMark(text))
  const { problems } = document
  const sections: Section[] = []
  const seen = new Set<string>()
  for (const raw of document.sections) {
    const id = /^(SR-\d{3,})(?=:|$)/.exec(raw.heading)?.[1]
    if (id === undefined) {
      problems.push({
        line: raw.line,
        what: `unknown heading "${raw.heading}"; a proposal's begins with its number, such as SR-001:`,
      })
      continue
    }
    if (seen.has(id)) problems.push({ line: raw.line, what: `${id} appears twice` })
    seen.add(id)
    const fields = completeFields(id, raw, problems)
    const drafter = raw.fields.find(({ label }) => label === draftedBy)
    if (fields) sections.push(readSection(document, id, raw, fields, drafter))
  }
  problems.push(...strayTicks(document))
  return { sections, problems: problems.toSorted((a, b) => a.line - b.line) }
}

/** The fields of a section by label, or undefined where one is missing or appears twice. */
function completeFields(id: string, { line, fields }: RawSection, problems: Problem[]): Fields | undefined {
  const before = problems.length
  const missing = labels.filter((label) => !fields.some((field) => field.label === label))
  if (missing.length > 0)
    problems.push({ line, what: `${id} has no ${missing.map((label) => `**${label}**`).join(', ')}` })
  for (const [index, field] of fields.entries()) {
    if (fields.findIndex(({ label }) => label === field.label) < index)
      problems.push({ line: field.line, what: `${id} has a second **${field.label}**` })
  }
  if (problems.length > before) return undefined
  return Object.fromEntries(fields.map((field) => [field.label, field])) as Fields
}

function readSection(
  document: ParsedDocument,
  id: string,
  { line }: RawSection,
  fields: Fields,
  drafter?: Field,
): Section {
  const { problems } = document
  const rule = fields['Proposed Rule']
  const text = quotedText(document, rule.start, rule.end)
  if (text === '') problems.push({ line: rule.line, what: `${id} has an empty **Proposed Rule**` })
  const word = (field: Field, allowed: string[]): string => {
    const found = restOfLine(document, field).replace(/^\s*:/, '').trim()
    if (!allowed.includes(found))
      problems.push({
        line: field.line,
        what: `${id} has the ${field.label.toLowerCase()} "${found}"; it is one of ${allowed.join(', ')}`,
      })
    return found
  }
  const quadrant = word(fields.Quadrant, quadrants)
  const persistence = word(fields.Persistence, persistences)
  const decision = readDecisionLine(restOfLine(document, fields['Human Decision']))
  const tickLine = fields['Human Decision'].line
  if ('damaged' in decision) problems.push({ line: tickLine, what: `the decision of ${id} ${decision.damaged}` })
  const by = drafter && restOfLine(document, drafter).replace(/^\s*:/, '').trim()
  return {
    id,
    line,
    text,
    quadrant,
    persistence,
    tickLine,
    ruleLine: rule.line,
    tick: 'tick' in decision ? decision.tick : null,
    ...(by && { draftedBy: by }),
  }
}

function restOfLine({ text }: ParsedDocument, { start }: Field): string {
  return text.slice(start).split(/\r\n|\n|\r/, 1)[0] as string
}

/** Ticks that are in no decision line: in a proposal any, elsewhere (and in the text of a rule) those before one of the three words. */
function strayTicks({ text, tree, sections }: ParsedDocument): Problem[] {
  const fields = sections.flatMap((section) => section.fields)
  const decisions = new Set(fields.filter(({ label }) => label === 'Human Decision').map(({ line }) => line))
  const rules = fields.filter(({ label }) => label === 'Proposed Rule')
  const firstSection = sections[0]?.line ?? Number.POSITIVE_INFINITY
  const stray: Problem[] = []
  for (const node of descendants(tree)) {
    if (node.type !== 'text' && node.type !== 'linkReference') continue
    const { from, to } = rangeOf(node)
    const inRule = rules.some(({ start, end }) => from >= start && to <= end)
    for (const [index, source] of text
      .slice(from, to)
      .split(/\r\n|\n|\r/)
      .entries()) {
      const line = lineOf(node) + index
      if (decisions.has(line) || !hasTick(source, inRule || line < firstSection)) continue
      stray.push({ line, what: 'a tick that is not in a **Human Decision** line' })
    }
  }
  return stray
}
