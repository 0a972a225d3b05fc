import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from './support/decisions.ts'
import { type Example, examplesOf, skeleton, terminalPicture, withExamples } from './support/guide.ts'
import { cleanEnvironment, createProject, entry, repository, type TestProject } from './support/project.ts'
import { freePort } from './support/server.ts'

const test = suite('the guide')

const file = join(repository, 'docs/guide.md')
const page = readFileSync(file, 'utf8')
/** The pictures, each of the last command of the block in front of it. */
const pictures = [...page.matchAll(/pictures\/([\w-]+\.svg)/g)].map((match) => match[1] as string)
const usualPort = '4173'

test('what it shows is what bookend prints', async () => {
  const port = String(await freePort())
  const { project, run, remove } = guideProject(port)
  const blocks = examplesOf(page)
  const ran = blocks.map((examples) => examples.map(({ command }) => run(command)))
  remove()
  project.remove()
  if (process.env.UPDATE_GUIDE === '1') update(ran)
  for (const [number, examples] of blocks.entries()) {
    for (const [position, example] of examples.entries()) {
      const { output, status } = (ran[number] as Example[])[position] as Example
      assert.is(status, example.status, `${example.command}\n${output.join('\n')}`)
      assert.equal(
        output.map(skeleton),
        example.output.map(skeleton),
        `${example.command}\n(UPDATE_GUIDE=1 npm test -- guide)`,
      )
    }
  }
})

test('its pictures show the same lines', () => {
  for (const [name, example] of picturedExamples(examplesOf(page)))
    assert.is(readFileSync(join(repository, 'docs/pictures', name), 'utf8'), terminalPicture(example), name)
})

function picturedExamples(blocks: Example[][]): [name: string, example: Example][] {
  return pictures.map((name) => {
    const before = page.slice(0, page.indexOf(name)).match(/```console/g)?.length ?? 0
    return [name, blocks[before - 1]?.at(-1) as Example]
  })
}

/** With UPDATE_GUIDE=1: the page and its pictures as they would have to be. */
function update(ran: Example[][]): void {
  writeFileSync(file, withExamples(page, ran))
  for (const [name, example] of picturedExamples(ran))
    writeFileSync(join(repository, 'docs/pictures', name), terminalPicture(example))
}

function guideProject(port: string): { project: TestProject; run(command: string): Example; remove(): void } {
  const project = createProject()
  const bin = mkdtempSync(join(tmpdir(), 'bookend-bin-'))
  writeFileSync(join(bin, 'bookend'), `#!/bin/sh\nexec "${process.execPath}" "${entry}" "$@"\n`, { mode: 0o755 })
  const config = /```ts\n([\s\S]*?)```/.exec(page)?.[1] as string
  project.write('session.config.ts', config.replaceAll(usualPort, port))
  project.write('server.js', `require('node:http').createServer((_, response) => response.end()).listen(${port})\n`)
  project.write('lexer.test.js', "require('node:test').test('it positions tokens', () => {})\n")
  project.write('.gitignore', '.claude/\n.memory/\nSESSION_*\n')
  const rule = { quadrant: 'SYSTEM', persistence: 'HIGH', text: 'The server listens on port 4173' }
  project.write('.claude/instruction-history.json', JSON.stringify({ instructions: [{ id: 'inst_001', ...rule }] }))
  project.commit('Begin the parser')
  project.write('lexer.js', '// tokens\n')
  // The services of the framework decide while the agent works.
  const decide = () => {
    const now = new Date().toISOString()
    const others = ['context_pressure_analysis', 'metacognitive_verification'].map((action) =>
      decision(now, { action }),
    )
    const blocked = decision(now, { allowed: false, violations: ['port_confusion'] })
    project.write(`.memory/audit/${now}.jsonl`, `${[decision(now), blocked, ...others].join('\n')}\n`)
  }
  const env = cleanEnvironment({ PATH: `${bin}:${process.env.PATH}` })
  return {
    project,
    run(command) {
      if (command.startsWith('bookend note --done')) decide()
      const { stdout, status } = spawnSync('sh', ['-c', command], { cwd: project.root, encoding: 'utf8', env })
      const output = stdout.replaceAll(port, usualPort).trimEnd()
      return { command, output: output === '' ? [] : output.split('\n'), status: status ?? -1 }
    },
    remove: () => rmSync(bin, { recursive: true }),
  }
}

test.run()
