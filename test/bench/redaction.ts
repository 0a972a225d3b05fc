import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { redactJson } from '../../templates/redact.ts'
import { redactEachAlone } from '../support/redact-alone.ts'
import type { Benchmark, Figures } from './measure.ts'
import { drawFrom, leaks } from './redaction/draw.ts'
import { byForm, byService } from './redaction/families.ts'
import { byPlace } from './redaction/places.ts'

const samplesPerFamily = 40

/** How often secrets are found, family by family, and how often plain text is taken for one, each text judged as if it were alone. `npm run bench -- redaction` prints the tables of docs/security.md. */
export const redaction: Benchmark = {
  name: 'redaction',
  async run() {
    return [
      await recallOf('by form', formSamples()),
      await recallOf('by the name of a service', serviceSamples()),
      await recallOf('by what is around', placeSamples()),
      await falseRedactions(),
      await linearity(),
    ]
  },
}

/** A text with a secret in it. */
interface Sample {
  family: string
  text: string
  secret: string
}

const { draw, pick } = drawFrom(20261126)

const surroundings: ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `rotate ${secret} before Friday`,
  (secret) => `use "${secret}"`,
  (secret) => `{"value":"${secret}"}`,
  (secret) => `the run failed: ${secret}: 401`,
  (secret) => `export THING=${secret}`,
  (secret) => `see \`${secret}\`.`,
  (secret) => `line\\n${secret}\\nline`,
  (secret) => `\u001b[32m${secret}\u001b[0m`,
]

function formSamples(): Sample[] {
  return repeated(Object.entries(byForm), ([family, spec]) => {
    const secret = draw(spec)
    return { family, text: pick(surroundings)(secret), secret }
  })
}

const assignments: ((name: string, secret: string) => string)[] = [
  (name, secret) => `${name}_key = "${secret}"`,
  (name, secret) => `${name.toUpperCase()}_API_TOKEN=${secret}`,
  (name, secret) => `${name}: '${secret}'`,
  (name, secret) => `{"${name}_secret":"${secret}"}`,
  (name, secret) => `var ${name}Token := "${secret}"`,
  (name, secret) => `"${name}" => "${secret}",`,
  (name, secret) => `export ${name}=${secret}`,
]

function serviceSamples(): Sample[] {
  return repeated(Object.entries(byService), ([family, [name, spec]]) => {
    const secret = draw(spec)
    return { family, text: pick(assignments)(name, secret), secret }
  })
}

function placeSamples(): Sample[] {
  return repeated(Object.entries(byPlace), ([family, [place, spec]]) => {
    const secret = draw(spec)
    const text = place.replace('@', () => secret)
    return { family, text: pick([text, `note: ${text}`, `${text}\nnext line`]), secret }
  })
}

const repeated = <T>(list: T[], make: (item: T) => Sample): Sample[] =>
  list.flatMap((item) => Array.from({ length: samplesPerFamily }, () => make(item)))

async function recallOf(set: string, samples: Sample[]): Promise<Figures> {
  const found = new Map<string, number>()
  const missed = new Map<string, string>()
  const redacted = await redactEachAlone(samples.map(({ text }) => text))
  for (const [place, { family, text, secret }] of samples.entries()) {
    const kept = leaks(secret, redacted[place] as string)
    found.set(family, (found.get(family) ?? 0) + (kept ? 0 : 1))
    if (kept && !missed.has(family)) missed.set(family, text)
  }
  const total = [...found.values()].reduce((sum, count) => sum + count, 0)
  const byRecall = new Map<number, string[]>()
  for (const [family, count] of found) byRecall.set(count, [...(byRecall.get(count) ?? []), family])
  const rows = [...byRecall].sort(([a], [b]) => b - a)
  return {
    name: `Secrets found ${set}`,
    lines: [
      `${found.size} families, ${samples.length} samples: recall ${(total / samples.length).toFixed(4)}`,
      '| recall | families |',
      '|---:|---|',
      ...rows.map(([count, families]) => `| ${(count / samplesPerFamily).toFixed(3)} | ${families.join(', ')} |`),
      ...[...missed].map(([family, text]) => `missed (${family}): ${JSON.stringify(text).slice(0, 160)}`),
    ],
  }
}

/** Lines of plain text and of code, in which there are no secrets. */
async function falseRedactions(): Promise<Figures> {
  const root = join(import.meta.dirname as string, '../..')
  const own = (directory: string, ending: string) =>
    readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(ending) && !/redact|secret/.test(file))
      .map((file) => join(root, directory, file))
  const packages = (ending: string) => own('node_modules', ending).filter((_, place) => place % 20 === 0)
  const sets: [string, string[]][] = [
    ['documents of this repository', own('docs', '.md')],
    ['its sources', [...own('tasks', '.ts'), ...own('workflows', '.ts'), ...own('cache', '.ts')]],
    ['documents of the packages it uses', packages('.md')],
    ['type declarations of the packages it uses', packages('.d.ts')],
    ['its lock file', [join(root, 'package-lock.json')]],
  ]
  const rows = []
  for (const [name, files] of sets) {
    const lines = files.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== ''),
    )
    const redacted = await redactEachAlone(lines)
    const changed = redacted.filter((line, place) => line !== lines[place])
    rows.push(
      `| ${name} | ${lines.length} | ${changed.length} | ${((100 * changed.length) / lines.length).toFixed(3)} % |`,
    )
  }
  return { name: 'False redactions', lines: ['| text | lines | changed | share |', '|---|---:|---:|---:|', ...rows] }
}

/** Processor time for texts that are made to be slow, at half a megabyte and at one. */
async function linearity(): Promise<Figures> {
  const lines: Record<string, string> = {
    names: 'token=',
    'open quotes': 'password="',
    sentences: 'the token is ',
    'key headers': '-----BEGIN PRIVATE KEY-----',
    'URL beginnings': '://a:',
    prefixes: 'glpat-',
    'one word': 'A',
    blanks: ' ',
    backslashes: '\\',
    services: 'sumo sumo',
    'URLs with passwords': 'https://bob:hunter22@example.com/ ',
    passwords: 'password=aB3dE5fG7hJ9kL2m ',
    'tokens, each in a line': 'ghp_q7RtZ2mXc9VbLw4KpD8sYhN3jFgA6eUo5TiB\n',
  }
  const rows = []
  for (const [name, unit] of Object.entries(lines)) {
    const times = []
    for (const size of [2 ** 19, 2 ** 20]) {
      const text = unit.repeat(Math.ceil(size / unit.length))
      const before = process.cpuUsage()
      await redactJson(text)
      const { user, system } = process.cpuUsage(before)
      times.push((user + system) / 1000)
    }
    rows.push(`| ${name} | ${times.map((time) => Math.round(time)).join(' | ')} |`)
  }
  return {
    name: 'Processor time for a text made to be slow, in milliseconds',
    lines: ['| text of | 0.5 MiB | 1 MiB |', '|---|---:|---:|', ...rows],
  }
}
