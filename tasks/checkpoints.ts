import { messageOf } from '../cache/errors.ts'
import { isObject, type JsonObject, parseJsonFile } from '../cache/json.ts'

/** `.claude/token-checkpoints.json`, and its checkpoints, from the lowest to the highest. */
export interface CheckpointFile {
  file: JsonObject
  checkpoints: JsonObject[]
}

/** How much of the token budget is in use, and which checkpoints that passed. */
export interface TokenFacts {
  /** Size of the context. */
  tokens: number
  budget: number
  /** Percentages whose tokens are in use. */
  reached: number[]
  /** Those of them that the file does not say were taken. */
  overdue: number[]
  /** Tokens of the first checkpoint that is still to come. */
  next: number | null
}

/** Tokens of a context, where the file does not say otherwise. */
const defaultBudget = 200_000

export function parseCheckpoints(text: string): CheckpointFile | { problem: string } {
  try {
    const file: unknown = parseJsonFile(text)
    if (!isObject(file) || !Array.isArray(file.checkpoints)) return { problem: 'it has no list "checkpoints"' }
    return { file: file as JsonObject, checkpoints: file.checkpoints.filter(isObject) as JsonObject[] }
  } catch (error) {
    return { problem: messageOf(error) }
  }
}

/** The documented keys as a new session has them; every other key stays. */
export function resetOf({ file, checkpoints }: CheckpointFile, at: string): JsonObject {
  const reset = checkpoints.map((checkpoint) => ({ ...checkpoint, completed: false, timestamp: null }))
  return {
    ...file,
    checkpoints: reset,
    next_checkpoint: checkpoints[0]?.tokens ?? null,
    overdue: false,
    last_check: at,
  }
}

/** What so many tokens in use mean for the checkpoints of a file. */
export function tokenFacts({ file, checkpoints }: CheckpointFile, tokens: number): TokenFacts {
  const budget = positive(file.budget) ?? defaultBudget
  const reached = checkpoints.filter((checkpoint) => tokensOf(checkpoint, budget) <= tokens)
  const percentages = (list: JsonObject[]) => list.map((checkpoint) => Number(checkpoint.percentage ?? 0))
  const ahead = checkpoints
    .map((checkpoint) => tokensOf(checkpoint, budget))
    .filter((threshold) => threshold > tokens && Number.isFinite(threshold))
  return {
    tokens,
    budget,
    reached: percentages(reached),
    overdue: percentages(reached.filter((checkpoint) => checkpoint.completed !== true)),
    next: ahead.length > 0 ? Math.min(...ahead) : null,
  }
}

/**
 * The file with every checkpoint that is reached marked as taken, at a time (ISO). A mark stays when the context shrinks again, and every
 * key that is not about the checkpoints stays too. Undefined where nothing new was reached.
 */
export function markReached(parsed: CheckpointFile, tokens: number, at: string): JsonObject | undefined {
  const { overdue, budget } = tokenFacts(parsed, tokens)
  if (overdue.length === 0) return undefined
  const checkpoints = parsed.checkpoints.map((checkpoint) =>
    tokensOf(checkpoint, budget) <= tokens && checkpoint.completed !== true
      ? { ...checkpoint, completed: true, timestamp: at }
      : checkpoint,
  )
  const open = checkpoints.filter((checkpoint) => checkpoint.completed !== true)
  const ahead = open.map((checkpoint) => tokensOf(checkpoint, budget)).filter(Number.isFinite)
  return {
    ...parsed.file,
    checkpoints,
    next_checkpoint: ahead.length > 0 ? Math.min(...ahead) : null,
    overdue: false,
    last_check: at,
  }
}

/** Where a checkpoint is; one that does not say is never reached. */
function tokensOf(checkpoint: JsonObject, budget: number): number {
  const percentage = positive(checkpoint.percentage)
  return (
    positive(checkpoint.tokens) ?? (percentage === undefined ? Number.POSITIVE_INFINITY : (budget * percentage) / 100)
  )
}

const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined
