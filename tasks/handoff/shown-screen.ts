import { oneLine } from '../../templates/render.ts'

/** The first screen must survive being shown to an agent whose context is small. */
export const firstScreenBytes = 1800

/** The first screen of a handoff that is there: everything before its first section, without anything that moves a cursor. */
export function firstScreenOf(document: string): string {
  const end = document.search(/^## /m)
  const screen = end === -1 ? document : document.slice(0, end)
  const lines = screen.trim().split('\n').map(oneLine).join('\n')
  if (Buffer.byteLength(lines) <= firstScreenBytes) return lines
  return Buffer.from(lines)
    .subarray(0, firstScreenBytes)
    .toString('utf8')
    .replace(/\uFFFD$/, '')
}
