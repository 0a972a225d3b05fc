import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readRegular } from '../../../cache/regular-file.ts'
import { parseRuleFile, type Rule } from '../../../cache/rules/rule-file.ts'

/** The rules that a closedown read, where their file was not changed since it began; undefined where nobody knows what it read. */
export function rulesAsThen(root: string, file: string, closedAt: number | undefined): Rule[] | undefined {
  if (closedAt === undefined) return undefined
  const path = join(root, file)
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (changed === undefined || changed > closedAt) return undefined
  try {
    return parseRuleFile(readRegular(path, { named: file }) ?? '[]').rules
  } catch {
    return undefined
  }
}
