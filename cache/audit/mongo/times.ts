import type { Collection, Document } from 'mongodb'
import { iso, type Window } from '../../window.ts'

/**
 * How `timestamp` is stored: as a date (the framework's own form), as text that sorts like its time, as milliseconds, or as other text, whose
 * time only the normaliser can tell.
 */
type TimeForm = 'date' | 'text' | 'number' | 'other'

const sortable = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$'
/** No zone lies further from UTC, and a date without a time is its midnight. */
const furthestMs = 2 * 86_400_000
const beginning = new Date(-8.64e15)

/** A condition that an index on `timestamp` serves, one for each form; `exact` is false where the times must be looked at again. */
export interface TimeMatch {
  match: Document
  exact: boolean
}

/** Which documents lie in a window: one condition for each form in which the collection has times. */
export function matchesOf(forms: TimeForm[], window: Window): TimeMatch[] {
  return forms.map((form) => ({
    // Each condition stands for itself: not every server takes a pattern and a range in one.
    match: { $and: conditions[form](window).map((timestamp) => ({ timestamp })) },
    exact: form !== 'other',
  }))
}

const conditions: Record<TimeForm, (window: Window) => Document[]> = {
  date: ({ from, to }) => [{ $gte: new Date(from), $lt: new Date(to) }],
  text: ({ from, to }) => [{ $gte: iso(from), $lt: iso(to) }, { $regex: sortable }],
  number: ({ from, to }) => [{ $gte: from, $lt: to }],
  other: ({ from, to }) => [
    { $gte: iso(from - furthestMs), $lt: iso(to + furthestMs) },
    { $not: new RegExp(sortable) },
  ],
}

/** The forms that a collection has. Almost always it is one, and each more costs every question one more pass. */
export async function formsOf(collection: Collection): Promise<TimeForm[]> {
  const has = async (...wanted: Document[]) => {
    const condition = { $and: wanted.map((timestamp) => ({ timestamp })) }
    return (await collection.findOne(condition, { projection: { _id: 1 } })) !== null
  }
  if (!(await has({ $not: { $gte: beginning } }))) return ['date']
  const forms: [TimeForm, Document[]][] = [
    ['date', [{ $gte: beginning }]],
    ['text', [{ $gte: '' }, { $regex: sortable }]],
    ['number', [{ $gte: Number.NEGATIVE_INFINITY }]],
    ['other', [{ $gte: '' }, { $not: new RegExp(sortable) }]],
  ]
  const present: TimeForm[] = []
  for (const [form, wanted] of forms) if (await has(...wanted)) present.push(form)
  return present
}
