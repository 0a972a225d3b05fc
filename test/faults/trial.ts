import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { cleanEnvironment, createProject, entry } from '../support/project.ts'
import type { Scenario } from './scenarios.ts'

export type Kind = 'kill' | 'EIO' | 'ENOSPC'
export const kinds: Kind[] = ['kill', 'EIO', 'ENOSPC']

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
  private readonly reference: Map<string, string>
  private readonly scenario: Scenario
  private readonly library: string
  /** The clock stands still, so that two runs write the same. */
  private readonly clock = Date.now()

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
    const ended = this.restored(() => this.run(scenario.args, {}))
    if (ended.status !== 0) throw new Error(`${scenario.name} ended with ${ended.status}: ${ended.stderr}`)
    this.calls = Number(readFileSync(join(this.base, 'count'), 'utf8'))
    this.reference = this.snapshot()
  }

  /** Breaks the Nth call, then does what a user would; what is wrong afterwards, in sentences. */
  try(at: number, kind: Kind): string[] {
    const broken = this.restored(() => this.run([...this.scenario.args, '--json'], { at, kind }))
    const problems = kind === 'kill' ? [] : answerProblems(broken)
    problems.push(...this.repair(broken))
    return [...problems, ...this.differences(kind)].map(
      (problem) => `${this.scenario.name} ${kind} at ${at}: ${problem}`,
    )
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true })
  }

  private restored<Result>(work: () => Result): Result {
    rmSync(this.root, { recursive: true, force: true })
    rmSync(this.temporary, { recursive: true, force: true })
    mkdirSync(this.temporary)
    cpSync(this.template, this.root, { recursive: true, preserveTimestamps: true })
    return work()
  }

  private run(args: string[], { at = 0, kind }: { at?: number; kind?: Kind }): Ended {
    const faults = {
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
  private repair(broken: Ended): string[] {
    const { resume, args, repeats } = this.scenario
    if (resume) {
      const resumed = this.run(resume, {})
      if (resumed.status !== 0 && resumed.status !== 2)
        return [`--resume ended with ${resumed.status}: ${resumed.stderr}`]
      // A run that was broken and came to its end all the same has lost something: it says how to get the whole.
      if (resumed.status === 0 || (broken.status === null && this.differences('kill').length === 0)) return []
    } else if (repeats && this.differences('kill').length === 0) return []
    const again = this.run(args, {})
    return again.status === 0 ? [] : [`the same command again ended with ${again.status}: ${again.stderr}`]
  }

  /** What is not as after a run that nothing broke. */
  private differences(kind: Kind): string[] {
    const found = this.snapshot()
    // A document that a broken run wrote stays, and the whole one gets the next number.
    const numbered = kind !== 'kill' && this.scenario.repeats === true
    const problems: string[] = []
    for (const [what, is] of found) {
      if (what.startsWith('left ')) problems.push(what)
      else if (!this.reference.has(what) && !numbered) problems.push(`${what} should not be there`)
      else if (!numbered && this.reference.get(what) !== is)
        problems.push(`${what} differs: ${firstDifference(this.reference.get(what) ?? '', is)}`)
    }
    for (const [what, was] of this.reference) {
      if (!found.has(what) && !numbered) problems.push(`${what} is missing`)
      if (numbered && !holds(found, what, was))
        problems.push(`${what} is not there as it should be: ${firstDifference(was, found.get(what) ?? '')}`)
    }
    return problems
  }

  /** Everything that the command leaves: files by their path, the rows of the cache by their table, and what should not be there. */
  private snapshot(): Map<string, string> {
    const found = new Map<string, string>()
    for (const path of readdirSync(this.root, { recursive: true, encoding: 'utf8' }).sort()) {
      if (path.startsWith('.git/') || /sessions\.db/.test(path)) continue
      if (basename(path).startsWith('.bookend-')) found.set(`left ${path}`, '')
      else found.set(unnumbered(path), textAt(join(this.root, path)))
    }
    for (const name of readdirSync(this.temporary)) {
      if (name.startsWith('bookend-scratch-')) found.set(`left ${relative(this.base, join(this.temporary, name))}`, '')
    }
    const cache = join(this.root, '.claude/cache/sessions.db')
    if (existsSync(cache)) for (const [table, rows] of tablesOf(cache)) found.set(`table ${table}`, rows)
    return found
  }
}

function firstDifference(was: string, is: string): string {
  let at = 0
  while (at < was.length && was[at] === is[at]) at++
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))
  return `${around(is)} in place of ${around(was)}`
}

/** Whether something is there as it should be, under its own or a further number. */
function holds(found: Map<string, string>, what: string, was: string): boolean {
  const plain = (text: string) => text.replace(/(_\d{4}-\d\d-\d\d)-\d+/g, '$1').replace(/(bytes\W+)\d+/g, '$10')
  if (what.startsWith('table ')) {
    const rows = new Set(plain(found.get(what) ?? '').split('\n'))
    return plain(was)
      .split('\n')
      .every((row) => rows.has(row))
  }
  return [...found].some(([path, text]) => plain(path) === plain(what) && plain(text) === plain(was))
}

function answerProblems({ status, signal, stdout, stderr }: Ended): string[] {
  const problems: string[] = []
  if (signal) problems.push(`it ended by ${signal}`)
  if (status === 1) problems.push(`exit status 1: ${stderr.slice(0, 600)}`)
  if (/\n\s+at |please report/.test(stderr)) problems.push(`a stack: ${stderr.slice(0, 600)}`)
  try {
    JSON.parse(stdout)
  } catch {
    problems.push(`no JSON document: ${stdout.slice(0, 200)} ${stderr.slice(0, 300)}`)
  }
  return problems
}

/** What is moved to the trash again, behind a move that was cut short, gets the next number there. */
const unnumbered = (path: string): string => path.replace(/(\/trash\/[^/]+)\/\d+/, '$1/N')

function textAt(path: string): string {
  try {
    const text = masked(readFileSync(path, 'utf8'))
    if (!path.endsWith('/manifest.jsonl')) return text
    return [...new Set(text.replace(/"number":\d+/g, '"number":0').split('\n'))].join('\n')
  } catch {
    return '' // a directory
  }
}

/** What is random, or a measured time, in documents and rows. */
function masked(text: string): string {
  return text
    .replace(/(\d{4}-\d\d-\d\d-\d{3})-[0-9a-f]{32}/g, '$1-MARK')
    .replace(/"ms":\d+/g, '"ms":0')
    .replace(/\b\d+ ms\b/g, '0 ms')
}

/** The journal's own tables say how often something was begun; everything else is what was done. */
const journal = /^(runs|steps|step_actions|run_lock|sqlite_.*)$/

type Row = Record<string, unknown>

/**
 * Of a report, what it says of the session. How often a step had to be begun is the journal's, and what a broken attempt did already (removed, written to
 * a store) the next one cannot do again.
 */
function plainRow(row: Row): Row {
  // Numbered anew behind an attempt that had written its own: of documents their number, names and hashes aside, is what must be the same.
  if (typeof row.sha256 === 'string') return { session: row.session }
  if (typeof row.metadata === 'string') return { ...row, metadata: withoutNulls(row.metadata) }
  if (typeof row.report !== 'string') return row
  const { tasks, cleanup, sync, checks, ...report } = JSON.parse(row.report) as Record<string, unknown>
  const ends = (tasks as { id: string; outcome: string }[]).map(({ id, outcome }) => [id, outcome])
  return { ...row, report: JSON.stringify({ ...report, ends }) }
}

/** Merged into a row that is there, a key without a value is the same as none. */
const withoutNulls = (json: string): string =>
  JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(json) as object).filter(([, value]) => value !== null)))

function tablesOf(file: string): [table: string, rows: string][] {
  const db = new BetterSqlite3(file)
  try {
    const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
    return names
      .filter((name) => !journal.test(name))
      .map((name) => {
        const rows = (db.prepare(`SELECT * FROM "${name}"`).all() as Row[]).map((row) =>
          masked(JSON.stringify(plainRow(row))),
        )
        return [name, rows.sort().join('\n')]
      })
  } finally {
    db.close()
  }
}
