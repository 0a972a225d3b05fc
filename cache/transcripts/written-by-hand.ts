import { isAbsolute, join } from 'node:path'
import type { Whereabouts } from './command.ts'
import { placeAt, unknowable } from './place.ts'
import { projectPath } from './project-path.ts'
import { isOption, programOf, type Step } from './shell-line.ts'
import { innerScript, innerSteps } from './telling-steps.ts'

const mayWrite = /\b(?:cat|tee)\b[\s\S]*<</

/** The files that a line writes from documents in it, as whole paths: `cat > FILE <<EOF` and `tee FILE <<EOF` are edits like those of a tool for edits. */
export function writtenByHand(command: string, at: Whereabouts): string[] {
  if (!mayWrite.test(command)) return []
  return innerSteps(command, placeAt(at.cwd || at.roots[0] || '/')).flatMap((step) =>
    filesOf(step).flatMap((file) => {
      if (unknowable.test(file) || file.startsWith('/dev/')) return []
      if (isAbsolute(file)) return [file]
      return isAbsolute(step.place.directory) ? [join(step.place.directory, file)] : []
    }),
  )
}

/** How commands change files in place: those that they name behind an option. */
const inPlace: Record<string, RegExp> = { sed: /^-\w*i|^--in-place/, perl: /^-\w*i/, ruby: /^-\w*i/ }
/** Those that write the last file that they name. */
const placing = new Set(['cp', 'mv'])

/** The files that surely were written by a line that ended well, as the project names them. */
export function writtenIn(command: string, at: Whereabouts): Set<string> {
  const { steps, passed } = innerScript(command, placeAt(at.cwd || at.roots[0] || '/'))
  const sure = passed()
  return new Set(
    steps
      .filter((step) => sure.has(step.at))
      .flatMap((step) => writtenBy(step).map((file) => projectPath(file, step.place.directory, at.roots))),
  )
}

function writtenBy({ words, piece }: Step): string[] {
  const program = programOf(words)
  const named = words.slice(1).map(({ text }) => text)
  const files = named.filter((each) => !isOption(each))
  if (Object.hasOwn(inPlace, program)) return named.some((word) => inPlace[program]?.test(word)) ? files : piece.writes
  if (program === 'tee') return [...piece.writes, ...files]
  return [...piece.writes, ...(placing.has(program) ? files.slice(-1) : [])]
}

function filesOf({ words, piece }: Step): string[] {
  const program = programOf(words)
  if (!piece.reads.some((from) => from.startsWith('<<')) || (program !== 'cat' && program !== 'tee')) return []
  const named = words.slice(1).map(({ text }) => text)
  return [...piece.writes, ...(program === 'tee' ? named.filter((word) => !isOption(word)) : [])]
}
