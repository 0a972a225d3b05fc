import { execFileSync } from 'node:child_process'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { importJsonl } from '../../cache/audit/jsonl-import.ts'
import { openCache } from '../../cache/database.ts'
import { createProject, repository } from '../support/project.ts'
import type { Benchmark, Measurement } from './measure.ts'
import { drawTopics, ruleText, seeded } from './rule-words.ts'
import { measureAccuracy } from './rules-accuracy.ts'
import { sampleDecision, sampleWindow } from './sample.ts'

const histories = 200
const decisions = 1_000_000
const ruleCount = 10_000
const ruleId = (number: number) => `inst_${String(number).padStart(5, '0')}`

/** Precision and recall of the five kinds; and what a large history and many rules cost, from a filled cache, each run in a process of its own. */
export const ruleDetection: Benchmark = {
  name: 'rules',
  async run() {
    for (const line of await measureAccuracy(histories)) console.log(line)
    console.log('')
    const project = createProject({ git: false })
    await fillCache(project.root)
    const measurements: Measurement[] = []
    for (const [name, texts] of Object.entries(ruleTexts)) {
      const file = join(project.root, `${name}.json`)
      writeFileSync(file, JSON.stringify({ instructions: instructions(texts) }))
      for (const reading of ['read for the first time', 'read before'])
        measurements.push(measure(`${decisions} decisions ${reading}, ${ruleCount} rules ${name}`, project.root, file))
    }
    project.remove()
    return measurements
  },
}

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
  const cache = openCache(join(root, 'cache'), 'durable', new Date())
  await importJsonl(cache.db, file, { name: 'log.jsonl' })
  cache.close()
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

interface Ran {
  bare: number
  ms: number
  observed: number
  megabytes: number
  findings: number
  informed: number
}

function measure(name: string, root: string, ruleFile: string): Measurement {
  const script = join(repository, 'test/bench/rules-run.ts')
  const window = [sampleWindow.from, sampleWindow.to].map(String)
  const run = () =>
    JSON.parse(
      execFileSync(process.execPath, ['--import', 'tsx', script, join(root, 'cache'), ruleFile, ...window], {
        cwd: repository,
        encoding: 'utf8',
      }),
    ) as Ran
  const ran = run()
  return {
    name,
    values: [ran.ms],
    bare: { name: 'parsing every decision', values: [ran.bare] },
    remarks: [
      `of it ${ran.observed.toFixed(0)} ms reading, the rest finding`,
      `memory    ${ran.megabytes.toFixed(0)} MB at most, the bare parsing included`,
      `${ran.findings} findings, ${ran.informed} rules as information`,
    ],
  }
}
