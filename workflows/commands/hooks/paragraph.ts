import { ownParagraph } from '../../../tasks/rules/markdown-rules.ts'
import type { Edited } from './settings.ts'

const { begin, end } = ownParagraph

/** A document with the paragraph between its markers: replaced where they stand, else added at the end. */
export function withParagraph(document: string, paragraph: string): Edited {
  const found = findMarkers(document)
  if ('problem' in found) return found
  const eol = document.includes('\r\n') ? '\r\n' : '\n'
  const block = `${begin}\n${paragraph.trim()}\n${end}`.replaceAll('\n', eol)
  if (found.start !== undefined) return { text: document.slice(0, found.start) + block + document.slice(found.end) }
  if (document.trim() === '') return { text: `${document}${block}${eol}` }
  return { text: `${document}${document.endsWith('\n') ? '' : eol}${eol}${block}${eol}` }
}

/** A document without the paragraph, its markers and the empty line that came with them. `original`: what it was before, where that is known. */
export function withoutParagraph(document: string, original?: string): Edited {
  const found = findMarkers(document)
  if ('problem' in found) return found
  if (found.start === undefined) return { text: document }
  let before = document.slice(0, found.start)
  const after = document.slice(found.end).replace(/^\r?\n/, '')
  if (/\n\r?\n$/.test(before)) before = before.replace(/\r?\n$/, '')
  if (after === '' && original !== undefined && !original.endsWith('\n')) before = before.replace(/\r?\n$/, '')
  return { text: before + after }
}

export const hasParagraph = (document: string): boolean => document.includes(begin)

function findMarkers(document: string): { start?: number; end?: number } | { problem: string } {
  const starts = document.split(begin).length - 1
  const ends = document.split(end).length - 1
  if (starts === 0 && ends === 0) return {}
  const start = document.indexOf(begin)
  const close = document.indexOf(end)
  if (starts !== 1 || ends !== 1 || close < start) return { problem: `its markers ${begin} and ${end} are no pair` }
  return { start, end: close + end.length }
}
