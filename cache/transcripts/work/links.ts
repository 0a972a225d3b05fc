import { iso } from '../../window.ts'
import { outputOf } from './calls.ts'
import { marks, read, type Scene } from './scene.ts'

const mostLinks = 20

export interface Link {
  kind: 'pr'
  url: string
  /** The commit that it was at when the agent looked, and when that was. */
  seen?: { sha: string; at: string }
}

export function linksOf(scene: Scene): Link[] {
  const found = marks(scene, ['link'], 500).flatMap(
    (mark) => read(scene, mark, (quotes, value) => quotes.link(value)) ?? [],
  )
  const links = [...new Map(found.toReversed().map((link) => [link.url, link])).values()].slice(-mostLinks)
  if (links.length === 0) return links
  const seen = headsSeen(scene)
  return links.map((link) => {
    // Where there is one pull request, what names no number is about it.
    const head = seen.find(
      ({ number }) => number === (numberOf(link.url) ?? '') || (number === '' && links.length === 1),
    )
    return head ? { ...link, seen: { sha: head.sha, at: head.at } } : link
  })
}

/** The number of a pull request, by its address. */
export const numberOf = (url: string): string | undefined => /\/(?:pull|pulls|merge_requests)\/(\d+)/.exec(url)?.[1]

/** So many of the newest answers about pull requests are looked at. */
const mostAnswers = 50

/** Heads of pull requests in what the agent's calls printed, the newest first. An answer about several is about none. */
function headsSeen(scene: Scene): { number: string; sha: string; at: string }[] {
  const { db, window } = scene
  const rows = db
    .prepare(
      `SELECT r.key, r.transcript, r.position, r.at_ms AS at FROM transcript_results AS r
       JOIN transcript_calls AS c ON c.key = r.key AND c.transcript = r.transcript
       WHERE rank = 0 AND r.at_ms >= ? AND r.at_ms < ? AND (head IN ('gh pr', 'gh api') OR name LIKE '%pull_request%')
       ORDER BY r.at_ms DESC, r.position DESC LIMIT ?`,
    )
    .safeIntegers()
    .all(window.from, window.to, mostAnswers) as Record<string, bigint>[]
  return rows.flatMap(({ key, transcript, position, at }) => {
    const place = { transcript: Number(transcript), position: Number(position) }
    const output = outputOf(scene, { key: key as bigint, ...place })
    const [sha, ...others] = new Set([...output.matchAll(headIn)].map((match) => match[1] ?? match[2] ?? ''))
    if (sha === undefined || others.length > 0) return []
    const number = /"number"\s*:\s*(\d+)/.exec(output)?.[1] ?? numberOf(output) ?? ''
    return [{ number, sha, at: iso(Number(at)) }]
  })
}

const headIn = /"headRefOid"\s*:\s*"([0-9a-f]{40})"|"head"\s*:\s*\{[^{}]*"sha"\s*:\s*"([0-9a-f]{40})"/g
