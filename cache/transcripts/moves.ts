import { isAbsolute, join } from 'node:path'
import type { Whereabouts } from './command.ts'
import { isKnownAsIn, mergedOnServer } from './joined.ts'
import type { Move } from './move.ts'
import { directoryIn, isBeginning, type Place, placeAt, startOf } from './place.ts'
import { isOption, isPipe, programOf, type Step } from './shell-line.ts'
import { generated, innerSteps, isTelling } from './telling-steps.ts'
import { wordList } from './word-list.ts'

type Done = Pick<Move, 'does' | 'target' | 'joins' | 'how'>

/** Commands of git's that leave the files as they are. Every other one may put others in their place. */
const keeping = new Set(
  wordList(`
    add annotate archive blame branch bundle cat-file check-attr check-ignore cherry clone config count-objects
    describe diff diff-files diff-index diff-tree difftool fetch for-each-ref format-patch fsck gc grep hash-object
    help init log ls-files ls-remote ls-tree maintenance merge-base name-rev notes prune push range-diff reflog remote
    repack request-pull rev-list rev-parse send-email shortlog show show-branch show-ref status symbolic-ref tag
    update-index update-ref var verify-commit verify-tag version whatchanged worktree write-tree
  `),
)
/** Forms of the others that do too. */
const keepingForms: Record<string, RegExp> = {
  apply: /(?:^| )--(?:check|stat|numstat|summary)\b/,
  bisect: /^(?:log|view|visualize|terms|help)\b/,
  clean: /(?:^| )(?:-\w*n|--dry-run)/,
  reset: /^(?!.*--(?:hard|keep|merge)\b)/,
  restore: /^(?=.*(?:--staged\b|-\w*S))(?!.*(?:--worktree\b|-\w*W))/,
  rm: /(?:^| )--cached\b/,
  stash: /^(?:list|show|drop|clear|create|store)\b/,
  submodule: /^(?:$|status|summary)/,
}
/** How git says that there was nothing to do. */
const nothingDone =
  /^(?:Already up[ -]to[ -]date|Already on |Current branch \S+ is up to date|No local changes to save)/im

const last = (words: string[]): string[] => words.slice(-1)
/** Which of the words of other programs name files that they put in the place of others, or take away. What is removed at the top was mostly put there for a moment. */
const changed: Record<string, (words: string[], options: string) => string[]> = {
  mv: (words) => words,
  rm: (words, options) => words.filter((word) => word.includes('/') || (/r/i.test(options) && !isFile(word))),
  cp: (words) => (words.length > 1 && words.slice(0, -1).every(isTemplate) ? [] : last(words)),
  jj: ([how = '']) => (/^(?:undo|restore|abandon)$/.test(how) ? ['.'] : []),
  ln: last,
  rsync: last,
  patch: (_, options) => (/dry-run/.test(options) ? [] : ['.']),
  tar: ([how = ''], options) => (/^\w*x|^-\w*x|--extract/.test(options || how) ? ['.'] : []),
  unzip: (_, options) => (/[lt]/.test(options) ? [] : ['.']),
}

/** What a file of settings that git ignores is begun with: `.env.example`. */
const isTemplate = (file: string): boolean => /[.-](?:example|sample|template|dist)(?:\.\w+)?$/.test(file)

/** Scripts that are given with the line, and what they call to put files in the place of others. */
const interpreters = /^(?:python[\d.]*|node|bun|deno|ruby|perl|php)$/
const movesFiles =
  /\b(?:os\.(?:rename|replace)|shutil\.(?:move|copy\w*)|(?:rename|copyFile)Sync|FileUtils\.\w+|File\.rename)\b/
const isMovingScript = ({ words, piece }: Step, command: string): boolean =>
  interpreters.test(programOf(words)) &&
  (words.some(({ text }) => movesFiles.test(text)) ||
    (piece.reads.some((from) => from.startsWith('<<')) && movesFiles.test(command)))

const mayMove =
  /\b(?:git|gh|jj|mv|rm|cp|ln|rsync|patch|tar|unzip)\b|\bcat\b.*>|\btee\b.*<|\b(?:rename|replace|move|copy|FileUtils)/

/** What the commands of a line do to the files of a project, where it ran to its end and printed this. */
export function movesIn(command: string, at: Whereabouts, printed: () => string): Move[] {
  if (!mayMove.test(command)) return []
  const output = printed()
  const steps = innerSteps(command, placeAt(at.cwd || at.roots[0] || '/', at.branch))
  const first = steps.find(isTelling) ?? steps[0]
  const moves = steps.flatMap((step, index): Move[] => {
    const { place } = step
    const done = programOf(step.words) === 'git' ? doneByGit(step, at.roots, output) : undefined
    const own =
      isMovingScript(step, command) ||
      [...filesChanged(step), ...filesShownInto(steps, index)].some((file) => isOwn(file, place, at.roots))
    const isSwitch = textsOf(step).join(' ').startsWith('gh pr checkout')
    const sent = mergedOnServer(textsOf(step), place.branch, output)
    const does = done?.does ?? (own ? 'exchange' : isSwitch ? 'switch' : sent ? 'send' : undefined)
    const isBehind = first !== undefined && step.at > first.at
    return does ? [{ target: undefined, ...sent, ...done, does, place, isBehind }] : []
  })
  return moves.length === 1 && nothingDone.test(output) ? [] : moves
}

const textsOf = ({ words }: Step): string[] => [programOf(words), ...words.slice(1).map(({ text }) => text)]

function doneByGit(step: Step, roots: string[], output: string): Done | undefined {
  const all = step.plain.slice(1).map(({ text }) => text)
  const from = all.findIndex((word) => !isOption(word))
  const [name = '', ...words] = from === -1 ? [] : all.slice(from)
  if (name === 'branch' && isKnownAsIn(words, output)) return { does: 'tell', target: undefined, joins: words }
  if (name === '' || keeping.has(name)) return undefined
  if (name === 'commit') return { does: 'commit', target: undefined }
  if (Object.hasOwn(keepingForms, name) && (keepingForms[name] as RegExp).test(words.join(' '))) return undefined
  if (name !== 'checkout' && name !== 'switch' && name !== 'restore') {
    const isBack = /^(?:reset|revert)$/.test(name) || words.some((word) => /^--(?:abort|quit)$/.test(word))
    const pulls = name === 'pull' || (name !== 'revert' && words.some((word) => /^(?:origin|upstream)\//.test(word)))
    const joins = !isBack && (name === 'merge' || name === 'pull') ? words : []
    return { does: 'exchange', target: undefined, joins, how: pulls ? 'pulls' : isBack ? 'takes back' : undefined }
  }
  const named = words.filter((word) => !isOption(word))
  const begun = words.findIndex(isBeginning)
  if (begun !== -1) {
    const begins = startOf(words.slice(begun + 1), step.place.branch) === step.place.branch
    return { does: begins ? 'begin' : 'switch', target: words[begun + 1] }
  }
  const dashes = words.indexOf('--')
  const isOfFiles =
    name === 'restore' || dashes !== -1 || named.length > 1 || named.some(isFile) || /^Updated \d+ path/m.test(output)
  if (name === 'switch' || !isOfFiles) return { does: 'switch', target: named.at(-1) }
  const files = dashes === -1 ? named : words.slice(dashes + 1)
  return files.length === 0 || files.some((file) => isOwn(file, step.place, roots))
    ? { does: 'exchange', target: undefined }
    : undefined
}

const isFile = (word: string): boolean => word === '.' || /\.[a-z]\w{0,4}$/i.test(word)

function filesChanged(step: Step): string[] {
  const [program = '', ...words] = textsOf(step)
  if (!Object.hasOwn(changed, program)) return []
  return (
    changed[program]?.(
      words.filter((word) => !isOption(word)),
      words.filter(isOption).join(' '),
    ) ?? []
  )
}

/** What is put into files, or behind a pipe into those of `tee`, as it was elsewhere: other texts are edits. */
function filesShownInto(steps: Step[], at: number): string[] {
  const step = steps[at] as Step
  const texts = textsOf(step)
  if (programOf(step.words) === 'tee' && step.piece.reads.some((from) => !from.startsWith('<<')))
    return texts.slice(1).filter((file) => !isOption(file))
  if (!/^(?:git (?:\S+ )*(?:show|cat-file)|cat) [^-]/.test(texts.join(' '))) return []
  const next = steps[at + 1]
  const piped = next && isPipe(next.behind) ? next : undefined
  const tee = piped && programOf(piped.words) === 'tee' ? textsOf(piped).slice(1) : []
  return [...step.piece.writes, ...tee, ...(piped?.piece.writes ?? [])].filter((file) => !isOption(file))
}

/** Whether a file is one of the project's that nobody makes anew. */
function isOwn(file: string, { directory }: Place, roots: string[]): boolean {
  if (
    generated.test(file) ||
    /(?:^|\/)(?:[\w-]+-lock\.\w+|\w+\.lockb?|go\.sum)$/.test(file) ||
    file.startsWith('/dev/')
  )
    return false
  const path = isAbsolute(file) ? join(file) : isAbsolute(directory) ? join(directory, file) : undefined
  return path === undefined || !isAbsolute(directoryIn(roots, path))
}
