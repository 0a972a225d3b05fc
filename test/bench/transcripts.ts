import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnvironment, createProject, entry, repository } from '../support/project.ts'
import { answer, prompt, result, use } from '../support/transcripts.ts'
import { type Benchmark, type Measurement, median, processorTime, timeProcess } from './measure.ts'

/** `BENCH_TRANSCRIPTS`: so many bytes instead of a gigabyte. */
const bytes = Number(process.env.BENCH_TRANSCRIPTS ?? 10 ** 9)
/** `CCUSAGE`: the command of that counter, which reads the same files; without it counting their lines is the bare operation. */
const other = process.env.CCUSAGE
const sessions = 400

/** One turn of a session, about 20 KB: a prompt, an answer in three lines, a tool's result, what the client notes between. */
function turn(seconds: number, id: string, root: string): string {
  const text = `${id} ${'Reads the file, and tells what stands in it. '.repeat(20)}`
  const usage = { input: 12, read: 40_000 + (seconds % 90_000), write: 800 }
  const own = { line: { cwd: root } }
  const lines = [
    prompt(seconds, text, { cwd: root }),
    answer(
      seconds + 1,
      id,
      { ...usage, output: 3 },
      { stop: null, content: [{ type: 'thinking', thinking: '', signature: text }], ...own },
    ),
    answer(seconds + 2, id, { ...usage, output: 90 }, { stop: null, content: [{ type: 'text', text }], ...own }),
    answer(
      seconds + 3,
      id,
      { ...usage, output: 400 },
      { stop: 'tool_use', content: [use(`toolu_${id}`, 'Read', { file_path: `src/${id}.ts` })], ...own },
    ),
    result(
      seconds + 4,
      `toolu_${id}`,
      { content: text.repeat(8), is_error: seconds % 7 === 0 },
      { cwd: root, toolUseResult: { type: 'text', file: { content: text.repeat(6) } } },
    ),
    { type: 'file-history-snapshot', messageId: id, snapshot: {} },
    { type: 'last-prompt', sessionId: id },
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** A directory of transcripts of so many bytes; every fourth session is another project's, every tenth has a line of two megabytes. */
function writeTranscripts(projects: string, project: string, bytes: number): void {
  for (let session = 0; session < sessions; session++) {
    const root = session % 4 === 3 ? '/home/me/other' : project
    const directory = join(projects, root.replaceAll('/', '-'))
    mkdirSync(directory, { recursive: true })
    const fd = openSync(join(directory, `${String(session).padStart(8, '0')}.jsonl`), 'w')
    let written = 0
    for (let n = 0; written < bytes / sessions; n++) {
      written += writeSync(fd, turn(session * 3600 + n * 5, `${session}-${n}`, root))
      if (n === 3 && session % 10 === 0)
        written += writeSync(fd, `${JSON.stringify(prompt(0, 'x'.repeat(2e6), { cwd: root }))}\n`)
    }
    closeSync(fd)
  }
}

/** Makes a process say, when it ends, how much memory it had at most. */
const sayMemory = `--import=data:text/javascript,${encodeURIComponent("process.on('exit',()=>process._rawDebug('MEMORY',process.resourceUsage().maxRSS))")}`

interface Read {
  ms: number
  megabytes: number
  transcripts: number
}

/** A closedown of all days: how long its step that reads the transcripts took, and how much memory the whole process had. */
function closeDown(project: string, home: string): Read {
  const window = ['--from', '2026-09-01', '--to', '2027-12-31']
  const { stdout, stderr, status } = spawnSync(process.execPath, [entry, 'closedown', '--json', ...window], {
    cwd: project,
    encoding: 'utf8',
    env: cleanEnvironment({ CLAUDE_CONFIG_DIR: home, NODE_OPTIONS: sayMemory }),
  })
  if (status !== 0) throw new Error(stderr)
  const report = JSON.parse(stdout) as { tasks: { id: string; ms: number }[]; agent: { transcripts: number } }
  return {
    ms: report.tasks.find(({ id }) => id === 'analysis/agent')?.ms ?? Number.NaN,
    megabytes: Number(/MEMORY (\d+)/.exec(stderr)?.[1]) / 1024,
    transcripts: report.agent.transcripts,
  }
}

/** The processor time of one whole `task analysis/agent`, with an empty cache and with a full one, and of the other counter beside it. */
function besideAnother(project: string, home: string): Measurement[] {
  const window = ['--from', '2026-09-01', '--to', '2027-12-31']
  const env = cleanEnvironment({ CLAUDE_CONFIG_DIR: home })
  const own = () =>
    processorTime([process.execPath, entry, 'task', 'analysis/agent', '--json', ...window], { cwd: project, env })
  const bare = () =>
    other
      ? processorTime([other, 'daily', '--json', '--offline'], { env })
      : processorTime(['sh', '-c', `cat ${home}/projects/*/*.jsonl | wc -l`])
  const rounds = [1, 2, 3].map(() => {
    rmSync(join(project, '.claude/cache'), { recursive: true, force: true })
    return { first: own(), second: own(), bare: bare() }
  })
  const name = other ? 'ccusage' : 'counting their lines'
  const remark = (of: 'first' | 'second') =>
    `wall time ${median(rounds.map((round) => round[of].ms)).toFixed(0)} ms, ${name} ${median(rounds.map((round) => round.bare.ms)).toFixed(0)} ms`
  return (['first', 'second'] as const).map((of) => ({
    name: `processor time of task analysis/agent, ${of} reading`,
    values: rounds.map((round) => round[of].cpuMs),
    bare: { name: `processor time of ${name}`, values: rounds.map((round) => round.bare.cpuMs) },
    remarks: [remark(of)],
  }))
}

export const reading: Benchmark = {
  name: 'transcripts',
  async run() {
    execFileSync('npm', ['run', '-s', 'build'], { cwd: repository, stdio: 'inherit' })
    const home = mkdtempSync(join(tmpdir(), 'bookend-bench-'))
    const project = createProject()
    try {
      writeTranscripts(join(home, 'projects'), project.root, bytes)
      const bare = (line: string) => timeProcess('sh', ['-c', line])
      const first = [1, 2].map(() => {
        rmSync(join(project.root, '.claude/cache'), { recursive: true, force: true })
        return closeDown(project.root, home)
      })
      const second = [1, 2, 3, 4, 5].map(() => closeDown(project.root, home))
      const memory = (reads: Read[]) =>
        `memory of the whole closedown: ${Math.max(...reads.map(({ megabytes }) => megabytes)).toFixed(0)} MB at most`
      return [
        {
          name: `first read of ${(bytes / 1e9).toFixed(1)} GB of transcripts, ${first[0]?.transcripts} of ${sessions} the project's`,
          values: first.map(({ ms }) => ms),
          bare: {
            name: 'counting their lines',
            values: first.map(() => bare(`cat ${home}/projects/*/*.jsonl | wc -l`)),
          },
          remarks: [memory(first)],
        },
        {
          name: 'second read, and the figures of all of it',
          values: second.map(({ ms }) => ms),
          bare: { name: 'listing the files', values: second.map(() => bare(`ls -l ${home}/projects/*`)) },
          remarks: [memory(second)],
        },
        ...besideAnother(project.root, home),
      ]
    } finally {
      rmSync(home, { recursive: true, force: true })
      project.remove()
    }
  },
}
