import { isObject } from '../../json.ts'
import type { Denial } from '../line.ts'

/** How a refusal's text begins, and what kind it is, for lines that do not say it themselves. Of several, the first that fits. */
const texts: [begins: RegExp, kind: string][] = [
  [/^PreToolUse(?::\S+)? hook (?:error|blocked|denied)[^:]*:\s*(?:\[[^\]]*\]:\s*)?/i, 'hook'],
  [/^Hook PreToolUse(?::\S+)? denied this tool[.:]?\s*/i, 'hook'],
  [/^The user doesn't want to (?:proceed with this tool use|take this action)/, 'user-rejected'],
  // A command that ran when the user interrupted it says how its process ended first, and may have printed something.
  [/^(?:Exit code \d+\s*)?\[Request interrupted by user/, 'interrupted'],
  [/^Exit code 1(?:30|37|43)\b.*\[Request interrupted by user(?: for tool use)?\]\s*$/s, 'interrupted'],
  [
    /^(?!.*\bCommand (?:execution )?timed out\b).*<error>Command was aborted before completion<\/error>\s*$/s,
    'interrupted',
  ],
  [
    /^(?:MCP error -?\d+: )?(?:AbortError: )?(?:(?:The|This) operation was |Request was )?aborted\.?\s*$/i,
    'interrupted',
  ],
  [/^Permission for this \w+ was denied by the \S+ \S+ auto mode/i, 'automode-blocked'],
  [/^Permission (?:to use .* has been denied|for this \w+ (?:was|has been) denied)/s, 'permission-rule'],
  [/^File is in a directory that is denied by your permission settings/, 'permission-rule'],
  [/^\S+ requested permissions? to .*, but you haven't granted it yet/s, 'permission-not-granted'],
  // Nobody was there to be asked: one sentence, behind which the reason may be.
  [
    /^This (?:\w+ )?(?:command|tool|action|operation|call|request)(?: call| use)? requires (?:\w+ )?(?:approval|permission|confirmation)\b/,
    'permission-not-granted',
  ],
]

/**
 * Whether a failed tool result is a refusal. `stated`: the line's own `toolDenialKind`, which decides; without one, how the text begins
 * does, because a command's output could hold the same words further down.
 */
export function denialOf(stated: string | undefined, text: string): Denial | undefined {
  const said = ends(text)
    .replace(/^\s*(?:<tool_use_error>)?\s*(?:Error:\s*)?/, '')
    .replace(/<\/tool_use_error>\s*$/, '')
  for (const [begins, kind] of texts) {
    const match = begins.exec(said)
    if (!match) continue
    const reason = kind === 'hook' ? said.slice(match[0].length) : reasonIn(kind, said)
    return { kind: kind === 'hook' ? kind : (stated ?? kind), reason }
  }
  return stated === undefined ? undefined : { kind: stated, reason: said }
}

/** Whether a result says, beside its text, that somebody interrupted its call; what ran into its own time limit says it too, and failed. */
export const wasInterrupted = (told: unknown, text: () => string): boolean =>
  isObject(told) && told.interrupted === true && !/\bCommand (?:execution )?timed out\b/.test(text())

/** Whether a call never ran because another one of the same message failed: nobody refused it. */
export const wasCancelled = (text: string): boolean =>
  /^\s*(?:<tool_use_error>)?\s*Cancelled: parallel tool call\b/.test(text)

/** Behind which words of the client's the refuser's own come. */
const ownWords: Record<string, RegExp> = {
  'user-rejected': /(?:the user said:|The user provided the following reason for the rejection:)\s*/,
  'automode-blocked': /\bReason:\s*/,
}

/** What the refuser said; of a user who said nothing no reason is known, and the client's sentence about them is none. */
function reasonIn(kind: string, said: string): string {
  const words = Object.hasOwn(ownWords, kind) ? ownWords[kind]?.exec(said) : undefined
  const own =
    words && said.slice(words.index + words[0].length).replace(/\s*Note: The user's next message may .*$/s, '')
  if (own) return own
  return kind === 'user-rejected' ? '' : said
}

const longest = 2000
/** The beginning and the end of a text: a refusal begins with what it is, an interrupted command's output ends with it. */
const ends = (text: string): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 200)}\n${text.slice(-200)}`
