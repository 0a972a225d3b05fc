import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { importJsonl } from '../../cache/audit/jsonl-import.ts'
import { openCache } from '../../cache/database.ts'
import { cleanEnvironment, createProject, entry, repository } from '../support/project.ts'
import type { Benchmark, Measurement } from './measure.ts'
import { drawTopics, ruleText, seeded } from './rule-words.ts'
import { measureAccuracy } from './rules-accuracy.ts'
import { sampleDecision, sampleWindow } from './sample.ts'

const histories = 200
const decisions = 1_000_000
const ruleCount = 10_000
const ruleId = (number: number) => `inst_${String(number).padStart(5, '0')}`

/** Precision and recall of the five kinds; and what a large history and many rules cost the compiled command, from a filled cache. */
export const ruleDetection: Benchmark = {
  name: 'rules',
  async run() {
    for (const line of await measureAccuracy(histories)) console.log(line)
    console.log('')
    execFileSync('npm', ['run', '-s', 'build'], { cwd: repository, stdio: 'inherit' })
    const project = createProject({ git: false })
    await fillCache(project.root)
    writeFileSync(join(project.root, preload), sayCost)
    const measurements: Measurement[] = []
    for (const [name, texts] of Object.entries(ruleTexts)) {
      writeFileSync(join(project.root, ruleFile), JSON.stringify({ instructions: instructions(texts) }))
      for (const reading of ['read for the first time', 'read before'])
        measurements.push(measure(`${decisions} decisions ${reading}, ${ruleCount} rules ${name}`, project.root))
    }
    project.remove()
    return measurements
  },
}

const ruleFile = '.claude/instruction-history.json'
const cacheDirectory = '.claude/cache'
const preload = 'say-cost.cjs'
/** Has the process say at its end what it computed, in milliseconds, and the most memory that it had, in megabytes. */
const sayCost = `process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  require('node:fs').writeSync(2, 'cost ' + (user + system) / 1000 + ' ' + process.resourceUsage().maxRSS / 1024 + '\\n')
})
`

/** A million decisions of one session, each of which checked five rules. */
async function fillCache(root: string): Promise<void> {
  const random = seeded(1)
  const file = join(root, 'log.jsonl')
  const output = openSync(file, 'w')
  const step = (sampleWindow.to - sampleWindow.from) / decisions
  for (let start = 0; start < decisions; start += 10_000) {
    let text = ''
    for (let n = start; n < start + 10_000; n++) {
      const document = JSON.parse(sampleDecision(n, Math.floor(sampleWindow.from + n * step)))
      document.rulesChecked = Array.from({ length: 5 }, () => ruleId(random.between(0, ruleCount - 1)))
      // Every third violation names one of the rules that were checked.
      if (n % 27 === 0) document.violations = [document.rulesChecked[0]]
      text += `${JSON.stringify(document)}\n`
    }
    writeSync(output, text)
  }
  closeSync(output)
  mkdirSync(join(root, '.claude'))
  const cache = openCache(join(root, cacheDirectory), 'durable', new Date())
  await importJsonl(cache.db, file, { name: 'log.jsonl' })
  cache.close()
  rmSync(file)
}

const topics = drawTopics(seeded(2), ruleCount)
const ruleTexts: Record<string, (number: number) => string> = {
  'of many subjects': (number) => `${ruleText(topics[number] as (typeof topics)[number])} (${number})`,
  'all alike': () => 'Ask before deleting more than three files',
  'of one template': (number) => `Service name${number} writes its log to the rotated directory of the host`,
}

const instructions = (text: (number: number) => string) =>
  Array.from({ length: ruleCount }, (_, number) => ({
    id: ruleId(number),
    text: text(number),
    timestamp: '2025-01-01T00:00:00.000Z',
    quadrant: 'OPERATIONAL',
    persistence: 'MEDIUM',
    parameters: {},
    active: true,
  }))

/** User and system time of parsing each stored decision, and nothing else, in milliseconds. */
function parseAll(root: string): number {
  const { db, close } = openCache(join(root, cacheDirectory), 'existing', new Date())
  const started = process.cpuUsage()
  for (const document of db.prepare('SELECT document FROM decisions').pluck().iterate()) JSON.parse(document as string)
  const { user, system } = process.cpuUsage(started)
  close()
  return (user + system) / 1000
}

function measure(name: string, root: string): Measurement {
  const bare = parseAll(root)
  const window = Object.entries(sampleWindow).flatMap(([end, at]) => [`--${end}`, new Date(at).toISOString()])
  const task = [entry, 'task', 'rules/proposals', ...window, '--json']
  const ran = spawnSync(process.execPath, ['--require', join(root, preload), ...task], {
    cwd: root,
    env: cleanEnvironment(),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  const [, ms, megabytes] = /^cost ([\d.]+) ([\d.]+)$/m.exec(ran.stderr) ?? []
  if (ran.status !== 0 || ms === undefined) throw new Error(`${name} ended with ${ran.status}: ${ran.stderr}`)
  const { proposals, more, information } = JSON.parse(ran.stdout) as Record<string, unknown[]> & { more: number }
  return {
    name,
    values: [Number(ms)],
    bare: { name: 'parsing every decision', values: [bare] },
    remarks: [
      `memory    ${Number(megabytes).toFixed(0)} MB at most`,
      `${(proposals?.length ?? 0) + more} findings, ${information?.length} rules as information`,
    ],
  }
}
