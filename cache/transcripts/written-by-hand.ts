import { isAbsolute, join } from 'node:path'
import type { Whereabouts } from './command.ts'
import { placeAt, unknowable } from './place.ts'
import { isOption, programOf, type Step } from './shell-line.ts'
import { innerSteps } from './telling-steps.ts'

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

function filesOf({ words, piece }: Step): string[] {
  const program = programOf(words)
  if (!piece.reads.some((from) => from.startsWith('<<')) || (program !== 'cat' && program !== 'tee')) return []
  const named = words.slice(1).map(({ text }) => text)
  return [...piece.writes, ...(program === 'tee' ? named.filter((word) => !isOption(word)) : [])]
}
