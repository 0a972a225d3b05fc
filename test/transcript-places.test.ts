import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import { openExcerpt } from '../cache/transcripts/excerpt.ts'
import { readTranscripts } from '../cache/transcripts/read.ts'
import { agentUsage, modelsOf } from '../cache/transcripts/usage.ts'
import { agentWork } from '../cache/transcripts/work.ts'
import type { Window } from '../cache/window.ts'
import { meta, rollout, tokenCount, turn } from './support/codex.ts'
import { answer, everything, prompt, result, second, use } from './support/transcripts.ts'

type Line = Record<string, unknown>
const test = suite('transcripts in odd places and states')

const textOf = (lines: (Line | string)[], end = '\n') =>
  lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}${end}`)).join('')

interface Counted {
  timestamp: string
  type: string
  requestId?: string
  message?: { id?: string; usage?: Record<string, number>; content?: unknown }
}
interface Block {
  type: string
  id: string
  tool_use_id: string
  is_error?: boolean
}

function parsedLine(line: string): Counted | undefined {
  try {
    return JSON.parse(line) as Counted
  } catch {
    return undefined
  }
}

/** What a straightforward counter finds in the same texts: every line parsed, every message by its largest line, every call and failure once. */
function countedBy(texts: string[], { from, to }: Window = everything) {
  const messages = new Map<string, [total: number, output: number]>()
  const [calls, failures] = [new Set<string>(), new Set<string>()]
  for (const line of texts.flatMap((text) => text.replace(/^\uFEFF/, '').split('\n'))) {
    const value = parsedLine(line)
    if (!value) continue
    const at = Date.parse(value.timestamp)
    if (!(at >= from && at < to)) continue
    const { id, usage, content } = value.message ?? {}
    if (value.type === 'assistant' && usage) {
      const total = Object.values(usage).reduce((sum, each) => sum + each, 0)
      const key = `${id} ${value.requestId}`
      if (total > (messages.get(key)?.[0] ?? -1)) messages.set(key, [total, usage.output_tokens ?? 0])
    }
    for (const block of Array.isArray(content) ? (content as Block[]) : []) {
      if (block.type === 'tool_use') calls.add(block.id)
      if (block.type === 'tool_result' && block.is_error) failures.add(block.tool_use_id)
    }
  }
  const output = [...messages.values()].reduce((sum, [, each]) => sum + each, 0)
  return { messages: messages.size, output, calls: calls.size, failures: failures.size }
}

interface Place {
  root: string
  projects: string
  write(name: string, text: string): string
  /** What is counted for the project at these paths. */
  count(
    roots: string[],
    options?: { window?: Window; progress?: () => void },
  ): Promise<ReturnType<typeof countedBy> & { notRead: string[]; transcripts: number; unreadable: number }>
  edited(roots: string[]): string[]
  remove(): void
}

function createPlace(): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-places-')))
  const projects = join(root, 'claude/projects')
  const cache = openCache(join(root, 'cache'), 'durable', new Date())
  return {
    root,
    projects,
    write(name, text) {
      const path = join(projects, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      return path
    },
    async count(roots, { window = everything, progress = () => undefined } = {}) {
      const directories = [
        { agent: 'claude-code' as const, directory: projects },
        { agent: 'codex' as const, directory: join(root, 'codex') },
      ]
      const notRead = await readTranscripts(cache.db, { directories, roots, linked: new Set() }, { progress })
      const usage = agentUsage(openExcerpt(cache.db, window))
      const all = Object.values(usage ? modelsOf(usage.spend) : {})
      const tools = Object.values(usage?.tools ?? {})
      const sum = (values: number[]) => values.reduce((total, each) => total + each, 0)
      return {
        messages: sum(all.map((each) => each.messages)),
        output: sum(all.map((each) => each.output)),
        calls: sum(tools.map((each) => each.calls)),
        failures: sum(tools.map((each) => each.failures)),
        notRead: notRead.map(({ path, reason }) => `${path.slice(projects.length + 1)}: ${reason}`),
        transcripts: usage?.transcripts ?? 0,
        unreadable: usage?.unreadable ?? 0,
      }
    },
    edited(roots) {
      const options = {
        roots,
        texts: true,
        countTests: () => undefined,
        nothingRun: () => undefined,
        withoutSecrets: (text: string) => text,
      }
      return agentWork(openExcerpt(cache.db, everything), options).edited.map(({ path }) => path)
    },
    remove() {
      cache.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

let number = 0
/** So many turns of a session in a directory: a request, an answer in two lines with a call, and its result. */
const session = (cwd: string, turns: number, begin = 0): Line[] =>
  Array.from({ length: turns }, (_, turn) => {
    const [at, id] = [begin + turn * 10, `p${++number}`]
    const line = { line: { cwd } }
    return [
      prompt(at, 'Go on.', { cwd }),
      answer(at + 1, id, { input: 5, output: 2, read: 100 * turn }, { stop: null, ...line }),
      answer(at + 2, id, { input: 5, output: 30 + turn, read: 100 * turn }, { content: [use(`t${id}`)], ...line }),
      result(at + 3, `t${id}`, turn % 3 === 0 ? { is_error: true, content: 'Exit code 1' } : {}, { cwd }),
    ]
  }).flat()

const slugOf = (path: string): string => path.replace(/[^A-Za-z0-9]/g, '-')
const figures = ({ messages, output, calls, failures }: ReturnType<typeof countedBy>) => ({
  messages,
  output,
  calls,
  failures,
})

test('a path with dots, spaces, letters of any script and links is the project, and one that has the same slug is not', async () => {
  const place = createPlace()
  const root = join(place.root, 'my proj.v2 – ünï/日本')
  const same = join(place.root, 'my-proj v2 – ünï/日本')
  mkdirSync(root, { recursive: true })
  mkdirSync(same, { recursive: true })
  const link = join(place.root, 'link')
  symlinkSync(root, link)
  assert.is(slugOf(root), slugOf(same))
  const own = [textOf(session(root, 3)), textOf(session(link, 2)), textOf(session(join(link, 'src/deep'), 1))]
  place.write(`${slugOf(root)}/a.jsonl`, own[0] as string)
  place.write(`${slugOf(link)}/b.jsonl`, own[1] as string)
  place.write(`${slugOf(link)}-src-deep/c.jsonl`, own[2] as string)
  place.write(`${slugOf(same)}/d.jsonl`, textOf(session(same, 4)))
  const counted = await place.count([root])
  assert.equal(figures(counted), countedBy(own))
  assert.is(counted.transcripts, 3)
  place.remove()
})

test('of a project that was moved, what was read before stays, is read on, and new sessions join it', async () => {
  const place = createPlace()
  const [before, after] = [join(place.root, 'before'), join(place.root, 'after')]
  mkdirSync(before)
  const texts = [textOf(session(before, 3)), textOf(session(after, 2, 500))]
  const old = place.write(`${slugOf(before)}/a.jsonl`, texts[0] as string)
  await place.count([before])
  renameSync(before, after)
  place.write(`${slugOf(after)}/b.jsonl`, texts[1] as string)
  assert.equal(figures(await place.count([after])), countedBy(texts))
  const more = textOf(session(after, 2, 900))
  appendFileSync(old, more)
  assert.equal(figures(await place.count([after])), countedBy([...texts, more]))
  place.remove()
})

test("edits of a session that began before the project was moved are the project's, and those of another directory are not", async () => {
  const place = createPlace()
  const [before, after, other] = ['before', 'after', 'other'].map((name) => join(place.root, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(join(before, 'packages/app/src'), { recursive: true })
  mkdirSync(other)
  writeFileSync(join(before, 'packages/app/src/a.ts'), '')
  writeFileSync(join(before, 'README.md'), '')
  writeFileSync(join(other, 'README.md'), '')
  const edits = (cwd: string, paths: string[]) =>
    paths.flatMap((file_path, n) => [
      answer(n, `${cwd}-${n}`, {}, { content: [use(`${cwd}-${n}`, 'Edit', { file_path })], line: { cwd } }),
      result(n, `${cwd}-${n}`, {}, { cwd }),
    ])
  const first = textOf(session(before, 1))
  const started = join(before, 'packages/app')
  const old = place.write(`${slugOf(before)}/a.jsonl`, first)
  const inner = place.write(`${slugOf(started)}/b.jsonl`, textOf(session(started, 1)))
  const foreign = place.write(`${slugOf(before)}/c.jsonl`, textOf(session(before, 1)))
  await place.count([before])
  renameSync(before, after)
  appendFileSync(
    old,
    textOf(edits(before, [join(before, 'packages/app/src/a.ts'), 'README.md', join(before, 'gone.md')])),
  )
  appendFileSync(inner, textOf(edits(started, ['src/a.ts'])))
  appendFileSync(foreign, textOf(edits(other, [join(other, 'README.md')])))
  await place.count([after])
  assert.equal(place.edited([after]), ['packages/app/src/a.ts', 'README.md'])
  place.remove()
})

test('a work tree inside the project is its own, and one beside it is another project', async () => {
  const place = createPlace()
  const root = join(place.root, 'main')
  const [inside, beside] = [join(root, '.claude/worktrees/fix'), join(place.root, 'main-fix')]
  for (const directory of [inside, beside]) mkdirSync(directory, { recursive: true })
  const texts = [root, inside, beside].map((cwd) => textOf(session(cwd, 2)))
  for (const [n, cwd] of [root, inside, beside].entries()) place.write(`${slugOf(cwd)}/s${n}.jsonl`, texts[n] as string)
  assert.equal(figures(await place.count([root])), countedBy(texts.slice(0, 2)))
  place.remove()
  const other = createPlace()
  for (const [n, cwd] of [root, inside, beside].entries()) other.write(`${slugOf(cwd)}/s${n}.jsonl`, texts[n] as string)
  assert.equal(figures(await other.count([beside])), countedBy(texts.slice(2)))
  other.remove()
})

test('line ends of Windows, a byte order mark, a last line that is cut off, a line of 50 MB and times that go back', async () => {
  const place = createPlace()
  const lines = session('/w/x', 6)
  const backwards = [...lines.slice(8, 16), ...lines.slice(0, 8), ...lines.slice(16)]
  const cut = JSON.stringify(answer(100, 'cut', { output: 7 }, { line: { cwd: '/w/x' } })).slice(0, 90)
  const texts = [
    textOf(lines, '\r\n'),
    `\uFEFF${textOf(session('/w/x', 2))}`,
    textOf(session('/w/x', 2)) + cut,
    textOf(session('/w/x', 1)) +
      textOf([prompt(60, 'x'.repeat(50 * 2 ** 20), { cwd: '/w/x' })]) +
      textOf(session('/w/x', 1, 70)),
    textOf(backwards),
  ]
  for (const [n, text] of texts.entries()) place.write(`-w-x/s${n}.jsonl`, text)
  const counted = await place.count(['/w/x'])
  assert.equal(figures(counted), countedBy(texts))
  // The cut line, and the one that is too long to be looked at.
  assert.is(counted.unreadable, 2)
  place.remove()
})

test('a file that grows while it is read, one that a shorter one replaces, one that cannot be read', async () => {
  const place = createPlace()
  const [first, more, shorter] = [session('/w/x', 40), session('/w/x', 5, 2000), session('/w/x', 2)].map((each) =>
    textOf(each),
  ) as [string, string, string]
  // What is read in one transaction is over when progress is said; this one is read in several.
  const long = textOf([prompt(0, 'x'.repeat(6 * 2 ** 20), { cwd: '/w/x' })])
  const growing = place.write('-w-x/a.jsonl', long + first)
  let grown = false
  const progress = () => {
    if (!grown) appendFileSync(growing, more)
    grown = true
  }
  await place.count(['/w/x'], { progress })
  assert.ok(grown)
  assert.equal(figures(await place.count(['/w/x'])), countedBy([first, more]))
  writeFileSync(`${growing}.new`, shorter)
  renameSync(`${growing}.new`, growing)
  assert.equal(figures(await place.count(['/w/x'])), countedBy([shorter]))
  // A link that leads in circles can be read by nobody, whoever runs the test.
  symlinkSync('loop.jsonl', join(place.projects, '-w-x/loop.jsonl'))
  mkdirSync(join(place.projects, '-w-x/directory.jsonl'))
  const counted = await place.count(['/w/x'])
  assert.equal(figures(counted), countedBy([shorter]))
  assert.equal(
    counted.notRead.map((each) => each.split(':')[0]),
    ['-w-x/directory.jsonl', '-w-x/loop.jsonl'],
  )
  place.remove()
})

test('a session that is resumed and forked over midnight counts on each day what was written on it', async () => {
  const place = createPlace()
  const midnight = 12 * 3600
  const lines = session('/w/x', 6, midnight - 25)
  const fork = [...lines.slice(0, 16), ...session('/w/x', 2, midnight + 600)]
  const texts = [textOf(lines), textOf(fork)]
  place.write('-w-x/a.jsonl', texts[0] as string)
  place.write('-w-x/b.jsonl', texts[1] as string)
  const [start, end] = [Date.parse(second(-3600)), Date.parse(second(midnight))]
  const days = [
    { from: start, to: end },
    { from: end, to: end + 86_400_000 },
  ]
  for (const window of days) assert.equal(figures(await place.count(['/w/x'], { window })), countedBy(texts, window))
  assert.equal(figures(await place.count(['/w/x'])), countedBy(texts))
  place.remove()
})

test("subagents' transcripts of a session whose own is gone, both agents at once, and directories that are not there", async () => {
  const place = createPlace()
  assert.equal((await place.count(['/w/x'])).transcripts, 0)
  const orphan = textOf(session('/w/x', 3).map((line) => ({ ...line, isSidechain: true, agentId: 'a' })))
  place.write('-w-x/gone/subagents/agent-a.jsonl', orphan)
  const path = join(place.root, 'codex/sessions/2026/09/14', rollout(1))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, textOf([{ ...meta(0, 1, { cwd: '/w/x' }) }, turn(1), tokenCount(2, [100, 0, 9], [100, 0, 9])]))
  const counted = await place.count(['/w/x'])
  const expected = countedBy([orphan])
  assert.equal(figures(counted), { ...expected, messages: expected.messages + 1, output: expected.output + 9 })
  assert.is(counted.transcripts, 2)
  place.remove()
})

test.run()
