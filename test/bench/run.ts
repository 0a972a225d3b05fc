import { analysing } from './analysis.ts'
import { anomalies } from './anomalies/simulation.ts'
import { closing, startup } from './core.ts'
import { cpu } from './cpu.ts'
import { health } from './health.ts'
import { hooks } from './hook.ts'
import { importing, importingMany } from './import.ts'
import { opening } from './init.ts'
import { longHistory } from './long-history.ts'
import { type Benchmark, describe } from './measure.ts'
import { onMongoDB } from './mongodb.ts'
import { scanning } from './processes.ts'
import { redaction } from './redaction.ts'
import { ruleCasesAccuracy } from './rule-cases.ts'
import { effectsAccuracy } from './rule-effects.ts'
import { ruleDetection } from './rules.ts'
import { scale } from './scale.ts'
import { reading } from './transcripts.ts'

/** `npm run bench` runs all of these, `npm run bench -- NAME …` some of them. */
const benchmarks: Benchmark[] = [
  startup,
  importing,
  importingMany,
  closing,
  cpu,
  scanning,
  hooks,
  opening,
  longHistory,
  analysing,
  anomalies,
  health,
  reading,
  scale,
  redaction,
  onMongoDB,
  ruleDetection,
  ruleCasesAccuracy,
  effectsAccuracy,
]

const names = process.argv.slice(2)
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name))
if (unknown.length > 0) {
  console.error(
    `no benchmark is called ${unknown.join(', ')}; there are ${benchmarks.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}
for (const benchmark of benchmarks) {
  if (names.length > 0 && !names.includes(benchmark.name)) continue
  for (const measurement of await benchmark.run()) console.log(`${describe(measurement)}\n`)
}
