import { once } from '../../../templates/once.ts'
import { readSubjects } from './field-subjects.ts'

interface Term {
  stems: string[]
  weight: number
  rows: string[]
}

/** Terms by the stem that they begin with. */
const terms = once(() => {
  const table = new Map<string, Term[]>()
  for (const line of readSubjects().split('\n')) {
    const [key = '', weight, rows = ''] = line.split('=')
    const stems = key.split(' ')
    const term = { stems, weight: Number(weight), rows: rows.split(' ') }
    const first = stems[0] as string
    const known = table.get(first)
    if (known) known.push(term)
    else table.set(first, [term])
  }
  return table
})

/** Of each subject, and class of deeds, that stems speak of: the stems that do so, and how much they say. */
export type Subjects = Map<string, { stems: Set<string>; weight: number }>

export function subjectsIn(stems: Set<string>): Subjects {
  const found = [...stems].flatMap((stem) =>
    (terms().get(stem) ?? []).filter((term) => term.stems.every((each) => stems.has(each))),
  )
  const subjects: Subjects = new Map()
  // What is part of a longer term says nothing more.
  for (const term of found.toSorted((a, b) => b.stems.length - a.stems.length))
    for (const row of term.rows) {
      const known = subjects.get(row) ?? { stems: new Set(), weight: 0 }
      subjects.set(row, known)
      if (term.stems.every((stem) => known.stems.has(stem))) continue
      known.weight += term.weight
      for (const stem of term.stems) known.stems.add(stem)
    }
  return subjects
}

/** Whether a line of the thesaurus is a class of deeds, and not a subject. */
const isDeed = (row: string): boolean => row.startsWith('!')

/** Of how much less a text does not speak of a subject: one common word, or one of three subjects. */
const leastOfSubject = 0.65
/** What a class of deeds says beside a subject. */
const weightOfDeeds = 0.7

/** How far each stem of a text is expressed by another one that speaks of the same subjects, 0 to 1. */
export function expressedBy(other: Subjects, own: Subjects, common: (row: string) => number): Map<string, number> {
  const expressed = new Map<string, number>()
  for (const [row, { stems, weight }] of own) {
    const both = Math.min(1, weight, other.get(row)?.weight ?? 0)
    if (both < leastOfSubject) continue
    const strength = both * (isDeed(row) ? weightOfDeeds : 1) * (1 - common(row))
    for (const stem of stems) expressed.set(stem, Math.max(expressed.get(stem) ?? 0, strength))
  }
  return expressed
}
