import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Answer, callInProcess } from '../support/in-process/call.ts'
import { cleanEnvironment, createProject, entry, repository } from '../support/project.ts'
import { compare, type Problem } from './compare.ts'
import type { Scenario } from './scenarios.ts'
import { type Snapshot, stateOf, takeSnapshot } from './snapshot.ts'
import { breaksWithin, runBroken } from './within.ts'

export type Kind = 'kill' | 'EIO' | 'ENOSPC' | 'EDQUOT'
export const kinds: Kind[] = ['kill', 'EIO', 'ENOSPC', 'EDQUOT']

/** The compiler that builds the interposer; undefined where there is none, or no system that it is for. */
export function findCompiler(): string | undefined {
  if (process.platform !== 'linux') return undefined
  return ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0)
}

/** Builds the library that counts and breaks writes. */
export function buildInterposer(compiler: string, directory: string): string {
  const library = join(directory, 'interpose.so')
  const source = join(import.meta.dirname as string, 'interpose.c')
  execFileSync(compiler, ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'pipe' })
  return library
}

interface Ended {
  status: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** One scenario, prepared once; every trial begins with a copy of that, at the same place. */
export class Bench {
  /** How many calls the command makes that change something. */
  readonly calls: number
  private readonly base: string
  private readonly root: string
  private readonly temporary: string
  private readonly template: string
  private readonly reference: Snapshot
  private readonly scenario: Scenario
  private readonly library: string
  /** The clock stands still, so that two runs write the same: behind what was prepared. */
  private readonly clock = Date.now() + 600_000

  constructor(scenario: Scenario, library: string) {
    this.scenario = scenario
    this.library = library
    this.base = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-faults-')))
    this.root = join(this.base, 'project')
    this.temporary = join(this.base, 'tmp')
    this.template = join(this.base, 'template')
    mkdirSync(this.root)
    scenario.prepare(createProject({ root: this.root }))
    cpSync(this.root, this.template, { recursive: true, preserveTimestamps: true })
    this.restore()
    const ended = this.run(scenario.args, {})
    if (ended.status !== 0) throw new Error(`${scenario.name} ended with ${ended.status}: ${ended.stderr}`)
    this.calls = Number(readFileSync(join(this.base, 'count'), 'utf8'))
    this.reference = takeSnapshot(this.root, this.temporary)
    if (breaksWithin) this.checkWithin()
  }

  /** Within this process, a command makes the same calls as in one of its own. */
  private checkWithin(): void {
    this.restore()
    const [, calls] = this.runWithin(this.scenario.args, 0, 'EIO')
    if (calls !== this.calls) throw new Error(`${calls} calls within one process, ${this.calls} in one of their own`)
  }

  /**
   * Which calls to kill the command at, so that everything is tried that a kill at any of them can leave: every such state is opened and read, and of
   * those that say the same (most writes are halves of a transaction, which SQLite takes back) one is tried.
   */
  distinctKills(): number[] {
    const copies = join(this.base, 'copies')
    mkdirSync(copies)
    this.restore()
    this.run(this.scenario.args, { copies })
    const states = new Map<string, number>()
    for (let at = 1; at <= this.calls; at++) {
      const copy = join(copies, String(at))
      const state = stateOf(copy)
      if (!states.has(state)) states.set(state, at)
      rmSync(copy, { recursive: true })
    }
    rmSync(copies, { recursive: true })
    return [...states.values()]
  }

  /**
   * Breaks the Nth call, then does what a user would; what is wrong afterwards. Where this process's own writes can be broken, a call fails in it, which
   * has the program loaded already; whatever is wrong then is tried again in a process of its own, and that counts.
   */
  try(at: number, kind: Kind): Problem[] {
    const args = [...this.scenario.args, '--json']
    if (breaksWithin && kind !== 'kill') {
      const found = this.tryWith(kind, () => this.runWithin(args, at, kind)[0])
      if (found.length === 0) return []
    }
    return this.tryWith(kind, () => this.run(args, { at, kind }))
  }

  private tryWith(kind: Kind, run: () => Ended): Problem[] {
    this.restore()
    const broken = run()
    const answered = kind === 'kill' ? [] : answerProblems(broken)
    // Who is told that all is done types nothing more.
    if (claimsAll(broken))
      return [...answered, ...this.differences().filter(({ what }) => !isFullDisk(kind) || what !== lockLeft)]
    return [...answered, ...this.repair(broken), ...this.differences()]
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true })
  }

  private restore(): void {
    rmSync(this.root, { recursive: true, force: true })
    rmSync(this.temporary, { recursive: true, force: true })
    mkdirSync(this.temporary)
    cpSync(this.template, this.root, { recursive: true, preserveTimestamps: true })
  }

  private runWithin(args: string[], at: number, error: Exclude<Kind, 'kill'>): [Ended, number] {
    const [answer, calls] = runBroken({ root: this.root, at, error, clock: this.clock }, () => this.repairWith(args))
    return [{ ...answer, signal: null }, calls]
  }

  /** What is typed next: without a fault, and so in a thread of this process, which has the program loaded already. */
  private repairWith(args: string[]): Answer {
    const environment = cleanEnvironment({ TMPDIR: this.temporary }) as Record<string, string>
    return callInProcess(repository, { argv: args, cwd: this.root, environment, now: this.clock })
  }

  private run(args: string[], { at = 0, kind, copies }: { at?: number; kind?: Kind; copies?: string }): Ended {
    const faults = {
      ...(copies !== undefined && { FAULTS_COPIES: copies }),
      LD_PRELOAD: this.library,
      FAULTS_ROOT: this.root,
      FAULTS_AT: String(at),
      FAULTS_KIND: kind ?? 'kill',
      FAULTS_COUNT: join(this.base, 'count'),
      FAULTS_CLOCK: String(this.clock),
      // Node's own writes go through the calls that are counted.
      UV_USE_IO_URING: '0',
      TMPDIR: this.temporary,
    }
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
      cwd: this.root,
      encoding: 'utf8',
      env: cleanEnvironment(faults),
      maxBuffer: 2 ** 26,
    })
    return { status, signal, stdout, stderr }
  }

  /** What a user types next: the resuming command, where there is one, and the same command again where that was not done. */
  private repair(broken: Ended): Problem[] {
    const { resume, args, repeats } = this.scenario
    const killed = broken.status === null
    const whole = () => this.differences().length === 0
    if (resume) {
      const resumed = this.repairWith(resume)
      if (resumed.status !== 0 && resumed.status !== 2)
        return [{ how: 'lost', what: `--resume ended with ${resumed.status}: ${resumed.stderr}` }]
      if (resumed.status === 0 || (killed && whole())) return []
    } else if (repeats && whole()) return []
    const again = this.repairWith(args)
    return again.status === 0
      ? []
      : [{ how: 'lost', what: `the same command again ended with ${again.status}: ${again.stderr}` }]
  }

  private differences(): Problem[] {
    const found = compare(this.reference, takeSnapshot(this.root, this.temporary), this.scenario)
    // One that was killed behind its end is complete, and typed again it would be a second one; whoever comes next takes over the lock.
    return this.scenario.anew ? found.filter(({ what }) => what !== lockLeft) : found
  }
}

/** What a full disk did not let it give back is taken over by the next run: its process is gone. */
const isFullDisk = (kind: Kind): boolean => kind === 'ENOSPC' || kind === 'EDQUOT'
const lockLeft = 'a lock'

/** Whether a command says of itself that it did everything. */
function claimsAll({ status, stdout }: Ended): boolean {
  if (status !== 0) return false
  const { outcome = 'ok', degraded } = parsed(stdout) ?? { outcome: 'unknown' }
  return outcome === 'ok' && degraded === undefined
}

function parsed(text: string): { outcome?: string; degraded?: string[] } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function answerProblems({ status, signal, stdout, stderr }: Ended): Problem[] {
  const problems: string[] = []
  if (signal) problems.push(`it ended by ${signal}`)
  else if (status !== 0 && status !== 4) problems.push(`exit status ${status}: ${stderr.slice(0, 600)}`)
  if (/\n\s+at |please report/.test(stderr)) problems.push(`a stack: ${stderr.slice(0, 600)}`)
  if (!parsed(stdout)) problems.push(`no JSON document: ${stdout.slice(0, 200)} ${stderr.slice(0, 300)}`)
  return problems.map((what) => ({ how: 'answer', what }))
}
