import { iso } from '../../cache/window.ts'
import { clip } from '../../templates/render.ts'
import type { TaskContext } from '../task.ts'
import type { Ended } from './end-processes.ts'
import type { JudgedProcess, ProcessVerdict } from './verdicts.ts'

/** A process in the report. */
export interface ReportedProcess {
  pid: number
  command: string
  /** ISO. */
  startedAt: string
  verdict: ProcessVerdict
  proof: string
  /** What proves a protected one to be the session's all the same. */
  ownProof?: string
  port?: number
  /** How it ended, or why it did not. */
  outcome?: string
}

export interface CleanedProcesses {
  processes: (ReportedProcess & { memory: number; ageMs: number })[]
}

export function withOutcome<P extends ReportedProcess>(process: P, ended: Map<number, Ended>): P {
  const outcome = ended.get(process.pid)
  return outcome ? { ...process, outcome } : process
}

export function reported(
  run: Pick<TaskContext['run'], 'startedAt'>,
  process: JudgedProcess,
): CleanedProcesses['processes'][number] {
  const { pid, command, verdict, proof, ownProof, port, memory, startedAt } = process
  return {
    pid,
    command,
    startedAt: iso(startedAt),
    verdict,
    proof,
    ...(ownProof !== undefined && { ownProof }),
    ...(port !== undefined && { port }),
    memory,
    ageMs: Math.max(0, Math.round(run.startedAt - startedAt)),
  }
}

/** A table that a person can judge, the proof of each below it; and how to end what was left alone. */
export function processTable({ processes }: CleanedProcesses): string {
  if (processes.length === 0) return 'no process could belong to the session'
  const line = (pid: string, verdict: string, old: string, memory: string, command: string) =>
    `${pid.padEnd(8)}${verdict.padEnd(11)}${old.padEnd(9)}${memory.padEnd(9)}${command}`
  const rows = processes.flatMap(({ pid, command, ageMs, memory, verdict, outcome, proof, ownProof, port }) => [
    line(String(pid), verdict, age(ageMs), `${Math.round(memory / 2 ** 20)} MB`, clip(command, 42)),
    `        ${proof}${port === undefined ? '' : ` (port ${port})`}`,
    ...(ownProof === undefined ? [] : [`        of the session: ${ownProof}`]),
    ...(outcome ? [`        ${outcome}`] : verdict === 'suspect' ? [`        to end it: kill ${pid}`] : []),
  ])
  return [line('PID', 'VERDICT', 'AGE', 'MEMORY', 'COMMAND, and the proof below it'), ...rows].join('\n')
}

function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return `${Math.floor(ms / 1000)} s`
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}
