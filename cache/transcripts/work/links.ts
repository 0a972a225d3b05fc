import { iso } from '../../window.ts'
import { outputOf, resultsWithCalls } from './calls.ts'
import { marks, read, type Scene } from './scene.ts'

const mostLinks = 20

export interface Link {
  kind: 'pr'
  url: string
  /** The commit that it was at when the agent looked, and when that was. */
  seen?: { sha: string; at: string }
}

export function linksOf(scene: Scene): Link[] {
  const found = marks(scene, ['link']).flatMap((mark) => read(scene, mark, (quotes, value) => quotes.link(value)) ?? [])
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
  const { excerpt } = scene
  const calls = [
    ...excerpt.callsNamed('head', (head) => head === 'gh pr' || head === 'gh api'),
    ...excerpt.callsNamed('name', (name) => /pull_request/i.test(name)),
  ]
  const answers = resultsWithCalls(scene, calls)
    .map(({ result }) => result)
    .filter(({ rank }) => rank === 0)
    .toSorted((a, b) => b.at - a.at || b.position - a.position)
    .slice(0, mostAnswers)
  return answers.flatMap((result) => {
    const { at } = result
    const output = outputOf(scene, result)
    const [sha, ...others] = new Set([...output.matchAll(headIn)].map((match) => match[1] ?? match[2] ?? ''))
    if (sha === undefined || others.length > 0) return []
    const number = /"number"\s*:\s*(\d+)/.exec(output)?.[1] ?? numberOf(output) ?? ''
    return [{ number, sha, at: iso(at) }]
  })
}

const headIn = /"headRefOid"\s*:\s*"([0-9a-f]{40})"|"head"\s*:\s*\{[^{}]*"sha"\s*:\s*"([0-9a-f]{40})"/g
