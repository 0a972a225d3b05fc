import { meaningOf } from '../cache/conditions.ts'
import { StoreCutShort, StoreRefused, type StoreUnavailable, toBeLetIn, unreachable } from '../cache/errors.ts'
import { configurationFile } from './config.ts'

/** Why a task ended other than done: data, so that it can be counted, stored and put into words in one place. */
export type Reason =
  | { reason: 'not-selected'; flag: string }
  /** `file`: the project's configuration, where it is not called as most are. */
  | { reason: 'not-configured'; key: string; file?: string }
  | { reason: 'nothing-there'; detail: string }
  | { reason: 'unreadable'; path: string; detail: string }
  | { reason: 'not-writable'; path: string; detail: string; file?: string }
  | { reason: 'condition'; what: string; fix: string; path?: string }
  | ({ reason: 'template-broken'; others?: FaultyTemplate[] } & FaultyTemplate)
  /** `waits`: something was to be written, and is in the cache until the next run. `again`: the command that asks for the same once more. */
  | { reason: 'store-unreachable'; url: string; detail: string; waits?: true; again?: string }
  /** `atDoor`: it does not let us in, whatever it is asked. */
  | { reason: 'store-refused'; url: string; code: string; detail: string; atDoor?: true; waits?: true; again?: string }
  | { reason: 'store-cut-short'; url: string; detail: string; again?: string }
  | { reason: 'incomplete'; detail: string; fix?: string }
  | { reason: 'check-failed'; detail: string; fix: string }
  | { reason: 'need-missing'; task: string }
  | { reason: 'gate'; check: string; fix: string }
  | { reason: 'interrupted' }
  | { reason: 'bug'; message: string }

type FaultyTemplate = { path: string; line?: number; detail: string }

type Fields<Kind> = keyof Extract<Reason, { reason: Kind }>

/** The kinds of reasons that a task of a project's own gives, with the texts that each needs; the others are the runner's to say. */
export const givenReasons = {
  'nothing-there': ['detail'],
  'not-configured': ['key'],
  incomplete: ['detail'],
  'check-failed': ['detail', 'fix'],
  condition: ['what', 'fix'],
  unreadable: ['path', 'detail'],
  'not-writable': ['path', 'detail'],
  'template-broken': ['path', 'detail'],
  'store-unreachable': ['url', 'detail'],
  'store-refused': ['url', 'code', 'detail'],
  'store-cut-short': ['url', 'detail'],
} as const satisfies { [Kind in Reason['reason']]?: readonly Fields<Kind>[] }

/** Why what a store was needed for did not come about. */
export function storeReason(error: StoreUnavailable): Extract<Reason, { reason: `store-${string}` }> {
  const { url, detail, waits } = error
  if (error instanceof StoreCutShort) return { reason: 'store-cut-short', url, detail }
  const more = waits ? { waits } : {}
  return error instanceof StoreRefused
    ? { reason: 'store-refused', url, code: error.code, detail, ...(error.atDoor && { atDoor: true }), ...more }
    : { reason: 'store-unreachable', url, detail, ...more }
}

function whatNext({ waits, again }: { waits?: true; again?: string }): string {
  if (waits) return 'what was to be written waits in the cache for the next run'
  return again ? `${again} asks it again` : 'the next run asks it again'
}

/** Permissions can be changed, or another place chosen; what is in the way is in the way. */
function whyNotWritten(detail: string, file: string): [what: string, next: string] {
  const inTheWay = /^(EISDIR|ENOTDIR|EEXIST|ELOOP|ENAMETOOLONG)$/.test(detail) ? meaningOf(detail) : undefined
  if (inTheWay) return [`${inTheWay.what}, ${detail}`, inTheWay.fix]
  return [detail, `make it writable, or choose another directory in ${file}`]
}

/** A reason whose words name the configuration, with the file that it is about. */
export function withFile(reason: Reason, file: string): Reason {
  const isNamed = reason.reason === 'not-configured' || reason.reason === 'not-writable'
  return isNamed && file !== configurationFile ? { ...reason, file } : reason
}

/** What to do where it is not the repository that is at fault: git is not there, or refuses one that another user owns, with its name as git quotes it. */
export function gitFix(detail: string): string | undefined {
  if (detail.startsWith('git cannot be started')) return 'install git, or put it on PATH'
  const [, variable] = /the one that (GIT_\w+) names is not asked$/.exec(detail) ?? []
  if (variable)
    return `unset ${variable} if the project is in no repository; else give its work tree a .git file that names the repository`
  const [, directory] = /dubious ownership in repository at ('[^']+')/.exec(detail) ?? []
  return directory && `if you trust who owns it: git config --global --add safe.directory ${directory}`
}

/** A reason as a sentence that says what to do next. */
export const describeReason = (reason: Reason): string => reasonParts(reason).join('')

/** What happened, which a letter may cut, and what to do next, which may be a command: half of one is none. */
export function reasonParts(reason: Reason): [what: string, next: string] {
  switch (reason.reason) {
    case 'not-selected':
      return [`left out by ${reason.flag}`, '']
    case 'not-configured':
      return ['not configured', `: set "${reason.key}" in ${reason.file ?? configurationFile} to have it`]
    case 'nothing-there':
      return [reason.detail, '']
    case 'unreadable':
      return [
        `${reason.path} cannot be read (${reason.detail})`,
        `: ${gitFix(reason.detail) ?? 'fix it or move it elsewhere'}`,
      ]
    case 'not-writable': {
      const [what, fix] = whyNotWritten(reason.detail, reason.file ?? configurationFile)
      return [`${reason.path} cannot be written (${what})`, `: ${fix}`]
    }
    case 'condition':
      return [reason.path === undefined ? reason.what : `${reason.path}: ${reason.what}`, `: ${reason.fix}`]
    case 'template-broken':
      return [
        [reason, ...(reason.others ?? [])].map(brokenIn).join('; '),
        reason.others
          ? ': the built-in templates were used; fix or remove them'
          : ': the built-in template was used; fix or remove it',
      ]
    case 'store-unreachable':
      return [`${reason.url} does not answer (${reason.detail})`, `: ${whatNext(reason)}`]
    case 'store-refused':
      return [
        `${reason.url} refused (${reason.code}): ${reason.detail}`,
        `; ${reason.atDoor ? `${toBeLetIn(reason.code)}; ` : ''}${whatNext(reason)}`,
      ]
    case 'store-cut-short':
      return [`${reason.url} gave less than it has (${reason.detail})`, `: ${whatNext(reason)}`]
    case 'incomplete':
      return [reason.detail, reason.fix ? `: ${reason.fix}` : '']
    case 'check-failed':
      return [reason.detail, `: ${reason.fix}`]
    case 'need-missing':
      return [`not started, because ${reason.task} gave no result`, '']
    case 'gate':
      return [`blocked by the check "${reason.check}"`, `: ${reason.fix}`]
    case 'interrupted':
      return ['interrupted', ': finish it with --resume']
    case 'bug':
      return [`a bug in bookend (${reason.message})`, ': please report it']
    default:
      return unreachable(reason)
  }
}

const brokenIn = ({ path, line, detail }: FaultyTemplate): string =>
  `${path}${line ? `:${line}` : ''} is broken (${detail})`
